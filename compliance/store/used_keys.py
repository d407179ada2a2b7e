"""Keys that are good for one use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from compliance.store.people_tables import UsedKey
from compliance.store.rows import table_of

KEY = table_of(UsedKey)


def take(session: Session, key_hash: str, now: datetime) -> bool:
    """Use a key up; False when it was used before.

    Of two transactions with one key the second waits for the first, here or for the right to write, and then either
    finds it used or, when the first was undone, takes it.
    """
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(KEY).values(key_hash=key_hash, at=now, result="").on_conflict_do_nothing().returning(KEY.c.at)
    return session.execute(statement).scalar_one_or_none() is not None


def keep_result(session: Session, key_hash: str, result: str) -> None:
    """Remember what came of a key's use."""
    session.execute(update(KEY).where(KEY.c.key_hash == key_hash).values(result=result))


def result_of(session: Session, key_hash: str) -> str | None:
    """What came of a key's use; None for one that was not used."""
    found: str | None = session.execute(select(KEY.c.result).where(KEY.c.key_hash == key_hash)).scalar_one_or_none()
    return found
