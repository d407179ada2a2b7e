"""Queries on sessions of people who are signed in, and on their attempts to sign in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlmodel import Session

from compliance.domain.sign_in import AttemptState
from compliance.store.people_tables import Person, SignInAttempt, UsedKey, WebSession
from compliance.store.rows import insert_rows, table_of

PERSON = table_of(Person)
SESSION = table_of(WebSession)
ATTEMPT = table_of(SignInAttempt)
KEY = table_of(UsedKey)


def begin(session: Session, row: Mapping[str, Any]) -> None:
    """Insert a session."""
    insert_rows(session, WebSession, [row])


def by_token(session: Session, token_hash: str) -> tuple[WebSession, Person] | None:
    """The session of a cookie with its person."""
    statement = select(WebSession, Person).join(Person, SESSION.c.person_id == PERSON.c.id)
    found = session.execute(statement.where(SESSION.c.token_hash == token_hash)).one_or_none()
    return None if found is None else (found[0], found[1])


def touch(session: Session, identifier: int, now: datetime) -> None:
    """Remember that somebody was there; of two who come at once the later instant stays."""
    session.execute(update(SESSION).where(SESSION.c.id == identifier, SESSION.c.seen_at < now).values(seen_at=now))


def end(session: Session, token_hash: str) -> int | None:
    """End the session of a cookie; gives its person's number, None when there is none."""
    statement = delete(SESSION).where(SESSION.c.token_hash == token_hash).returning(SESSION.c.person_id)
    found: int | None = session.execute(statement).scalar_one_or_none()
    return found


def end_all_of(session: Session, person_id: int) -> None:
    """End every session of a person."""
    session.execute(delete(SESSION).where(SESSION.c.person_id == person_id))


def failures_of_account(session: Session, account: str, since: datetime) -> int:
    """How many attempts on an account came to nothing since an instant, and since the last one that succeeded."""
    good = (ATTEMPT.c.account == account) & (ATTEMPT.c.state == AttemptState.SUCCEEDED.value)
    last = select(func.coalesce(func.max(ATTEMPT.c.id), 0)).where(good).scalar_subquery()
    return _failures(session, (ATTEMPT.c.account == account) & (ATTEMPT.c.id > last), since)


def failures_of_address(session: Session, address: str, since: datetime) -> int:
    """How many attempts from a network address came to nothing since an instant."""
    return _failures(session, ATTEMPT.c.address == address, since)


def _failures(session: Session, whose: Any, since: datetime) -> int:
    nothing = (ATTEMPT.c.at > since) & (ATTEMPT.c.state != AttemptState.SUCCEEDED.value)
    found: int = session.execute(select(func.count()).select_from(ATTEMPT).where(whose, nothing)).scalar_one()
    return found


def add_attempt(session: Session, row: Mapping[str, Any]) -> None:
    """Insert an attempt."""
    insert_rows(session, SignInAttempt, [row])


def change_attempt(session: Session, token_hash: str, values: Mapping[str, Any]) -> None:
    """Overwrite columns of an attempt."""
    session.execute(update(ATTEMPT).where(ATTEMPT.c.token_hash == token_hash).values(**values))


def attempt_begun(session: Session, token_hash: str, since: datetime) -> Row[Any] | None:
    """The attempt of a token that was begun after an instant and has not ended; locked for this transaction."""
    begun = (ATTEMPT.c.state == AttemptState.BEGUN.value) & (ATTEMPT.c.at > since)
    statement = select(ATTEMPT).where(ATTEMPT.c.token_hash == token_hash, begun).with_for_update()
    return session.execute(statement).one_or_none()


def sweep(session: Session, now: datetime, kept_since: datetime) -> None:
    """Remove sessions that have ended, and attempts and used keys older than anybody asks for."""
    session.execute(delete(SESSION).where(SESSION.c.ends_at <= now))
    session.execute(delete(ATTEMPT).where(ATTEMPT.c.at < kept_since))
    session.execute(delete(KEY).where(KEY.c.at < kept_since))
