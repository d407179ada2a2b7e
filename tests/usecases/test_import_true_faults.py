"""Every fault of an import is there at once, also of a row that comes twice, and none that is untrue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.store.engine import Store
from tests.usecases.exchange_folders import good
from tests.usecases.test_import_faults import DONE, R4, faults, written

LONG = "x" * 201


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def found(store: Store, tmp_path: Path, table: str, *rows: dict[str, str]) -> list[tuple[int, str]]:
    """The faults, as row and column, of rows added to a table of the good folder; its first row is number 2."""
    tables = good()
    before = len(tables.setdefault(table, [])) + 1
    tables[table] += rows
    all_of_them = faults(store, written(tmp_path, tables), tmp_path)
    assert {each.file for each in all_of_them} == {f"{table}.csv"}
    return sorted((each.row - before, each.column) for each in all_of_them)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"kind": "service_improvment", "public_summary": "Publish it"}, ["kind"]),
        ({"kind": "", "public_summary": "Publish it"}, ["kind"]),
        ({"kind": "both", "public_summary": "x" * 5001}, ["kind", "public_summary"]),
        ({"kind": "personal_remedy", "public_summary": "Publish it"}, ["public_summary"]),
        ({"period": "", "waits_for": LONG}, ["waits_for"]),
        ({"period": "", "waits_if": LONG, "review_on": "2024-06-28"}, ["waits_if"]),
        ({"period": "", "waits_on": LONG, "wait_ended_on": "2024-02-28"}, ["waits_on"]),
        ({"period": "28 days", "waits_for": LONG, "wait_ended_on": "2024-02-28"}, ["waits_for"]),
        ({"period": "a while", "waits_for": LONG}, ["period", "waits_for"]),
        ({"period": "", "due_on": "2024-02-19", "waits_for": LONG}, ["due_on", "waits_for"]),
        ({"period": "", "due_on": "soon"}, ["due_on"]),
        ({"period": ""}, ["period"]),
        ({"period": "28 days", "review_on": "2024-06-28"}, ["review_on"]),
    ],
)
def test_no_fault_rests_on_a_cell_that_cannot_be_read(
    store: Store, tmp_path: Path, cells: dict[str, str], columns: list[str]
) -> None:
    """L3, D2: what a misspelt kind or a wait would have meant is not known."""
    assert found(store, tmp_path, "recommendations", R4 | cells) == [(1, column) for column in columns]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "right", "wrong", "columns"),
    [
        (
            "recommendations",
            R4,
            {"categories": "Flowers", "period": "", "waits_on": "R9"},
            ["categories", "reference", "waits_on"],
        ),
        (
            "recommendations",
            R4,
            {"decision_reference": "D9", "action": " "},
            ["action", "decision_reference", "reference"],
        ),
        (
            "decisions",
            {"reference": "D9", "authority_code": "E3", "decided_on": "2024-02-20", "outcome": "upheld"},
            {"authority_code": "E9", "received_on": "2024-02-21"},
            ["authority_code", "received_on", "reference"],
        ),
        (
            "authorities",
            {"code": "E7", "name": "Seven", "type": "county", "closed_on": "2025-03-31"},
            {"opened_on": "2025-01-01", "closed_on": "2024-12-31", "successor_code": "E99"},
            ["closed_on", "code", "successor_code"],
        ),
        (
            "closures",
            {"authority_code": "E1", "day": "2024-04-05", "name": "x"},
            {"authority_code": "E1", "name": " "},
            ["day", "name"],
        ),
        ("outcomes", DONE, {"completed_on": "2024-02-19"}, ["completed_on", "recommendation_reference"]),
    ],
)
def test_a_row_that_comes_twice_shows_its_other_faults_too(
    store: Store, tmp_path: Path, table: str, right: dict[str, str], wrong: dict[str, str], columns: list[str]
) -> None:
    """And the row that it repeats shows none."""
    assert found(store, tmp_path, table, right, right | wrong) == [(2, column) for column in columns]
