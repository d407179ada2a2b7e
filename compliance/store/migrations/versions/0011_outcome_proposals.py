"""Outcomes that need a second person are proposed; next actions ask for the decision, and happenings say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant
from compliance.store.migrations import stale_triggers
from compliance.store.migrations.happenings import let_events_be

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'outcome_proposed', 'outcome_declined', 'outcome_proposal_withdrawn', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
OLD_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'decide_extension', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
NEW_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'decide_extension', 'decide_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
STILL_OPEN = "decided_on IS NULL"
# Actions have their place in lists as numbers: that of the new one, which those behind it give way to.
RANK = 4


def upgrade() -> None:
    """Make the table with its triggers, a place for the new next action, and let events say three things more."""
    op.create_table(
        "outcome_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_on", PlainDate(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_on", PlainDate(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("outcome IN ('not_satisfied', 'ceased')", name="ck_outcome_proposal_outcome"),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'declined', 'withdrawn')", name="ck_outcome_proposal_state"
        ),
        sa.CheckConstraint("proposed_by <> '' AND reason <> ''", name="ck_outcome_proposal_says_who_and_why"),
        sa.CheckConstraint("(state = 'proposed') = (decided_on IS NULL)", name="ck_outcome_proposal_decided"),
        sa.CheckConstraint("state = 'proposed' OR decided_by <> ''", name="ck_outcome_proposal_decided_by"),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved') OR decision_reason <> ''", name="ck_outcome_proposal_decision_says_why"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'declined') OR lower(decided_by) <> lower(proposed_by)",
            name="ck_outcome_proposal_second_person",
        ),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outcome_proposal_recommendation", "outcome_proposal", ["recommendation_id"])
    op.create_index(
        "ux_outcome_proposal_open",
        "outcome_proposal",
        ["recommendation_id"],
        unique=True,
        sqlite_where=sa.text(STILL_OPEN),
        postgresql_where=sa.text(STILL_OPEN),
    )
    for statement in stale_triggers.made(op.get_bind().dialect.name, stale_triggers.OF_PROPOSALS):
        op.execute(sa.text(statement))
    _actions(NEW_ACTIONS)
    op.execute(f"UPDATE next_action SET rank = rank + 1 WHERE rank >= {RANK}")
    let_events_be(NEW_HAPPENINGS)


def downgrade() -> None:
    """Take them away; what a next action was derived from a proposal is derived anew without it."""
    for statement in stale_triggers.dropped(op.get_bind().dialect.name, stale_triggers.OF_PROPOSALS):
        op.execute(sa.text(statement))
    op.drop_table("outcome_proposal")
    asked = "SELECT recommendation_id FROM next_action WHERE action = 'decide_outcome'"
    op.execute(f"INSERT INTO stale_action (recommendation_id) {asked}")
    op.execute(f"DELETE FROM next_action WHERE recommendation_id IN ({asked})")
    op.execute(f"UPDATE next_action SET rank = rank - 1 WHERE rank > {RANK}")
    _actions(OLD_ACTIONS)
    let_events_be(OLD_HAPPENINGS)


def _actions(known: str) -> None:
    """Change what next actions there may be."""
    with op.batch_alter_table("next_action") as batch:
        batch.drop_constraint("ck_next_action_action", type_="check")
        batch.create_check_constraint("ck_next_action_action", f"action IN ({known})")
