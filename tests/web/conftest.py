"""A browser for the tests of the pages, started once a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import running_browser
from tests.support.smtp import SmtpSink
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

PEOPLE = {
    "Kim Shaw": "investigator",
    "Tom Bell": "team_coordinator",
    "Mary Finch": "casework_manager",
    "Dee Grant": "director",
    "Olu Reed": "director",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; its event loop ends with the module, for no other can be run beside it."""
    with running_browser() as started:
        yield started


@pytest.fixture
def world(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An office on each kind of database; what the pages open is the same one."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    made = World(migrated_url, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def office(
    migrated_url: str, tmp_path: Path, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WebOffice]:
    """An office that writes to a mail server, with people of each role who can sign in; a module may have its own."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    world = World(migrated_url, tmp_path / "home", mail_url=smtp_sink.url)
    with serving_office(world) as made:
        for name, role in PEOPLE.items():
            made.person(name, role)
        world.authority(name="Oldbridge Council")
        yield made
    world.close()


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Pages hold no SQL, so one kind of database is enough, but in modules whose mark asks for both."""
    kind: str = request.param
    return kind
