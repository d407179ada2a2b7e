"""Recommendations have a caseworker, cases are linked, and happenings say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant
from compliance.store.migrations.happenings import let_events_be

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'caseworker_changed', 'noted', 'chief_executive_written_to', 'meeting_arranged', 'case_linked', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
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
    let_events_be(NEW_HAPPENINGS)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("case_link")
    op.drop_index("ix_recommendation_caseworker", "recommendation")
    # Not by making the table anew, which SQLite does not know otherwise: triggers name it.
    op.execute("ALTER TABLE recommendation DROP COLUMN caseworker")
    let_events_be(OLD_HAPPENINGS)
