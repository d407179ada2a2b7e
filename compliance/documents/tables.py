"""The exchange tables as raw text: from a folder of CSV files, or from one workbook with a sheet for each.

What is wrong is collected as faults with file, row and column; only what leaves nothing to read is raised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from compliance.documents.csv_files import Line, read_csv
from compliance.documents.exchange import TABLES, TableSpec
from compliance.documents.workbook import SUFFIXES, NotTyped, read_workbook
from compliance.domain.errors import Fault, WrongUse

HEADER = "(header)"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as a person sees it, its cells by column.

    `faulty` names the columns whose text cannot be kept; a row with too many or too few cells is not `whole`.
    """

    number: int
    cells: Mapping[str, str]
    faulty: frozenset[str] = frozenset()
    whole: bool = True


@dataclass(frozen=True)
class RawTable:
    """A table as read: `file` is what faults call it, `columns` those of the header that are known."""

    spec: TableSpec
    file: str
    columns: tuple[str, ...] = ()
    rows: Sequence[RawRow] = ()


@dataclass(frozen=True)
class RawTables:
    """All tables of a source by name, those that are not there empty; `folder` is what evidence paths start from."""

    folder: Path
    tables: Mapping[str, RawTable]
    faults: list[Fault] = field(default_factory=list)


def read_tables(source: Path) -> RawTables:
    """Read a folder of CSV files or one .xlsx or .ods workbook.

    Raises WrongUse, in one line, when `source` is neither, or when a required table is not in it.
    """
    faults: list[Fault] = []
    if source.is_dir():
        folder, found = source, _read_folder(source, faults)
    elif source.is_file() and source.suffix.lower() in SUFFIXES:
        folder, found = source.parent, _read_sheets(source, faults)
    else:
        raise WrongUse(f"{source} is neither a folder of CSV files nor a workbook (.xlsx or .ods)")
    tables = {
        spec.name: _shape(spec, *found[spec.name], faults) if spec.name in found else RawTable(spec, spec.file_name)
        for spec in TABLES
    }
    return RawTables(folder, tables, faults)


def _read_folder(folder: Path, faults: list[Fault]) -> dict[str, tuple[str, list[Line]]]:
    names = sorted(
        path.name for path in folder.iterdir() if path.suffix.lower() == ".csv" and not path.name.startswith(".")
    )
    known = {spec.file_name: spec for spec in TABLES}
    unknown = [name for name in names if name not in known]
    _require(folder, [spec.file_name for spec in TABLES if spec.required and spec.file_name not in names], unknown)
    faults += [Fault(name, 1, HEADER, name, f"a file called {_choice(name, list(known))}") for name in unknown]
    return {known[name].name: (name, read_csv(folder / name, faults)) for name in names if name in known}


def _read_sheets(path: Path, faults: list[Fault]) -> dict[str, tuple[str, list[Line]]]:
    sheets = read_workbook(path)
    known = [spec.name for spec in TABLES]
    unknown = [name for name in sheets if name not in known]
    missing = [spec.name for spec in TABLES if spec.required and spec.name not in sheets]
    _require(path, [f"sheet {name}" for name in missing], unknown)
    faults += [Fault(path.name, 1, HEADER, name, f"a sheet called {_choice(name, known)}") for name in unknown]
    return {name: (f"{path.name}, sheet {name}", lines) for name, lines in sheets.items() if name in known}


def _require(source: Path, missing: Sequence[str], unknown: Sequence[str]) -> None:
    if missing:
        instead = f"; it has {', '.join(unknown)}, which is none of the known names" if unknown else ""
        raise WrongUse(f"{source} has no {' and no '.join(missing)}{instead}")


def _shape(spec: TableSpec, file: str, lines: Sequence[Line], faults: list[Fault]) -> RawTable:
    """Give the cells of each line their column's name; rows of blank cells only are passed over."""
    filled = [line for line in lines if any(cell and not cell.isspace() for cell in line[1])]
    if not filled:
        if not any(fault.file == file for fault in faults):
            faults.append(Fault(file, 1, HEADER, "", f"a header row: {','.join(spec.columns)}"))
        return RawTable(spec, file)
    (number, first), *others = filled
    header = [cell.strip() for cell in first]
    while not header[-1]:
        header.pop()
    _check_header(spec, file, number, header, faults)
    rows = [_row(file, line, header, len(first), faults) for line in others]
    return RawTable(spec, file, tuple(name for name in header if name in spec.columns), rows)


def _check_header(spec: TableSpec, file: str, number: int, header: Sequence[str], faults: list[Fault]) -> None:
    def fault(column: str, value: str, expected: str) -> None:
        faults.append(Fault(file, number, column, value, expected))

    for position, name in enumerate(header):
        if name in header[:position]:
            fault(name, name, "each column once")
        elif name not in spec.columns:
            fault(_shown(name) or HEADER, _shown(name), f"a column called {_choice(name, spec.columns)}")
    for name in spec.needed:
        if name not in header:
            fault(name, "", f"the column {name}, which every {spec.name} table has")
    if spec.either and not any(name in header for name in spec.either):
        fault(spec.either[0], "", f"the column {' or '.join(spec.either)}")


def _row(file: str, line: Line, header: Sequence[str], width: int, faults: list[Fault]) -> RawRow:
    """One row by column; `width` is the header's with unnamed cells at its end, which then are blank in each row."""
    number, cells = line
    count = len(header)
    named = dict(zip(header, cells, strict=False))
    faulty = _faulty(file, number, named, faults)
    if len(cells) in {count, width} and not any(cell.strip() for cell in cells[count:]):
        return RawRow(number, named, faulty)
    expected = f"{count} cells as in the header, not {len(cells)}"
    if len(cells) < count:
        faults.append(Fault(file, number, header[len(cells)], "", expected))
    else:
        faults.append(Fault(file, number, f"(cell {count + 1})", _shown(cells[count]), expected))
    return RawRow(number, named, faulty, whole=False)


def _faulty(file: str, number: int, named: Mapping[str, str], faults: list[Fault]) -> frozenset[str]:
    """The columns whose text nobody typed, or no database could keep: bytes that are not UTF-8, the character NUL."""
    found = set()
    for column, cell in named.items():
        if isinstance(cell, NotTyped):
            faults.append(Fault(file, number, column, str(cell), cell.expected))
            found.add(column)
            continue
        if cell.isascii() and "\0" not in cell:
            continue
        match = UNSTORABLE.search(cell)
        if match is not None:
            expected = "text without the character NUL" if match.group() == "\0" else "text in UTF-8"
            faults.append(Fault(file, number, column, _shown(cell), expected))
            found.add(column)
    return frozenset(found)


def _shown(cell: str) -> str:
    """A cell fit to be printed: bytes that are no UTF-8 in hexadecimal."""
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _choice(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name.casefold(), known, n=1)
    return f"{near[0]} (the nearest of {', '.join(known)})" if near else f"one of {', '.join(known)}"
