"""A step keeps how its day is counted, so that it can be counted again once a calendar changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; steps from before follow the ladder that they are planned by."""
    op.add_column("reminder_step", sa.Column("rung", sa.String(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("reminder_step", "rung")
