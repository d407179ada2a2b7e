"""Lists have names: those beside My work, those somebody saved; and the page says which one it is (R6, D6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser

from tests.support.browser import NARROW
from tests.support.look import Looking
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.work_pages import given_to, some_cases
from tests.support.world import World


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with an investigator and a manager."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator")
        made.person("Max Howe", "manager")
        yield made


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "My work"),
        ("?list=all&order=due", "All open"),
        ("?overdue=yes", "Overdue"),
        ("?overdue=yes&kind=service_improvement", "Recommendations"),
        ("?caseworker=Kim+Shaw&order=due", "Those I look after"),
        ("?caseworker=-", "Looked after by nobody"),
        ("?kind=service_improvement", "Improvements"),
        ("?who=caseworker&person=Kim+Shaw&now=yes", "All that need my role"),
    ],
)
def test_a_list_is_headed_by_its_name(office: WebOffice, query: str, heading: str) -> None:
    some_cases(office.world)
    given_to(office.world, "Kim Shaw", "23 001-1")
    kim = office.browser_of("Kim Shaw")
    improvements = hidden(kim.get("/my-work?kind=service_improvement"))
    kim.post("/my-work/saved", data=improvements | {"name": "Improvements"})
    shown = kim.get(f"/my-work{query}").text
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in shown
    assert f"<title>{heading} - " in shown


def test_what_nobody_looks_after_is_listed_saved_and_downloaded(office: WebOffice) -> None:
    """After an import most of it has no caseworker yet (R6)."""
    some_cases(office.world)
    given_to(office.world, "Kim Shaw", "23 001-1")
    kim = office.browser_of("Kim Shaw")
    shown = kim.get("/my-work?list=all&caseworker=-").text
    assert re.search(r'<option value="-" selected[^>]*>Nobody</option>', shown)
    assert "Caseworker: Nobody" in shown
    assert 'cases/23%20001#r-23-001-2"' in shown
    assert 'cases/23%20001#r-23-001-1"' not in shown
    kim.post("/my-work/saved", data=hidden(kim.get("/my-work?kind=personal_remedy&caseworker=-")) | {"name": "Orphans"})
    (saved,) = set(re.findall(r'<a href="([^"]*)"[^>]*>Orphans', kim.get("/my-work").text))
    assert "caseworker=-" in saved
    sheet = kim.get("/my-work.csv?caseworker=-").text
    assert "23 001-2," in sheet
    assert "23 001-1," not in sheet


def test_my_work_says_how_much_of_mine_is_overdue_and_leads_there(office: WebOffice) -> None:
    world = office.world
    some_cases(world)
    kim = office.browser_of("Kim Shaw")
    assert "overdue</a>" not in kim.get("/my-work").text.partition("<h1")[2]
    assert "Mine, overdue" not in kim.get("/my-work").text  # who looks after nothing has no such list
    given_to(world, "Kim Shaw", "23 001-2", "23 001-3")
    shown = kim.get("/my-work").text
    (link,) = re.findall(r'href="([^"]*)">1 of those you look after is overdue</a>', shown)
    assert set(re.findall(r'<a href="([^"]*)">Mine, overdue</a>', shown)) == {link}
    late = kim.get(unescape(link)).text
    assert '<h1 class="govuk-heading-l">Mine, overdue</h1>' in late
    assert ("23 001-2" in late, "23 001-3" in late) == (True, False)


def test_what_a_list_is_narrowed_to_names_the_authority(office: WebOffice) -> None:
    some_cases(office.world)
    shown = office.browser_of("Kim Shaw").get("/my-work?authority=E1").text
    assert "Take away the filter </span>Authority: Oldbridge Council</a>" in shown


def test_a_list_is_saved_shared_and_let_go(office: WebOffice) -> None:
    kim, max_howe = office.browser_of("Kim Shaw"), office.browser_of("Max Howe")
    fields = hidden(kim.get("/my-work?overdue=yes"))
    saved = kim.post("/my-work/saved", data=fields | {"name": "Late ones", "shared": "yes"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/my-work?overdue=yes")
    assert "The list is saved" in kim.get(saved.headers["location"]).text
    assert "Late ones" in kim.get("/my-work").text
    assert "shared by Kim Shaw" in max_howe.get("/my-work").text
    gone = kim.post("/my-work/saved/delete", data=hidden(kim.get("/my-work?overdue=yes")) | {"name": "Late ones"})
    assert gone.status_code == 303
    assert "Late ones" not in kim.get("/my-work").text


def test_a_list_needs_a_name(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    answer = kim.post("/my-work/saved", data=hidden(kim.get("/my-work?overdue=yes")) | {"name": "  "})
    assert answer.status_code == 422
    assert '<a href="#name">Enter a name for the list</a>' in answer.text
    assert "Due date has passed" in answer.text


@pytest.mark.parametrize("name", ["", "x" * 81], ids=["no name", "a long name"])
def test_what_was_ticked_stands_with_the_error_of_the_name(office: WebOffice, name: str) -> None:
    kim = office.browser_of("Kim Shaw")
    fields = hidden(kim.get("/my-work?overdue=yes")) | {"name": name}
    ticked = kim.post("/my-work/saved", data=fields | {"shared": "yes"})
    plain = kim.post("/my-work/saved", data=fields)
    assert (ticked.status_code, plain.status_code) == (422, 422)
    box = re.compile(r'<input [^>]*name="shared"[^>]*>')
    assert ["checked" in found for answer in (ticked, plain) for found in box.findall(answer.text)] == [True, False]


def test_a_list_of_all_is_kept_as_a_list_of_all(office: WebOffice) -> None:
    some_cases(office.world)
    kim = office.browser_of("Kim Shaw")
    everything = "/my-work?list=all&order=due"
    kim.post("/my-work/saved", data=hidden(kim.get(everything)) | {"name": "All of them"})
    (kept,) = set(re.findall(r'href="(/my-work[^"]*)"[^>]*>All of them', kim.get("/my-work").text))
    assert "3 recommendations in this list" in kim.get(unescape(kept)).text


@pytest.mark.parametrize("name", ["Kim Shaw", "Max Howe"])
def test_one_list_is_marked_as_the_one_shown(office: WebOffice, name: str) -> None:
    some_cases(office.world)
    lists = office.browser_of(name).get("/my-work").text.partition('aria-label="Lists"')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)<', lists) == ["My work"]


def test_one_skips_past_the_search_and_the_lists(office: WebOffice, browser: Browser) -> None:
    some_cases(office.world)
    with Looking(browser, office, "Kim Shaw") as look:
        look.page.goto(f"{office.address}/my-work?list=all")
        look.page.keyboard.press("Tab")
        look.page.keyboard.press("Enter")  # the link to skip with
        passed = []
        for _ in range(8):
            look.page.keyboard.press("Tab")
            passed.append(look.page.evaluate("document.activeElement.textContent.trim()"))
    assert next(each for each in passed if each.startswith("23 001-")) == "23 001-2"
    assert not {"Search", "My work", "All open"} & set(passed)


def test_the_lists_are_folded_away_where_there_is_no_room(office: WebOffice, browser: Browser) -> None:
    with Looking(browser, office, "Kim Shaw") as look:
        link = look.page.get_by_role("link", name="Evidence to judge")
        look.page.goto(f"{office.address}/my-work")
        assert link.is_visible()
        look.page.set_viewport_size({"width": NARROW["width"], "height": 800})
        assert link.count() == 0
        look.page.get_by_text("Other lists").click()
        assert link.is_visible()
        assert look.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
