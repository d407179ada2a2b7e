"""A step knows which older deadline version it goes on from, where the date moved and was put back untold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; steps from before go on from none."""
    op.add_column("reminder_step", sa.Column("continues", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("reminder_step", "continues")
