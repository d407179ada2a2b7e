"""A request for more time waits for its answer, and again where an outcome ended it that was withdrawn (D6, E8)."""

from __future__ import annotations

from typing import Any

from compliance.domain.extensions import RequestState, asked_for, is_met
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.store import deadline_changes
from compliance.store.engine import Session
from compliance.usecases.answer_request import TASK
from compliance.usecases.open_recommendation import Found, say
from compliance.usecases.open_tasks import Wanted, open_tasks

OVERTAKEN = "overtaken: "  # how the reason begins of a request that nobody decided on


def give_task(session: Session, rulebook: Rulebook, moment: Moment, found: Found, request: Any) -> None:
    """Give somebody the task to answer a request."""
    why = asked_for(request.asked_by, request.wished_on, found.record.due_on)
    task = Wanted(TASK, f"recommendation {found.record.reference}", why, recommendation_id=found.id)
    open_tasks(session, rulebook, moment.today, [task])


def wait_again_for_answer(session: Session, rulebook: Rulebook, moment: Moment, found: Found) -> None:
    """Let a request that an outcome overtook wait for its answer again, now that it is open, with its task (D6, E8).

    Not while the due date reaches the day that was wished for: once it falls short of that, as a refusal does.
    """
    request = deadline_changes.last_request(session, found.id)
    if request is None or not _was_overtaken(request) or is_met(request.wished_on, found.record.due_on):
        return
    waits = {"state": RequestState.ASKED.value, "decided_on": None, "decided_by": "", "decision_reason": ""}
    deadline_changes.decide_request(session, request.id, waits)
    give_task(session, rulebook, moment, found, request)
    again = f"{request.decision_reason.removeprefix(OVERTAKEN)}, and is open again"
    said = {"again": again, "wished_on": str(request.wished_on), "asked_by": request.asked_by}
    say(session, moment, found.record.reference, Happening.EXTENSION_ASKED, said)


def closed_as(outcome: Outcome) -> str:
    """What overtakes a request of a recommendation that is closed."""
    return f"it was closed as {outcome.value.replace('_', ' ')}"


def _was_overtaken(request: Any) -> bool:
    """Whether an outcome ended a request: a person who takes one back may say so in other words."""
    ended = request.decision_reason in {OVERTAKEN + closed_as(outcome) for outcome in Outcome}
    return bool(request.state == RequestState.WITHDRAWN and ended)
