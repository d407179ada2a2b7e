"""Public summaries have versions and are shown only when clear; a happening more.

What was stored before there was a guard is unchecked: `amends init` looks at it once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSAL = "events are append-only"
OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'summary_set', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"
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
    _happenings(NEW_HAPPENINGS)


def downgrade() -> None:
    """Drop the table; the newest summary of each recommendation stands in the recommendation itself."""
    op.drop_table("public_summary")
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
