"""The page of what goes out next: the same as `forecast`, narrowed to an authority and to some days (R8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest

from compliance.domain.wording import called
from compliance.usecases.forecast import Coming, forecast
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Two authorities that are reminded in the coming weeks, somebody who sees cases and somebody who does not."""
    with serving_office(world) as made:
        made.person("Max Howe", "manager")
        made.person("Pat Lane", "administrator")
        for code, name in (("E1", "Oldbridge Council"), ("E2", "Newbridge Council")):
            world.authority(code, name=name)
            world.decision(f"23 {code}", code)
            world.log(f"23 {code}-1", due_on=date(2024, 4, 16))
        world.run()
        yield made


def coming(world: World, days: int) -> list[Coming]:
    """What the use case says."""
    with world.store.reading() as session:
        return forecast(session, world.rulebook, world.moment, world.today, world.today + timedelta(days=days))


def rows(text: str) -> list[str]:
    """The rows of the table as words, one string each."""
    body = text.partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in body.split("</tr>")[:-1]]


@pytest.mark.parametrize(("query", "days"), [("", 7), ("?days=0", 0), ("?days=30", 30), ("?days=soon", 7)])
def test_each_message_stands_there_with_its_day_to_whom_and_why(office: WebOffice, query: str, days: int) -> None:
    shown = office.browser_of("Max Howe").get(f"/coming{query}").text
    expected = coming(office.world, days)
    assert len(rows(shown)) == len(expected)
    for row, message in zip(rows(shown), expected, strict=True):
        (item,) = message.items
        assert f"{message.day:%a} {message.day.day} {message.day:%B %Y}" in row
        assert message.recipient in row
        assert {"E1": "Oldbridge Council", "E2": "Newbridge Council"}[message.authority_code] in row
        assert item["recommendation"] in row
        assert called(item["step"]) in row
    assert {bool(coming(office.world, each)) for each in (0, 30)} == {False, True}


@pytest.mark.parametrize("said", ["E2", "newbridge"])
def test_it_is_narrowed_to_an_authority(office: WebOffice, said: str) -> None:
    shown = office.browser_of("Max Howe").get("/coming", params={"days": "30", "authority": said}).text
    assert len(rows(shown)) == len(coming(office.world, 30)) / 2
    assert "23 E2-1" in shown
    assert "23 E1-1" not in shown


def test_an_authority_that_cannot_be_told_is_said_and_nothing_is_left_out(office: WebOffice) -> None:
    shown = unescape(office.browser_of("Max Howe").get("/coming", params={"days": "30", "authority": "bridge"}).text)
    assert "could be E2 Newbridge Council; E1 Oldbridge Council" in shown
    assert len(rows(shown)) == len(coming(office.world, 30))


def test_where_nothing_goes_out_it_says_so(office: WebOffice) -> None:
    shown = office.browser_of("Max Howe").get("/coming?days=0&authority=E1").text
    assert "Nothing goes out to Oldbridge Council on these days" in shown
    assert rows(shown) == []


def test_many_messages_are_turned_by_the_page(office: WebOffice) -> None:
    office.world.many(60)
    max_howe = office.browser_of("Max Howe")
    pages = [rows(max_howe.get(f"/coming?days=30&number={number}").text) for number in (1, 2, 3, 99)]
    expected = coming(office.world, 30)
    assert len(expected) > 100
    assert sum(map(len, pages[:3])) == len(expected)
    assert pages[3] == pages[2]


def test_who_sees_no_cases_sees_none_of_it(office: WebOffice) -> None:
    assert office.browser_of("Pat Lane").get("/coming").status_code == 403
