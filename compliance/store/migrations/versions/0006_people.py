"""The office's own people, their sessions and attempts to sign in, keys used once; five more kinds of events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import UtcInstant
from compliance.store.migrations.happenings import let_events_be

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"
NEW_HAPPENINGS = (
    f"{OLD_HAPPENINGS}, 'person_changed', 'signed_in', 'sign_in_failed', 'signed_out', 'personal_remedy_viewed'"
)
TABLES = ("used_key", "sign_in_attempt", "web_session", "person")


def upgrade() -> None:
    """Make four tables and let the history say more."""
    _make_person()
    _make_sessions()
    let_events_be(NEW_HAPPENINGS)


def downgrade() -> None:
    """Drop them; an older schema has no place for what people did on the pages."""
    for table in TABLES:
        op.drop_table(table)
    let_events_be(OLD_HAPPENINGS)


def _make_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("code_secret", sa.String(), nullable=False),
        sa.Column("code_step", sa.Integer(), nullable=True),
        sa.Column("oidc_subject", sa.String(), nullable=True),
        sa.Column("added_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("name <> '' AND email <> ''", name="ck_person_has_name_and_email"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("oidc_subject"),
    )


def _make_sessions() -> None:
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("csrf_secret", sa.String(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("seen_at", UtcInstant(), nullable=False),
        sa.Column("ends_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("ends_at > created_at AND seen_at >= created_at", name="ck_web_session_times"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_web_session_person_id", "web_session", ["person_id"])
    op.create_index("ix_web_session_ends_at", "web_session", ["ends_at"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('begun', 'failed', 'succeeded')", name="ck_sign_in_attempt_state"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_sign_in_attempt_account", "sign_in_attempt", ["account", "at"])
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address", "at"])
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_table(
        "used_key",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash"),
    )
    op.create_index("ix_used_key_at", "used_key", ["at"])
