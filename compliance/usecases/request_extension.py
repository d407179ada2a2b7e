"""An authority asks for more time; a caseworker grants or refuses it, each with a reason (rules D6 and D7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.errors import Refused
from compliance.domain.extensions import RequestState, is_met
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome
from compliance.domain.reminders import REFUSED
from compliance.domain.words import is_blank
from compliance.store import deadline_changes, tasks
from compliance.store.engine import Session
from compliance.usecases.answer_request import TASK, decide
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import dated, extend
from compliance.usecases.deadline_versions import Moved, require_words
from compliance.usecases.open_recommendation import Found, find, plan_notice, say
from compliance.usecases.wait_for_answer import OVERTAKEN, closed_as, give_task


@dataclass(frozen=True)
class Request:
    """More time as the authority asks for it: until when, why, who asks and on which day."""

    wished_on: date
    reason: str
    asked_by: str
    asked_on: date


def ask(session: Session, rulebook: Rulebook, moment: Moment, reference: str, request: Request) -> None:
    """Record a request and give a caseworker the task to answer it; the due date stays until it is granted.

    Raises Refused for a date that is not later, a request without reason or name or of tomorrow, and for a second
    request while one waits.
    """
    found = find(session, reference)
    current = dated(found)
    if request.wished_on <= current:
        raise Refused(f"wished_on: expected a day after the current due date {current}, not {request.wished_on}")
    if is_blank(request.reason):
        raise Refused("reason: expected why the authority needs more time")
    require_words(asked_by=request.asked_by)
    if not found.decision.decided_on <= request.asked_on <= moment.today:
        raise Refused(f"asked_on: expected a day from {found.decision.decided_on} to today, {moment.today}")
    if deadline_changes.open_request(session, found.id) is not None:
        raise Refused(f"a request for more time about {reference!r} waits for a decision already")
    row = {"recommendation_id": found.id, **vars(request), "recorded_at": moment.now}
    deadline_changes.add_request(session, row)
    give_task(session, rulebook, moment, found, request)
    said = {"wished_on": str(request.wished_on), "reason": request.reason, "asked_by": request.asked_by}
    say(session, moment, reference, Happening.EXTENSION_ASKED, said)


def grant(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    reason: str,
    by: str,
    until: date | None = None,
    in_writing: str = "",
) -> Moved:
    """Grant the request that waits, until the wished date or another one; the deadline moves (D7).

    `in_writing` names the letter or mail that agreed to it, which some stages of statutory clocks need (T). Raises
    Refused for a day that has passed, for nobody gets more time until a day that is over, and for the wished date where
    the due date reaches it by now.
    """
    found = find(session, reference)
    request = _waiting(session, found)
    granted = until or request.wished_on
    if granted < moment.today:
        wished = "the wished date " if granted == request.wished_on else ""
        raise Refused(f"until: expected a day on or after today to grant, and {wished}{granted} has passed")
    if until is None and is_met(request.wished_on, found.record.due_on):
        raise Refused(f"until: expected a day after the due date, for {_met(found, request)}; or take the request back")
    require_words(reason=reason, by=by)
    moved = extend(session, rulebook, moment, reference, Extension(moment.today, granted, reason, by), None, in_writing)
    if not is_met(request.wished_on, granted):  # else that was the answer already
        decide(session, moment, found, request, RequestState.GRANTED, reason, by, granted)
    return moved


def refuse(session: Session, rulebook: Rulebook, moment: Moment, reference: str, reason: str, by: str) -> None:
    """Refuse the request that waits: the due date stays, and the authority is told why.

    Raises Refused where the due date reaches the wished date by now: an authority is not refused what it has.
    """
    found = find(session, reference)
    request = _waiting(session, found)
    if is_met(request.wished_on, found.record.due_on):
        raise Refused(f"nothing is left to refuse: {_met(found, request)}; take the request back, or grant a later day")
    require_words(reason=reason, by=by)
    decide(session, moment, found, request, RequestState.REFUSED, reason, by)
    said = {"reason": reason, "wished_on": str(request.wished_on), "by": by}
    say(session, moment, reference, Happening.EXTENSION_REFUSED, said)
    facts = json.dumps({"reason": reason, "agreed_by": by, "wished_on": str(request.wished_on)})
    plan_notice(session, rulebook, moment, found, REFUSED, name=f"{REFUSED}-{request.id}", facts=facts)


def withdraw(session: Session, moment: Moment, reference: str, reason: str, by: str) -> None:
    """Take the request back that waits: the authority does not ask any more, or has the time it wished for by now."""
    found = find(session, reference)
    request = _waiting(session, found)
    require_words(reason=reason, by=by)
    decide(session, moment, found, request, RequestState.WITHDRAWN, reason, by)
    say(session, moment, reference, Happening.EXTENSION_WITHDRAWN, {"reason": reason, "by": by})


def end_with_outcome(session: Session, moment: Moment, found: Found, outcome: Outcome, by: str) -> None:
    """A request that still waits is overtaken when the recommendation is closed, and the history says so (D6)."""
    request = deadline_changes.open_request(session, found.id)
    if request is None:
        return
    why = closed_as(outcome)
    subject = f"recommendation {found.record.reference}"
    tasks.close(session, TASK, subject, moment.today, f"the request was overtaken: {why}")
    decide(session, moment, found, request, RequestState.WITHDRAWN, OVERTAKEN + why, by)
    said = {"overtaken": why, "wished_on": str(request.wished_on), "by": by}
    say(session, moment, found.record.reference, Happening.EXTENSION_WITHDRAWN, said)


def waiting_requests(session: Session) -> list[dict[str, object]]:
    """Every request that waits for a decision, oldest first; dates in ISO 8601."""
    return [
        {
            "recommendation": row.reference,
            "asked_on": row.asked_on.isoformat(),
            "asked_by": row.asked_by,
            "reason": row.reason,
            "original_due_on": row.original_due_on.isoformat() if row.original_due_on else None,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "wished_on": row.wished_on.isoformat(),
        }
        for row in deadline_changes.open_requests(session)
    ]


def _waiting(session: Session, found: Found) -> Any:
    request = deadline_changes.open_request(session, found.id)
    if request is None:
        raise Refused(f"no request for more time about {found.record.reference!r} waits for a decision")
    return request


def _met(found: Found, request: Any) -> str:
    return f"{found.record.due_on} is no earlier than the wished date {request.wished_on}"
