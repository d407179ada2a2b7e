"""Public summaries have versions and are shown only when clear; a happening more.

What was stored before there was a guard is unchecked: `amends init` looks at it once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant
from compliance.store.migrations.happenings import let_events_be

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent', 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
NOT_CLEAR = "state <> 'clear'"


def upgrade() -> None:
    """Make the table, fill it with what there is, and let events say that a summary was set."""
    op.create_table(
        "public_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("overruled", sa.Text(), nullable=False),
        sa.Column("set_on", PlainDate(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("cleared_at", UtcInstant(), nullable=True),
        sa.CheckConstraint("state IN ('clear', 'held', 'unchecked')", name="ck_public_summary_state"),
        sa.CheckConstraint("(state = 'clear') = (cleared_at IS NOT NULL)", name="ck_public_summary_clear_since"),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_public_summary_recommendation", "public_summary", ["recommendation_id"])
    op.create_index(
        "ix_public_summary_not_clear",
        "public_summary",
        ["recommendation_id"],
        sqlite_where=sa.text(NOT_CLEAR),
        postgresql_where=sa.text(NOT_CLEAR),
    )
    op.execute(
        "INSERT INTO public_summary (recommendation_id, summary, state, overruled, set_on, set_by, recorded_at) "
        "SELECT id, public_summary, 'unchecked', '[]', logged_on, 'amends', recorded_at FROM recommendation "
        "WHERE kind = 'service_improvement' AND clock = '' AND public_summary <> '' ORDER BY id"
    )
    let_events_be(NEW_HAPPENINGS)


def downgrade() -> None:
    """Drop the table; the newest summary of each recommendation stands in the recommendation itself."""
    op.drop_table("public_summary")
    let_events_be(OLD_HAPPENINGS)
