"""Imports refused as a whole: what has not happened yet, circles of successors, files that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.errors import MalformedImport
from compliance.store.engine import Store
from compliance.store.migrate import upgrade
from compliance.usecases.measure_compliance import measure_compliance
from tests.usecases.exchange_folders import RULEBOOK, good, moment, take_in
from tests.usecases.test_import_faults import faults, written


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new SQLite store: what is refused here is refused before any database is asked."""
    opened = Store(f"sqlite:///{tmp_path}/amends.db")
    upgrade(opened)
    yield opened
    opened.close()


def test_what_has_not_happened_yet_is_refused(store: Store, tmp_path: Path) -> None:
    """A date after the day of the import in an extension, evidence or an outcome would silence reminders.

    Nothing is logged to a decision that is still to come either (L1).
    """
    folder = written(tmp_path, good())
    with pytest.raises(MalformedImport) as caught:
        take_in(store, folder, tmp_path / "kept", today=date(2024, 1, 31))
    late = {(fault.file, fault.column) for fault in caught.value.faults}
    assert late == {
        ("decisions.csv", "decided_on"),
        ("extensions.csv", "agreed_on"),
        ("evidence.csv", "received_on"),
        ("outcomes.csv", "recorded_on"),
    }


def test_successors_that_go_round_are_refused(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["authorities"][2] |= {"closed_on": "2024-03-31", "successor_code": "E2"}
    columns = [(fault.file, fault.row, fault.column) for fault in faults(store, written(tmp_path, tables), tmp_path)]
    assert ("authorities.csv", 3, "successor_code") in columns
    assert ("authorities.csv", 4, "successor_code") in columns


def test_an_authority_is_not_closed_before_its_last_stored_decision(store: Store, tmp_path: Path) -> None:
    take_in(store, written(tmp_path / "first", good()), tmp_path / "kept")
    tables = good()
    tables["authorities"][0] |= {"closed_on": "2024-01-30"}
    found = faults(store, written(tmp_path / "second", tables), tmp_path)
    assert [(fault.file, fault.row, fault.column) for fault in found if fault.column == "closed_on"] == [
        ("authorities.csv", 2, "closed_on")
    ]


def test_a_file_that_cannot_be_read_is_the_only_fault(store: Store, tmp_path: Path) -> None:
    """Its references would all be called unknown, and the one real fault would be buried."""
    folder = written(tmp_path, good())
    (folder / "decisions.csv").write_bytes("reference\n".encode("utf-16"))
    assert {fault.file for fault in faults(store, folder, tmp_path)} == {"decisions.csv"}


def test_a_very_long_cell_is_a_fault_of_its_row(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"][0]["action"] = "a" * 200_000
    (fault,) = faults(store, written(tmp_path, tables), tmp_path)
    assert (fault.row, fault.column, fault.expected) == (2, "action", "at most 5,000 characters, not 200,000")


@pytest.mark.parametrize("outcome", ["not_upheld", "advice_given"])
def test_a_satisfactory_remedy_of_what_was_not_upheld_is_taken_and_counts_nowhere(
    store: Store, tmp_path: Path, outcome: str
) -> None:
    """Older offices have stored it so: what is exported comes back (L1, S)."""
    tables = good()
    tables["decisions"][2] |= {"outcome": outcome, "satisfactory_remedy": "yes"}
    take_in(store, written(tmp_path, tables), tmp_path / "kept")
    with store.reading() as session:
        figures = measure_compliance(session, RULEBOOK, date(2023, 3, 31), moment().now)
    data: Any = figures.letter_data(tables["decisions"][2]["authority_code"])
    assert data["satisfactory_remedy"]["numerator"] == 0
