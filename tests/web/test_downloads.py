"""Lists to download as CSV: all the rows that the page has, and no cell that a program takes for a formula."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import httpx
import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.recommendations import Kind
from compliance.usecases import forecast, list_tasks, my_work, open_authority
from compliance.web import coming, overview, search, summaries, tasks
from compliance.web.hand_over import LOAD_COLUMNS
from compliance.web.overview import FIGURE_COLUMNS
from compliance.web.reminders import STEP_COLUMNS
from compliance.web.search import CASE_COLUMNS
from compliance.web.spreadsheet import FORMULA
from compliance.web.summaries import HELD_COLUMNS
from tests.support.every_page import State
from tests.support.filled_offices import with_many
from tests.support.web_office import WebOffice, serving_office
from tests.support.work_pages import given_to
from tests.support.world import World
from tests.web.table_of_pages import PAGES

# Pages in several parts that are no lists.
NO_LISTS = {"/cases/{reference:path}": "the history of one case, which stands with everything else of it"}
FIGURE = "/overview/complied/2025-03-31"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """Two cases of an authority whose name begins like a formula: tasks, messages to come, and a figure of two."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "investigator", "casework_manager")
        world.authority(name="=Oldbridge Council")
        world.decision("23 001")
        world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
        for number in range(1, 4):
            world.log(f"23 001-{number}", due_on=date(2024, 4, 16))
            world.decision(f"24 00{number}")
            world.log(f"24 00{number}-1")
            world.end(f"24 00{number}-1")
        for number in (4, 5):
            held = {"kind": Kind.SERVICE_IMPROVEMENT, "public_summary": f"=Train Mrs Anna Smith and {number} others"}
            world.log(f"24 001-{number}", due_on=date(2024, 4, 16), **held)
            world.end(f"24 001-{number}")
        world.run()
        given_to(world, "Kim Shaw", "23 001-2")
        world.today = date(2024, 4, 3)  # what is on record is known by then, whatever the machine's time of day
        yield made


def sheet(browser: httpx.Client, path: str) -> list[dict[str, str]]:
    """The rows of the file that a page links, and what every such file has."""
    (link,) = re.findall(r'href="([^"]*)" download', browser.get(path).text)
    answer = browser.get(unescape(link))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.search(r'attachment; filename="[a-z0-9_-]+\.csv"', answer.headers["content-disposition"])
    assert answer.content.startswith(codecs.BOM_UTF8)  # or Excel takes it for another encoding
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("path", "columns", "number"),
    [
        ("/tasks?whose=all", list_tasks.CSV_COLUMNS, 3),
        ("/tasks", list_tasks.CSV_COLUMNS, 3),
        ("/coming?days=30", forecast.CSV_COLUMNS, 9),
        ("/coming?days=30&authority=oldbridge", forecast.CSV_COLUMNS, 9),
        ("/search?q=oldbridge", CASE_COLUMNS, 4),
        ("/search?q=24+00", CASE_COLUMNS, 3),
        ("/summaries", HELD_COLUMNS, 2),
        (FIGURE, FIGURE_COLUMNS, 3),
        (f"{FIGURE}?authority_type=london_borough", FIGURE_COLUMNS, 3),
        ("/authorities/E1", my_work.CSV_COLUMNS, 3),
        ("/hand-over", LOAD_COLUMNS, 2),
        ("/hand-over?nobody=yes", my_work.CSV_COLUMNS, 2),
        ("/hand-over?person=Kim Shaw", my_work.CSV_COLUMNS, 1),
        ("/reminders/23 001-1", STEP_COLUMNS, 8),
    ],
)
def test_a_list_is_downloaded_whole(
    office: WebOffice, monkeypatch: pytest.MonkeyPatch, path: str, columns: tuple[str, ...], number: int
) -> None:
    for each in (coming, open_authority, overview, summaries, tasks):
        monkeypatch.setattr(each, "A_PAGE", 1)
    rows = sheet(office.browser_of("Kim Shaw"), path)
    assert len(rows) == number
    assert tuple(rows[0]) == columns
    assert not any(cell[:1] in FORMULA for row in rows for cell in row.values() if cell)


def test_a_message_has_a_row_for_each_recommendation(office: WebOffice) -> None:
    first, *_ = sheet(office.browser_of("Kim Shaw"), "/coming?days=30")
    assert (first["recommendation"], first["due_on"]) == ("23 001-1", "2024-04-16")
    assert first["why"].startswith("due in 3 working days, due on 2024-04-16")


def test_a_figure_names_its_authority_in_words(office: WebOffice) -> None:
    rows = sheet(office.browser_of("Kim Shaw"), FIGURE)
    assert [(row["reference"], row["authority_name"], row["number"]) for row in rows] == [
        (f"24 00{number}", "'=Oldbridge Council", "1") for number in (1, 2, 3)
    ]


def test_what_was_found_in_a_summary_is_one_cell(office: WebOffice) -> None:
    first, _ = sheet(office.browser_of("Kim Shaw"), "/summaries")
    assert (first["reference"], first["found"], first["summary"][:7]) == ("24 001-4", "Mrs Anna Smith", "'=Train")


def test_a_search_is_downloaded_as_far_as_a_sheet_goes(office: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_IN_A_SHEET", 2)
    rows = sheet(office.browser_of("Kim Shaw"), "/search?q=oldbridge")
    assert [row["authority_name"] for row in rows] == ["'=Oldbridge Council"] * 2


def test_a_figure_that_is_none_is_no_file_and_no_page(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    for figure in ("x/2025-03-31", "late/soon", "late/2024-05-01", "late/0001-03-31", "late/9999-03-31"):
        assert [kim.get(f"/overview/{figure}{form}").status_code for form in ("", ".csv")] == [400, 400], figure


def test_the_open_ones_of_an_authority_are_those_of_my_work(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    shown = kim.get("/authorities/E1").text
    (link,) = re.findall(r'href="([^"]*)">Open these in My work', shown)
    there = re.compile(r'href="/cases/[^"]*#(r-[^"]*)"')
    assert there.findall(kim.get(unescape(link)).text) == there.findall(shown)


def test_the_steps_of_a_recommendation_say_why(office: WebOffice) -> None:
    kim = office.browser_of("Kim Shaw")
    first, *_ = rows = sheet(kim, "/reminders/23 001-1")
    assert {row["recommendation"] for row in rows} == {"23 001-1"}
    assert (first["deadline_version"], first["state"]) == ("1", "in_doubt")
    assert first["why"].startswith("in doubt: no answer")
    assert kim.get("/reminders.csv?reference=23 001-9").status_code == 404


def test_every_list_of_several_pages_has_its_file(world: World) -> None:
    with serving_office(world) as made:
        with_many(made)
        paged = set()
        for row in PAGES:
            for at in row.ways(State.MANY):
                browser = made.browser_of(at.who) if at.who else made.anybody()
                text = browser.get(at.found(browser, made)).text
                if "govuk-pagination" in text and row.address not in NO_LISTS:
                    paged.add(row.address)
                    assert " download>" in text, row.address
    assert {"/my-work", "/authorities/{code:path}", "/tasks", "/coming", "/summaries"} <= paged
