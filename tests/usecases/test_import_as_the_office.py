"""What the office refuses to record is a fault of its row in an import, in the preview and for history too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.errors import MalformedImport
from compliance.domain.recommendations import Response
from compliance.store.engine import Store
from compliance.usecases.record_answer import record_answer
from tests.usecases.exchange_folders import Tables, good, moment, take_in, write_folder
from tests.usecases.test_import_faults import R4, SENT, UNDONE

TODAY = date(2024, 4, 20)
CEASED = UNDONE | {"outcome": "ceased"}


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def found(store: Store, tmp_path: Path, tables: Tables, **how: bool) -> list[tuple[str, int, str, str]]:
    """The faults of an import as file, row, column and what was expected."""
    source = write_folder(tmp_path / "more", tables)
    (source / "empty.pdf").write_bytes(b"")
    with pytest.raises(MalformedImport) as caught:
        take_in(store, source, tmp_path / "kept", today=TODAY, **how)
    return [(each.file, each.row, each.column, each.expected) for each in caught.value.faults]


@pytest.mark.parametrize("how", [{}, {"dry_run": True}, {"history": True}], ids=["import", "preview", "history"])
@pytest.mark.parametrize("on_record", [False, True], ids=["new", "on record"])
def test_what_was_refused_has_not_ceased(store: Store, tmp_path: Path, how: dict[str, bool], on_record: bool) -> None:
    """E3, L6: closed, it counts as not satisfied."""
    tables = good()
    tables["recommendations"][1]["response"] = "refused"
    if on_record:
        take_in(store, write_folder(tmp_path / "first", tables), tmp_path / "kept", today=TODAY)
        del tables["recommendations"][1]
    tables["outcomes"].append(CEASED)
    said = "not_satisfied, because the authority refused this recommendation"
    assert found(store, tmp_path, tables, **how) == [("outcomes.csv", 3, "outcome", said)]
    tables["outcomes"][1] = UNDONE
    take_in(store, write_folder(tmp_path / "put right", tables), tmp_path / "kept", today=TODAY, **how)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_that_is_told_beside_other_faults(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"][1] |= {"response": "refused", "categories": "Flowers"}
    tables["outcomes"].append(CEASED)
    assert {each[2] for each in found(store, tmp_path, tables)} == {"categories", "outcome"}


def test_what_was_refused_since_the_folder_was_written_has_not_ceased(store: Store, tmp_path: Path) -> None:
    """The answer on record counts: the folder knows of none."""
    take_in(store, write_folder(tmp_path / "first", good()), tmp_path / "kept")
    with store.writing() as session:
        record_answer(session, moment(TODAY), "R2", Response.REFUSED, "no money")
    tables = good()
    tables["outcomes"].append(CEASED)
    assert [each[:3] for each in found(store, tmp_path, tables)] == [("outcomes.csv", 3, "outcome")]


@pytest.mark.parametrize("how", [{}, {"dry_run": True}, {"history": True}], ids=["import", "preview", "history"])
@pytest.mark.parametrize("reference", ["R2", "R4"])
def test_an_empty_file_is_no_evidence(store: Store, tmp_path: Path, how: dict[str, bool], reference: str) -> None:
    """E1, R4: neither of a stored recommendation nor of a new one."""
    take_in(store, write_folder(tmp_path / "first", good()), tmp_path / "kept")
    tables = good()
    tables["recommendations"].append(R4)
    tables["evidence"].append(SENT | {"recommendation_reference": reference, "file": "empty.pdf"})
    said = "one that says something, and 'empty.pdf' is empty: ask for it again"
    assert found(store, tmp_path, tables, **how) == [("evidence.csv", 4, "file", said)]
