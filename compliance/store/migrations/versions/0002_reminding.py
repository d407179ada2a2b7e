"""Reminder steps, messages, attempts, tasks and the ledger of runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "flow_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("as_of", PlainDate(), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=False),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_flow_run_latest", "flow_run", ["flow", "started_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recipient_name", sa.String(), nullable=False),
        sa.Column("recipient_role", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("day", PlainDate(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcInstant(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcInstant(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcInstant(), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="ck_message_sent_has_instant"),
        sa.CheckConstraint("state <> 'sending' OR lease_owner IS NOT NULL", name="ck_message_sending_is_leased"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'suppressed', 'in_doubt')", name="ck_message_state"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_message_day", "message", ["day"], unique=False)
    op.create_index("ix_message_recipient", "message", ["recipient", "day"], unique=False)
    op.create_index(
        "ix_message_sending",
        "message",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_message_waiting",
        "message",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ux_message_recipient_day",
        "message",
        ["recipient", "day"],
        unique=True,
        sqlite_where=sa.text("state <> 'suppressed'"),
        postgresql_where=sa.text("state <> 'suppressed'"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IN ('accepted', 'refused_for_now', 'refused_for_good', 'unknown')", name="ck_attempt_result"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id", "number", "result"),
    )
    op.create_table(
        "reminder_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("on_day", PlainDate(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'queued', 'sent', 'skipped', 'superseded', 'suppressed', 'failed', 'in_doubt')",
            name="ck_reminder_step_state",
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recommendation_id", "deadline_version", "step"),
    )
    op.create_index(
        "ix_reminder_step_due",
        "reminder_step",
        ["on_day"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_on", PlainDate(), nullable=False),
        sa.Column("closed_on", PlainDate(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("owner IN ('caseworker', 'casework_manager', 'director')", name="ck_task_owner"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_task_recommendation_id"), "task", ["recommendation_id"], unique=False)
    op.create_index(
        "ux_task_open",
        "task",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "message_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("dropped", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["reminder_step.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_item_message", "message_item", ["message_id"], unique=False)
    op.create_index("ix_message_item_step", "message_item", ["step_id"], unique=False)
    op.create_index(
        "ux_message_item_once",
        "message_item",
        ["recommendation_id", "deadline_version", "step", "recipient"],
        unique=True,
        sqlite_where=sa.text("dropped IS NULL"),
        postgresql_where=sa.text("dropped IS NULL"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(
        "ux_message_item_once",
        table_name="message_item",
        sqlite_where=sa.text("dropped IS NULL"),
        postgresql_where=sa.text("dropped IS NULL"),
    )
    op.drop_index("ix_message_item_step", table_name="message_item")
    op.drop_index("ix_message_item_message", table_name="message_item")
    op.drop_table("message_item")
    op.drop_index(
        "ux_task_open",
        table_name="task",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_index(op.f("ix_task_recommendation_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(
        "ix_reminder_step_due",
        table_name="reminder_step",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.drop_table("reminder_step")
    op.drop_table("attempt")
    op.drop_index(
        "ux_message_recipient_day",
        table_name="message",
        sqlite_where=sa.text("state <> 'suppressed'"),
        postgresql_where=sa.text("state <> 'suppressed'"),
    )
    op.drop_index(
        "ix_message_waiting",
        table_name="message",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(
        "ix_message_sending",
        table_name="message",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_index("ix_message_recipient", table_name="message")
    op.drop_index("ix_message_day", table_name="message")
    op.drop_table("message")
    op.drop_index("ix_flow_run_latest", table_name="flow_run")
    op.drop_table("flow_run")
