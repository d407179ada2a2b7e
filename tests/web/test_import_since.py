"""An import writes what was looked at, and nothing where others have changed since what it would do (S8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.log_pages import words_of
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World
from tests.web.test_import_pages import DECISIONS, GOOD, confirm, send, stored

HEAD = "code,name,type,population,closed_on,successor_code\r\n"
FIRST = HEAD + "E1,Eastshire,county,28000,,\r\nE2,Old Town,district,900,2024-03-31,E1\r\nE3,Third,county,,,\r\n"
CONTACTS = "authority_code,role,name,address\r\nE1,link_officer,{},ann@e1.example\r\n"
RENAMED = FIRST.replace("Third", "Third Council")
CELLS = "code || ' ' || name || ' ' || coalesce(population, 0) || ' ' || coalesce(closed_on, '-')"
SINCE = "Somebody has changed what is on record since you looked"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office that has imported those authorities, and two people who may import."""
    with serving_office(world) as made:
        made.person("Tom Bell", "team_coordinator")
        made.person("Ann Wood", "team_coordinator")
        tom = made.browser_of("Tom Bell")
        confirm(tom, looked_at(tom, FIRST))
        yield made


def looked_at(browser: httpx.Client, authorities: str, **others: str) -> str:
    """Where files wait to be confirmed, with these authorities among them."""
    more = {f"{name}.csv": content for name, content in others.items()}
    path: str = send(browser, GOOD | {"authorities.csv": authorities} | more).headers["location"]
    return path


def kept(office: WebOffice) -> list[list[Any]]:
    return [
        stored(office, "id", "event"),
        stored(office, CELLS, "authority"),
        stored(office, "reference", "decision"),
        stored(office, "name", "contact"),
    ]


def told(answer: httpx.Response) -> str:
    """What a page says behind its heading."""
    return words_of(answer).rpartition("Check before it is imported")[2]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"authorities": RENAMED}, {"authorities": FIRST.replace("28000", "31000").replace("03-31", "03-29")}),
        ({"authorities": RENAMED}, {"authorities": RENAMED}),
        ({"authorities": RENAMED}, {"authorities": FIRST.replace("Third", "Third District")}),
        ({"authorities": FIRST}, {"authorities": FIRST.replace("Old Town", "New Town")}),
        ({"contacts": CONTACTS.format("Ann")}, {"contacts": CONTACTS.format("Ann O'Neil")}),
        ({"decisions": DECISIONS + "23 003,E1,Roads,2024-03-05,upheld\r\n"},) * 2,
    ],
    ids=["other cells", "the same cell", "the same cell otherwise", "nothing to change", "a contact", "the same rows"],
)
def test_what_others_changed_since_is_shown_and_nothing_is_written(
    office: WebOffice, mine: dict[str, str], theirs: dict[str, str]
) -> None:
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    path = looked_at(tom, **{"authorities": FIRST} | mine)
    assert confirm(ann, looked_at(ann, **{"authorities": FIRST} | theirs)).status_code == 303
    before = kept(office)
    answer = confirm(tom, path)
    assert answer.status_code == 422
    assert SINCE in answer.text
    assert kept(office) == before
    # What is shown now can be confirmed, and is shown by itself from now on.
    again = tom.get(path)
    assert SINCE not in again.text
    assert told(again) == told(answer)
    assert confirm(tom, path).status_code == 303
    assert "What was written" in tom.get(path).text


def test_a_colleagues_correction_is_seen_before_it_is_undone(office: WebOffice) -> None:
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    path = looked_at(tom, RENAMED)
    assert "28000" not in tom.get(path).text
    confirm(ann, looked_at(ann, FIRST.replace("28000", "31000")))
    words = words_of(confirm(tom, path))
    assert "Authorities: E1 Population 31000 28000" in words
    assert "Authorities: E3 Name Third Third Council" in words


def test_what_others_changed_elsewhere_hinders_nobody(office: WebOffice) -> None:
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    path = looked_at(tom, HEAD + "E1,East Shire,county,,,\r\n")
    confirm(ann, looked_at(ann, FIRST.replace("Third", "Third Council")))
    assert confirm(tom, path).status_code == 303
    assert stored(office, "name", "authority") == ["East Shire", "Old Town", "Third Council"]


def test_a_page_that_shows_an_older_preview_confirms_nothing(office: WebOffice) -> None:
    """Pressed twice, or in another window, what was refused once does not go through unseen."""
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    path = looked_at(tom, RENAMED)
    old = hidden(tom.get(path))
    confirm(ann, looked_at(ann, FIRST.replace("28000", "31000")))
    before = kept(office)
    assert [tom.post(path, data=old).status_code for _ in range(2)] == [422, 422]
    assert kept(office) == before
    assert [confirm(tom, path).status_code, tom.post(path, data=old).status_code] == [303, 303]
