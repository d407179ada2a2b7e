"""Recommendations have a caseworker, cases are linked, and happenings say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSAL = "events are append-only"
OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"
STILL_OPEN = "closed_on IS NULL"


def upgrade() -> None:
    """Add a column with its index and a table, and let events say five things more."""
    op.add_column("recommendation", sa.Column("caseworker", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index(
        "ix_recommendation_caseworker",
        "recommendation",
        ["caseworker"],
        sqlite_where=sa.text(STILL_OPEN),
        postgresql_where=sa.text(STILL_OPEN),
    )
    op.create_table(
        "case_link",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("new_reference", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("linked_on", PlainDate(), nullable=False),
        sa.Column("linked_by", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("new_reference <> '' AND reason <> ''", name="ck_case_link_says_to_what_and_why"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"]),
        sa.PrimaryKeyConstraint("decision_id", "new_reference"),
    )
    op.create_index("ix_case_link_new_reference", "case_link", ["new_reference"])
    _happenings(NEW_HAPPENINGS)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("case_link")
    op.drop_index("ix_recommendation_caseworker", "recommendation")
    with op.batch_alter_table("recommendation") as batch:
        batch.drop_column("caseworker")
    _happenings(OLD_HAPPENINGS)


def _happenings(known: str) -> None:
    """Change what kinds of events there may be; SQLite makes the table anew for that and loses its triggers."""
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint("ck_event_kind", type_="check")
        batch.create_check_constraint("ck_event_kind", f"kind IN ({known})")
    if op.get_bind().dialect.name != "sqlite":
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
