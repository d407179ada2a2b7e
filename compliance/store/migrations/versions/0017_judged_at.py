"""When evidence was judged, to the moment; what a second person decides comes before an outcome to record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import UtcInstant
from compliance.store.migrations import stale_triggers
from compliance.store.migrations.next_actions import let_actions_be

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OLD_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'record_outcome', 'decide_extension', 'decide_outcome', 'reconsider_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
NEW_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'decide_extension', 'decide_outcome', 'reconsider_outcome', 'record_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
# Places in lists as numbers: before, and since.
OLD_RANKS = {"record_outcome": 3, "decide_extension": 4, "decide_outcome": 5, "reconsider_outcome": 6}
NEW_RANKS = {"decide_extension": 3, "decide_outcome": 4, "reconsider_outcome": 5, "record_outcome": 6}
# What is derived from judged evidence is to be derived anew, and what the stages of statutory clocks ask for.
STALE = (
    "SELECT recommendation_id FROM evidence WHERE judgement IN ('sufficient', 'insufficient') "
    "UNION SELECT recommendation_id FROM next_action WHERE action = 'complete_stage'"
)


def upgrade() -> None:
    """Add the column, as the midnight of the day where only that is known, and put the next actions in order."""
    dialect = op.get_bind().dialect.name
    op.add_column("evidence", sa.Column("judged_at", UtcInstant(), nullable=True))
    midnight = (
        "judged_on || ' 00:00:00.000000'" if dialect == "sqlite" else "CAST(judged_on AS timestamp) AT TIME ZONE 'UTC'"
    )
    op.execute(f"UPDATE evidence SET judged_at = {midnight} WHERE judged_on IS NOT NULL")
    for statement in stale_triggers.made(dialect, stale_triggers.OF_JUDGEMENTS):
        op.execute(sa.text(statement))
    _order(NEW_ACTIONS, NEW_RANKS)


def downgrade() -> None:
    """Take the column away, and put the next actions back in their old order."""
    for statement in stale_triggers.dropped(op.get_bind().dialect.name, stale_triggers.OF_JUDGEMENTS):
        op.execute(sa.text(statement))
    op.drop_column("evidence", "judged_at")
    _order(OLD_ACTIONS, OLD_RANKS)


def _order(actions: str, ranks: dict[str, int]) -> None:
    let_actions_be(actions)
    places = " ".join(f"WHEN '{action}' THEN {rank}" for action, rank in ranks.items())
    op.execute(f"UPDATE next_action SET rank = CASE action {places} ELSE rank END")
    op.execute(f"INSERT INTO stale_action (recommendation_id) {STALE}")
