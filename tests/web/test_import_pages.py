"""Importing on the pages: every error by row, then what would be created, then, confirmed, the import."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import text as sql

from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.usecases.open_recommendation import say
from compliance.web.uploads import KEPT_FOR, WaitingRoom
from tests.documents.test_reading_trial import with_far_cell
from tests.support.web_office import WebOffice, hidden, serving_office
from tests.support.world import World

AUTHORITIES = "code,name,type\r\nE1,Eastshire,county\r\n"
DECISIONS = (
    "reference,authority_code,subject,decided_on,outcome\r\n"
    "23 001,E1,Housing,2024-03-01,upheld\r\n23 002,E1,Schools,2024-03-04,upheld\r\n"
)
RECOMMENDATIONS = (
    "reference,decision_reference,kind,categories,action,period\r\n"
    "23 001-1,23 001,personal_remedy,Apology,Apologise to Ms A,3 months\r\n"
    "23 002-1,23 002,service_improvement,Other,=1+1,3 months\r\n"
)
EVIDENCE = "recommendation_reference,received_on,submitted_by,note,file\r\n"
GOOD = {"authorities.csv": AUTHORITIES, "decisions.csv": DECISIONS, "recommendations.csv": RECOMMENDATIONS}
FORMULA = "=1+1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office without a case, with somebody who may import, and somebody who may not."""
    with serving_office(world) as made:
        made.person("Tom Bell", "team_coordinator")
        made.person("Kim Shaw", "investigator")
        yield made


def send(browser: httpx.Client, files: Mapping[str, str | bytes], age: str = "live") -> httpx.Response:
    """Choose files and send them to be checked."""
    fields = hidden(browser.get("/import")) | ({"age": age} if age else {})
    parts = [
        ("files", (name, content.encode() if isinstance(content, str) else content)) for name, content in files.items()
    ]
    return browser.post("/import", data=fields, files=parts)


def confirm(browser: httpx.Client, path: str) -> httpx.Response:
    return browser.post(path, data=hidden(browser.get(path)))


def stored(office: WebOffice, what: str = "reference", table: str = "recommendation") -> list[Any]:
    with office.world.store.reading() as session:
        return [row[0] for row in session.execute(sql(f"SELECT {what} FROM {table} ORDER BY id"))]


def waiting(office: WebOffice) -> list[Path]:
    folder = office.world.installation.settings.upload_folder
    return sorted(folder.iterdir()) if folder.is_dir() else []


def kept_files(office: WebOffice) -> list[Path]:
    """Where files that were sent are kept."""
    return [folder / "files" for folder in waiting(office) if (folder / "files").exists()]


def workbook(**sheets: str) -> bytes:
    """A workbook with a sheet for each table of CSV text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content.splitlines():
            sheet.append(row.split(","))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_what_would_be_created_is_seen_then_confirmed_then_written(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    sent = send(tom, GOOD)
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    seen = tom.get(path)
    assert seen.status_code == 200
    assert "Nothing is written yet" in seen.text
    # A personal remedy's words are read where that is put on record (K); in the preview they are not.
    assert "Apologise to Ms A" not in seen.text
    assert "its words are not shown here" in seen.text
    assert "1 June 2024" in seen.text
    assert (stored(office), stored(office, table="decision")) == ([], [])
    answer = confirm(tom, path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert stored(office) == ["23 001-1", "23 002-1"]
    assert stored(office, "action")[1] == FORMULA
    assert "Tom Bell" in stored(office, "actor", "event")
    done = tom.get(path)
    assert "What was written" in done.text
    assert not (waiting(office)[0] / "files").exists()


def test_confirmed_twice_or_sent_again_it_changes_nothing(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    path = send(tom, GOOD).headers["location"]
    fields = hidden(tom.get(path))
    assert [tom.post(path, data=fields).status_code for _ in range(2)] == [303, 303]
    before = stored(office, "id", "event")
    again = send(tom, GOOD).headers["location"]
    assert "importing it changes nothing" in tom.get(again).text
    assert confirm(tom, again).status_code == 303
    assert stored(office, "id", "event") == before


def test_what_would_change_is_seen_with_what_it_was(office: WebOffice) -> None:
    """Before it is confirmed, and afterwards in the history of the authority (S8)."""
    tom = office.browser_of("Tom Bell")
    whole = "code,name,type,population,closed_on,successor_code\r\n"
    first = whole + "E1,Eastshire,county,28000,,\r\nE2,Old Town,district,900,2024-03-31,E1\r\n"
    then = whole + "E1,Eastshire <b>,county,,,\r\nE2,Old Town,district,,,\r\n"
    confirm(tom, send(tom, GOOD | {"authorities.csv": first}).headers["location"])
    path = send(tom, GOOD | {"authorities.csv": then}).headers["location"]
    seen = re.sub(r"<[^>]+>", " ", tom.get(path).text.partition("What would change of what is on record")[2])
    assert "Authorities: E1 Name Eastshire Eastshire &lt;b&gt;" in " ".join(seen.split())
    assert "E2" not in seen.partition("Import all of it")[0]
    assert confirm(tom, path).status_code == 303
    assert "What changed of what was on record" in tom.get(path).text
    changes = tom.get("/authorities/E1").text.partition('id="changes"')[2]
    assert "Changed by an import" in changes
    assert "Eastshire &lt;b&gt;" in changes
    assert stored(office, "coalesce(closed_on, '-') || coalesce(population, 0)", "authority") == [
        "-28000",
        "2024-03-31900",
    ]


def test_every_error_stands_there_by_row_and_mended_it_goes_through(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    bad = GOOD | {
        "decisions.csv": DECISIONS.replace("2024-03-01", "1.3.2024").replace("upheld\r\n23", "maybe\r\n23"),
        "recommendations.csv": RECOMMENDATIONS.replace("personal_remedy", "<b>kind</b>"),
    }
    sent = send(tom, bad)
    assert sent.status_code == 422
    for said in ("3 faults found", "decisions.csv, row 2", "recommendations.csv, row 2", "1.3.2024", "maybe"):
        assert said in sent.text, said
    assert "&lt;b&gt;kind" in sent.text
    assert 'value="live" checked' in sent.text
    assert stored(office, table="decision") == []
    assert kept_files(office) == []
    assert confirm(tom, send(tom, GOOD).headers["location"]).status_code == 303
    assert stored(office) == ["23 001-1", "23 002-1"]


def test_a_workbook_is_taken_too_and_history_stays_silent(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    plain = RECOMMENDATIONS.replace(FORMULA, "Review")
    book = workbook(authorities=AUTHORITIES, decisions=DECISIONS, recommendations=plain)
    sent = send(tom, {"C:\\cases\\old cases.xlsx": book}, "history")
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    page = tom.get(path).text
    assert "old cases.xlsx, as history" in page
    assert "0 reminder steps would be planned" in page
    assert confirm(tom, path).status_code == 303
    assert stored(office, "live_from") == [None, None]


def test_evidence_goes_along_and_no_path_leads_out(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    rows = "recommendation_reference,received_on,submitted_by,note,file\r\n23 001-1,2024-03-20,A. Officer,,{}\r\n"
    for path in ("/etc/passwd", "../note.json", "letter.txt"):
        sent = send(tom, GOOD | {"evidence.csv": rows.format(path)})
        assert sent.status_code == 422, path
        assert "evidence.csv, row 2" in sent.text
    sent = send(tom, GOOD | {"evidence.csv": rows.format("letter.txt"), "../../letter.txt": "Dear Ms A"})
    assert confirm(tom, sent.headers["location"]).status_code == 303
    assert stored(office, "file_name", "evidence") == ["letter.txt"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Choose the files to import"),
        ({"authorities.csv": AUTHORITIES}, "The upload has no decisions.csv"),
        ({"cases.xlsx": b"no workbook"}, "cases.xlsx is no workbook that can be read"),
        ({"letter.pdf": b"%PDF"}, "Choose CSV files such as"),
        ({"a.xlsx": b"", "b.ods": b""}, "Choose one workbook"),
        ({".csv": b"x"}, "give it a short and ordinary name"),
        ({"a/x.csv": b"x", "b/X.csv": b"x"}, "was chosen twice"),
        ({f"{'x' * 300}.csv": b"x"}, "give it a short and ordinary name"),
        ({"authorities.csv": b"\xff\xfe\x00", "decisions.csv": b""}, "a file in UTF-8"),
        ({"authorities.csv": b'\0\0\0\0\n\n"', "decisions.csv": b"\xff\xff,,,,"}, "There is a problem"),
        (GOOD | {"decisons.csv": DECISIONS}, "the nearest of"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_cannot_be_imported_is_said_and_no_file_waits(office: WebOffice, files: dict[str, Any], said: str) -> None:
    tom = office.browser_of("Tom Bell")
    sent = send(tom, files)
    assert sent.status_code == 422, sent.text
    assert said in sent.text
    assert str(office.world.installation.settings.home) not in sent.text
    assert kept_files(office) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_whether_it_is_history_has_to_be_said(office: WebOffice) -> None:
    sent = send(office.browser_of("Tom Bell"), GOOD, "")
    assert (sent.status_code, waiting(office)) == (422, [])
    assert "Select whether these cases are live or history" in sent.text
    assert "Choose the files again" in sent.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_would_take_all_memory_is_refused_and_nothing_suffers(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    sent = send(tom, {"far.xlsx": with_far_cell(workbook(authorities=AUTHORITIES, decisions=DECISIONS))})
    assert sent.status_code == 422, sent.text
    assert "import fewer rows at a time" in sent.text
    assert waiting(office) == []
    assert send(tom, GOOD).status_code == 303


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_upload_is_its_senders_alone_and_does_not_stay(office: WebOffice) -> None:
    office.person("Ann Wood", "team_coordinator")
    tom, ann = office.browser_of("Tom Bell"), office.browser_of("Ann Wood")
    path = send(tom, GOOD).headers["location"]
    assert ann.get(path).status_code == 404
    assert ann.post(path, data=hidden(ann.get("/import"))).status_code == 404
    theirs = send(ann, GOOD).headers["location"]
    assert [tom.get(path).status_code, ann.get(theirs).status_code] == [200, 200]
    again = send(tom, GOOD).headers["location"]
    assert [tom.get(path).status_code, tom.get(again).status_code, len(waiting(office))] == [404, 200, 2]
    room = WaitingRoom(office.world.installation.settings.upload_folder)
    room.sweep(datetime.now(UTC) + KEPT_FOR - timedelta(minutes=1))  # noqa: TID251  # the folder's own age
    assert len(waiting(office)) == 2
    (waiting(office)[0] / "note.json").unlink()
    room.sweep(datetime.now(UTC) + KEPT_FOR + timedelta(minutes=1))  # noqa: TID251  # the folder's own age
    assert waiting(office) == []
    assert tom.get(again).status_code == 404


@pytest.mark.parametrize("name", ["%2e%2e", "../../etc", "x", "a" * 32, "a" * 5000, "%00"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_name_that_is_no_upload_has_a_page(office: WebOffice, name: str) -> None:
    tom = office.browser_of("Tom Bell")
    assert tom.get(f"/import/{name}").status_code == 404
    assert tom.post(f"/import/{name}", data=hidden(tom.get("/import"))).status_code in (404, 405)


def test_what_has_changed_since_the_preview_is_said_and_nothing_is_written(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    path = send(tom, GOOD).headers["location"]
    other = GOOD | {"authorities.csv": AUTHORITIES.replace("county", "district")}
    office.person("Ann Wood", "team_coordinator")
    ann = office.browser_of("Ann Wood")
    assert confirm(ann, send(ann, other).headers["location"]).status_code == 303
    before = stored(office, "id", "event")
    answer = confirm(tom, path)
    assert answer.status_code == 422
    assert "authorities.csv, row 2" in answer.text
    assert stored(office, "id", "event") == before


def test_who_may_not_import_finds_no_entry_and_is_refused(office: WebOffice) -> None:
    kim, tom = office.browser_of("Kim Shaw"), office.browser_of("Tom Bell")
    assert 'href="/import"' not in kim.get("/my-work").text
    assert 'href="/import"' in tom.get("/my-work").text
    assert kim.get("/import").status_code == 403


def test_the_timeline_of_an_imported_case_says_when_it_was_imported_and_by_whom(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    sent = EVIDENCE.replace("\r\n", "\r\n23 001-1,2024-03-20,Oldbridge,The letter,\r\n", 1)
    confirm(tom, send(tom, GOOD | {"evidence.csv": sent}).headers["location"])
    timeline = " ".join(tom.get("/cases/23 001").text.partition('id="timeline"')[2].split())
    day = office.world.today
    imported = f"{day.day} {day:%B %Y}"
    assert "12:00am" not in timeline
    assert "Logged" not in timeline
    assert re.search(rf"Imported</h3> <p [^>]*>by Tom Bell on {imported}, \d+:\d\d[ap]m", timeline)
    assert re.search(r"Evidence received</h3> <p [^>]*>imported by Tom Bell on .*?20 March 2024", timeline)
    assert "Imported at" not in timeline


def test_what_was_imported_before_that_was_kept_has_its_day_and_no_time(office: WebOffice) -> None:
    tom = office.browser_of("Tom Bell")
    confirm(tom, send(tom, GOOD).headers["location"])
    with office.world.writing() as session:
        say(
            session,
            Moment(date(2024, 3, 4), datetime(2024, 3, 4, tzinfo=UTC), "Tom Bell"),
            "23 001-1",
            Happening.NOTED,
            {"note": "old"},
        )
    timeline = tom.get("/cases/23 001").text.partition('id="timeline"')[2]
    assert "12:00am" not in timeline
    assert ">4 March 2024</time>" in timeline
