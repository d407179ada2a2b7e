"""Queries on authorities and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlmodel import Session

from compliance.domain.authorities import Contact as ContactValue
from compliance.domain.authorities import Role, Tenure, responsible
from compliance.store.case_tables import Authority, Contact
from compliance.store.rows import insert_returning, insert_rows, table_of

AUTHORITY = table_of(Authority)
CONTACT = table_of(Contact)
HEIR = AUTHORITY.alias("heir")
ANSWERING = (
    select(AUTHORITY.c.id, AUTHORITY.c.code, AUTHORITY.c.opened_on, AUTHORITY.c.closed_on, HEIR.c.code.label("heir"))
    .outerjoin(HEIR, AUTHORITY.c.successor_id == HEIR.c.id)
    .where(
        AUTHORITY.c.code.in_(bindparam("codes", expanding=True))
        | AUTHORITY.c.successor_id.is_not(None)
        | AUTHORITY.c.id.in_(select(AUTHORITY.c.successor_id).where(AUTHORITY.c.successor_id.is_not(None)))
    )
)


@dataclass(frozen=True)
class Answering:
    """The body that answers for an authority's cases on a day (S8), with the contacts that can be written to there.

    The last of a chain that has closed is given with its `closed_on`, and without contacts: nobody took over.
    """

    id: int
    code: str
    contacts: list[ContactValue]
    closed_on: date | None = None


def by_code(session: Session, code: str) -> Authority | None:
    """The authority of that code."""
    return session.execute(select(Authority).where(AUTHORITY.c.code == code)).scalar_one_or_none()


def name_of(session: Session, code: str) -> str:
    """The name of an authority there is."""
    name: str = session.execute(select(AUTHORITY.c.name).where(AUTHORITY.c.code == code)).scalar_one()
    return name


def named(session: Session) -> list[Row[Any]]:
    """Every authority as `id, code, name, type, closed_on`, by code."""
    columns = (AUTHORITY.c.id, AUTHORITY.c.code, AUTHORITY.c.name, AUTHORITY.c.type, AUTHORITY.c.closed_on)
    return list(session.execute(select(*columns).order_by(AUTHORITY.c.code)))


def all_of_them(session: Session) -> list[Authority]:
    """Every authority, by code."""
    return list(session.execute(select(Authority).order_by(AUTHORITY.c.code)).scalars())


def answering(session: Session, codes: Collection[str]) -> list[Row[Any]]:
    """Some authorities and all that had a successor or are one, each with its `heir`; in one statement.

    Columns `id, code, opened_on, closed_on, heir`: what it takes to follow any of the codes to who answers (S8).
    """
    return list(session.execute(ANSWERING, {"codes": sorted(codes)}))


def who_answer(session: Session, codes: Collection[str], day: date) -> dict[str, Answering]:
    """Who answers on a day for the cases of some authorities (S8), by the code of those; in two statements."""
    rows = answering(session, codes)
    tenures = {row.code: Tenure(row.opened_on, row.closed_on, row.heir) for row in rows}
    numbers = {row.code: row.id for row in rows}
    bodies = {code: responsible(code, tenures, day) for code in codes}
    left = {body for body in bodies.values() if not tenures[body].has_closed(day)}
    held = contacts_of(session, [numbers[body] for body in left])
    return {
        code: Answering(numbers[body], body, held[numbers[body]])
        if body in left
        else Answering(numbers[body], body, [], tenures[body].closed_on)
        for code, body in bodies.items()
    }


def ids(session: Session) -> dict[str, int]:
    """Authority ids by code."""
    return {code: identifier for code, identifier in session.execute(select(AUTHORITY.c.code, AUTHORITY.c.id))}


def tenures(session: Session, as_at: datetime | None = None) -> dict[str, Tenure]:
    """When each authority existed and who took over, by code (S8), as known at a moment or now (S9)."""
    heir = AUTHORITY.alias("heir")
    columns = (
        AUTHORITY.c.code,
        AUTHORITY.c.opened_on,
        AUTHORITY.c.closed_on,
        heir.c.code,
        AUTHORITY.c.closure_known_at,
    )
    found = {}
    for code, opened, closed, successor, known_at in session.execute(
        select(*columns).outerjoin(heir, AUTHORITY.c.successor_id == heir.c.id)
    ):
        later = as_at is not None and known_at is not None and known_at > as_at
        found[code] = Tenure(opened) if later else Tenure(opened, closed, successor)
    return found


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert authorities and give their ids by code."""
    return insert_returning(session, Authority, rows, "code")


def change(session: Session, code: str, values: Mapping[str, Any]) -> None:
    """Overwrite columns of one authority."""
    session.execute(update(AUTHORITY).where(AUTHORITY.c.code == code).values(**values))


def contacts_of(session: Session, authority_ids: Iterable[int]) -> dict[int, list[ContactValue]]:
    """The contacts of several authorities as rule values, by authority id, in the order they were entered."""
    wanted = sorted(set(authority_ids))
    found: dict[int, list[ContactValue]] = {identifier: [] for identifier in wanted}
    statement = select(CONTACT).where(CONTACT.c.authority_id.in_(wanted)).order_by(CONTACT.c.id)
    for row in session.execute(statement):
        found[row.authority_id].append(ContactValue(Role(row.role), row.name, row.address))
    return found


def all_contacts(session: Session) -> list[tuple[str, str, str, str]]:
    """Every contact as (authority code, role, name, address)."""
    statement = (
        select(AUTHORITY.c.code, CONTACT.c.role, CONTACT.c.name, CONTACT.c.address)
        .join(AUTHORITY, CONTACT.c.authority_id == AUTHORITY.c.id)
        .order_by(AUTHORITY.c.code, CONTACT.c.id)
    )
    return [(code, role, name, address) for code, role, name, address in session.execute(statement)]


def addresses(session: Session) -> list[str]:
    """Every address of a contact, once."""
    return list(session.execute(select(CONTACT.c.address).distinct().order_by(CONTACT.c.address)).scalars())


def closings(session: Session) -> list[tuple[str, date | None]]:
    """The address of every contact with the last day of its authority, None while it has none."""
    statement = select(CONTACT.c.address, AUTHORITY.c.closed_on).join(
        AUTHORITY, CONTACT.c.authority_id == AUTHORITY.c.id
    )
    return [(address, closed_on) for address, closed_on in session.execute(statement)]


def add_contacts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert contacts."""
    insert_rows(session, Contact, rows)


def is_contact(session: Session, address: str) -> bool:
    """Whether an address, spelt like this, is a contact's of any authority."""
    return session.execute(select(CONTACT.c.id).where(CONTACT.c.address == address).limit(1)).first() is not None


def contact_by_number(session: Session, authority_id: int, number: int) -> Row[Any] | None:
    """One contact of an authority as `role, name, address`."""
    columns = (CONTACT.c.role, CONTACT.c.name, CONTACT.c.address)
    wanted = (CONTACT.c.id == number, CONTACT.c.authority_id == authority_id)
    return session.execute(select(*columns).where(*wanted)).one_or_none()


def numbered_contacts(session: Session, authority_id: int) -> list[Row[Any]]:
    """The contacts of an authority as `id, role, name, address`, in the order they were entered."""
    columns = (CONTACT.c.id, CONTACT.c.role, CONTACT.c.name, CONTACT.c.address)
    return list(session.execute(select(*columns).where(CONTACT.c.authority_id == authority_id).order_by(CONTACT.c.id)))


def take_contact_away(session: Session, authority_id: int, role: str, address: str) -> None:
    """Let nobody answer in a role at an address any more; messages on record keep the address they went to."""
    session.execute(
        delete(CONTACT).where(
            CONTACT.c.authority_id == authority_id, CONTACT.c.role == role, CONTACT.c.address == address
        )
    )


def rename_contact(session: Session, authority_id: int, role: str, address: str, name: str) -> None:
    """Change the name that goes with an address."""
    session.execute(
        update(CONTACT)
        .where(CONTACT.c.authority_id == authority_id, CONTACT.c.role == role, CONTACT.c.address == address)
        .values(name=name)
    )


def replace_contact(session: Session, authority_id: int, old_address: str, name: str, address: str) -> None:
    """Let somebody else answer where `old_address` did; messages on record keep the address they went to."""
    session.execute(
        update(CONTACT)
        .where(CONTACT.c.authority_id == authority_id, CONTACT.c.address == old_address)
        .values(name=name, address=address)
    )
