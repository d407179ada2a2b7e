"""Fixtures every test may use: an isolated environment, both databases, a real mail server."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from xdist import is_xdist_worker

from compliance.usecases import credentials
from tests.support.postgres import GIGABYTE, PostgresServer, in_memory, running_postgres
from tests.support.scheduling import (
    FlowsTogether,
    in_running_order,
    measured_elsewhere,
    measured_or_not,
    played_again,
)
from tests.support.smtp import SmtpSink, running_smtp_sink
from tests.support.unmeasured import ASKED


def pytest_configure() -> None:
    """No telemetry, from the first import of Prefect on; the tests' files in memory, where there is room.

    Each commit of SQLite waits for the disk otherwise, which tells nothing and takes minutes.
    """
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    folder = in_memory(6 * GIGABYTE)
    if folder is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests in the order they have to run in, no table played twice, each line measured once."""
    again = set(played_again(items))
    config.hook.pytest_deselected(items=[item for item in items if item in again])
    items[:] = in_running_order([item for item in items if item not in again])
    for item in measured_elsewhere(items):
        item.add_marker("no_cover")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


pytest_runtest_protocol = measured_or_not


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FlowsTogether:
    """Share the tests out among the processes of `pytest -n`."""
    return FlowsTogether(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let the processes of `pytest -n` not measure themselves as programs do that a test starts: pytest-cov does it."""
    os.environ.pop(ASKED, None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """In a process of `pytest -n`, end the measuring that pytest-cov begins twice there.

    Its second one is on top, and whenever that pauses the first would go on and measure into nothing.
    """
    measuring = session.config.pluginmanager.getplugin("_cov")
    if is_xdist_worker(session) and getattr(measuring, "cov_controller", None) is not None:
        measuring.cov_controller.pause()


CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing a password is made to be dear; the tests hash hundreds. One that asks how dear it is undoes this."""
    monkeypatch.setattr(credentials, "_HASHER", CHEAP)


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test; what an installation writes goes into the test's own folder."""
    for name in list(os.environ):
        if name.startswith("AMENDS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Each statement is compiled once a process."""
    # Imported when the first test runs: what `pytest --help` says needs no database.
    from tests.support.compiled import compiled_once  # noqa: PLC0415

    with compiled_once():
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test of this process asks for it."""
    with running_postgres(fast=True) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with the newest schema, to be copied."""
    name = postgres_server.create_database()
    _migrate(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "amends.db"
    _migrate(f"sqlite:///{file}")
    return file


def _migrate(url: str) -> None:
    # Imported when the first test needs a database: the tests of the rules start without one.
    from compliance.store import migrate  # noqa: PLC0415
    from compliance.store.engine import Store  # noqa: PLC0415

    store = Store(url)
    migrate.upgrade(store)
    store.close()


@pytest.fixture(scope="session")
def prefect_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Prefect's own database as its first start leaves it, for `copy_database`."""
    # Imported when the first test needs it: the tests of the rules start without Prefect.
    from tests.support.prefect_server import made_database  # noqa: PLC0415

    return made_database(tmp_path_factory)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Runs a test once on each kind of database."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a new, empty database, on each kind; dropped afterwards."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'amends.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def migrated_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a new database with the newest schema and no rows, on each kind; dropped afterwards."""
    with migrated(database_kind, tmp_path, request) as url:
        yield url


@contextmanager
def migrated(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The same for as long as the block lasts, for a fixture that several tests share."""
    if kind == "sqlite":
        copy = folder / "amends.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        yield f"sqlite:///{copy}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database(template=request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server on this machine that remembers what it got; scripted with `refuse` and `refuse_once`."""
    with running_smtp_sink() as sink:
        yield sink
