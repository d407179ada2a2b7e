"""What to do after an outcome was declined is a next action of its own."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OLD_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'record_outcome', 'decide_extension', 'decide_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
NEW_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'record_outcome', 'decide_extension', 'decide_outcome', 'reconsider_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
# Actions have their place in lists as numbers: that of the new one, which those behind it give way to.
RANK = 6


def upgrade() -> None:
    """Make a place for the new next action."""
    _actions(NEW_ACTIONS)
    op.execute(f"UPDATE next_action SET rank = rank + 1 WHERE rank >= {RANK}")


def downgrade() -> None:
    """Take it away; what was derived from a declined outcome is derived anew without it."""
    asked = "SELECT recommendation_id FROM next_action WHERE action = 'reconsider_outcome'"
    op.execute(f"INSERT INTO stale_action (recommendation_id) {asked}")
    op.execute(f"DELETE FROM next_action WHERE recommendation_id IN ({asked})")
    op.execute(f"UPDATE next_action SET rank = rank - 1 WHERE rank > {RANK}")
    _actions(OLD_ACTIONS)


def _actions(known: str) -> None:
    """Change what next actions there may be."""
    with op.batch_alter_table("next_action") as batch:
        batch.drop_constraint("ck_next_action_action", type_="check")
        batch.create_check_constraint("ck_next_action_action", f"action IN ({known})")
