"""Queries on the office's own people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select, update
from sqlmodel import Session

from compliance.domain.people import Person as PersonValue
from compliance.store.people_tables import Person
from compliance.store.rows import insert_returning, table_of

PERSON = table_of(Person)


def value(row: Person) -> PersonValue:
    """A row as a rule value."""
    return PersonValue(row.id or 0, row.name, row.email, frozenset(row.roles.split()), row.active)


def all_of_them(session: Session) -> list[Person]:
    """Everybody, by name."""
    return list(session.execute(select(Person).order_by(PERSON.c.name)).scalars())


def by_identifier(session: Session, identifier: int) -> Person | None:
    """The person with that number."""
    return session.get(Person, identifier)


def by_name(session: Session, name: str) -> Person | None:
    """The person of that name."""
    return session.execute(select(Person).where(PERSON.c.name == name)).scalar_one_or_none()


def by_email(session: Session, email: str) -> Person | None:
    """The person with that folded e-mail address."""
    return session.execute(select(Person).where(PERSON.c.email == email)).scalar_one_or_none()


def by_subject(session: Session, subject: str) -> Person | None:
    """The person a provider means by that subject."""
    return session.execute(select(Person).where(PERSON.c.oidc_subject == subject)).scalar_one_or_none()


def add(session: Session, row: Mapping[str, Any]) -> int:
    """Insert a person and give the number."""
    return insert_returning(session, Person, [row], "name")[row["name"]]


def change(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Overwrite columns of one person."""
    session.execute(update(PERSON).where(PERSON.c.id == identifier).values(**values))


def take_code_step(session: Session, identifier: int, step: int) -> bool:
    """Use up the one-time code of a time step; False when that one, or a later one, was used before."""
    unused = or_(PERSON.c.code_step.is_(None), PERSON.c.code_step < step)
    statement = update(PERSON).where(PERSON.c.id == identifier, unused).values(code_step=step).returning(PERSON.c.id)
    return session.execute(statement).scalar_one_or_none() is not None
