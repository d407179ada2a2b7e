"""A site for the quick tests: one kind of database at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.databases import Databases, PostgresDatabases, SqliteFiles
from tests.support.unmeasured import unmeasured
from tests.torture.site import Site


@pytest.fixture(autouse=True)
def workers_unmeasured() -> Iterator[None]:
    """Nor are the processes that these tests start and kill."""
    with unmeasured():
        yield


@pytest.fixture
def site(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """A folder and a kind of database to torture."""
    databases: Databases
    if database_kind == "sqlite":
        databases = SqliteFiles(tmp_path)
    else:
        databases = PostgresDatabases(request.getfixturevalue("postgres_server"))
    return Site(databases, tmp_path)
