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
from compliance.usecases import forecast, list_tasks
from compliance.web import coming, overview, search, summaries, tasks
from compliance.web.overview import FIGURE_COLUMNS
from compliance.web.search import CASE_COLUMNS
from compliance.web.spreadsheet import FORMULA
from compliance.web.summaries import HELD_COLUMNS
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

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
    ],
)
def test_a_list_is_downloaded_whole(
    office: WebOffice, monkeypatch: pytest.MonkeyPatch, path: str, columns: tuple[str, ...], number: int
) -> None:
    for each in (coming, overview, summaries, tasks):
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
