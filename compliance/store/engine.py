"""Opening the store: SQLite with its safety switched on, or PostgreSQL; reading and writing transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, OperationalError
from sqlmodel import Session

from compliance.domain.errors import Busy, Crossed, NotReady, Refused, WrongUse

__all__ = ["Session", "Store", "lock", "once_more"]

BUSY_MILLISECONDS = 30_000
# As many at once as the pages have threads, so that nobody waits for a connection; those of a busy office are kept.
KEPT_CONNECTIONS = 15
MORE_CONNECTIONS = 25
WRITES = "amends_writes"
UNIQUE_VIOLATION = "23505"
Made = TypeVar("Made")


class Store:
    """A database and its transactions. Safe to use from several threads; each transaction has its own connection."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True}
        if self.file is not None or not self.is_sqlite:
            options |= {"pool_size": KEPT_CONNECTIONS, "max_overflow": MORE_CONNECTIONS}
        self.engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def shown_url(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for a database server."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def writing(self, patience: int | None = None) -> Iterator[Session]:
        """One transaction that writes: all of it is committed, or nothing.

        `patience` is for how many milliseconds SQLite waits for another writer before it is Busy; without it as long
        as every connection does.
        """
        with self._session({WRITES: BUSY_MILLISECONDS if patience is None else patience}) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; nothing is committed."""
        with self._session({} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}) as session:
            yield session

    @contextmanager
    def _session(self, options: dict[str, Any]) -> Iterator[Session]:
        try:
            connection = self.engine.connect().execution_options(**options)
        except DatabaseError as error:
            raise NotReady(f"cannot open the database {self.shown_url}: {_cause(error)}") from error
        with connection, Session(bind=connection) as session:
            try:
                yield session
            except OperationalError as error:
                if (busy := _busy(error)) is not None:
                    raise busy from error
                raise NotReady(f"the database {self.shown_url} failed: {_cause(error)}") from error
            except IntegrityError as error:
                if not _is_twice(error):
                    raise
                # The rules looked for it and found nothing: another transaction was quicker by a moment.
                raise Refused("somebody else has just recorded the same; nothing was written, look again") from error
            except DataError as error:
                # No rule forbids it and no text looks like it: a zero byte, which PostgreSQL takes in no words.
                raise WrongUse(f"the database cannot hold one of the values: {_cause(error)}") from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def lock(session: Session, name: str) -> None:
    """Let only one transaction at a time do the work called `name`.

    SQLite has one writer anyhow; PostgreSQL gets an advisory lock that ends with the transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def once_more(transaction: Callable[[], Made], tries: int = 3) -> Made:
    """Do a whole transaction, and again when the database broke it off for another one's sake (Crossed)."""
    for _ in range(tries - 1):
        try:
            return transaction()
        except Crossed:
            continue
    return transaction()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer half way could fail with "database is locked"."""
    patience = connection.get_execution_options().get(WRITES)
    if patience in (None, BUSY_MILLISECONDS):
        connection.exec_driver_sql("BEGIN" if patience is None else "BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _busy(error: OperationalError) -> Busy | None:
    """What is to be said of others who write at the same time; None where that is not what is wrong."""
    said = str(error.orig)
    if "deadlock" in said:
        return Crossed("somebody else has changed the same at the same moment; nothing was written, try again")
    if "locked" in said or "busy" in said:
        return Busy("the database is busy with another writer; nothing was written, try again")
    return None


def _is_twice(error: IntegrityError) -> bool:
    """Whether something is there that may be there once only."""
    return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error.orig)


def _cause(error: DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[0]
