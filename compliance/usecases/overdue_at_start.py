"""What is overdue when it is logged or imported: no reminder of the past goes out, so a person acts (R6, R7).

Of a recommendation that is overdue for a few days a later rung is still to come; of one whose rungs lie all in the past
nothing would ever go out, and nobody would be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from compliance.domain.authorities import AuthorityType, StaffRole
from compliance.domain.deadlines import is_overdue
from compliance.domain.ladders import Anchor
from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.domain.tasks import raised
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.case_records import Story, current_due_on, planned_steps
from compliance.usecases.open_tasks import Wanted, open_tasks

KIND = "overdue_when_logged"


def is_left_to_people(story: Story, rulebook: Rulebook, kind: AuthorityType, today: date) -> bool:
    """Whether a story is live, open and overdue, and no rung counted from its due date is still to come."""
    due = current_due_on(story, rulebook)
    if story.live_from is None or story.ending is not None or due is None or not is_overdue(due, today):
        return False
    ladder = rulebook.ladder_for(story.draft.kind, kind, story.draft.clock)
    steps = planned_steps(story, due, story.version, rulebook, kind)
    return not any(each.state is StepState.PLANNED and ladder.step(each.name).anchor is Anchor.DUE for each in steps)


def leave_to_people(
    session: Session, rulebook: Rulebook, today: date, stories: Sequence[Story], ids: dict[str, int]
) -> None:
    """Open a caseworker's task about each of the stories that is left to people."""
    types = cases.authority_types(session, [story.decision_id for story in stories])
    wanted = [
        Wanted(
            KIND,
            f"recommendation {story.draft.reference}",
            raised(
                f"it was overdue when it came on {today} and nobody is reminded of the past: take it up",
                current_due_on(story, rulebook),
            ),
            StaffRole.CASEWORKER,
            recommendation_id=ids[story.draft.reference],
        )
        for story in stories
        if is_left_to_people(story, rulebook, types[story.decision_id], today)
    ]
    open_tasks(session, rulebook, today, wanted)
