"""What went wrong, in one line a person can act on."""

from __future__ import annotations

import pytest

from compliance.domain.errors import (
    AmendsError,
    Fault,
    MalformedImport,
    NotFound,
    NotReady,
    Refused,
    RulebookError,
    WrongUse,
)


def test_a_fault_says_where_what_and_what_was_expected() -> None:
    fault = Fault("recommendations.csv", 7, "period", "1 fortnight", "a period")
    assert str(fault) == "recommendations.csv, row 7, column period: '1 fortnight' - expected a period"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x" * 60, "'" + "x" * 60 + "'"),
        ("x" * 61, "'" + "x" * 57 + "...'"),
        ("a\nb", r"'a\nb'"),
        ("", "''"),
        ("🦊", "'🦊'"),
    ],
)
def test_a_fault_is_one_short_line_whatever_the_cell_holds(value: str, expected: str) -> None:
    line = str(Fault("a.csv", 2, "name", value, "a name"))
    assert line == f"a.csv, row 2, column name: {expected} - expected a name"


def test_an_import_reports_its_faults_in_the_order_of_files_and_rows() -> None:
    late, early = Fault("b.csv", 2, "x", "", ""), Fault("a.csv", 10, "x", "", "")
    first = Fault("a.csv", 9, "y", "", "")
    error = MalformedImport([late, early, first])
    assert error.faults == (first, early, late)
    assert str(error) == "3 faults found, nothing was written"
    assert str(MalformedImport([late])) == "1 fault found, nothing was written"


def test_a_fault_of_the_rulebook_says_file_and_line() -> None:
    assert str(RulebookError("ladder.yaml", "unknown key 'ofset'", 12)) == "ladder.yaml, line 12: unknown key 'ofset'"
    assert str(RulebookError("ladder.yaml", "is missing")) == "ladder.yaml: is missing"


@pytest.mark.parametrize(
    ("error", "parent"),
    [(NotFound, Refused), (NotReady, WrongUse), (RulebookError, WrongUse), (MalformedImport, AmendsError)],
)
def test_every_error_is_refused_or_wrong_use_or_its_own(error: type[AmendsError], parent: type[AmendsError]) -> None:
    assert issubclass(error, parent)
    assert not issubclass(Refused, WrongUse)
    assert not issubclass(WrongUse, Refused)
