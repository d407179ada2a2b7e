"""What to do after an outcome was declined is a next action of its own."""

from __future__ import annotations

from compliance.store.migrations.next_actions import make_place, take_away

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
    make_place(RANK, NEW_ACTIONS)


def downgrade() -> None:
    """Take it away; what was derived from a declined outcome is derived anew without it."""
    take_away("reconsider_outcome", RANK, OLD_ACTIONS)
