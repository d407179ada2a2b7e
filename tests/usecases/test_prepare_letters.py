"""Letter data as files: the same day gives the same bytes, and what anybody reads is whole."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.letters import CSV_COLUMNS
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.prepare_letters import (
    Prepared,
    csv_text,
    end_of_day,
    last_year_end,
    letter_data,
    letter_rows,
    prepare_letters,
)
from tests.support.world import World

ENDING = date(2025, 3, 31)


def prepare(office: World, exports: Path, ending: date = ENDING) -> Prepared:
    with office.store.reading() as session:
        return prepare_letters(session, office.rulebook, ending, end_of_day(office.rulebook, office.today), exports)


def test_a_file_an_authority_and_one_csv_of_all(office: World, tmp_path: Path) -> None:
    prepared = prepare(office, tmp_path)
    assert prepared.folder == tmp_path / "letters-2025-03-31"
    assert {path.name for path in prepared.folder.iterdir()} == {"E1.json", "letter-data.csv"}
    assert prepared.codes == ("E1",)
    data = json.loads((prepared.folder / "E1.json").read_text(encoding="utf-8"))
    assert data["upheld"] == {"rate": 100, "numerator": 1, "denominator": 1, "similar_average": 100}
    assert data["as_at"] == "2024-04-02T23:59:59.999999+01:00"
    (row,) = csv.DictReader(io.StringIO((prepared.folder / "letter-data.csv").read_text(encoding="utf-8")))
    assert tuple(row) == CSV_COLUMNS
    assert (row["authority_code"], row["upheld_rate"], row["compliance_rate"]) == ("E1", "100", "")


def test_a_second_run_on_the_day_touches_nothing(office: World, tmp_path: Path) -> None:
    folder = prepare(office, tmp_path).folder
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert prepare(office, tmp_path).changed == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_what_changed_is_written_anew(office: World, tmp_path: Path) -> None:
    prepare(office, tmp_path)
    office.decision("23 002", "E1")
    assert prepare(office, tmp_path).changed == 2


def test_a_code_is_never_a_path(office: World, tmp_path: Path) -> None:
    office.authority("../E2")
    prepared = prepare(office, tmp_path / "exports")
    assert prepared.codes == ("../E2", "E1")
    assert {path.name for path in prepared.folder.iterdir()} == {"..%2FE2.json", "E1.json", "letter-data.csv"}


def test_one_authority_or_none(office: World) -> None:
    with office.store.reading() as session:
        figures = measure_compliance(session, office.rulebook, ENDING, office.moment.now)
    assert [each["upheld"] for each in letter_data(figures, "E1")] == [letter_data(figures)[0]["upheld"]]
    with pytest.raises(NotFound, match="no authority 'E9' in the year ending 2025-03-31"):
        letter_rows(figures, "E9")
    assert csv_text([]).split(",")[0] == "authority_code"


def test_a_day_that_is_no_year_end_is_refused(office: World, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no year end"):
        prepare(office, tmp_path, date(2025, 4, 1))


@pytest.mark.parametrize(
    ("today", "ending"),
    [("2025-03-31", "2024-03-31"), ("2025-04-01", "2025-03-31"), ("2025-12-31", "2025-03-31")],
)
def test_the_newest_year_that_is_over(office: World, today: str, ending: str) -> None:
    assert last_year_end(office.rulebook, date.fromisoformat(today)) == date.fromisoformat(ending)
