"""Of which deadline version each message spoke, where that was not the one its step was planned for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what went out before, the version of the step counts."""
    op.add_column("message_item", sa.Column("told_version", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("message_item", "told_version")
