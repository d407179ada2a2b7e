"""Workbooks (.xlsx, .ods) as rows of text, the way the same table would stand in a CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from compliance.documents.formulas import Place, unsolved
from compliance.domain.errors import WrongUse

SUFFIXES = frozenset({".xlsx", ".ods"})

Line = tuple[int, list[str]]
MOST_DIGITS = 15
TOO_LONG = f"a cell of text: type it as text, for of a number only the first {MOST_DIGITS} digits are kept"
UNSOLVED = "a value: this formula was never worked out, so open the workbook in a spreadsheet program and save it"


class NotTyped(str):
    """A cell that does not hold what somebody typed; `expected` says what it should be."""

    expected: str

    @classmethod
    def of(cls, text: str, expected: str) -> NotTyped:
        """A cell that shows this text."""
        made = cls(text)
        made.expected = expected
        return made


def read_workbook(path: Path) -> dict[str, list[Line]]:
    """The rows of every sheet as (row number as the sheet shows it, cells as text); empty sheets are left out.

    Raises WrongUse when the file is no workbook that can be read.
    """
    try:
        workbook = load_workbook(path)
        formulas = unsolved(path)
        sheets = {name: _lines(workbook, name, formulas.get(name, {})) for name in workbook.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise WrongUse(f"{path} is no workbook that can be read: {_first_line(error)}") from error
    return {name: lines for name, lines in sheets.items() if any(any(cells) for _, cells in lines)}


def as_text(value: object) -> str:
    """A cell as text: dates in ISO 8601, whole numbers without ".0", everything else as it is shown.

    Of a longer number than spreadsheets keep the last digits are invented.
    """
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
        return text if abs(value) < 10**MOST_DIGITS else NotTyped.of(text, TOO_LONG)
    return str(value)


def _lines(workbook: CalamineWorkbook, name: str, formulas: Mapping[Place, str]) -> list[Line]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    lines = {number: [as_text(cell) for cell in row] for number, row in enumerate(rows, start=1)}
    width = len(lines[1]) if lines else 0
    for (row, column), formula in formulas.items():
        cells = lines.setdefault(row, [""] * width)
        if column <= width:
            cells[column - 1] = NotTyped.of(formula, UNSOLVED)
    return sorted(lines.items())


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
