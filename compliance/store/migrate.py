"""Bringing a database from empty to the newest schema with Alembic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from compliance.domain.errors import NotReady
from compliance.store.engine import Store

SCRIPTS = Path(__file__).parent / "migrations"
VERSION = text("SELECT version_num FROM alembic_version")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


@cache
def head() -> str:
    """The newest schema version this program knows; read once, for its own files do not change while it runs."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise NotReady("this installation of Amends holds no database migrations")
    return newest


def current(store: Store) -> str | None:
    """The schema version of a database; None where there is no database or no schema yet."""
    if store.file is not None and not store.file.exists():
        return None
    try:
        with store.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise NotReady(f"cannot open the database {store.shown_url}: {reason}") from error


def upgrade(store: Store) -> str:
    """Make or migrate the database and give its schema version; a database that is up to date is left alone."""
    if store.file is not None:
        store.file.parent.mkdir(parents=True, exist_ok=True)
    current(store)
    config = _config()
    with unchecked(store) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return head()


@contextmanager
def unchecked(store: Store) -> Iterator[Connection]:
    """A connection on which SQLite lets a table be made anew while others refer to it; whole again at the end.

    Raises NotReady when a row then refers to one that is gone: nothing else may use that database.
    """
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if not store.is_sqlite or raw is None:
            yield connection
            return
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
            if raw.execute("PRAGMA foreign_key_check").fetchall():
                raise NotReady(f"the database {store.shown_url} has rows that refer to rows which are not there")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def _stamped(store: Store) -> str | None:
    """The schema version as it stands in the database; None for whatever `current` should have a closer look at.

    Pages ask each time, and Alembic would look first whether its table is there.
    """
    if store.file is not None and not store.file.exists():
        return None
    try:
        with store.engine.connect() as connection:
            found = connection.execute(VERSION).scalars().all()
    except DatabaseError:
        return None
    return str(found[0]) if len(found) == 1 else None


def require(store: Store) -> None:
    """Raise NotReady unless the database is there with the newest schema."""
    found = _stamped(store) or current(store)
    if found is None:
        raise NotReady(f"there is no Amends database at {store.shown_url}: run 'amends init' first")
    if found != head():
        raise NotReady(
            f"the database at {store.shown_url} has schema {found}, this program needs {head()}: run 'amends init'"
        )
