"""Say who looks after a recommendation or all of a case: the investigator who closed it, or a team co-ordinator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.people import OfficeRole
from compliance.domain.words import is_blank
from compliance.store import cases, caseworkers, events, people
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import find


def assign_caseworker(session: Session, moment: Moment, reference: str, person: str, reason: str = "") -> str:
    """Let a person look after an open recommendation; gives who did before, "" for nobody.

    Raises NotFound; Refused for a closed recommendation, without a name, where the person looks after it already, and
    without a reason where it is taken from somebody.
    """
    found = find(session, reference)
    to = named(person)
    before = found.record.caseworker
    if before == to:
        raise Refused(f"{to} looks after {reference!r} already")
    if before and is_blank(reason):
        raise Refused(f"reason: expected why {to} looks after {reference!r} in place of {before}")
    caseworkers.give(session, [found.id], to)
    say_given(session, moment, [(reference, before)], to, reason)
    return before


def assign_case(session: Session, moment: Moment, decision_reference: str, person: str, reason: str = "") -> list[str]:
    """Let a person look after every open recommendation of a case; gives the references of those that changed hands.

    Raises NotFound for an unknown case; Refused as `assign_caseworker` does, and for a case without an open one.
    """
    if cases.decision(session, decision_reference) is None:
        raise NotFound(f"there is no decision {decision_reference!r}")
    to = named(person)
    rows = caseworkers.of_case(session, decision_reference)
    if not rows:
        raise Refused(f"decision {decision_reference!r} has no open recommendation")
    others = [row for row in rows if row.caseworker != to]
    if not others:
        raise Refused(f"{to} looks after all of decision {decision_reference!r} already")
    if any(row.caseworker for row in others) and is_blank(reason):
        raise Refused(f"reason: expected why {to} looks after decision {decision_reference!r} now")
    give(session, moment, others, to, reason)
    return [row.reference for row in others]


def loads(session: Session, today: date) -> list[dict[str, object]]:
    """Everybody who looks after open recommendations with their numbers; "" stands for nobody."""
    return [
        {"person": row.person, "open": row.open, "overdue": int(row.overdue)}
        for row in caseworkers.loads(session, today)
    ]


def who_may(session: Session, table: Mapping[str, OfficeRole]) -> list[str]:
    """The people of the office who can be given a recommendation, by name: who has tasks of their own by some role."""
    rows = [people.value(row) for row in people.all_of_them(session)]
    return [person.name for person in rows if person.active and person.owners(table)]


def named(person: str) -> str:
    """A person's name without blanks around it; Refused for none, and for one that is more than a line."""
    name = person.strip()
    if is_blank(name) or not name.isprintable():
        raise Refused("expected the name of a person, on one line")
    return name


def give(session: Session, moment: Moment, rows: Sequence[Any], to: str, reason: str) -> None:
    """Hand recommendations over and put it on record; `rows` are the store's, locked."""
    caseworkers.give(session, [row.id for row in rows], to)
    say_given(session, moment, [(row.reference, row.caseworker) for row in rows], to, reason)


def say_given(session: Session, moment: Moment, given: Iterable[tuple[str, str]], to: str, reason: str) -> None:
    """Put on record that recommendations have another caseworker; `given` are references and who it was before."""
    now, day = moment.now.isoformat(), moment.today.isoformat()
    events.append(
        session,
        [
            Entry(
                events.recommendation_stream(reference),
                now,
                day,
                Happening.CASEWORKER_CHANGED,
                moment.actor,
                {"caseworker": to, "before": before, "reason": reason.strip()},
            )
            for reference, before in given
        ],
    )
