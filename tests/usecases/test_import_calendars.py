"""Importing and exporting the calendars of authorities and their closing days (D4), and what is refused of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.domain.errors import MalformedImport
from compliance.store import cases
from compliance.store.engine import Store
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_plan import Count
from tests.usecases.exchange_folders import RULEBOOK, good, held, take_in, write_folder


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def test_an_authority_goes_by_its_own_calendar_and_closing_days(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["authorities"][0]["calendar"] = "scotland"
    tables["closures"] = [{"authority_code": "E1", "day": "2024-02-05", "name": "Offices closed"}]
    tables["recommendations"][0] |= {"period": "5 working days", "due_on": ""}
    folder = write_folder(tmp_path / "source", tables)
    report = take_in(store, folder, tmp_path / "kept")
    assert report.counts["closures"] == Count(new=1)
    with store.reading() as session:
        record = cases.recommendation(session, "R1")
        assert record is not None
        receipt = json.loads(cases.deadlines(session, record.id or 0)[0].receipt)
    assert receipt["calendar"] == "scotland + closure days of E1"
    assert (receipt["anchor"], receipt["due_on"]) == ("2024-01-31", "2024-02-08")
    again = take_in(store, folder, tmp_path / "kept")
    assert again.counts["closures"] == Count(unchanged=1)
    assert again.counts["authorities"] == Count(unchanged=3)


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("authorities", "calendar", "an empty cell, as it is stored: 'amends authority calendar E1' shows which due"),
        ("closures", "day", "a day that is stored: 'amends authority closure add E1 --day 2024-04-05' shows which due"),
    ],
)
def test_what_could_move_open_due_dates_is_not_imported(
    store: Store, tmp_path: Path, table: str, column: str, expected: str
) -> None:
    """It needs consent to what was shown (D9)."""
    take_in(store, write_folder(tmp_path / "source", good()), tmp_path / "kept")
    tables = good()
    if table == "authorities":
        tables["authorities"][0]["calendar"] = "scotland"
    else:
        tables["closures"] = [{"authority_code": "E1", "day": "2024-04-05", "name": "x"}]
    with pytest.raises(MalformedImport) as refused:
        take_in(store, write_folder(tmp_path / "changed", tables), tmp_path / "kept")
    (fault,) = refused.value.faults
    assert (fault.column, fault.row) == (column, 2)
    assert fault.expected.startswith(expected)


def test_faulty_calendars_and_closing_days_are_refused(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["authorities"][0]["calendar"] = "wales"
    tables["closures"] = [
        {"authority_code": "E1", "day": "2024-04-05", "name": "x"},
        {"authority_code": "E1", "day": "2024-04-05", "name": "y"},
        {"authority_code": "E9", "day": "2024-04-05", "name": "y"},
        {"authority_code": "E1", "day": "5 April", "name": "y"},
        {"authority_code": "E1", "day": "2024-04-08", "name": " "},
    ]
    with pytest.raises(MalformedImport) as refused:
        take_in(store, write_folder(tmp_path / "source", tables), tmp_path / "kept")
    found = [(fault.file, fault.row, fault.column) for fault in refused.value.faults]
    assert sorted(found) == [
        ("authorities.csv", 2, "calendar"),
        ("closures.csv", 3, "day"),
        ("closures.csv", 4, "authority_code"),
        ("closures.csv", 5, "day"),
        ("closures.csv", 6, "name"),
    ]


def test_calendars_and_closing_days_go_out_and_come_in_again(store: Store, other: Store, tmp_path: Path) -> None:
    tables = good()
    tables["authorities"][0]["calendar"] = "scotland"
    tables["closures"] = [{"authority_code": "E1", "day": "2024-04-05", "name": "Offices closed"}]
    take_in(store, write_folder(tmp_path / "source", tables), tmp_path / "kept")
    export_folder(store, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    take_in(other, tmp_path / "out", tmp_path / "kept again")
    assert held(other) == held(store)
