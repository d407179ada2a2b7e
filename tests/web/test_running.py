"""The page that says whether it is running says no less than `GET /health` (R6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from compliance.usecases.run_ledger import finish_run, start_run
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office whose authority has nobody to write to, and somebody who looks after Amends."""
    with serving_office(world) as made:
        made.person("Ida Root", "administrator")
        world.authority(contacts={})
        world.decision()
        yield made


def ran(world: World) -> None:
    with world.writing() as session:
        finish_run(session, start_run(session, "track_deadlines", world.today, world.machine), world.machine, "ran")


def shown(office: WebOffice) -> str:
    return office.browser_of("Ida Root").get("/running").text


def words(page: str) -> str:
    """What is read on the page, in one line."""
    main = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", f"<main{main}")).split())


def written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_nothing_needs_a_person_is_said_once_something_has_run(office: WebOffice) -> None:
    before = shown(office)
    assert ("Not yet: nothing has ever run here" in before, "The machinery needs nobody" in before) == (True, False)
    ran(office.world)
    after = shown(office)
    assert ("Not yet" in after, "Yes. The machinery needs nobody." in after) == (False, True)


def test_what_health_asks_a_person_for_is_on_the_page(office: WebOffice) -> None:
    ran(office.world)
    office.world.log()
    office.world.plan()
    assert "Nobody to write to: 1 open" in shown(office)
    assert "People have 1 open task:" in shown(office)
    office.world.today += timedelta(weeks=6)
    office.world.plan()
    assert office.anybody().get("/health").json()["needs"] == ["tasks of the kind no_contact: 1 overdue"]
    page = shown(office)
    assert "Yes. The machinery" not in page
    assert "Nobody to write to: 1 open, 1 overdue" in page
    assert "Messages that failed and are not settled" in page


def test_what_is_due_and_sent_and_how_far_bank_holidays_are_known_is_there(office: WebOffice) -> None:
    world = office.world
    ran(world)
    world.authority("E2", contacts={"link_officer": "officer@e2.example"})
    world.decision("23 002", "E2")
    world.log("23 002-1")
    before = words(shown(office))
    assert "Steps due, on hold or for the next run 1 " in before
    assert "Channels Nothing has been sent yet." in before
    assert f"England and Wales {written(world.rulebook.calendars['england-and-wales'].horizon)}" in before
    world.run()
    after = words(shown(office))
    assert "Steps due, on hold or for the next run 0 " in after
    assert "Channels mail Accepted a message on 2 April 2024" in after
