"""What was given to somebody is found at once: lists put a person's own work first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

GIVEN = "assigned_to <> ''"


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_next_action_given",
        "next_action",
        ["assigned_to"],
        sqlite_where=sa.text(GIVEN),
        postgresql_where=sa.text(GIVEN),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_next_action_given", "next_action")
