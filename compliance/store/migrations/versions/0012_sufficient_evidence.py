"""To record the outcome after sufficient evidence is a next action of its own."""

from __future__ import annotations

from alembic import op

from compliance.store.migrations.next_actions import make_place, take_away

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'decide_extension', 'decide_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
NEW_ACTIONS = "'nothing', 'settle_message', 'judge_evidence', 'record_outcome', 'decide_extension', 'decide_outcome', 'find_contact', 'mend_message', 'wait_for_hold', 'director_decides', 'manager_acts', 'review_delay', 'record_refusal', 'restart_clock', 'review_wait', 'set_date', 'complete_stage', 'carry_out_late', 'answer', 'carry_out'"
# Actions have their place in lists as numbers: that of the new one, which those behind it give way to.
RANK = 3
# What it is derived from was there before: these are to be derived anew, and requests for time with them.
STALE = (
    "SELECT recommendation_id FROM evidence WHERE judgement = 'sufficient' "
    "UNION SELECT recommendation_id FROM next_action WHERE action = 'decide_extension'"
)


def upgrade() -> None:
    """Make a place for the new next action, and have those derived anew that may be it."""
    make_place(RANK, NEW_ACTIONS)
    op.execute(f"INSERT INTO stale_action (recommendation_id) {STALE}")


def downgrade() -> None:
    """Take it away; what it was said of is derived anew without it."""
    take_away("record_outcome", RANK, OLD_ACTIONS)
