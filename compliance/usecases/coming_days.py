"""Living through coming days without a database: the decisions of the day's planning, on rows held in memory (R8).

Whoever looks ahead decides by the functions the planner decides by, day after day, so that what is shown is what then
happens. What is put into a message counts as sent that day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact, Role
from compliance.domain.calendar import ONE_DAY
from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.usecases.choose_steps import (
    Parcel,
    addressees,
    chases,
    choose,
    goes_before,
    introduces,
    is_letter,
    ladder_of,
    missing,
    passes_by,
    ready,
    replaces,
    stop_of,
    turn,
    version_of,
)

People = Callable[[str, date], tuple[str, Sequence[Contact]]]
"""The code of the authority that answers for a code on a day (S8), and its contacts."""


@dataclass(frozen=True)
class Waiting:
    """A step that waits in a message to somebody: `row` the step, as `store.steps` gives it."""

    row: Any
    recipient: str
    person: Contact
    authority_code: str

    @property
    def recommendation_id(self) -> int:
        """The recommendation it is about."""
        return int(self.row.recommendation_id)

    @property
    def step(self) -> str:
        """The name of the step."""
        return str(self.row.step)

    @property
    def ladder(self) -> str:
        """The name of its ladder."""
        return str(self.row.ladder)

    @property
    def state(self) -> str:
        """Where the step stands."""
        return str(self.row.state)

    @property
    def notice(self) -> str:
        """The notice it is, if it is one."""
        return str(self.row.notice)


@dataclass
class Outlook:
    """How things stand before the first day.

    `planned` are steps that wait for their day, by id; `waiting` those that wait in messages, `busy` addresses that had
    their message today already; `taken` who has a step in a message, as (step id, address); `last` when somebody was
    last written to, by (recommendation id, address); `stopped` the addresses nobody is written to at, folded, and
    `lost` those a step did not reach, by step id (R6). `failed` are steps that reached nobody and may have a successor
    to go to (S8), and `came` those whose turn comes on the way: they go out, reach nobody, or give way; `went` are the
    ids of those that go out.
    """

    planned: dict[int, Any]
    people: People
    waiting: list[Waiting] = field(default_factory=list)
    busy: frozenset[str] = frozenset()
    taken: set[tuple[int, str]] = field(default_factory=set)
    last: dict[tuple[int, str], date] = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()
    lost: dict[int, set[str]] = field(default_factory=dict)
    failed: list[Any] = field(default_factory=list)
    came: list[Any] = field(default_factory=list)
    went: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Going:
    """A step within a message that goes out: the row, the person, and the code of the answerable authority."""

    row: Any
    person: Contact
    authority_code: str


@dataclass
class ComingDay:
    """One working day: what goes out by address, steps that end with state and reason, steps that wait with why.

    `tasks` are rows whose step raises a task that day.
    """

    day: date
    messages: dict[str, list[Going]] = field(default_factory=dict)
    ended: list[tuple[Any, StepState, str]] = field(default_factory=list)
    waits: list[tuple[Any, str]] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)


def live(outlook: Outlook, rulebook: Rulebook, first: date, last: date) -> Iterator[ComingDay]:
    """Live through the working days from `first` to `last`; `outlook` is used up on the way."""
    day = first
    while day <= last:
        if rulebook.calendar.is_working_day(day):
            yield _day(outlook, rulebook, day, outlook.busy if day == first else ())
        day += ONE_DAY


def _day(outlook: Outlook, rulebook: Rulebook, today: date, busy: Collection[str]) -> ComingDay:
    coming = ComingDay(today)
    _try_unreached(outlook, rulebook, today)
    chosen = _choose(outlook, rulebook, coming)
    parcels = _pack(outlook, rulebook, coming, chosen)
    going = ready(parcels, busy, outlook.waiting, rulebook)
    gone = {parcel.row.id for parcel in going}
    for parcel in parcels:
        if parcel.row.id not in gone:
            coming.waits.append((parcel.row, "who would get it has a message that day already"))
    _put_behind(outlook, rulebook, today, parcels)
    instead = _send_waiting(outlook, rulebook, coming, chosen)
    for parcel in going:
        _send(outlook, rulebook, coming, parcel)
    _send_instead(outlook, rulebook, coming, instead, busy)
    return coming


def _try_unreached(outlook: Outlook, rulebook: Rulebook, today: date) -> None:
    """Plan failed steps again that have somebody to go to by now, at a successor: once it answers for them (S8).

    Not behind a later rung whose turn has come since, whether anybody got it or not (R2.4); the letter about a deadline
    version only behind one that somebody got (D6).
    """
    for row in list(outlook.failed):
        code, contacts = outlook.people(row.authority_code, today)
        gone = outlook.stopped | outlook.lost.get(row.id, set())
        if code != row.authority_code and addressees(row, rulebook, contacts, gone):
            outlook.failed.remove(row)
            if not any(_outranks(other, row, rulebook, outlook.went) for other in outlook.came):
                outlook.planned[row.id] = row


def _choose(outlook: Outlook, rulebook: Rulebook, coming: ComingDay) -> list[Any]:
    """The steps of all recommendations that are right now; those that end leave the plan."""
    by_recommendation: dict[int, list[Any]] = {}
    for row in outlook.planned.values():
        if row.on_day <= coming.day:
            by_recommendation.setdefault(row.recommendation_id, []).append(row)
    in_post: dict[int, list[Any]] = {}
    for item in outlook.waiting:
        in_post.setdefault(item.recommendation_id, []).append(item.row)
    chosen: list[Any] = []
    for identifier in sorted(by_recommendation):
        rows = sorted(by_recommendation[identifier], key=lambda row: (row.on_day, row.id))
        letters = [
            (row.id, *_recipients(outlook, rulebook, row, coming.day)) for row in rows if is_letter(row, rulebook)
        ]
        told = {step for step, people, still in letters if people and not still}
        choice = choose(rows, rulebook, coming.day, in_post.get(identifier, ()), told)
        chosen += choice.go
        coming.ended += choice.ended
        coming.waits += [(row, stop.reason) for row, stop in choice.held]
    for row, _, _ in coming.ended:
        outlook.came.append(outlook.planned.pop(row.id))
    return chosen


def _recipients(outlook: Outlook, rulebook: Rulebook, row: Any, day: date) -> tuple[list[Contact], list[Contact]]:
    """Whom a step is written to, and who of them has still to get it (R2.2, R6)."""
    _, contacts = outlook.people(row.authority_code, day)
    people = addressees(row, rulebook, contacts, outlook.stopped | outlook.lost.get(row.id, set()))
    return people, [person for person in people if (row.id, person.address) not in outlook.taken]


def _pack(outlook: Outlook, rulebook: Rulebook, coming: ComingDay, chosen: Sequence[Any]) -> list[Parcel]:
    parcels = []
    for row in chosen:
        people, still = _recipients(outlook, rulebook, row, coming.day)
        if people and not still:
            del outlook.planned[row.id]
            continue
        whose = turn(row, still, outlook.last, rulebook, coming.day)
        for person in whose.later:
            since = outlook.last[(row.recommendation_id, person.address)]
            coming.waits.append((row, f"{person.address} was written to about it on {since}"))
        if whose.now or not whose.later:
            parcels.append(Parcel(row, 0, whose.now, announced=len(still) < len(people), rest=bool(whose.later)))
    return parcels


def _put_behind(outlook: Outlook, rulebook: Rulebook, today: date, parcels: Sequence[Parcel]) -> None:
    """Plan answers again that wait in messages, where the letter that introduces what they speak of goes first (D6)."""
    in_post = [item.row for item in outlook.waiting if item.state == StepState.QUEUED]  # nobody has it yet
    rows = (*(parcel.row for parcel in parcels if parcel.people), *in_post)
    letters = [row for row in rows if introduces(row, rulebook) and stop_of(row, rulebook, today) is None]
    first = {row.recommendation_id: row for row in letters}
    for item in list(outlook.waiting):
        letter = first.get(item.recommendation_id)
        if letter is not None and goes_before(letter, item, rulebook):
            outlook.waiting.remove(item)
            outlook.taken.discard((item.row.id, item.recipient))
            outlook.planned[item.row.id] = item.row


def _send_waiting(outlook: Outlook, rulebook: Rulebook, coming: ComingDay, due: Sequence[Any]) -> list[Any]:
    """Send what waits in messages, unless the last look before sending takes it out (R2.4, R4).

    Gives the rows of what waits for an address that has stopped, or for somebody who has left: others get them (R6).
    """
    instead: dict[int, Any] = {}
    waiting, outlook.waiting = outlook.waiting, []
    rivals: dict[int, list[Any]] = {}
    for row in (*due, *(item.row for item in waiting)):
        rivals.setdefault(row.recommendation_id, []).append(row)
    still = {(item.row.id, item.recipient) for item in waiting}
    for item in waiting:
        row = item.row
        still.discard((row.id, item.recipient))
        stop = stop_of(row, rulebook, coming.day)
        outranked = any(
            _outranks(other, row, rulebook) and not passes_by(row, other, rulebook, coming.day)
            for other in rivals[row.recommendation_id]
        )
        if stop is None and not missing(row, rulebook) and not outranked:
            if folded(item.recipient) in outlook.stopped:
                outlook.taken.discard((row.id, item.recipient))
                instead[row.id] = row
            elif _has_left(outlook, item, coming.day):
                outlook.taken.discard((row.id, item.recipient))
                if not _others_got_it(outlook, rulebook, row, still):
                    instead[row.id] = row
            else:
                _put(outlook, coming, row, item.person, item.authority_code)
        elif stop is not None and not stop.for_good:
            outlook.taken.discard((row.id, item.recipient))
            outlook.planned[row.id] = row
    return list(instead.values())


def _has_left(outlook: Outlook, item: Waiting, day: date) -> bool:
    """Whether somebody of an authority would not be written to any more, because others answer for it now (S8)."""
    _, contacts = outlook.people(item.row.authority_code, day)
    return isinstance(item.person.role, Role) and all(item.recipient != each.address for each in contacts)


def _others_got_it(outlook: Outlook, rulebook: Rulebook, row: Any, still: Collection[tuple[int, str]]) -> bool:
    """Whether others of the authority got a step, which then goes to nobody else, unless it went instead of a lost one.

    `still` are those it waits for; that the office's own staff got it tells the authority nothing.
    """
    got = {address for step, address in outlook.taken if step == row.id and (step, address) not in still}
    return bool(got - set(rulebook.staff.values())) and not outlook.lost.get(row.id)


def _send_instead(
    outlook: Outlook, rulebook: Rulebook, coming: ComingDay, rows: Sequence[Any], busy: Collection[str]
) -> None:
    """Send what has no address any more once the others have their message of the day; the rest waits (R3, R6)."""
    outlook.planned |= {row.id: row for row in rows}
    for parcel in ready(_pack(outlook, rulebook, coming, rows), {*busy, *coming.messages}, (), rulebook):
        _send(outlook, rulebook, coming, replace(parcel, announced=True))


def _outranks(other: Any, row: Any, rulebook: Rulebook, went: Collection[int] = ()) -> bool:
    """Whether another due rung of the same recommendation comes later on the same track (R2.4).

    Before the letter about a deadline version only one that `went` out does (D6).
    """
    if (other.recommendation_id, version_of(other)) != (row.recommendation_id, version_of(row)):
        return False
    if other.step == row.step:
        return False  # the same, in another version with that date
    if (is_letter(row, rulebook) and other.id not in went) or not replaces(other, row, rulebook):
        return False
    ladder = ladder_of(row, rulebook)
    return (other.on_day, ladder.rank(other.step)) > (row.on_day, ladder.rank(row.step))


def _send(outlook: Outlook, rulebook: Rulebook, coming: ComingDay, parcel: Parcel) -> None:
    row = parcel.row
    outlook.came.append(row)
    if parcel.people or not chases(row, rulebook):
        outlook.went.add(row.id)
    else:
        outlook.failed.append(row)
    code, _ = outlook.people(row.authority_code, coming.day)
    if not parcel.announced and not row.notice:
        coming.tasks.append(row)
    for person in parcel.people:
        _put(outlook, coming, row, person, code)
        outlook.taken.add((row.id, person.address))
    if not parcel.rest:
        del outlook.planned[row.id]


def _put(outlook: Outlook, coming: ComingDay, row: Any, person: Contact, code: str) -> None:
    coming.messages.setdefault(person.address, []).append(Going(row, person, code))
    outlook.last[(row.recommendation_id, person.address)] = coming.day
    outlook.came.append(row)
    outlook.went.add(row.id)
