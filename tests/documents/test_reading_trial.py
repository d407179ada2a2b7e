"""What would take all memory or time to read is found out by a process of its own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from compliance.documents.reading_trial import Limits, require_readable
from compliance.domain.errors import WrongUse

SMALL = Limits(memory=256 * 1024 * 1024, seconds=2, cells=1000)
TOO_MUCH = "take too much time or memory"
FIRST_SHEET = "xl/worksheets/sheet1.xml"
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def workbook() -> bytes:
    """A workbook with one table."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].title = "authorities"
    book.worksheets[0].append(["code", "name", "type"])
    book.save(made)
    return made.getvalue()


def with_first_sheet(book: bytes, *pieces: bytes) -> bytes:
    """The same workbook with other content in its first sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != FIRST_SHEET:
                target.writestr(name, source.read(name))
        with target.open(FIRST_SHEET, "w") as out:
            for piece in pieces:
                out.write(piece)
    return made.getvalue()


def with_far_cell(book: bytes) -> bytes:
    """The workbook with a cell in the first and in the last place of its sheet: as a table 17 thousand million."""
    cell = b'<row r="%d"><c r="%s" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_first_sheet(
        book, SHEET, cell % (1, b"A1"), cell % (1048576, b"XFD1048576"), b"</sheetData></worksheet>"
    )


def bomb() -> bytes:
    """A workbook of half a megabyte that unpacks to five hundred."""
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * 1_000_000 + b"</t></is></c></row>"
    return with_first_sheet(workbook(), SHEET, *([row] * 500), b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("far.xlsx", with_far_cell(workbook()), TOO_MUCH),
        ("bomb.xlsx", bomb(), TOO_MUCH),
        ("authorities.csv", b"\n" * 4_000_000, TOO_MUCH),
        ("authorities.csv", b"a," * 1_000_000, TOO_MUCH),
        ("authorities.csv", b"code,name,type\n" + b"E1,East,county\n" * 334, "more than 1,000 cells"),
    ],
    ids=["a cell far away", "unpacks to gigabytes", "empty lines", "one enormous row", "many cells"],
)
def test_what_takes_too_much_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "decisions.csv").write_bytes(b"reference\n")
    with pytest.raises(WrongUse, match=said):
        require_readable(tmp_path / name if name.endswith("xlsx") else tmp_path, SMALL)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("authorities.csv", b"code,name,type\n" + b"E1,East,county\n" * 333),
        ("authorities.csv", b"\xff\0,,,\n"),
        ("cases.xlsx", b"no workbook"),
        ("cases.xlsx", workbook()),
        ("letter.pdf", b""),
    ],
)
def test_what_is_merely_wrong_or_nothing_at_all_is_no_matter_of_the_trial(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "decisions.csv").write_bytes(b"reference\n")
    require_readable(tmp_path if name.endswith("csv") else tmp_path / name, SMALL)
