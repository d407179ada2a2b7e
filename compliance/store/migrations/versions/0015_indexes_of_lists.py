"""Lists of one authority, and of what one role does next, are counted and paged from an index of their own."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "next_action"
AUTHORITY, WHO = "ix_next_action_authority", "ix_next_action_who"
DAYS = ("last_on", "from_on")
OTHERS = ("action", "state", "kind", "held")


def upgrade() -> None:
    """Let both hold all that a list is narrowed by."""
    op.drop_index(AUTHORITY, TABLE)
    by_authority = ("authority_id", "closed", "due_on", "recommendation_id", *DAYS, "who", *OTHERS)
    op.create_index(AUTHORITY, TABLE, [*by_authority, "decided_on", "assigned_to", "caseworker"])
    by_who = ("closed", "who", "in_time", "rank", "by_on", "due_on", "recommendation_id", *DAYS, *OTHERS)
    op.create_index(WHO, TABLE, [*by_who, "authority_id", "decided_on", "assigned_to", "caseworker"])


def downgrade() -> None:
    """Leave the one as it was."""
    op.drop_index(WHO, TABLE)
    op.drop_index(AUTHORITY, TABLE)
    op.create_index(AUTHORITY, TABLE, ["authority_id", "closed", "due_on"])
