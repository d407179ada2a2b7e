"""The published figures come out again from cases (rules S1 to S5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from compliance.demo.comparison import Compared, compare
from compliance.demo.published import FIGURES, PublishedRow, read_published
from compliance.demo.replay import History, make_history, write_tables
from compliance.domain.statistics import Rate
from compliance.runtime import open_installation
from compliance.usecases.import_folder import import_folder
from compliance.usecases.measure_compliance import measure_compliance

LONG_AFTER = datetime(2026, 11, 1, tzinfo=UTC)


def computed(history: History, rows: list[PublishedRow], url: str, folder: Path) -> list[Compared]:
    """Import a made history and compare what Amends measures with what was published."""
    write_tables(folder, history.tables)
    environ = {"AMENDS_HOME": str(folder), "AMENDS_DATABASE_URL": url}
    with open_installation(date(2026, 11, 2), environ=environ) as office:
        import_folder(
            office.store,
            office.rulebook,
            office.moment(),
            folder,
            history=True,
            dry_run=False,
            evidence_folder=office.settings.evidence_folder,
            address_fault=office.switchboard.fault,
            progress=None,
        )
        letters = {}
        with office.store.reading() as session:
            for ending in {row.year_ending for row in rows}:
                year = measure_compliance(session, office.rulebook, ending, LONG_AFTER)
                letters.update({(code, ending.isoformat()): year.letter_data(code) for code in year.bodies})
    return compare(rows, letters)


def test_every_published_row_comes_out_equal(migrated_url: str, tmp_path: Path) -> None:
    rows = read_published()
    compared = computed(make_history(rows), rows, migrated_url, tmp_path / "import")
    assert [(each.row.authority, each.published, each.counted) for each in compared if not each.equal] == []
    assert len(compared) == 24


@pytest.mark.parametrize(
    ("table", "find", "replace"),
    [
        ("decisions", "upheld", "not_upheld"),
        ("decisions", "yes", "no"),
        ("outcomes", "not_satisfied", "ceased"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_one_case_more_or_less_is_seen(table: str, find: str, replace: str, migrated_url: str, tmp_path: Path) -> None:
    rows = read_published()
    history = make_history(rows)
    cells = history.tables[table]
    # Only an upheld case has a satisfactory remedy.
    index = next(n for n, row in enumerate(cells) if find in row and (find == "yes" or "yes" not in row))
    cells[index] = tuple(replace if cell == find else cell for cell in cells[index])
    compared = computed(history, rows, migrated_url, tmp_path / "import")
    assert sum(not each.equal for each in compared) == 1


def test_a_wrong_rate_late_count_or_numerator_is_unequal() -> None:
    row = read_published()[0]
    data = {
        "upheld": {"rate": 62, "numerator": 18, "denominator": 29},
        "compliance": {"rate": 100, "numerator": 10, "denominator": 10, "late": 3},
        "satisfactory_remedy": {"rate": 11, "numerator": 2, "denominator": 18},
    }
    assert Compared(row, data).equal
    for part, key, value in (
        ("upheld", "rate", 63),
        ("compliance", "late", 2),
        ("satisfactory_remedy", "numerator", 1),
    ):
        assert not Compared(row, data | {part: data[part] | {key: value}}).equal
    without = data | {"upheld": {"rate": None, "numerator": 0, "denominator": 0}}
    assert Compared(row, without).counted[0] == "no rate 0/0"


def test_the_figures_are_the_published_ones_with_their_sources() -> None:
    rows = read_published()
    sutton = next(row for row in rows if row.code == "london-borough-of-sutton")
    assert (sutton.upheld, sutton.satisfactory) == (Rate(16, 20), Rate(2, 16))
    assert (sutton.upheld_percent, sutton.compliance_percent, sutton.satisfactory_percent) == (80, 100, 13)
    assert all(row.source.startswith("https://") for row in rows)
    assert FIGURES.read_text(encoding="utf-8").count("\n") == len(rows) + 1
