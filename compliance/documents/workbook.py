"""Workbooks (.xlsx, .ods) as rows of text, the way the same table would stand in a CSV file."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from compliance.domain.errors import WrongUse

SUFFIXES = frozenset({".xlsx", ".ods"})

Line = tuple[int, list[str]]


def read_workbook(path: Path) -> dict[str, list[Line]]:
    """The rows of every sheet as (row number as the sheet shows it, cells as text); empty sheets are left out.

    Raises WrongUse when the file is no workbook that can be read.
    """
    try:
        workbook = load_workbook(path)
        sheets = {name: _lines(workbook, name) for name in workbook.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise WrongUse(f"{path} is no workbook that can be read: {_first_line(error)}") from error
    return {name: lines for name, lines in sheets.items() if any(any(cells) for _, cells in lines)}


def as_text(value: object) -> str:
    """A cell as text: dates in ISO 8601, whole numbers without ".0", everything else as it is shown."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _lines(workbook: CalamineWorkbook, name: str) -> list[Line]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [(number, [as_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
