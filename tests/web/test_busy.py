"""While somebody else writes for long, what was typed is refused and shown, and nobody waits twice as long (K)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from compliance.store import engine
from compliance.web.casework import pages
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

NOTE = "/recommendations/note/23 001-1"
TYPED = {"note": "they rang <twice>", "about": "recommendation"}


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebOffice]:
    """An office with a personal remedy, whose database waits for nobody."""
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 10)
    monkeypatch.setattr(pages, "PATIENCE", 20)
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        world.authority()
        world.decision()
        world.log("23 001-1")
        yield made


@pytest.fixture
def writer(office: WebOffice) -> Iterator[sqlite3.Connection]:
    """Another writer, who has the database to themselves once they begin."""
    file = office.world.store.file
    assert file is not None
    held = sqlite3.connect(file, isolation_level=None)
    yield held
    held.close()


def test_what_was_typed_is_shown_when_the_form_cannot_be(office: WebOffice, writer: sqlite3.Connection) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(NOTE)) | TYPED
    writer.execute("begin immediate")
    answer = kim.post(NOTE, data=fields)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert '<h1 class="govuk-heading-l">Amends is busy</h1>' in answer.text
    assert "The database is busy with another writer" in answer.text
    assert "What you typed" in answer.text
    assert "they rang &lt;twice&gt;" in answer.text
    assert fields["csrf"] not in answer.text.partition("What you typed")[2].partition("</dl>")[0]
    writer.execute("rollback")
    assert kim.post(NOTE, data=fields).status_code == 303


def test_the_second_wait_is_a_short_one(
    office: WebOffice, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get(NOTE)) | TYPED
    waited: list[int | None] = []
    whole = engine.Store.writing

    def noted(store: engine.Store, patience: int | None = None) -> AbstractContextManager[engine.Session]:
        waited.append(patience)
        return whole(store, patience)

    monkeypatch.setattr(engine.Store, "writing", noted)
    writer.execute("begin immediate")
    assert kim.post(NOTE, data=fields).status_code == 503
    assert waited == [None, 20]


def test_a_page_nobody_sent_a_form_to_shows_nothing_typed(office: WebOffice, writer: sqlite3.Connection) -> None:
    kim = office.browser_of("Kim Shaw")
    writer.execute("begin immediate")
    answer = kim.get("/cases/23 001")
    assert (answer.status_code, "What you typed" in answer.text) == (503, False)
