"""What is so today about the matters of open tasks, asked for many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from compliance.domain.address_health import AddressState, folded
from compliance.domain.authorities import Contact as ContactValue
from compliance.domain.authorities import Role, responsible
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
    stopped = HEALTH.c.state == AddressState.STOPPED.value
    return set(session.execute(select(HEALTH.c.address).where(stopped)).scalars())


def working_contacts(session: Session, codes: Collection[str] | None, today: date) -> dict[str, list[ContactValue]]:
    """The contacts with a working address that answer today for each authority, by its code (S8, R6); None: all."""
    tenures = authorities.tenures(session)
    ids = authorities.ids(session)
    wanted = {code: ids[responsible(code, tenures, today)] for code in (ids if codes is None else codes)}
    stopped = stopped_addresses(session)
    statement = select(CONTACT).order_by(CONTACT.c.id)
    if codes is not None:
        statement = statement.where(CONTACT.c.authority_id.in_(sorted(set(wanted.values()))))
    held: dict[int, list[ContactValue]] = {}
    for row in session.execute(statement):
        if folded(row.address) not in stopped:
            held.setdefault(row.authority_id, []).append(ContactValue(Role(row.role), row.name, row.address))
    return {code: held.get(identifier, []) for code, identifier in wanted.items()}
