"""What due steps wait for that nothing stops: another step about it, or somebody's turn (rules R8, R3 and R5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.authorities import Contact
from compliance.domain.delivery import shown
from compliance.domain.moment import day_in_words
from compliance.domain.office import Rulebook
from compliance.store import addresses, authorities, outbox
from compliance.store.engine import Session
from compliance.usecases.choose_steps import Parcel, addressees, ready, turn


@dataclass(frozen=True)
class InPost:
    """A step in a message that waits, as `choose_steps.ready` looks at one."""

    recommendation_id: int
    step: str
    ladder: str
    notice: str
    state: str
    recipient: str


def turns(
    session: Session, rulebook: Rulebook, day: date, rows: Sequence[Any], waiting: Sequence[InPost]
) -> dict[int, str]:
    """What steps of a recommendation that would go out on `day` wait for, in words, by step id.

    `waiting` are its steps in messages that wait. Nobody is written to about it twice a day (R3), and with a minimum
    gap not too soon after the last time (R5).
    """
    if not rows or (rulebook.minimum_gap <= 1 and len(rows) + len(waiting) == 1):
        return {}
    last = outbox.last_sent(session, [rows[0].recommendation_id]) if rulebook.minimum_gap > 1 else {}
    code = rows[0].authority_code
    contacts = authorities.who_answer(session, [code], day)[code].contacts
    taken = outbox.taken(session, [row.id for row in rows])
    stopped = addresses.stopped(session)
    found, parcels = {}, []
    for row in rows:
        people = [each for each in addressees(row, rulebook, contacts, stopped) if (row.id, each.address) not in taken]
        whose = turn(row, people, last, rulebook, day)
        parcels.append(Parcel(row, 0, whose.now))
        if whose.later:
            found[row.id] = _too_recently(row, whose.later, last, rulebook)
    first = {parcel.row.id for parcel in ready(parcels, (), waiting, rulebook)}
    again = day_in_words(rulebook.calendar.shift(day, 1))
    behind = f"another step about it comes first, this one goes on {again} at the earliest"
    return {row.id: behind for row in rows if row.id not in first} | found


def _too_recently(row: Any, people: Sequence[Contact], last: Mapping[tuple[int, str], date], rulebook: Rulebook) -> str:
    words = []
    for person in people:
        since = last[(row.recommendation_id, person.address)]
        again = rulebook.calendar.shift(since, rulebook.minimum_gap)
        words.append(
            f"{shown(person.address)} was written to about it on {day_in_words(since)}, "
            f"the next message may go on {day_in_words(again)}"
        )
    return "; ".join(words)
