"""Which due steps go out, to whom, and which end or wait: decisions on rows of the store (rules R1 to R6).

Planning a day and forecasting one decide by the same functions. A row is one of `store.steps`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.domain import version_letters
from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact, reach
from compliance.domain.extensions import is_met
from compliance.domain.ladders import Ladder, LadderStep
from compliance.domain.office import Rulebook
from compliance.domain.reminders import (
    CHASING,
    COME_TO_IT,
    MEANT_FOR_THEM,
    OF_A_VERSION,
    REFUSED,
    TOLD_BEHIND,
    PlannedStep,
    Situation,
    StepState,
    Stop,
    notice_stopped,
    right_now,
    stopped,
    too_soon,
)
from compliance.domain.version_news import Letter

NOTHING = "{}"  # kept with a step that tells nothing but itself
NO_SUCH_STEP = "the ladder has no such step any more"


@dataclass
class Choice:
    """What becomes of due steps: those that go out today, those that end with state and reason, those that wait.

    `gave_way` are those that end because the letter about their deadline version is still to go.
    """

    go: list[Any] = field(default_factory=list)
    ended: list[tuple[Any, StepState, str]] = field(default_factory=list)
    held: list[tuple[Any, Stop]] = field(default_factory=list)
    gave_way: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Parcel:
    """A step on its way to people: the stored step, the id of the answerable authority, whom to write to today.

    `lacking` says who has none of what where there is nobody; `announced` that its task was raised before; `rest` that
    others are written to later (R5); `told` that somebody has got it.
    """

    row: Any
    authority_id: int
    people: tuple[Contact, ...]
    lacking: str = ""
    announced: bool = False
    rest: bool = False
    told: bool = False


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to be written to about a step today, and who was written to too recently (R5)."""

    now: tuple[Contact, ...]
    later: tuple[Contact, ...]


def missing(row: Any, rulebook: Rulebook) -> str | None:
    """Why a step's rung cannot be found in the office's ladders any more; None when it can, and for a notice."""
    if row.notice:
        return None
    ladder = rulebook.ladder_of(row.ladder)
    if ladder is None:
        return f"there is no ladder {row.ladder!r} any more"
    return None if ladder.rank(row.step) >= 0 else NO_SUCH_STEP


def ladder_of(row: Any, rulebook: Rulebook) -> Ladder:
    """The ladder of a step that is not `missing`."""
    ladder = rulebook.ladder_of(row.ladder)
    if ladder is None:
        raise KeyError(row.ladder)
    return ladder


def rung(row: Any, rulebook: Rulebook) -> LadderStep:
    """The rung of a step that is not `missing`."""
    return ladder_of(row, rulebook).step(row.step)


def track(row: Any, rulebook: Rulebook) -> tuple[str, str] | None:
    """The ladder and the track on which a rung competes (R2.4); None for a notice and for one that is `missing`."""
    if row.notice or missing(row, rulebook):
        return None
    return row.ladder, ladder_of(row, rulebook).track(row.step)


def situation(row: Any) -> Situation:
    """What decides whether a step of this row's recommendation may go out (R4)."""
    return Situation(
        closed=row.closed_on is not None,
        evidence_waiting=row.evidence_waiting > 0,
        proven=row.proven,
        answered=row.answered,
        overtaken=row.overtaken,
        held_until=row.hold_ends_on,
        current_version=row.current_version,
    )


def chases(row: Any, rulebook: Rulebook) -> bool:
    """Whether a step writes to the authority, and does not only raise a task for the office."""
    return bool(row.notice or missing(row, rulebook) or rung(row, rulebook).recipients)


def stop_of(row: Any, rulebook: Rulebook, today: date) -> Stop | None:
    """What stops a step or a notice of this row today (R4, D6, E8); None when it may go out.

    A first letter chases nobody where it tells another date than the one last told, or grants a request (D6, D7), nor
    where an answer to the authority speaks of what it introduces: that goes in spite of a hold.
    """
    facts = json.loads(row.facts) if row.facts != NOTHING else {}
    if row.notice == REFUSED and is_met(date.fromisoformat(facts["wished_on"]), row.due_on):
        return Stop(COME_TO_IT, for_good=True)
    if row.notice and row.notice not in CHASING:
        return notice_stopped(row.notice, row.deadline_version, situation(row))
    tells = facts.get("answers") or (facts.get("changes") and facts.get("before") != str(row.due_on or ""))
    if tells or (row.spoken_of and introduces(row, rulebook)):
        return notice_stopped(Letter.CHANGED.value, row.deadline_version, situation(row))
    return stopped(situation(row), row.deadline_version, today, chases=chases(row, rulebook))


def passes_by(row: Any, other: Any, rulebook: Rulebook, today: date) -> bool:
    """Whether a first letter goes before a rung of its recommendation that waits for a hold or for evidence (R4).

    One that is in a message waits there, and is not passed by.
    """
    if other.state != StepState.PLANNED or not introduces(row, rulebook):
        return False
    stop = stopped(situation(row), row.current_version, today, chases=chases(other, rulebook))
    return stop is not None and not stop.for_good


def is_letter(row: Any, rulebook: Rulebook) -> bool:
    """Whether a step is that by which the authority first hears of its deadline version (D6)."""
    return version_letters.is_letter(row.notice, _rung(row, rulebook), version_of(row))


def introduces(row: Any, rulebook: Rulebook) -> bool:
    """Whether a step is the letter by which an authority first hears of a recommendation, or of a version (D6)."""
    if row.notice:
        return row.notice in OF_A_VERSION
    found = _rung(row, rulebook)
    return found is not None and found.introduces


def goes_before(row: Any, item: Any, rulebook: Rulebook) -> bool:
    """Whether a letter introduces what a notice about the same recommendation speaks of (D6, E8)."""
    return item.notice in TOLD_BEHIND and introduces(row, rulebook)


def _rung(row: Any, rulebook: Rulebook) -> LadderStep | None:
    return None if row.notice or missing(row, rulebook) else rung(row, rulebook)


def choose(
    rows: Sequence[Any],
    rulebook: Rulebook,
    today: date,
    in_post: Sequence[Any] = (),
    told: Collection[int] = (),
) -> Choice:
    """Pick from the due steps of one recommendation those that go out today (R2.4, R4, D6).

    `in_post` are its steps in messages that wait, `told` the ids of letters about a date that everybody has by now.
    """
    choice = Choice()
    for row in rows:
        gone = missing(row, rulebook)
        stop = stop_of(row, rulebook, today)
        if gone:
            choice.ended.append((row, StepState.SKIPPED, gone))
        elif stop is None:
            choice.go.append(row)
        elif stop.for_good:
            choice.ended.append((row, StepState.SUPERSEDED, stop.reason))
        else:
            choice.held.append((row, stop))
    _give_way(choice, rulebook, in_post, told)
    _only_the_latest(choice, rulebook, today)
    return choice


def version_of(row: Any) -> int:
    """The deadline version of a step, or the one with the same date that its version goes on from (D6)."""
    return int(row.deadline_version if row.continues is None else row.continues)


def _give_way(choice: Choice, rulebook: Rulebook, in_post: Sequence[Any], told: Collection[int]) -> None:
    """End what would be written before the letter about its deadline version: nobody was told that date yet (D6)."""
    due = [row for row in (*choice.go, *(row for row, _ in choice.held)) if row.id not in told]
    steps = (*due, *in_post)
    letters = {version_of(row): row for row in steps if is_letter(row, rulebook)}
    for row in list(choice.go):
        letter = letters.get(version_of(row))
        if letter is not None and version_letters.gives_way(row.notice, _rung(row, rulebook)):
            change = "" if letter.notice else str(json.loads(letter.facts).get("change", ""))
            reason = version_letters.why_gives_way(letter.notice, change)
            choice.go.remove(row)
            choice.gave_way.append(row)
            choice.ended.append((row, StepState.SUPERSEDED, reason))


def _only_the_latest(choice: Choice, rulebook: Rulebook, today: date) -> None:
    """Of the rungs of one track only the latest goes out (R2.4)."""
    tracks: dict[tuple[str, str], list[Any]] = {}
    for row in choice.go:
        where = track(row, rulebook)
        if where is not None:
            tracks.setdefault(where, []).append(row)
    for rivals in tracks.values():
        latest = _latest(rivals, rulebook, today)
        for old in rivals:
            if old.step != latest:
                choice.go.remove(old)
                choice.ended.append((old, StepState.SUPERSEDED, f"{latest} is right now"))


def _latest(rivals: Sequence[Any], rulebook: Rulebook, today: date) -> str:
    """The name of the rung that is right now among due ones of one track."""
    rungs = [PlannedStep(row.step, row.on_day) for row in rivals]
    decided = right_now(rungs, ladder_of(rivals[0], rulebook), today)
    return decided.send.name if decided.send else ""


def addressees(row: Any, rulebook: Rulebook, contacts: Sequence[Contact], gone: Collection[str] = ()) -> list[Contact]:
    """Whom a step is written to: people of the authority, and the member of staff whom its task is for.

    Addresses that are `gone`, folded, are passed over, and the office's order of others is followed (R6), but for what
    is meant for nobody else.
    """
    fallback = rulebook.fallback if row.notice not in MEANT_FOR_THEM else ()
    if row.notice:
        return reach(contacts, rulebook.told(row.notice, row.ladder), gone, fallback)
    step = rung(row, rulebook)
    people = reach(contacts, step.recipients, gone, fallback)
    address = rulebook.staff.get(step.task_for) if step.task_for else None
    if address and folded(address) in gone:
        address = None
    if address and step.task_for and (people or not step.recipients):
        people.append(Contact(step.task_for, "", address))
    return people


def turn(
    row: Any, people: Sequence[Contact], last: Mapping[tuple[int, str], date], rulebook: Rulebook, today: date
) -> Turn:
    """Split people into those a step goes to today and those written to about it too recently (R5).

    `last` gives the day somebody was last written to, by (recommendation id, address). What an act causes does not
    wait; a gap of one day is R3's anyhow.
    """
    if row.notice or rulebook.minimum_gap <= 1:
        return Turn(tuple(people), ())
    soon = {
        person.address
        for person in people
        if too_soon(last.get((row.recommendation_id, person.address)), today, rulebook.minimum_gap, rulebook.calendar)
    }
    return Turn(
        tuple(person for person in people if person.address not in soon),
        tuple(person for person in people if person.address in soon),
    )


def ready(
    parcels: Sequence[Parcel], busy: Collection[str], there_already: Sequence[Any], rulebook: Rulebook
) -> list[Parcel]:
    """The parcels whose people can be written to today: nobody twice, and about a recommendation once (R3).

    `busy` are addresses that had a message today, `there_already` items that wait in messages. What an act causes comes
    before what a day causes. Before all comes the letter that introduces a recommendation or a version of its deadline,
    also before an answer that waits in a message (D6, E8). The others wait for the next working day.
    """
    chosen: list[Parcel] = []
    told: set[tuple[int, str]] = set()
    standing: dict[int, list[Any]] = {}
    for item in there_already:
        standing.setdefault(item.recommendation_id, []).append(item)
    first = [parcel.row for parcel in parcels if parcel.people]
    first += [item for item in there_already if item.state == StepState.QUEUED]  # which nobody has yet
    introduced = {row.recommendation_id for row in first if introduces(row, rulebook)}
    for parcel in sorted(parcels, key=lambda parcel: _turn_of_the_day(parcel.row, rulebook)):
        row = parcel.row
        if row.notice in TOLD_BEHIND and row.recommendation_id in introduced:
            continue
        about = {(row.recommendation_id, person.address) for person in parcel.people}
        stands = {
            (item.recommendation_id, item.recipient)
            for item in standing.get(row.recommendation_id, ())
            if not (replaces(row, item, rulebook) or goes_before(row, item, rulebook))
        }
        if not about & (told | stands) and not any(address in busy for _, address in about):
            chosen.append(parcel)
            told |= about
    return chosen


def _turn_of_the_day(row: Any, rulebook: Rulebook) -> int:
    return 0 if introduces(row, rulebook) else 1 if row.notice else 2


def replaces(row: Any, item: Any, rulebook: Rulebook) -> bool:
    """Whether a rung takes the place of an older one of its track that still waits in a message (R2.4)."""
    where = track(row, rulebook)
    return where is not None and where == track(item, rulebook)
