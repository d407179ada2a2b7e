"""What becomes of a request for more time when a person decides on it, or the date it is about moves (D6, D7)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from compliance.domain.extensions import RequestState, asked_for, is_met
from compliance.domain.moment import Moment
from compliance.domain.reminders import COME_TO_IT, OVERTAKEN, REFUSED, StepState, ended_by_outcome
from compliance.domain.tasks import TaskKind
from compliance.store import deadline_changes, steps, tasks
from compliance.store.engine import Session
from compliance.usecases.case_records import Extension
from compliance.usecases.end_notices import end_notices
from compliance.usecases.open_recommendation import Found

TASK = TaskKind.EXTENSION_ASKED.value
NOT_OUT = frozenset({StepState.PLANNED, StepState.QUEUED, StepState.FAILED})


def decide(
    session: Session,
    moment: Moment,
    found: Found,
    request: Any,
    state: RequestState,
    reason: str,
    by: str,
    granted: date | None = None,
) -> None:
    """Write what was decided about a request that waits, and close its task.

    An answer ends the refusals of older requests that nobody got (D7).
    """
    values: dict[str, Any] = {
        "state": state.value,
        "decided_on": max(moment.today, request.asked_on),
        "decided_by": by,
        "decision_reason": reason,
        "granted_due_on": granted,
    }
    deadline_changes.decide_request(session, request.id, values)
    if state in (RequestState.GRANTED, RequestState.REFUSED):
        end_notices(session, found.id, {REFUSED}, OVERTAKEN[REFUSED])
    tasks.close(session, TASK, _subject(found), values["decided_on"], f"the request was {state.value}")


def answer_with_time(session: Session, moment: Moment, found: Found, extension: Extension) -> bool:
    """More time that is given until the wished day or beyond grants the request that waits, if there is one (D7).

    Given short of it, the request waits on. The letter about the new date is the answer: no other one goes out. Gives
    whether it answers a request.
    """
    request = deadline_changes.open_request(session, found.id)
    if request is None or not is_met(request.wished_on, extension.new_due_on):
        return False
    given = (extension.reason, extension.agreed_by, extension.new_due_on)
    decide(session, moment, found, request, RequestState.GRANTED, *given)
    return True


def tell_new_date(session: Session, found: Found) -> None:
    """Let the task to answer a request that waits say the due date as it is now.

    A refusal that is not out yet, or reached nobody, ends where the date has come to the day that was wished for
    (R2.4), and goes after all where the date falls short of it again: its task is there again where it cannot (R6).
    """
    refusals = steps.of_notice(session, found.id, REFUSED)
    met = [row.step for row in refusals if row.state in NOT_OUT and is_met(_wished_on(row), found.record.due_on)]
    if met:
        end_notices(session, found.id, {REFUSED}, COME_TO_IT, only=met)
    refuse_after_all(session, found)
    request = deadline_changes.open_request(session, found.id)
    if request is not None:
        reason = asked_for(request.asked_by, request.wished_on, found.record.due_on)
        tasks.reword(session, TASK, _subject(found), reason)


def refuse_after_all(session: Session, found: Found) -> bool:
    """Plan the last refusal again that nobody got, where the date is short of the wish; gives whether it is to go (D7).

    It ended because the date had come to the wish, or such a date was told, or with an outcome: once that is withdrawn
    (E8), or nobody was told that date after all, it goes. Not where it is overtaken: the authority knows better.
    """
    for row in steps.of_notice(session, found.id, REFUSED)[-1:]:
        if _was_ended(row) and not row.overtaken and not is_met(_wished_on(row), found.record.due_on):
            steps.plan_again(session, row.id, {})
            return True
    return False


def _was_ended(refusal: Any) -> bool:
    ended = refusal.state == StepState.SUPERSEDED and refusal.reason in (COME_TO_IT, OVERTAKEN[REFUSED])
    return ended or ended_by_outcome(refusal.state, refusal.reason)


def _wished_on(refusal: Any) -> date:
    return date.fromisoformat(json.loads(refusal.facts)["wished_on"])


def _subject(found: Found) -> str:
    return f"recommendation {found.record.reference}"
