"""Sums of a remedy: logged, counted to date, and in no mail about a person (K)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.errors import MalformedImport
from compliance.domain.recommendations import Kind
from compliance.domain.sums import parse_sum
from compliance.store import sums
from compliance.usecases.explain import explain
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_plan import Count
from tests.support.world import World
from tests.usecases.exchange_folders import RULEBOOK, good, take_in, write_folder

REC = "23 001-1"
GROWING = parse_sum("50 per month from 2024-03-01 until 2024-12-01")
SUMS = (parse_sum("150.10"), GROWING)


def shown(office: World, today: date) -> Any:
    with office.store.reading() as session:
        return explain(session, office.rulebook, replace(office.moment, today=today), REC)["sums"]


def test_a_growing_sum_stops_on_the_day_it_was_completed(office: World) -> None:
    office.log(REC, sums=SUMS)
    fixed = {"amount": "150.10", "per": None, "from": None, "until": None}
    growing = {"amount": "50.00", "per": "month", "from": "2024-03-01", "until": "2024-12-01"}
    said = "£50 a month from 1 March 2024 until 1 December 2024"
    assert shown(office, date(2024, 6, 15)) == [
        fixed | {"to_date": "150.10", "as_of": "2024-06-15", "words": "£150.10"},
        growing | {"to_date": "150.00", "as_of": "2024-06-15", "words": f"{said}: £150 by 15 June 2024"},
    ]
    office.today = date(2024, 8, 1)
    office.end(REC, completed_on=date(2024, 7, 1))
    by_then = {"to_date": "200.00", "as_of": "2024-07-01", "words": f"{said}: £200 by 1 July 2024"}
    assert shown(office, date(2025, 1, 1))[1] == growing | by_then
    with office.store.reading() as session:
        stored = sums.of_recommendations(session, [1])[1]
        logged: Any = explain(session, office.rulebook, office.moment, REC)["events"]
    assert stored == list(SUMS)
    assert stored[0].amount == Decimal("150.10")
    assert logged[0]["payload"]["sums"] == ["150.10", "50.00 per month from 2024-03-01 until 2024-12-01"]


@pytest.mark.parametrize(("kind", "named"), [(Kind.PERSONAL_REMEDY, False), (Kind.SERVICE_IMPROVEMENT, True)])
def test_sums_of_a_person_are_in_no_mail(office: World, kind: Kind, named: bool) -> None:
    office.log(REC, kind=kind, sums=SUMS)
    office.run()
    (letter,) = office.postbox.letters
    said = "£50 a month from 1 March 2024 until 1 December 2024: £50 by 2 April 2024"
    assert (said in " ".join(letter.text.split())) is named
    assert (said in letter.html) is named
    assert ("150.10" in letter.text + letter.html) is named


def test_sums_go_in_and_come_back_in_the_same_words(world: World, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"][0]["sums"] = "£1,150 ; 50 per month from 2024-03-01"
    take_in(world.store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    export_folder(world.store, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    assert "1150.00; 50.00 per month from 2024-03-01" in (tmp_path / "out" / "recommendations.csv").read_text()
    for folder in ("in", "out"):
        report = take_in(world.store, tmp_path / folder, tmp_path / "kept")
        assert report.counts["recommendations"] == Count(unchanged=3)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("150; 50 per fortnight from 2024-03-01", "a sum such as '150', '150.50' or '50 per month from"),
        ("150", "'12.00', as it is stored: an import does not rewrite"),
    ],
)
def test_a_bad_or_rewritten_sum_is_a_fault(world: World, tmp_path: Path, cell: str, expected: str) -> None:
    tables = good()
    tables["recommendations"][0]["sums"] = "12"
    take_in(world.store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    tables["recommendations"][0]["sums"] = cell
    with pytest.raises(MalformedImport) as caught:
        take_in(world.store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("recommendations.csv", 2, "sums", cell)
    assert fault.expected.startswith(expected)
