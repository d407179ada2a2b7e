"""Record what is reported about a message: it came back, it is late, or it arrived (rules R2.5 and R6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from compliance.domain.address_health import Severity
from compliance.domain.delivery import STEP_AFTER, MessageState, shown, transition
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.returned import Returned
from compliance.domain.tasks import TaskKind
from compliance.store import addresses, events, sending, tasks
from compliance.store.engine import Session, lock
from compliance.usecases.address_reports import report, weigh
from compliance.usecases.fall_back import fall_back
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.plan_reminders import plan_again


class Fate(StrEnum):
    """What became of a report."""

    RECORDED = "recorded"
    KNOWN = "known before"
    IGNORED = "refused"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Recorded:
    """What became of a report, in one line for a person; `replanned` counts reminders that go to somebody else.

    `severity` is what is on record, `ignored` for a refused report. `lost`: the message will not arrive. `stopped`: the
    address is given up because of it. `NOT_YET` is a report that came before our own record of the sending: nothing was
    stored, hand it in again later.
    """

    fate: Fate
    line: str
    severity: Severity = Severity.IGNORED
    lost: bool = False
    stopped: bool = False
    replanned: int = 0


def record_return(session: Session, rulebook: Rulebook, moment: Moment, returned: Returned) -> Recorded:
    """Record one report in the caller's transaction; the same report again changes nothing.

    A message that is lost becomes `failed` and what it said is planned for the next contact. A report about a key that
    was never sent, about somebody else than its recipient, or of a failure for now before the message arrived, is kept
    as `ignored` and changes no address.
    """
    # The planner's lock comes first, then recommendations, then messages: the order in which the planner takes them.
    lock(session, "plan_reminders")
    known = addresses.known_as(session, returned.identity)
    if known is not None:
        return Recorded(Fate.KNOWN, f"the report about message {returned.key} is on record already", known)
    message = sending.lock_with_recommendations(session, returned.key)
    wrong = _wrong(message, returned)
    if message is None or wrong:
        _keep(session, moment, returned, Severity.IGNORED, None, wrong)
        return Recorded(Fate.IGNORED, wrong)
    if message.state == MessageState.SENDING:
        return Recorded(Fate.NOT_YET, f"message {message.key} is still being sent", returned.severity)
    if returned.comes_too_late(message.delivered_at):
        said = f"message {message.key} had arrived: {returned.detail or returned.status} was reported late"
        _keep(session, moment, returned, Severity.IGNORED, message.id, said)
        return Recorded(Fate.RECORDED, said)
    _keep(session, moment, returned, returned.severity, message.id, returned.detail)
    state = MessageState(message.state)
    if state is MessageState.IN_DOUBT:
        state = _accepted(session, moment, message)
    again: list[int] = []
    if state is MessageState.SENT and returned.loses_message:
        again = _come_back(session, rulebook, moment, message, returned)
    elif state is MessageState.SENT and returned.severity is Severity.DELIVERED:
        sending.note_arrival(session, message.id, min(returned.at, moment.now))
    stopped = weigh(session, rulebook, moment, message.recipient, message.id)
    replanned = plan_again(session, rulebook, moment, again).queued
    line = _line(message, returned, stopped, replanned)
    return Recorded(Fate.RECORDED, line, returned.severity, returned.loses_message, stopped, replanned)


def _wrong(message: Any, returned: Returned) -> str:
    """Why a report is not believed; "" when it is."""
    if message is None or message.attempts == 0:
        return f"a report about message {returned.key}, which was never sent"
    if not returned.is_about(message.recipient):
        return f"a report about message {returned.key} to {shown(returned.recipient)}, who is not its recipient"
    if returned.severity is Severity.IGNORED:
        return f"a report about message {returned.key} that says nothing"
    return ""


def _keep(
    session: Session, moment: Moment, returned: Returned, severity: Severity, message_id: int | None, detail: str
) -> None:
    report(
        session,
        moment,
        fingerprint=returned.identity,
        recipient=returned.recipient,
        severity=severity,
        at=returned.at,
        message_id=message_id,
        status=returned.status,
        detail=detail,
        source=returned.source,
    )


def _accepted(session: Session, moment: Moment, message: Any) -> MessageState:
    """A report about a message in doubt proves that it was accepted (R2.5)."""
    state, reason = transition(MessageState.IN_DOUBT, MessageState.SENT), "a report about it came"
    sending.settle(session, message.id, state.value, reason, moment.now)
    sending.set_steps(session, message.id, STEP_AFTER[state].value, reason)
    tasks.close(session, "message_in_doubt", f"message {message.key}", moment.today)
    payload = {"as": state.value, "reason": reason, "was": MessageState.IN_DOUBT.value}
    _say(session, moment, message, Happening.MESSAGE_SETTLED, payload)
    return state


def _come_back(session: Session, rulebook: Rulebook, moment: Moment, message: Any, returned: Returned) -> list[int]:
    """Mark a message as failed, tell a person, and plan what it said for somebody else."""
    transition(MessageState.SENT, MessageState.FAILED)
    reason = f"it came back: {returned.detail}"
    sending.come_back(session, message.id, reason, min(returned.at, moment.now))
    why = f"message to {shown(message.recipient)} came back: {returned.detail}"
    wanted = Wanted(TaskKind.MESSAGE_RETURNED, f"message {message.key}", why, message_id=message.id)
    open_tasks(session, rulebook, moment.today, [wanted])
    payload = {
        "recipient": shown(message.recipient),
        "severity": returned.severity.value,
        "status": returned.status,
        "detail": returned.detail,
        "source": returned.source,
    }
    _say(session, moment, message, Happening.MESSAGE_RETURNED, payload)
    return fall_back(session, rulebook, message.id, moment, f"the message to {shown(message.recipient)} came back")


def _line(message: Any, returned: Returned, stopped: bool, replanned: int) -> str:
    what = "came back" if returned.final else "is late"
    what = "arrived" if returned.severity is Severity.DELIVERED else what
    parts = [f"message {message.key} to {shown(message.recipient)} {what}: {returned.detail or returned.status}"]
    parts += ["the address is not written to any more"] if stopped else []
    parts += ["what it said goes to the next contact"] if replanned else []
    return "; ".join(parts)


def _say(session: Session, moment: Moment, message: Any, kind: Happening, payload: Mapping[str, object]) -> None:
    stream = f"message/{message.key}"
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])
