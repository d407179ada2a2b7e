"""What an import changes of stored authorities and contacts: never by an empty cell, shown before, then on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.authorities import answering
from compliance.domain.errors import MalformedImport
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.store import authorities, events
from compliance.store.engine import Store
from compliance.usecases.import_plan import Count
from compliance.usecases.open_authority import open_authority
from tests.usecases.exchange_folders import RULEBOOK, Tables, good, having_taken_in, held, moment, take_in, write_folder

# By table: the row, and the columns of it that an import may change.
OPEN_COLUMNS = [
    ("authorities", 0, "population"),
    ("authorities", 0, "calendar"),
    ("authorities", 1, "closed_on"),
    ("authorities", 1, "successor_code"),
    ("contacts", 0, "name"),
]


@pytest.fixture
def store(migrated_url: str, tmp_path: Path) -> Iterator[Store]:
    """An office with the good folder imported; one of its authorities has a calendar of its own."""
    with having_taken_in(migrated_url, tmp_path, stored()) as opened:
        yield opened


def stored() -> Tables:
    tables = good()
    tables["authorities"][0]["calendar"] = "scotland"
    return tables


def told(store: Store, code: str) -> list[tuple[Happening, str, dict[str, Any]]]:
    with store.reading() as session:
        links = events.stream(session, events.authority_stream(code))
        return [(link.entry.kind, link.entry.actor, dict(link.entry.payload)) for link in links]


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize(("table", "row", "column"), OPEN_COLUMNS)
def test_an_empty_cell_means_unknown_and_erases_nothing(
    store: Store, tmp_path: Path, table: str, row: int, column: str, empty: str
) -> None:
    """The exchange formats: empty = unknown; a merger is not undone by one (S8), nor a due date moved (D4)."""
    before = held(store)
    tables = stored()
    tables[table][row][column] = empty
    report = take_in(store, write_folder(tmp_path / "empty", tables), tmp_path / "kept")
    assert report.counts[table] == Count(unchanged=len(tables[table]))
    assert report.changes == []
    assert held(store) == before


# By table: the row, and the columns of it that are settled: an import may not change what is stored of them.
SETTLED = {
    "authorities": (0, ("opened_on",)),
    "decisions": (0, ("subject", "received_on", "satisfactory_remedy")),
    "recommendations": (0, ("categories", "action", "expected_evidence", "period", "response")),
    "outcomes": (0, ("completed_on", "reason", "approved_by")),
}
SETTLED_CELLS = [(table, row, column) for table, (row, columns) in SETTLED.items() for column in columns]
SETTLED_CELLS += [("recommendations", 1, "public_summary"), ("recommendations", 1, "due_on")]


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize(("table", "row", "column"), SETTLED_CELLS)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_empty_cell_contradicts_nothing(
    store: Store, tmp_path: Path, table: str, row: int, column: str, empty: str
) -> None:
    before = held(store)
    tables = stored()
    tables[table][row][column] = empty
    report = take_in(store, write_folder(tmp_path / "empty", tables), tmp_path / "kept")
    assert report.counts[table] == Count(unchanged=len(tables[table]))
    assert held(store) == before


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("decisions", 1, {"subject": "Roads"}),
        ("decisions", 1, {"satisfactory_remedy": "no"}),
        ("decisions", 0, {"satisfactory_remedy": "yes"}),
        ("recommendations", 0, {"due_on": "2024-02-28"}),
        ("recommendations", 2, {"categories": "Apology"}),
        ("outcomes", 0, {"approved_by": "Bo"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_filled_cell_contradicts_another_and_an_empty_one(
    store: Store, tmp_path: Path, table: str, row: int, said: dict[str, str]
) -> None:
    tables = stored()
    tables[table][row] |= said
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "other", tables), tmp_path / "kept")
    assert {fault.file for fault in caught.value.faults} == {f"{table}.csv"}


def test_what_changes_is_shown_before_and_is_an_event_after(store: Store, tmp_path: Path) -> None:
    """A row with empty cells beside a new name: the name alone changes, also on record (S8)."""
    tables = stored()
    tables["authorities"][1] |= {"name": "Old Town (renamed)", "closed_on": "", "successor_code": ""}
    tables["authorities"][0] |= {"population": "29000", "closed_on": "2025-03-31", "successor_code": "E3"}
    tables["contacts"][0]["name"] = "Pat Smith"
    folder = write_folder(tmp_path / "changed", tables)
    rehearsed = take_in(store, folder, tmp_path / "kept", dry_run=True)
    assert [tuple(each.values()) for each in rehearsed.changes] == [
        ("authorities", "E1", "population", "28000", "29000"),
        ("authorities", "E1", "closed_on", "", "2025-03-31"),
        ("authorities", "E1", "successor_code", "", "E3"),
        ("authorities", "E2", "name", "Old Town", "Old Town (renamed)"),
        ("contacts", "E1, link_officer, pat@eastshire.example", "name", "Pat O'Neil", "Pat Smith"),
    ]
    assert told(store, "E1") == told(store, "E2") == []
    report = take_in(store, folder, tmp_path / "kept")
    assert report.changes == rehearsed.changes
    act = {"act": "changed by an import"}
    assert told(store, "E2") == [
        (Happening.AUTHORITY_CHANGED, "Kim", act | {"was": {"name": "Old Town"}, "now": {"name": "Old Town (renamed)"}})
    ]
    assert [payload for _, _, payload in told(store, "E1")] == [
        act
        | {
            "was": {"population": 28000, "closed_on": None, "successor": None},
            "now": {"population": 29000, "closed_on": "2025-03-31", "successor": "E3"},
        },
        {
            "act": "contact renamed by an import",
            "role": "link_officer",
            "was": "Pat O'Neil",
            "name": "Pat Smith",
            "address": "pat@eastshire.example",
        },
    ]
    with store.reading() as session:
        tenures = authorities.tenures(session)
        assert (tenures["E2"].closed_on, tenures["E2"].successor) == (date(2023, 3, 31), "E3")
        assert (tenures["E1"].closed_on, tenures["E1"].successor) == (date(2025, 3, 31), "E3")
        shown = open_authority(session, RULEBOOK, moment(), "E2").changes
    assert [(each.what, each.by) for each in shown] == [("changed by an import", "Kim")]
    before = held(store)
    assert take_in(store, folder, tmp_path / "kept").changes == []
    assert held(store) == before


def test_what_was_known_at_a_moment_stays_so(store: Store, tmp_path: Path) -> None:
    """S9: a row without a closing day does not make the closing known anew."""
    later = date(2024, 4, 8)
    tables = stored()
    tables["authorities"][1] |= {"name": "Old Town (renamed)", "closed_on": ""}
    take_in(store, write_folder(tmp_path / "changed", tables), tmp_path / "kept", today=later)
    at: Moment = moment()
    with store.reading() as session:
        assert authorities.tenures(session, at.now)["E2"].closed_on == date(2023, 3, 31)


def test_a_closing_imported_by_mistake_is_moved_to_the_last_day_there_is(store: Store, tmp_path: Path) -> None:
    """As formats.md says: the authority answers for itself again, until its true day is imported (S8)."""
    answers = {"2024-02-28": "E3", "2100-12-31": "E1", "2024-02-29": "E3"}
    for number, (closed_on, body) in enumerate(answers.items()):
        tables = stored()
        tables["authorities"][0] |= {"closed_on": closed_on, "successor_code": "E3"}
        take_in(store, write_folder(tmp_path / str(number), tables), tmp_path / "kept")
        with store.reading() as session:
            assert answering("E1", authorities.tenures(session), date(2024, 3, 1)) == body


@pytest.mark.parametrize("name", ["Pat O'Neil", "", "Pat Neil"])
def test_capitals_make_no_second_contact_of_an_address(store: Store, tmp_path: Path, name: str) -> None:
    """R6: whoever is retired would still be written to; `amends authority contact add` refuses such a one."""
    tables = stored()
    tables["contacts"][0] |= {"address": "Pat@EASTSHIRE.example", "name": name}
    for count in (Count(unchanged=1, changed=1) if name == "Pat Neil" else Count(unchanged=2), Count(unchanged=2)):
        report = take_in(store, write_folder(tmp_path / "capitals", tables), tmp_path / "kept")
        assert report.counts["contacts"] == count
    with store.reading() as session:
        held_by = [(called, place) for code, _, called, place in authorities.all_contacts(session) if code == "E1"]
    assert held_by == [(name or "Pat O'Neil", "pat@eastshire.example")]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_two_that_are_on_record_stay_two(store: Store, tmp_path: Path) -> None:
    """Whatever an export names comes back, also where only capitals tell two apart."""
    with store.writing() as session:
        identifier = authorities.ids(session)["E1"]
        row = {"authority_id": identifier, "role": "link_officer", "name": "Ann", "address": "PAT@eastshire.example"}
        authorities.add_contacts(session, [row])
    tables = stored()
    tables["contacts"].append({"authority_code": "E1"} | {key: str(row[key]) for key in ("role", "name", "address")})
    report = take_in(store, write_folder(tmp_path / "both", tables), tmp_path / "kept")
    assert report.counts["contacts"] == Count(unchanged=3)
