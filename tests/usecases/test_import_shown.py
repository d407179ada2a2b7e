"""What is shown of an import before it is confirmed: what becomes of stored recommendations, and every new row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.store import cases
from compliance.store.engine import Store
from tests.usecases.exchange_folders import Tables, good, having_taken_in, take_in, write_folder

LATER = date(2024, 4, 8)
OUTCOME = ("outcome", "completed_on", "recorded_on", "recorded_by", "approved_by")
SILENT = dict.fromkeys(("agreed_by", "evidence", "received_on", "submitted_by", *OUTCOME), "")
R1 = SILENT | {"reference": "R1", "due_was": "2024-03-15", "due_on": "2024-03-15"}
WAITING = {"reference": "R4", "decision_reference": "19 012 345", "kind": "service_improvement", "action": "Train"}
EXTENSION = {"recommendation_reference": "R1", "agreed_on": "2024-03-10", "reason": "flood", "agreed_by": "Mary"}
SENT = {"recommendation_reference": "R1", "submitted_by": "Eastshire", "note": "a copy"}
CEASED = {"outcome": "ceased", "reason": "no use", "recorded_by": "Ann", "approved_by": "Bo"}
DONE = {"outcome": "satisfied", "completed_on": "2024-03-14", "recorded_by": "Ann"}


@pytest.fixture
def store(migrated_url: str, tmp_path: Path) -> Iterator[Store]:
    """An office with the good folder, and one recommendation more that waits on the first."""
    with having_taken_in(migrated_url, tmp_path, stored()) as opened:
        yield opened


def stored() -> Tables:
    tables = good()
    tables["recommendations"].append(WAITING | {"waits_on": "R1", "period": "1 month"})
    return tables


def due(store: Store) -> dict[str, str]:
    with store.reading() as session:
        return {row.reference: str(row.due_on or "") for row in cases.recommendations(session)}


ENDED = {"recommendation_reference": "R1", "recorded_on": "2024-04-05"}
ADDED: dict[str, tuple[dict[str, list[dict[str, str]]], list[dict[str, str]]]] = {
    "nothing": ({}, []),
    "more time": (
        {"extensions": [EXTENSION | {"new_due_on": day} for day in ("2024-03-20", "2024-06-28")]},
        [R1 | {"due_on": "2024-06-28", "agreed_by": "Mary"}],
    ),
    "evidence": (
        {"evidence": [SENT | {"received_on": day} for day in ("2024-03-12", "2024-03-11")]},
        [R1 | {"evidence": "2", "received_on": "2024-03-12", "submitted_by": "Eastshire"}],
    ),
    "an outcome": (
        {"outcomes": [ENDED | CEASED]},
        [R1 | {"outcome": "ceased", "recorded_on": "2024-04-05", "recorded_by": "Ann", "approved_by": "Bo"}],
    ),
    "a date for another": (
        {"outcomes": [ENDED | DONE]},
        [
            R1 | DONE | {"recorded_on": "2024-04-05"},
            SILENT | {"reference": "R4", "due_was": "", "due_on": "2024-04-14"},
        ],
    ),
    "a date and evidence": (
        {
            "outcomes": [ENDED | DONE],
            "evidence": [SENT | {"recommendation_reference": "R4", "received_on": "2024-04-02"}],
        },
        [
            R1 | DONE | {"recorded_on": "2024-04-05"},
            SILENT
            | {"reference": "R4", "due_was": "", "due_on": "2024-04-14", "evidence": "1"}
            | {"received_on": "2024-04-02", "submitted_by": "Eastshire"},
        ],
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_what_becomes_of_stored_recommendations_is_shown_as_it_is_written(
    store: Store, tmp_path: Path, case: str
) -> None:
    more, wanted = ADDED[case]
    tables, before = stored(), due(store)
    for table, rows in more.items():
        tables[table] += rows
    folder = write_folder(tmp_path / "more", tables)
    rehearsed = take_in(store, folder, tmp_path / "kept", today=LATER, dry_run=True)
    assert sorted(rehearsed.added, key=lambda row: row["reference"]) == wanted
    assert due(store) == before
    assert take_in(store, folder, tmp_path / "kept", today=LATER).added == rehearsed.added
    shown = {row["reference"]: row["due_on"] for row in rehearsed.added}
    assert due(store) == before | shown
    assert take_in(store, folder, tmp_path / "kept", today=LATER).added == []


def test_new_closing_days_are_among_what_is_shown(store: Store, tmp_path: Path) -> None:
    tables = stored()
    tables["authorities"].append({"code": "E9", "name": "Nine", "type": "county"})
    tables["closures"] = [{"authority_code": "E9", "day": "2024-12-27", "name": "Closed"}]
    report = take_in(store, write_folder(tmp_path / "more", tables), tmp_path / "kept", dry_run=True)
    assert report.first["closures"] == [{"authority_code": "E9", "day": "2024-12-27", "name": "Closed"}]


def more_new(**last: Any) -> Tables:
    """The stored folder with more new decisions and recommendations than are shown, the last of them like this."""
    tables = stored()
    decision = {"authority_code": "E3", "decided_on": "2024-02-20", "outcome": "upheld"}
    rows = [WAITING | {"reference": f"N{n}", "decision_reference": "N", "period": "1 month"} for n in range(8)]
    tables["decisions"].append(decision | {"reference": "N"})
    tables["recommendations"] += [*rows[:-1], rows[-1] | last]
    return tables


def test_the_mark_is_another_where_a_row_differs_that_is_not_among_the_first(store: Store, tmp_path: Path) -> None:
    folders = {"same": {}, "again": {}, "period": {"period": "2 months"}, "name": {"reference": "N99"}}
    marks = {
        name: take_in(store, write_folder(tmp_path / name, more_new(**last)), tmp_path / "kept", dry_run=True).mark
        for name, last in folders.items()
    }
    assert marks["same"] == marks["again"]
    assert len(set(marks.values())) == 3
