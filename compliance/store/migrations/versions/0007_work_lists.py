"""Stored next actions with the triggers that tell which are stale, saved filters, and what a search looks in.

Triggers, because whatever writes, and whatever is written later, has to be noticed (decision record 0026).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant
from compliance.store.migrations import search_indexes, stale_triggers

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'decide_extension', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
ACTORS = "'caseworker', 'casework_manager', 'director', 'authority', 'nobody'"
STANDINGS = "'open', 'overdue', 'held', 'stopped', 'waiting', 'satisfied', 'not_satisfied', 'ceased'"
NARROWING = [
    "last_on",
    "from_on",
    "who",
    "action",
    "state",
    "kind",
    "held",
    "authority_id",
    "decided_on",
    "assigned_to",
]
INDEXES = {
    "ix_next_action_work": ["closed", "in_time", "rank", "by_on", "due_on", "recommendation_id", *NARROWING],
    "ix_next_action_due": ["closed", "due_on", "recommendation_id", *NARROWING],
    "ix_next_action_authority": ["authority_id", "closed", "due_on"],
}
# The whole story of a recommendation is asked for one by one, not only what is still open of it.
STORIES = ("extension_request", "deadline_wait", "clock_stop")


def upgrade() -> None:
    """Make tables, indexes and triggers; every recommendation there is begins as stale."""
    _make_tables()
    still_open = sa.text("closed_on IS NULL")
    op.create_index("ix_task_message", "task", ["message_id"], sqlite_where=still_open, postgresql_where=still_open)
    for table in STORIES:
        op.create_index(f"ix_{table}_recommendation", table, ["recommendation_id"])
    dialect = op.get_bind().dialect.name
    for statement in (*stale_triggers.made(dialect), *search_indexes.made(dialect)):
        op.execute(sa.text(statement))
    op.execute("INSERT INTO stale_action (recommendation_id) SELECT id FROM recommendation")


def downgrade() -> None:
    """Take them away."""
    dialect = op.get_bind().dialect.name
    for statement in (*search_indexes.dropped(dialect), *stale_triggers.dropped(dialect)):
        op.execute(sa.text(statement))
    for table in STORIES:
        op.drop_index(f"ix_{table}_recommendation", table)
    op.drop_index("ix_task_message", "task")
    for table in ("saved_view", "stale_action", "next_action"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "next_action",
        sa.Column("recommendation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", PlainDate(), nullable=False),
        sa.Column("last_on", PlainDate(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("by_on", PlainDate(), nullable=False),
        sa.Column("due_on", PlainDate(), nullable=False),
        sa.Column("decided_on", PlainDate(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.CheckConstraint("from_on <= last_on", name="ck_next_action_days"),
        sa.CheckConstraint(f"action IN ({ACTIONS})", name="ck_next_action_action"),
        sa.CheckConstraint(f"who IN ({ACTORS})", name="ck_next_action_who"),
        sa.CheckConstraint(f"state IN ({STANDINGS})", name="ck_next_action_state"),
        sa.CheckConstraint("kind IN ('personal_remedy', 'service_improvement')", name="ck_next_action_kind"),
        sa.PrimaryKeyConstraint("recommendation_id", "from_on"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "next_action", columns)
    op.create_table(
        "stale_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stale_action_recommendation", "stale_action", ["recommendation_id"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("person <> '' AND name <> ''", name="ck_saved_view_whose_and_what"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person", "name"),
    )
