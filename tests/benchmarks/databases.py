"""Databases for benchmarks: fresh copies of a filled one, durable as in an office, and the raw driver beneath."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from compliance.store import migrate
from compliance.store.engine import Store
from tests.support.postgres import PostgresServer, running_postgres

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
SHOWN = ("server_version", *DURABLE, "shared_buffers")
RELOAD_TRIES = 5000


class Databases(Protocol):
    """One kind of database, with the safety an office runs it with."""

    kind: str

    def new(self) -> str:
        """The address of a new database with the newest schema."""

    def copy(self, url: str) -> str:
        """The address of a copy; nobody may be connected to `url`."""

    def drop(self, url: str) -> None:
        """Remove a database; nobody may be connected to it."""

    def connect(self, url: str) -> Any:
        """A connection of the raw driver (sqlite3 or psycopg), as safe as the store's own."""

    def settle(self, url: str) -> None:
        """Do what the server's own housekeeping does in time, so that no run is charged for it."""


class SqliteFiles:
    """SQLite files in one folder."""

    kind = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def _next(self) -> Path:
        self._made += 1
        return self._folder / f"bench_{self._made}.db"

    def new(self) -> str:
        """An empty file with the newest schema."""
        return _migrated(f"sqlite:///{self._next()}")

    def copy(self, url: str) -> str:
        """Copy the file, down to the disk, so that no run waits for it; its write-ahead log is empty."""
        copied = self._next()
        shutil.copyfile(_file(url), copied)
        with copied.open("rb") as file:
            os.fsync(file.fileno())
        return f"sqlite:///{copied}"

    def drop(self, url: str) -> None:
        """Delete the file."""
        for ending in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{ending}").unlink(missing_ok=True)

    def connect(self, url: str) -> sqlite3.Connection:
        """Connect in autocommit mode, with the pragmas of `compliance.store.engine`."""
        connection = sqlite3.connect(_file(url), isolation_level=None)
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def settle(self, url: str) -> None:
        """Empty the write-ahead log into the file; an office's SQLite gathers no statistics, so none are gathered."""
        connection = self.connect(url)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


class PostgresDatabases:
    """Databases of one local PostgreSQL server, over its Unix socket."""

    kind = "PostgreSQL"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made = 0

    def new(self) -> str:
        """An empty database with the newest schema."""
        return _migrated(self._server.url(self._server.create_database()))

    @contextmanager
    def in_folder(self, folder: Path) -> Iterator[str]:
        """The address of a new database with the newest schema whose tables lie in a folder, such as a small disk."""
        self._made += 1
        if self._server.system_user is not None:
            shutil.chown(folder, self._server.system_user)
        space = f"space_{self._made}"
        self._server.create_tablespace(space, folder)
        name = self._server.create_database(tablespace=space)
        try:
            url = _migrated(self._server.url(name))
            self._keep_dead_rows(url)
            yield url
        finally:
            self._server.drop_database(name)
            self._server.drop_tablespace(space)

    def _keep_dead_rows(self, url: str) -> None:
        """Let nobody sweep meanwhile: rows that were taken back would make room on a disk that is full."""
        with self.connect(url) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (name,) in names:
                table = sql.Identifier(name)
                connection.execute(sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = off)").format(table))

    def copy(self, url: str) -> str:
        """Copy with the server's own means."""
        return self._server.url(self._server.create_database(template=_name(url)))

    def drop(self, url: str) -> None:
        """Drop the database."""
        self._server.drop_database(_name(url))

    def connect(self, url: str) -> psycopg.Connection[Any]:
        """Connect; the first statement begins a transaction."""
        return psycopg.connect(host=str(self._server.socket_folder), user="postgres", dbname=_name(url))

    def settle(self, url: str) -> None:
        """Vacuum and analyze, as autovacuum would soon; write it all out."""
        with self.connect(url) as connection:
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


@contextmanager
def running_databases() -> Iterator[PostgresDatabases]:
    """Start a PostgreSQL server that, unlike the tests' own, survives a loss of power."""
    with running_postgres() as server:
        make_durable(server)
        yield PostgresDatabases(server)


def make_durable(server: PostgresServer) -> None:
    """Switch the safety back on that tests do without; AssertionError when the server does not take it."""

    def is_durable() -> bool:
        with psycopg.connect(host=str(server.socket_folder), user="postgres", autocommit=True) as connection:
            return all(connection.execute(f"SHOW {name}").fetchone() == ("on",) for name in DURABLE)

    with psycopg.connect(host=str(server.socket_folder), user="postgres", autocommit=True) as connection:
        for name in DURABLE:
            connection.execute(f"ALTER SYSTEM SET {name} = on")
        connection.execute("SELECT pg_reload_conf()")
    # The server reads its settings again in its own time; each connection starts with those in force.
    assert any(is_durable() for _ in range(RELOAD_TRIES)), "PostgreSQL does not become durable"


def describe(databases: Databases) -> str:
    """The server's version and what decides on its speed; nothing to add for SQLite."""
    if not isinstance(databases, PostgresDatabases):
        return "journal WAL, synchronous FULL, foreign keys checked"
    url = databases.new()
    with databases.connect(url) as connection:
        shown = [(name, connection.execute(f"SHOW {name}").fetchone()) for name in SHOWN]
    databases.drop(url)
    return ", ".join(f"{name} {value[0]}" for name, value in shown if value)


def _migrated(url: str) -> str:
    store = Store(url)
    migrate.upgrade(store)
    store.close()
    return url


def _file(url: str) -> str:
    return make_url(url).database or ""


def _name(url: str) -> str:
    return make_url(url).database or ""
