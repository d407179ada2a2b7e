"""Open one authority: who it is, who can be written to, what it owes, its figures year by year (S8, R6, S1 to S5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.address_health import AddressState, folded
from compliance.domain.authorities import AuthorityType, Role, responsible
from compliance.domain.errors import NotFound
from compliance.domain.letters import Averages
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.statistics import Figures, Year, year_endings
from compliance.domain.work_filters import Filters, Order
from compliance.store import addresses, authorities, events, facts
from compliance.store.case_tables import Authority
from compliance.store.engine import Session
from compliance.usecases.address_reports import address_stream
from compliance.usecases.measure_compliance import Measuring, similar_of
from compliance.usecases.my_work import A_PAGE, WorkList, my_work

YEARS = 5
CHANGES = 10


@dataclass(frozen=True)
class ContactView:
    """Somebody at the authority with one address and how it fares; `detail` is what was last reported (R6).

    `number` is what forms call them by. `since` None: nothing was ever reported about the address.
    """

    number: int
    role: Role
    name: str
    address: str
    state: AddressState
    since: date | None
    hard_returns: int
    soft_returns: int
    detail: str


@dataclass(frozen=True)
class Change:
    """Something that was changed about the authority, its contacts or one of their addresses: what, by whom, when.

    `facts` are its details as the history has them.
    """

    what: str
    by: str
    at: datetime
    facts: Mapping[str, object]


@dataclass(frozen=True)
class Relative:
    """A predecessor or the successor; `closed_on` is its last day, None while it exists."""

    code: str
    name: str
    closed_on: date | None


@dataclass(frozen=True)
class AuthorityYear:
    """The figures of an authority in the year that ends on `ending`; the first one shown may be under way.

    `similar` are the averages of all authorities of its type, and `of_type` their figures together, with what those are
    shares of (S5); none without a comparator (S7).
    """

    ending: date
    figures: Figures
    similar: Averages
    of_type: Figures


@dataclass(frozen=True)
class AuthorityView:
    """An authority; `successor` None: nobody took over. `answers_code` is who answers for it today (S8).

    `predecessors` are those that handed over to it directly. `work` is a page of the open recommendations it answers
    for. `years` and `changes` the newest first, of changes the latest CHANGES.
    """

    code: str
    name: str
    type: AuthorityType
    population: int | None
    opened_on: date | None
    closed_on: date | None
    calendar: str
    answers_code: str
    reachable: bool
    successor: Relative | None
    predecessors: tuple[Relative, ...]
    contacts: tuple[ContactView, ...]
    work: WorkList
    years: tuple[AuthorityYear, ...]
    changes: tuple[Change, ...]


def open_authority(
    session: Session, rulebook: Rulebook, moment: Moment, code: str, *, page: int = 1, size: int = A_PAGE
) -> AuthorityView:
    """The authority of that code with a page of its open recommendations, late ones first; raises NotFound."""
    by_code = {each.code: each for each in authorities.all_of_them(session)}
    row = by_code.get(code)
    if row is None:
        raise NotFound(f"there is no authority {code!r}")
    tenures = authorities.tenures(session)
    heir = tenures[code].successor
    endings = year_endings(moment.today, *rulebook.year_end, YEARS)
    measured = Measuring(session, rulebook, moment.now)
    contacts = _contacts(session, row.id or 0)
    return AuthorityView(
        code=code,
        name=row.name,
        type=AuthorityType(row.type),
        population=row.population,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        calendar=row.calendar,
        answers_code=responsible(code, tenures, moment.today),
        reachable=facts.people(session, [code]).are_reachable(code, moment.today),
        successor=_relative(by_code[heir]) if heir else None,
        predecessors=tuple(
            _relative(by_code[other]) for other, tenure in sorted(tenures.items()) if tenure.successor == code
        ),
        contacts=contacts,
        work=my_work(session, moment.today, Filters(authority=code), order=Order.DUE, page=page, size=size),
        years=tuple(_year(measured, code, AuthorityType(row.type), Year(ending)) for ending in endings),
        changes=_changes(session, code, contacts),
    )


def _year(measured: Measuring, code: str, kind: AuthorityType, year: Year) -> AuthorityYear:
    figures = measured.of_year(year)
    bodies = measured.bodies(year, figures)
    similar = similar_of(bodies, figures, measured.rulebook)
    alike = [figures.get(each.code, Figures()) for each in bodies.values() if each.type is kind]
    of_type = sum(alike, start=Figures()) if kind in measured.rulebook.comparators else Figures()
    return AuthorityYear(year.ending, figures.get(code, Figures()), similar.get(code, Averages()), of_type)


def _relative(row: Authority) -> Relative:
    return Relative(row.code, row.name, row.closed_on)


def _changes(session: Session, code: str, contacts: Sequence[ContactView]) -> tuple[Change, ...]:
    streams = [events.authority_stream(code), *{address_stream(each.address) for each in contacts}]
    found = []
    for entry in events.latest(session, streams, CHANGES):
        facts = dict(entry.payload)
        what = str(facts.pop("act", "") or entry.kind.value)
        found.append(Change(what, entry.actor, datetime.fromisoformat(entry.at), facts))
    return tuple(found)


def _contacts(session: Session, authority_id: int) -> tuple[ContactView, ...]:
    people = authorities.numbered_contacts(session, authority_id)
    health = addresses.health_of(session, [folded(person.address) for person in people])
    found = []
    for person in people:
        row = health.get(folded(person.address))
        found.append(
            ContactView(
                number=person.id,
                role=Role(person.role),
                name=person.name,
                address=person.address,
                state=AddressState(row.state) if row else AddressState.WORKING,
                since=row.since if row else None,
                hard_returns=row.hard_count if row else 0,
                soft_returns=row.soft_count if row else 0,
                detail=row.detail if row else "",
            )
        )
    return tuple(sorted(found, key=lambda each: list(Role).index(each.role)))
