"""Indexes for what is asked every few minutes: messages in doubt, and those whose arrival was not reported yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_message_in_doubt": ("day", "state = 'in_doubt'"),
    "ix_message_under_way": ("sent_at", "state = 'sent' AND channel_reference <> '' AND delivered_at IS NULL"),
}


def upgrade() -> None:
    """Add them."""
    for name, (column, wanted) in INDEXES.items():
        op.create_index(name, "message", [column], sqlite_where=sa.text(wanted), postgresql_where=sa.text(wanted))


def downgrade() -> None:
    """Take them away."""
    for name in INDEXES:
        op.drop_index(name, "message")
