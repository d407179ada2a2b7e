"""Of rows with one reference the first says what is so: the second hides no fault of other rows, and makes none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.store.engine import Store
from tests.usecases.exchange_folders import HEADERS, good
from tests.usecases.test_import_faults import DONE, R4, faults, written

Rows = list[tuple[str, dict[str, str]]]
D9 = {"reference": "D9", "authority_code": "E3", "decided_on": "2024-02-20", "outcome": "upheld"}
E7 = {"code": "E7", "name": "Seven", "type": "county"}
DATED = R4 | {"decision_reference": "D9", "period": ""}
R5 = R4 | {"reference": "R5"}
WAITS = {"period": "", "waits_on": "R5"}

# (the rows that are added, where the rows that repeat one are among them, and the other faults as table and column)
CASES: list[tuple[Rows, Rows, list[tuple[str, str]]]] = [
    (
        [("decisions", D9), ("recommendations", DATED | {"due_on": "2024-02-10"})],
        [("decisions", D9 | {"decided_on": "2024-02-01"})],
        [("recommendations", "due_on")],
    ),
    (
        [("decisions", D9), ("recommendations", DATED | {"due_on": "2024-02-10"})],
        [("decisions", D9 | {"decided_on": "soon"})],
        [("decisions", "decided_on"), ("recommendations", "due_on")],
    ),
    (
        [("decisions", D9 | {"decided_on": "2024-02-01"}), ("recommendations", DATED | {"due_on": "2024-02-15"})],
        [("decisions", D9 | {"decided_on": "2024-02-28"})],
        [],
    ),
    (
        [("decisions", D9 | {"decided_on": "soon"}), ("recommendations", DATED | {"due_on": "2024-02-10"})],
        [("decisions", D9)],
        [("decisions", "decided_on")],
    ),
    (
        [("decisions", D9), ("recommendations", R4 | WAITS), ("recommendations", R5 | {"decision_reference": "D9"})],
        [("decisions", D9 | {"authority_code": "E1"})],
        [],
    ),
    (
        [
            ("decisions", D9 | {"authority_code": "E1"}),
            ("recommendations", R4 | WAITS),
            ("recommendations", R5 | {"decision_reference": "D9"}),
        ],
        [("decisions", D9)],
        [("recommendations", "waits_on")],
    ),
    (
        [("authorities", E7), ("decisions", D9 | {"authority_code": "E7"})],
        [("authorities", E7 | {"closed_on": "2024-01-01"})],
        [],
    ),
    (
        [("authorities", E7 | {"closed_on": "2024-01-01"}), ("decisions", D9 | {"authority_code": "E7"})],
        [("authorities", E7)],
        [("decisions", "authority_code")],
    ),
    (
        [("authorities", E7), ("authorities", E7 | {"code": "E8", "successor_code": "E7"})],
        [("authorities", E7 | {"successor_code": "E8"})],
        [("authorities", "successor_code")],
    ),
    (
        [("authorities", E7 | {"successor_code": "E8"}), ("authorities", E7 | {"code": "E8", "successor_code": "E7"})],
        [("authorities", E7 | {"successor_code": "E3"})],
        [("authorities", "successor_code"), ("authorities", "successor_code")],
    ),
    (
        [
            ("recommendations", R4 | WAITS),
            ("recommendations", R5),
            ("outcomes", DONE | {"recommendation_reference": "R5"}),
        ],
        [("outcomes", DONE | {"recommendation_reference": "R5", "outcome": "maybe"})],
        [("outcomes", "outcome")],
    ),
]
KEYS = {"decisions": "reference", "authorities": "code", "outcomes": "recommendation_reference"}


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("rows", "again", "others"), CASES)
def test_the_first_row_says_what_is_so(
    store: Store, tmp_path: Path, rows: Rows, again: Rows, others: list[tuple[str, str]]
) -> None:
    """The row that repeats it is a fault, and has its own; those of other rows are as they are without it."""
    tables = good()
    for table, row in [*rows, *again]:
        tables[table].append(row)
    expected = sorted([*others, *((table, KEYS[table]) for table, _ in again)])
    found = faults(store, written(tmp_path, tables), tmp_path)
    assert sorted((each.file.removesuffix(".csv"), each.column) for each in found) == expected


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_of_a_row_with_a_cell_too_many_nothing_but_its_reference_is_known(store: Store, tmp_path: Path) -> None:
    """A comma in the subject moves the day it was received to where the day of the decision stands."""
    tables = good()
    tables["recommendations"].append(DATED | {"due_on": "2024-02-10"})
    folder = written(tmp_path, tables)
    late = {"subject": "Housing, repairs", "received_on": "2024-02-15", "decided_on": "2024-01-20"}
    line = ",".join((D9 | late).get(column, "") for column in HEADERS["decisions"])
    with (folder / "decisions.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\r\n")
    found = faults(store, folder, tmp_path)
    assert [(each.file, each.column[:5]) for each in found] == [("decisions.csv", "(cell")]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_row_that_stands_twice_is_told_by_all_that_makes_it_one(store: Store, tmp_path: Path) -> None:
    tables = good()
    closed = {"authority_code": "E3", "day": "2024-12-27", "name": "Closed"}
    tables["contacts"].append(tables["contacts"][0])
    tables["closures"] = [closed, closed]
    tables["decisions"].append(tables["decisions"][1])
    assert [(each.file, each.expected) for each in faults(store, written(tmp_path, tables), tmp_path)] == [
        ("closures.csv", "authority_code and day together that no other row has: row 2 has them"),
        ("contacts.csv", "authority_code, role and address together that no other row has: row 2 has them"),
        ("decisions.csv", "a reference that no other row has: row 3 has it"),
    ]
