"""What tells the reference of each decision from others lies beside it, whatever way both are written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.domain.references import core

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
MANY = 10_000


def upgrade() -> None:
    """Add the column with its index, and fill it."""
    op.add_column("decision", sa.Column("core", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, reference FROM decision")).all()
    known = [{"id": identifier, "core": core(reference)} for identifier, reference in rows]
    for start in range(0, len(known), MANY):
        connection.execute(sa.text("UPDATE decision SET core = :core WHERE id = :id"), known[start : start + MANY])
    op.create_index("ix_decision_core", "decision", ["core"])


def downgrade() -> None:
    """Take the column away."""
    op.drop_index("ix_decision_core", "decision")
    op.drop_column("decision", "core")
