"""Why each reminder step was sent, skipped, superseded, suppressed, is held, waits or is in doubt (rule R8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.delivery import shown
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment, day_in_words, days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.reminders import CHASING, StepState, Stop, step_in_words
from compliance.domain.tasks import CASE_SAYS_WHY
from compliance.store import evidence, holds, outbox, steps
from compliance.store.delivery_tables import Step
from compliance.store.engine import Session
from compliance.usecases.choose_steps import Choice, chases, choose
from compliance.usecases.explain_turns import InPost, turns
from compliance.usecases.explain_waiting import Prospect, prospects

RIGHT_NOW = " is right now"


@dataclass(frozen=True)
class _Case:
    """All that bears on the steps of one recommendation: its steps, where they are in messages, what holds them now.

    `due` are the planned ones in the shape of `store.steps`, by id, `choice` what would become of them on `day`, and
    `later` what those wait for that would go; `quiet` those that write to nobody at the authority. What holds chasers
    does not hold a notice (R4). `in_post` is what is to be expected of those in messages that wait, by id.
    """

    today: date
    day: date
    steps: Sequence[Step]
    deliveries: dict[int, list[Any]]
    due: dict[int, Any]
    choice: Choice
    held: tuple[str, ...]
    later: dict[int, str]
    quiet: frozenset[int]
    in_post: dict[int, Prospect]


def explain_steps(
    session: Session, rulebook: Rulebook, moment: Moment, recommendation_id: int, *, typed: bool = True
) -> list[dict[str, object]]:
    """The steps of a recommendation, oldest first, each with why it stands as it does, in plain words, as of today.

    Without `typed` it leaves out why somebody placed a hold, for a page that everybody reads (K).
    """
    case = _case(session, rulebook, moment.today, recommendation_id, typed=typed)
    return [
        {
            "step": row.step,
            "ladder": "" if row.notice else row.ladder,
            "deadline_version": row.deadline_version,
            "on": row.on_day.isoformat(),
            "state": row.state,
            "reason": row.reason,
            "why": WHY[StepState(row.state)](case, row),
        }
        for row in case.steps
    ]


def _case(session: Session, rulebook: Rulebook, today: date, recommendation_id: int, *, typed: bool) -> _Case:
    day = rulebook.calendar.on_or_after(today)
    planned = steps.planned_of(session, recommendation_id)
    open_steps = planned or steps.still_to_go(session, [recommendation_id], day)
    deliveries: dict[int, list[Any]] = {}
    for item in outbox.deliveries(session, recommendation_id):
        deliveries.setdefault(item.step_id, []).append(item)
    waiting = {item.message_id for items in deliveries.values() for item in items if _is(item, "waiting")}
    in_post = steps.in_post(session, [recommendation_id]).get(recommendation_id, ())
    choice = choose([row for row in planned if row.on_day <= day], rulebook, day, in_post)
    rows = steps.of_recommendation(session, recommendation_id)
    return _Case(
        today,
        day,
        rows,
        deliveries,
        {row.id: row for row in planned},
        choice,
        _held(session, recommendation_id, open_steps, today, typed=typed),
        turns(session, rulebook, day, choice.go, _in_post(rows, deliveries)),
        frozenset(row.id for row in planned if not chases(row, rulebook)),
        prospects(session, rulebook, recommendation_id, waiting, day) if waiting else {},
    )


def _in_post(rows: Sequence[Step], deliveries: dict[int, list[Any]]) -> list[InPost]:
    """The steps of a recommendation in messages that wait."""
    return [
        InPost(row.recommendation_id, row.step, row.ladder, row.notice, row.state, item.recipient)
        for row in rows
        for item in deliveries.get(row.id or 0, ())
        if _is(item, "waiting")
    ]


def _held(
    session: Session, recommendation_id: int, open_steps: Sequence[Any], today: date, *, typed: bool
) -> tuple[str, ...]:
    """What holds a recommendation's chasers at the moment (R4), in words."""
    words = []
    ends_on = open_steps[0].hold_ends_on if open_steps else None
    hold = holds.newest(session, recommendation_id)
    if ends_on is not None and ends_on >= today and hold is not None:
        words.append(f"on hold until {day_in_words(ends_on)}: {hold.reason if typed else CASE_SAYS_WHY}")
    pieces = evidence.of_recommendation(session, recommendation_id)
    waiting = [piece.received_on for piece in pieces if piece.judgement == Judgement.WAITING]
    if waiting:
        words.append(f"evidence has been waiting for review since {day_in_words(min(waiting))}")
    elif open_steps and open_steps[0].proven:
        words.append("the evidence is sufficient: the outcome is still to be recorded")
    return tuple(words)


def _sent(case: _Case, row: Step) -> str:
    words = [*_with(case, row), _waiting(case, row)]
    return "; ".join(each for each in words if each) or f"done: {row.reason or 'nothing to send'}"


def _with(case: _Case, row: Step) -> list[str]:
    """Who has a step, or may have it, or gets it now."""
    places = {"sent": "sent", "in doubt": "in_doubt", "is being sent": "sending"}
    found = {words: _to(case, row, state) for words, state in places.items()}
    return [f"{words} {told}" for words, told in found.items() if told]


def _to(case: _Case, row: Step, state: str, but_for: Collection[str] = ()) -> str:
    """Where a step is in messages of that state: "to a@b on 3 March 2026 and to c@d on 4 March 2026"."""
    found = [item for item in case.deliveries.get(row.id or 0, ()) if _is(item, state)]
    found = [item for item in found if item.recipient not in but_for]
    return " and ".join(f"to {shown(item.recipient)} on {day_in_words(item.day)}" for item in found)


def _is(item: Any, state: str) -> bool:
    return bool(item.state == state and item.dropped is None)


def _planned(case: _Case, row: Step) -> str:
    """What is to be expected of a planned step, as of today."""
    due = case.due.get(row.id or 0)
    told = _to(case, row, "sent")
    begun = f"sent {told}; " if told else ""
    if due is None or row.on_day > case.day:
        free = row.id in case.quiet or (row.notice and row.notice not in CHASING)
        held = "" if free else "".join(f"; {each}" for each in case.held)
        return f"{begun}planned for {day_in_words(row.on_day)}{held}"
    for ended, state, reason in case.choice.ended:
        if ended.id == row.id:
            return f"{begun}will be {state.value}: {_spoken(reason)}"
    stop = next((stop for held, stop in case.choice.held if held.id == row.id), None)
    if stop is not None:
        return f"{begun}held: {_holding(case, row, stop)}"
    if row.id in case.later:
        return f"{begun}waits: {case.later[row.id or 0]}"
    return f"{begun}due since {day_in_words(row.on_day)}: goes out with the next run on a working day"


def _holding(case: _Case, row: Step, stop: Stop) -> str:
    """What stops a step, in words; of a chaser that waits all that holds it."""
    chaser = not row.notice or row.notice in CHASING
    return days_in_words((chaser and " and ".join(case.held)) or stop.reason)


def _queued(case: _Case, row: Step) -> str:
    words = [*_with(case, row), _waiting(case, row)]
    return "; ".join(each for each in words if each) or "waits in a message"


def _waiting(case: _Case, row: Step) -> str:
    """Whom a step waits for in messages, and why it will not go, where it will not."""
    expected = case.in_post.get(row.id or 0)
    if expected is None:
        return ""
    still = _to(case, row, "waiting", expected.lost)
    words = f"waits in a message {still or _to(case, row, 'waiting')}"
    stop = expected.stop
    if stop is None:
        return words if still else f"{words}; will not go there: {'; '.join(expected.lost.values())}"
    why = _spoken(stop.reason) if stop.for_good else _holding(case, row, stop)
    if expected.has_been:
        return f"{words}; will not go there: {why}"
    return f"{words}; will be superseded: {why}" if stop.for_good else f"{words}; held: {why}"


def _superseded(case: _Case, row: Step) -> str:
    return "; ".join([*_with(case, row), _instead(case, row)])


def _instead(case: _Case, row: Step) -> str:
    """What took the place of a superseded step, and of a rung when."""
    if not row.reason.endswith(RIGHT_NOW):
        return f"superseded: {_spoken(row.reason)}"
    newer = row.reason.removesuffix(RIGHT_NOW)
    return f"superseded: '{step_in_words(newer)}' was right now on {day_in_words(_day_of(case, newer, row))}"


def _day_of(case: _Case, name: str, row: Step) -> date:
    """The day on which a newer step took the place of this one: that of its first message, else its own."""
    for other in case.steps:
        if (other.step, other.deadline_version) == (name, row.deadline_version):
            days = [item.day for item in case.deliveries.get(other.id or 0, ())]
            return min(days, default=other.on_day)
    return row.on_day


def _spoken(reason: str) -> str:
    if reason.endswith(RIGHT_NOW):
        return f"'{step_in_words(reason.removesuffix(RIGHT_NOW))}'{RIGHT_NOW}"
    return days_in_words(reason)


def _skipped(_case: _Case, row: Step) -> str:
    return f"skipped: {days_in_words(row.reason)}"


def _suppressed(_case: _Case, row: Step) -> str:
    """A state of R2.3 that no step comes to: with its message suppressed it is superseded, or planned again."""
    return f"suppressed: {row.reason}"


def _failed(_case: _Case, row: Step) -> str:
    return f"failed: {row.reason}"


def _in_doubt(case: _Case, row: Step) -> str:
    doubts = [item for item in case.deliveries.get(row.id or 0, ()) if item.state == "in_doubt"]
    settle = f"; ask the recipient and settle message {doubts[0].key}" if doubts else ""
    return f"in doubt: {row.reason}{settle}"


WHY: dict[StepState, Callable[[_Case, Step], str]] = {
    StepState.PLANNED: _planned,
    StepState.QUEUED: _queued,
    StepState.SENT: _sent,
    StepState.SKIPPED: _skipped,
    StepState.SUPERSEDED: _superseded,
    StepState.SUPPRESSED: _suppressed,
    StepState.FAILED: _failed,
    StepState.IN_DOUBT: _in_doubt,
}
