"""References are found whatever marks stand between their parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.migrations import search_indexes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
# A next action on hold said its day twice.
SAID_TWICE = "SELECT DISTINCT recommendation_id FROM next_action WHERE action = 'wait_for_hold'"


def upgrade() -> None:
    """Make the table of references anew; migration 0007 makes it so by now, and made it without that column once."""
    for statement in search_indexes.references_anew(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    op.execute(f"INSERT INTO stale_action (recommendation_id) {SAID_TWICE}")


def downgrade() -> None:
    """Leave the column, which does no harm, and bring back the index that was looked in before."""
    op.execute("CREATE INDEX ix_search_reference_compact ON search_reference (compact, decision_id)")
