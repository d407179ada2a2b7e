"""An import writes what was looked at, and nothing where others have changed since what it would do (S8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.log_pages import words_of
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World
from tests.web.test_import_pages import DECISIONS, EVIDENCE, GOOD, RECOMMENDATIONS, confirm, send, stored

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


def test_due_dates_that_others_have_moved_since_are_seen_first(office: WebOffice) -> None:
    """A closing day of the authority, between the preview and its confirmation (D4); also beyond the first rows."""
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    rows = [f"24 005-{number},24 005,service_improvement,Other,Train,20 working days\r\n" for number in range(7)]
    more = {
        "decisions": DECISIONS + "24 005,E3,Roads,2024-04-02,upheld\r\n",
        "recommendations": RECOMMENDATIONS + "".join(rows),
    }
    path = looked_at(tom, FIRST, **more)
    assert "30 April 2024" in tom.get(path).text
    closures = "authority_code,day,name\r\nE3,2024-04-22,Closed\r\n"
    seen = ann.get(theirs := looked_at(ann, FIRST, closures=closures))
    assert "Closures: all that is new Authority code Day Name E3 22 April 2024 Closed" in words_of(seen)
    assert confirm(ann, theirs).status_code == 303
    answer = confirm(tom, path)
    assert (answer.status_code, SINCE in answer.text) == (422, True)
    assert "1 May 2024" in answer.text
    assert stored(office) == ["23 001-1", "23 002-1"]
    assert confirm(tom, path).status_code == 303
    assert stored(office, "due_on")[2:] == ["2024-05-01"] * 7


OUTCOMES = "recommendation_reference,recorded_on,outcome,completed_on,reason,recorded_by,approved_by\r\n"
EXTENSIONS = "recommendation_reference,agreed_on,new_due_on,reason,agreed_by\r\n"


def test_what_becomes_of_recommendations_on_record_is_seen_first(office: WebOffice) -> None:
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    more = {
        "outcomes": OUTCOMES + "23 001-1,2024-04-02,ceased,,no <b>use,Nobody Known,Donald Duck\r\n",
        "extensions": EXTENSIONS + "23 002-1,2024-04-02,2024-08-30,flood,Mary Finch\r\n",
        "evidence": EVIDENCE + "23 002-1,2024-04-01,A. Officer,A copy,\r\n",
    }
    path = looked_at(tom, FIRST, **more)
    seen = words_of(tom.get(path)).partition("What would become of recommendations on record")[2]
    ceased = "Ceased, recorded on 2 April 2024 by Nobody Known, approved by Donald Duck"
    moved = "4 June 2024 30 August 2024, agreed by Mary Finch 1 submission, received on 1 April 2024 from A. Officer"
    assert f"23 001-1 1 June 2024 the same none {ceased}" in seen
    assert f"23 002-1 {moved} none" in seen
    other = more | {"extensions": more["extensions"].replace("08-30", "07-30")}
    confirm(ann, looked_at(ann, FIRST, extensions=other["extensions"]))
    answer = confirm(tom, path)
    assert (answer.status_code, SINCE in answer.text) == (422, True)
    assert "30 July 2024 30 August 2024" in words_of(answer)
    assert stored(office, "coalesce(outcome, '-')") == ["-", "-"]
    assert confirm(tom, path).status_code == 303
    assert "23 002-1 30 July 2024 30 August 2024" in words_of(tom.get(path))
    assert stored(office, "coalesce(outcome, '-') || due_on") == ["ceased2024-06-01", "-2024-08-30"]


def test_where_the_files_do_not_fit_any_more_the_old_preview_is_gone(office: WebOffice) -> None:
    """Also when the page is opened again, until other files are chosen."""
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    mine, theirs = (f"{DECISIONS}26 001,E3,Roads,2024-03-{day},upheld\r\n" for day in ("05", "06"))
    path = looked_at(tom, FIRST, decisions=mine)
    old = hidden(tom.get(path))
    confirm(ann, looked_at(ann, FIRST, decisions=theirs))
    answer = tom.post(path, data=old)
    assert (answer.status_code, tom.get(path).status_code) == (422, 200)
    for seen in (answer.text, tom.get(path).text):
        assert "decisions.csv, row 4" in seen
        assert "What is on record has changed since you looked" in seen
        assert "What would be written" not in seen
        assert "Import all of it" not in seen
    before = kept(office)
    assert (tom.post(path, data=old).status_code, kept(office)) == (422, before)
    again = looked_at(tom, FIRST, decisions=theirs)
    assert confirm(tom, again).status_code == 303
    gone = tom.get(path)
    assert gone.status_code == 404
    assert "only until you choose other files" in gone.text
