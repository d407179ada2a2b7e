"""The page of a recommendation's reminders: what went out, what will, and why (R8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser

from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import step_in_words
from compliance.web.wording import capital
from tests.support.look import Looking
from tests.support.statements import heard_everywhere
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

PATH = "/reminders/23 001-1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office that has told an authority of a recommendation, one who reads, and one who may not see cases."""
    with serving_office(world) as made:
        made.person("Max Howe", "manager")
        made.person("Pat Lane", "administrator")
        world.authority()
        world.decision()
        world.log(kind=Kind.SERVICE_IMPROVEMENT)
        world.run()
        yield made


def test_each_step_stands_there_with_its_day_and_why(office: WebOffice) -> None:
    max_howe = office.browser_of("Max Howe")
    assert 'href="/reminders/23%20001-1"' in max_howe.get("/cases/23 001").text
    shown = unescape(max_howe.get(PATH).text)
    for step in office.world.steps("23 001-1"):
        assert capital(step_in_words(step)) in shown
    assert "officer@e1.example" in shown
    office.world.extend("23 001-1", "2024-06-28")
    shown = unescape(max_howe.get(PATH).text)
    assert "For deadline version 1" in shown
    assert "deadline version 2 replaced it" in shown
    assert office.browser_of("Max Howe").get("/reminders/23 001-9").status_code == 404
    assert office.browser_of("Pat Lane").get(PATH).status_code == 403


def test_no_step_is_called_by_a_number_that_only_the_program_knows(office: WebOffice) -> None:
    office.world.evidence("23 001-1")
    office.world.judge("23 001-1", Judgement.INSUFFICIENT, "the date")
    shown = unescape(office.browser_of("Max Howe").get(PATH).text)
    assert re.search(r">Evidence insufficient</th>", shown)
    assert re.search(r'data-label="Why">Planned for ', shown)


def test_it_takes_as_many_statements_however_many_steps_there_are(office: WebOffice) -> None:
    max_howe = office.browser_of("Max Howe")
    counts = []
    for to in ("2024-06-28", "2024-07-26", "2024-08-30"):
        with heard_everywhere() as found:
            assert max_howe.get(PATH).status_code == 200
        counts.append(len(found))
        office.world.extend("23 001-1", to)
    assert counts[0] == counts[1] == counts[2]


def test_the_page_has_no_barriers(office: WebOffice, browser: Browser) -> None:
    office.world.extend("23 001-1", "2024-06-28")
    with Looking(browser, office, "Max Howe") as look:
        look.at(PATH, "Reminders")
