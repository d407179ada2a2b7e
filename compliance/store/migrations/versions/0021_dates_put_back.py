"""A deadline and its steps know which older version they go on from, where the date moved and was put back untold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is from before goes on from none."""
    op.add_column("reminder_step", sa.Column("continues", sa.Integer(), nullable=True))
    some = sa.text("continues IS NOT NULL")
    op.create_index(
        "ix_reminder_step_continues", "reminder_step", ["recommendation_id"], sqlite_where=some, postgresql_where=some
    )
    op.add_column("recommendation", sa.Column("continues", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("recommendation", "continues")
    op.drop_index("ix_reminder_step_continues", "reminder_step")
    op.drop_column("reminder_step", "continues")
