"""Formulas of a workbook that were never worked out: their cells hold no value, so that they would read as empty.

Spreadsheet programs keep the value beside each formula; programs that only write workbooks leave it out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

Place = tuple[int, int]
Unsolved = dict[str, dict[Place, str]]
HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|:formula=")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def unsolved(path: Path) -> Unsolved:
    """The formulas without a value by sheet and place, as row and column from 1; none in what cannot be looked into."""
    try:
        with ZipFile(path) as book:
            if "content.xml" in book.namelist():
                return _of_ods(book)
            return {name: dict(_of_xlsx(book, part)) for name, part in _parts(book)}
    except (BadZipFile, ElementTree.ParseError, KeyError, OSError, RuntimeError, ValueError, zlib.error):
        return {}


def _parts(book: ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of an .xlsx with the part each is kept in."""
    related = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in related}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).findall(".//{*}sheet"):
        target = targets[_attribute(sheet, "id")]
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _of_xlsx(book: ZipFile, part: str) -> Iterator[tuple[Place, str]]:
    """A formula that gives an empty text has that as its value, and says so by its type."""
    if not HAS_FORMULA.search(book.read(part)):
        return
    with book.open(part) as stream:
        for _, element in ElementTree.iterparse(stream):
            if element.tag.endswith("}c"):
                formula, value = element.find("{*}f"), element.findtext("{*}v")
                place = PLACE.fullmatch(element.get("r", ""))
                if formula is not None and place and not value and element.get("t") != "str":
                    yield (int(place[2]), _column(place[1])), f"={formula.text or ''}"
            elif element.tag.endswith("}row"):
                element.clear()


def _of_ods(book: ZipFile) -> Unsolved:
    found: Unsolved = {}
    if not HAS_FORMULA.search(book.read("content.xml")):
        return found
    sheet, row = "", 0
    with book.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            if event == "start" and element.tag.endswith(":table:1.0}table"):
                sheet, row = _attribute(element, "name"), 0
            elif event == "end" and element.tag.endswith("}table-row"):
                found.setdefault(sheet, {}).update({(row + 1, column): text for column, text in _of_row(element)})
                row += int(_attribute(element, "number-rows-repeated") or 1)
                element.clear()
    return found


def _of_row(row: ElementTree.Element) -> Iterator[tuple[int, str]]:
    """The columns of a row of an .ods that have a formula and no kind of value, with the formula."""
    column = 1
    for cell in row:
        formula = _attribute(cell, "formula")
        if formula and not _attribute(cell, "value-type"):
            yield column, formula
        column += int(_attribute(cell, "number-columns-repeated") or 1)


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
