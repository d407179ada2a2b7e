"""Lists know who looks after each recommendation, and what a failed message said may have reached somebody else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.migrations import stale_triggers

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NARROWING = ["last_on", "from_on", "who", "action", "state", "kind", "held", "authority_id", "decided_on"]
OLD, NEW = [*NARROWING, "assigned_to"], [*NARROWING, "assigned_to", "caseworker"]
SORTED = {
    "ix_next_action_work": ["closed", "in_time", "rank", "by_on", "due_on", "recommendation_id"],
    "ix_next_action_due": ["closed", "due_on", "recommendation_id"],
}


def upgrade() -> None:
    """Add the column to the table and its indexes, and the triggers; all there is becomes stale."""
    op.add_column("next_action", sa.Column("caseworker", sa.String(), nullable=False, server_default=sa.text("''")))
    _indexes(NEW)
    for statement in stale_triggers.made(op.get_bind().dialect.name, stale_triggers.OF_LISTS):
        op.execute(sa.text(statement))
    op.execute("INSERT INTO stale_action (recommendation_id) SELECT id FROM recommendation")


def downgrade() -> None:
    """Take them away; what a failed message is to next actions is derived anew."""
    for statement in stale_triggers.dropped(op.get_bind().dialect.name, stale_triggers.OF_LISTS):
        op.execute(sa.text(statement))
    _indexes(OLD)
    op.execute("ALTER TABLE next_action DROP COLUMN caseworker")
    op.execute("INSERT INTO stale_action (recommendation_id) SELECT id FROM recommendation")


def _indexes(narrowing: list[str]) -> None:
    for name, columns in SORTED.items():
        op.drop_index(name, "next_action")
        op.create_index(name, "next_action", [*columns, *narrowing])
