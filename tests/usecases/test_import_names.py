"""Names are one line: they stand in letters, and two that differ by blanks alone are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from compliance.domain.errors import MalformedImport
from compliance.store.engine import Store
from compliance.usecases.import_plan import Count
from tests.usecases.exchange_folders import Tables, good, held, take_in, write_folder

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def named(authority: str, contact: str, closure: str) -> Tables:
    tables = good()
    tables["authorities"][0]["name"] = authority
    tables["contacts"][0]["name"] = contact
    tables["closures"] = [{"authority_code": "E1", "day": "2024-12-27", "name": closure}]
    return tables


ONE_LINE = ("West shire", "Zed Bcc: x@y.example", "Winter break")
LINES = ("West\nshire", " Zed\r\nBcc: x@y.example ", "Winter \N{LINE SEPARATOR} break")


def names(store: Store) -> tuple[str, ...]:
    """The names of the first authority, contact and closing day."""
    with store.reading() as session:
        statements = [f"SELECT name FROM {table} WHERE id = 1" for table in ("authority", "contact", "closure_day")]
        return tuple(str(session.execute(text(each)).scalar_one()) for each in statements)


def test_a_name_is_written_on_one_line(store: Store, tmp_path: Path) -> None:
    take_in(store, write_folder(tmp_path / "lines", named("West\n\ashire", *LINES[1:])), tmp_path / "kept")
    assert names(store) == ONE_LINE


@pytest.mark.parametrize("stored", [ONE_LINE, LINES], ids=["one line", "lines of an older version"])
def test_what_differs_by_blanks_alone_changes_nothing(store: Store, tmp_path: Path, stored: tuple[str, ...]) -> None:
    take_in(store, write_folder(tmp_path / "first", named(*ONE_LINE)), tmp_path / "kept")
    with store.writing() as session:
        for table, name in zip(("authority", "contact", "closure_day"), stored, strict=True):
            session.execute(text(f"UPDATE {table} SET name = :name WHERE id = 1"), {"name": name})
    before = held(store)
    report = take_in(store, write_folder(tmp_path / "lines", named(*LINES)), tmp_path / "kept")
    assert (report.changes, report.counts["contacts"], report.counts["closures"]) == (
        [],
        Count(unchanged=2),
        Count(unchanged=1),
    )
    assert held(store) == before


def test_a_name_of_control_characters_alone_is_none(store: Store, tmp_path: Path) -> None:
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "bell", named("\a", "\b", " \x7f")), tmp_path / "kept")
    named_by = {(each.file, each.column) for each in caught.value.faults}
    assert named_by == {("authorities.csv", "name"), ("closures.csv", "name")}
