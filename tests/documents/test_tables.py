"""Exchange tables as raw text: folders, workbooks and everything that can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from compliance.documents.csv_files import write_csv
from compliance.documents.tables import RawTables, read_tables
from compliance.documents.workbook import as_text
from compliance.domain.errors import WrongUse
from tests.usecases.exchange_folders import GOOD, write_ods, write_xlsx

AUTHORITIES = b"code,name,type\nE1,Eastshire,county\n"
DECISIONS = b"reference,authority_code,decided_on,outcome\n"


def read(folder: Path, **files: bytes) -> RawTables:
    folder.mkdir(exist_ok=True)
    for name, content in ({"authorities": AUTHORITIES, "decisions": DECISIONS} | files).items():
        (folder / f"{name}.csv").write_bytes(content)
    return read_tables(folder)


def places(tables: RawTables) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.row, fault.column) for fault in sorted(tables.faults)]


def test_bom_crlf_quoted_line_ends_and_empty_lines(tmp_path: Path) -> None:
    first = 'E1,"East\r\nshire, ""the"" county",county'
    content = f"\ufeffcode,name,type\r\n{first}\r\n\r\n , ,\r\nE2,Ōld 🏛 Town's,other".encode()
    tables = read(tmp_path, authorities=content)
    assert tables.faults == []
    rows = tables.tables["authorities"].rows
    assert [row.number for row in rows] == [2, 5]
    assert rows[0].cells == {"code": "E1", "name": 'East\r\nshire, "the" county', "type": "county"}
    assert rows[1].cells["name"] == "Ōld 🏛 Town's"


def test_tables_that_are_not_there_are_empty(tmp_path: Path) -> None:
    tables = read(tmp_path)
    assert tables.folder == tmp_path
    assert [name for name, table in tables.tables.items() if not table.rows] == [
        "contacts",
        "decisions",
        "recommendations",
        "extensions",
        "evidence",
        "outcomes",
        "closures",
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", (1, "(header)")),
        (b"\n\n", (1, "(header)")),
        (b"code,name\nE1,A\n", (1, "type")),
        (b"code,name,type,nmae\nE1,A,county,\n", (1, "nmae")),
        (b"code,name,type,name\nE1,A,county,B\n", (1, "name")),
        (b"code,,name,type\nE1,,A,county\n", (1, "(header)")),
        (b"code,name,type\nE1,A\n", (2, "type")),
        (b"code,name,type\nE1,A,county,more\n", (2, "(cell 4)")),
        (b"code,name,type,\nE1,A,county,more\n", (2, "(cell 4)")),
        (b"code,name,type\nE1,\xe9t\xe9,county\n", (2, "name")),
        (b"code,name,type\nE1,A\0B,county\n", (2, "name")),
        ("code,name,type\nE1,A,county\n".encode("utf-16"), (1, "(row)")),
        (b'code,name,type\nE1,A,county\nE2,"open,county\n', (3, "(row)")),
        (b'code,name,type\nE1,"A"B,county\n', (2, "(row)")),
    ],
)
def test_what_is_wrong_has_its_row_and_column(tmp_path: Path, content: bytes, place: tuple[int, str]) -> None:
    assert places(read(tmp_path, authorities=content)) == [("authorities.csv", *place)]


def test_faults_say_what_to_do(tmp_path: Path) -> None:
    tables = read(tmp_path, authorities=b"code,nmae,type\nE1,\xe9,county\n", recommendations=b"reference\n")
    said = {(fault.column, fault.value): fault.expected for fault in tables.faults}
    assert said["nmae", "nmae"].startswith("a column called name ")
    assert said["nmae", "\\xe9"] == "text in UTF-8"
    assert said["period", ""] == "the column period or due_on or waits_on or waits_for or waits_if"
    assert said["kind", ""] == "the column kind, which every recommendations table has"


def test_unnamed_blank_columns_at_the_end_are_passed_over(tmp_path: Path) -> None:
    tables = read(tmp_path, authorities=b"code,name,type,,\nE1,A,county,,\nE2,B,county\n")
    assert tables.faults == []
    assert [len(row.cells) for row in tables.tables["authorities"].rows] == [3, 3]


def test_unknown_files_are_refused_by_name_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    tables = read(tmp_path, contact=b"x\n")
    assert places(tables) == [("contact.csv", 1, "(header)")]
    assert "a file called contacts.csv" in tables.faults[0].expected


def test_a_missing_required_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "authorities.csv").write_bytes(AUTHORITIES)
    (tmp_path / "decision.csv").write_bytes(DECISIONS)
    with pytest.raises(WrongUse, match=r"has no decisions\.csv; it has decision\.csv, which is none of") as caught:
        read_tables(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing", "plain.txt", "broken.xlsx", "broken.ods"])
def test_what_is_neither_folder_nor_workbook_is_one_line(tmp_path: Path, name: str) -> None:
    if name != "missing":
        (tmp_path / name).write_text("hello")
    with pytest.raises(WrongUse) as caught:
        read_tables(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "book.xlsx"), (write_ods, "book.ods")])
def test_a_workbook_reads_like_the_folder(tmp_path: Path, write: object, name: str) -> None:
    assert callable(write)
    tables = read_tables(write(tmp_path / name, GOOD))
    assert tables.faults == []
    assert tables.folder == tmp_path
    for table, rows in GOOD.items():
        read_rows = tables.tables[table].rows
        assert [{column: cell for column, cell in row.cells.items() if cell} for row in read_rows] == [
            {column: cell for column, cell in row.items() if cell} for row in rows
        ]
        assert [row.number for row in read_rows] == list(range(2, len(rows) + 2))


def test_sheets_are_named_in_faults_and_empty_ones_ignored(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("decisions").append(DECISIONS.decode().strip().split(","))
    sheet = workbook.create_sheet("authorities")
    sheet.append(["code", "name", "kind"])
    workbook.create_sheet("notes").append(["x"])
    workbook.save(tmp_path / "book.xlsx")
    assert places(read_tables(tmp_path / "book.xlsx")) == [
        ("book.xlsx", 1, "(header)"),
        ("book.xlsx, sheet authorities", 1, "kind"),
        ("book.xlsx, sheet authorities", 1, "type"),
    ]


def test_a_table_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").mkdir()
    with pytest.raises(WrongUse, match=r"cannot read .*contacts\.csv"):
        read(tmp_path)


def test_a_workbook_without_a_required_sheet_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"has no sheet authorities and no sheet decisions$"):
        read_tables(write_xlsx(tmp_path / "book.xlsx", {"contacts": GOOD["contacts"]}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (19012345.0, "19012345"),
        (28.5, "28.5"),
        (date(2024, 3, 31), "2024-03-31"),
        (datetime(2024, 3, 31), "2024-03-31"),  # noqa: DTZ001  # a workbook knows no zones
        (datetime(2024, 3, 31, 10), "2024-03-31 10:00:00"),  # noqa: DTZ001
        ("=1+1", "=1+1"),
        (True, "True"),
    ],
)
def test_cells_of_a_workbook_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


LINES = [["code", "name", "type", "population"], ["E1", "Eastshire", "county", None], ["E2", "Old", "other", None]]


def xlsx(path: Path, cells: dict[str, object]) -> Path:
    """A workbook of two authorities with these cells among them."""
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("authorities")
    for line in LINES:
        sheet.append(line)
    for place, value in cells.items():
        sheet[place] = value
    workbook.create_sheet("decisions").append(["reference", "authority_code", "decided_on", "outcome"])
    workbook.save(path)
    return path


def ods(path: Path, rows: list[list[dict[str, str]]]) -> Path:
    """The same as an OpenDocument workbook, of cells by their attributes; "" is their text."""
    document = OpenDocumentSpreadsheet()
    for name, lines in (("authorities", rows), ("decisions", [text("reference")])):
        sheet = Table(name=name)
        for line in lines:
            row = TableRow()
            for cell in line:
                made = TableCell(**{key: value for key, value in cell.items() if key})
                if "" in cell:
                    made.addElement(P(text=cell[""]))
                row.addElement(made)
            sheet.addElement(row)
        document.spreadsheet.addElement(sheet)
    document.save(path)
    return path


def text(*words: str) -> list[dict[str, str]]:
    return [{"valuetype": "string", "": word} for word in words]


def test_a_formula_without_its_value_is_no_empty_cell(tmp_path: Path) -> None:
    """Also in a row that has nothing else, below or beside what is filled."""
    tables = read_tables(xlsx(tmp_path / "book.xlsx", {"D3": "=1+1", "C5": '="a"'}))
    assert [(each.row, each.column, each.value) for each in tables.faults] == [
        (3, "population", "=1+1"),
        (5, "type", '="a"'),
    ]
    assert "never worked out" in tables.faults[0].expected
    assert tables.tables["authorities"].rows[1].faulty == {"population"}


def test_a_formula_of_an_ods_without_its_value_is_none_either(tmp_path: Path) -> None:
    solved = {"formula": "of:=1+1", "valuetype": "float", "value": "2", "": "2"}
    empty = {"formula": 'of:=""', "valuetype": "string", "stringvalue": ""}
    rows = [text("code", "name", "type", "population"), [*text("E1"), {"numbercolumnsrepeated": "2"}, solved]]
    rows += [[*text("E2", "Old", "other"), {"formula": "of:=[.A1]"}], [*text("E3", "New", "other"), empty]]
    found = read_tables(ods(tmp_path / "book.ods", rows)).faults
    assert [(each.row, each.column, each.value) for each in found if "decisions" not in each.file] == [
        (3, "population", "of:=[.A1]")
    ]


def test_formulas_with_their_value_are_read(tmp_path: Path) -> None:
    """As spreadsheet programs keep them; one that gives an empty text is an empty cell."""
    path = xlsx(tmp_path / "book.xlsx", {"D2": "=1+1", "D3": '=""'})
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    (sheet,) = [name for name, content in parts.items() if b"1+1" in content]
    content = re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", parts[sheet], count=1)
    parts[sheet] = re.sub(rb'(<c r="D3")', rb'\1 t="str"', content)
    with ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    tables = read_tables(path)
    assert tables.faults == []
    assert [row.cells["population"] for row in tables.tables["authorities"].rows] == ["2", ""]


@pytest.mark.parametrize(
    ("number", "kept"), [(999999999999999, True), (10**15, False), (19012345678901234567, False)], ids=str
)
def test_a_number_of_more_digits_than_are_kept_is_no_reference(tmp_path: Path, number: int, kept: bool) -> None:
    tables = read_tables(xlsx(tmp_path / "book.xlsx", {"A2": number}))
    assert [(each.row, each.column) for each in tables.faults] == ([] if kept else [(2, "code")])
    assert tables.tables["authorities"].rows[0].faulty == (set() if kept else {"code"})


def test_csv_is_written_with_crlf_and_read_back_as_it_was(tmp_path: Path) -> None:
    name = ' "x",\r\ny\nz\r=1+1 🏛'
    assert write_csv(tmp_path / "authorities.csv", ("code", "name", "type"), [("E1", name, "county")]) == 1
    content = (tmp_path / "authorities.csv").read_bytes()
    assert content.startswith(b"code,name,type\r\n")
    assert read(tmp_path, authorities=content).tables["authorities"].rows[0].cells["name"] == name


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_bytes(AUTHORITIES)

    def broken() -> Iterator[tuple[str, ...]]:
        yield ("E2", "B", "county")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write_csv(path, ("code", "name", "type"), broken())
    assert path.read_bytes() == AUTHORITIES
    assert list(tmp_path.iterdir()) == [path]
