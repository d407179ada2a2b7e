"""What happens in the two offices of T6 that live through the same, and what in one of them alone (R2, D6)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Contact, Role
from compliance.domain.deadlines import due_on, fixed, parse_period
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.returned import Returned
from compliance.store import cases, tasks
from compliance.usecases.change_closures import NewClosure, NoClosure
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.open_recommendation import find
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.request_extension import Request, ask, refuse
from compliance.usecases.review_evidence import waiting_evidence
from compliance.usecases.settle_message import Settlement
from compliance.usecases.stop_clock import restart, stop
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import ONE_DAY, World
from tests.usecases.calendar_office import consent

NAME = "23 001-1"
PEOPLE = {
    "ann@e1.example": Role.LINK_OFFICER,
    "bob@e1.example": Role.LINK_OFFICER,
    "dan@e1.example": Role.DEPUTY,
    "chi@e1.example": Role.CHIEF_EXECUTIVE,
}
ANSWERS = (
    None,
    Answer(Result.REFUSED_FOR_NOW, "451 later"),
    Answer(Result.UNKNOWN, "no answer"),
    Answer(Result.REFUSED_FOR_GOOD, "550 never"),
)
FAR = 120 * ONE_DAY


def due(world: World) -> date | None:
    """The date in force."""
    with world.store.reading() as session:
        record = cases.recommendation(session, NAME)
        assert record is not None
        return record.due_on


def _dated(world: World) -> date:
    found = due(world)
    if found is None:
        raise Refused("it has no date")
    return found


def _act(world: World, use_case: Callable[..., Any], *words: Any, about: str = NAME) -> None:
    with world.writing() as session:
        use_case(session, world.rulebook, world.moment, about, *words)


def _correct(world: World, to: date, *, may_give_time: bool = True) -> None:
    receipt = fixed(to, world.rulebook.calendar, "corrected")
    _act(world, partial(correct, may_give_time=may_give_time), receipt, "typed wrongly", "Kim")


# What happens in both.


def _days(world: World, drawn: int) -> None:
    for _ in range(1 + drawn % 6):
        world.today += ONE_DAY
        world.run()


def _planned(world: World, _: int) -> None:
    """A day that is planned, and of which nothing is refused twice."""
    world.today += ONE_DAY
    world.plan()
    world.send(patient=True)


def _mood(world: World, drawn: int) -> None:
    who = list(PEOPLE)[drawn % len(PEOPLE)]
    answer = ANSWERS[drawn // len(PEOPLE) % len(ANSWERS)]
    world.postbox.always.pop(who, None)
    if answer is not None:
        world.postbox.always[who] = answer


def _leaves(world: World, drawn: int) -> None:
    who = list(PEOPLE)[drawn % len(PEOPLE)]
    _act(world, retire_contact, PEOPLE[who], who, "has left", about="E1")


def _comes(world: World, drawn: int) -> None:
    who = list(PEOPLE)[drawn % len(PEOPLE)]
    _act(world, add_contact, Contact(PEOPLE[who], "", who), lambda _: None, about="E1")


def _settled(world: World, drawn: int) -> None:
    keys = _by_reader(world, "in_doubt")
    if keys:
        world.settle(keys[drawn % len(keys)], (Settlement.SENT, Settlement.RESEND)[drawn // 4 % 2])


def _returned(world: World, drawn: int) -> None:
    keys = _by_reader(world, "sent")
    if keys:
        key = keys[-1 - drawn % min(3, len(keys))]
        who = next(each["recipient"] for each in world.messages() if each["key"] == key)
        soft = drawn // 3 % 2
        severity, status = (Severity.SOFT, "4.2.2") if soft else (Severity.HARD, "5.1.1")
        world.report(Returned(key, who, severity, status, "not there", "folder", world.moment.now))


def _by_reader(world: World, state: str) -> list[str]:
    found = [each for each in world.messages() if each["state"] == state]
    found.sort(key=lambda each: (each["day"], each["recipient"], sorted(x["step"] for x in each["steps"])))
    return [each["key"] for each in found]


def _hold(world: World, drawn: int) -> None:
    _act(world, place_hold, world.today + (1 + drawn % 9) * ONE_DAY, "bereaved")


def _lift(world: World) -> None:
    with world.writing() as session:
        lift_hold(session, world.moment, NAME, "over")


def _waits(world: World) -> bool:
    with world.store.reading() as session:
        return bool(waiting_evidence(session, NAME))


def _judged(world: World, drawn: int) -> None:
    if not _waits(world):
        raise Refused("no evidence waits")
    judgement = (Judgement.INSUFFICIENT, Judgement.SUFFICIENT, Judgement.WITHDRAWN)[drawn % 3]
    world.judge(NAME, judgement, "the minutes" if judgement is Judgement.INSUFFICIENT else "")


def _more_time(world: World, drawn: int) -> None:
    to = _dated(world)
    world.extend(NAME, max(to, world.today) + (1 + drawn % 12) * ONE_DAY)


def _other_date(world: World, drawn: int) -> None:
    _correct(world, world.today + (drawn % 20 - 5) * ONE_DAY)


def _closed_day(world: World, drawn: int) -> None:
    consent(world, NewClosure("E1", world.today + (4 + drawn % 8) * ONE_DAY, "Closed"))


def _open_day(world: World, drawn: int) -> None:
    consent(world, NoClosure("E1", world.today + (4 + drawn % 8) * ONE_DAY))


def _asked(world: World, drawn: int) -> None:
    to = _dated(world)
    _act(world, ask, Request(to + (1 + drawn % 12) * ONE_DAY, "flood", "Ann", world.today))


def _task_done(world: World, drawn: int) -> None:
    with world.store.reading() as session:
        rows = sorted(tasks.still_open(session), key=lambda row: (row.kind, row.subject))
    if rows:
        with world.writing() as session:
            finish_task(session, world.moment, rows[drawn % len(rows)].id, "seen to")


def _evidence(world: World, drawn: int) -> None:
    world.evidence(NAME, f"letter {drawn}")


def _ended(world: World, drawn: int) -> None:
    world.end(NAME, (Outcome.SATISFIED, Outcome.NOT_SATISFIED)[drawn % 2])


BOTH: dict[str, Callable[[World, int], None]] = {
    "days pass": _days,
    "more days pass": _days,
    "a day is planned": _planned,
    "the server is moody": _mood,
    "moodier": _mood,
    "somebody leaves": _leaves,
    "somebody comes": _comes,
    "a doubt is settled": _settled,
    "a message comes back": _returned,
    "a hold": _hold,
    "the hold is lifted": lambda world, _: _lift(world),
    "evidence": _evidence,
    "evidence is judged": _judged,
    "more time": _more_time,
    "another date": _other_date,
    "a closing day": _closed_day,
    "no closing day": _open_day,
    "sent anew": lambda world, _: _act(world, resend, "not got", "Kim"),
    "ended": _ended,
    "opened again": lambda world, _: _act(world, reopen, "not so", "Kim"),
    "asked for time": _asked,
    "time refused": lambda world, _: _act(world, refuse, "no", "Kim"),
    "a task is done": _task_done,
    "the clock stops": lambda world, _: _act(world, stop, "legal_proceedings", "in court", "Kim"),
    "the clock runs": lambda world, _: _act(world, restart, "decided", "Kim"),
    "a manager writes": lambda world, _: _act(world, write_to_chief_executive, ""),
}


# What happens in one of them alone.


def _given_and_taken(world: World, drawn: int) -> None:
    to = _dated(world)
    world.extend(NAME, max(to, world.today) + FAR + drawn * ONE_DAY)
    _act(world, reverse_extension, "a mistake", "Kim")


def _corrected_twice(world: World, drawn: int) -> None:
    to = _dated(world)
    _correct(world, max(to, world.today) + FAR + drawn * ONE_DAY)
    _correct(world, to)


def _counted_otherwise(world: World, _: int) -> None:
    """The same date, by a period from the decision: refused where it was agreed, or is counted so already."""
    with world.store.reading() as session:
        decided_on = find(session, NAME).decision.decided_on
    period = parse_period(f"{(_dated(world) - decided_on).days} days", world.rulebook.periods)
    receipt = due_on(decided_on, period, world.rulebook.calendar)
    with suppress(Refused):
        _act(world, correct, receipt, "named only", "Kim")


def _both_ways(world: World, drawn: int) -> None:
    to = _dated(world)
    _correct(world, max(to, world.today) + FAR + drawn * ONE_DAY)
    world.extend(NAME, max(to, world.today) + 2 * FAR + drawn * ONE_DAY)
    _correct(world, to)


ANSWERING = frozenset({"given and taken", "corrected, given, corrected"})  # more time answers a request (D7)
CORRECTING = frozenset({"corrected twice", "corrected, given, corrected", "counted otherwise"})
AWAY: dict[str, Callable[[World, int], None]] = {
    "given and taken": _given_and_taken,
    "corrected twice": _corrected_twice,
    "corrected, given, corrected": _both_ways,
    "counted otherwise": _counted_otherwise,
}
