"""What is so today about the matters of open tasks, asked for many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from compliance.domain.address_health import AddressState, folded
from compliance.domain.authorities import Contact as ContactValue
from compliance.domain.authorities import Role, Tenure, answering, heirs, reach, responsible
from compliance.domain.extensions import RequestState
from compliance.store import authorities
from compliance.store.case_tables import Contact
from compliance.store.deadline_tables import DeadlineWait, ExtensionRequest
from compliance.store.delivery_tables import AddressHealth
from compliance.store.rows import chunks, table_of

REQUEST = table_of(ExtensionRequest)
WAIT = table_of(DeadlineWait)
HEALTH = table_of(AddressHealth)
CONTACT = table_of(Contact)
STOPPED = select(HEALTH.c.address).where(HEALTH.c.state == AddressState.STOPPED.value)
CONTACTS = select(CONTACT.c.authority_id, CONTACT.c.role, CONTACT.c.name, CONTACT.c.address).order_by(CONTACT.c.id)
THEIR_CONTACTS = CONTACTS.where(CONTACT.c.authority_id.in_(bindparam("wanted", expanding=True)))


def extensions_asked(session: Session, recommendation_ids: Sequence[int]) -> set[int]:
    """Those of the recommendations whose authority waits for an answer about more time."""
    found: set[int] = set()
    for some in chunks(recommendation_ids):
        waiting = (REQUEST.c.state == RequestState.ASKED.value) & REQUEST.c.recommendation_id.in_(some)
        found.update(session.execute(select(REQUEST.c.recommendation_id).where(waiting)).scalars())
    return found


def waits_due(session: Session, recommendation_ids: Sequence[int], today: date) -> set[int]:
    """Those of the recommendations whose deadline still waits though the day of its review has come."""
    found: set[int] = set()
    for some in chunks(recommendation_ids):
        due = (WAIT.c.ended_on.is_(None)) & (WAIT.c.review_on <= today) & WAIT.c.recommendation_id.in_(some)
        found.update(session.execute(select(WAIT.c.recommendation_id).where(due)).scalars())
    return found


def stopped_addresses(session: Session) -> set[str]:
    """Every address that is not written to any more, folded (R6)."""
    return set(session.execute(STOPPED).scalars())


@dataclass(frozen=True)
class People:
    """Who answers for authorities, on any day: their tenures and ids by code, working contacts by authority id."""

    tenures: dict[str, Tenure]
    ids: dict[str, int]
    working: dict[int, list[ContactValue]]

    @cached_property
    def within_reach(self) -> frozenset[int]:
        """The authorities at which somebody can be written to about a recommendation (R6)."""
        return frozenset(key for key, held in self.working.items() if reach(held, [Role.LINK_OFFICER]))

    def are_reachable(self, code: str, day: date) -> bool:
        """Whether anybody can be written to about the cases of an authority on a day (S8, R6)."""
        body = answering(code, self.tenures, day)
        return body is not None and self.ids[body] in self.within_reach

    def who_answers(self, code: str, day: date) -> tuple[str, date | None]:
        """The body that answers for a code on a day, and since when it is closed where nobody took over (S8)."""
        body = responsible(code, self.tenures, day)
        tenure = self.tenures[body]
        return body, tenure.closed_on if tenure.has_closed(day) else None

    def of(self, code: str, day: date) -> list[ContactValue]:
        """The contacts with a working address of the body that answers for a code on a day (S8, R6)."""
        body = answering(code, self.tenures, day)
        return [] if body is None else self.working.get(self.ids[body], [])


def people(session: Session, codes: Collection[str] | None) -> People:
    """Everybody who may answer for some codes on some day; None for all. Of others it may know nothing."""
    if codes is None:
        tenures, ids = authorities.tenures(session), authorities.ids(session)
        contacts = session.execute(CONTACTS)
    else:
        rows = authorities.answering(session, codes)
        tenures = {row.code: Tenure(row.opened_on, row.closed_on, row.heir) for row in rows}
        ids = {row.code: row.id for row in rows}
        wanted = {ids[heir] for code in codes for heir in heirs(code, tenures)}
        contacts = session.execute(THEIR_CONTACTS, {"wanted": sorted(wanted)})
    return People(tenures, ids, _working(contacts, stopped_addresses(session)))


def _working(contacts: Iterable[Any], stopped: Collection[str]) -> dict[int, list[ContactValue]]:
    found: dict[int, list[ContactValue]] = {}
    for row in contacts:
        if folded(row.address) not in stopped:
            found.setdefault(row.authority_id, []).append(ContactValue(Role(row.role), row.name, row.address))
    return found


def working_contacts(session: Session, codes: Collection[str] | None, today: date) -> dict[str, list[ContactValue]]:
    """The contacts with a working address that answer today for each authority, by its code (S8, R6); None: all."""
    known = people(session, codes)
    return {code: known.of(code, today) for code in (known.ids if codes is None else codes)}
