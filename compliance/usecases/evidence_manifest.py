"""Reading the manifest of an upload: each row a piece of evidence, every fault on record (rule E1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from compliance.documents.csv_files import WHOLE_ROW, read_csv
from compliance.documents.drop_folder import MANIFEST, Upload, file_of
from compliance.domain.errors import Fault, Refused, WrongUse
from compliance.domain.words import is_blank

COLUMNS = ("recommendation_reference", "received_on", "submitted_by", "note", "file")
ISO_LENGTH = 10


@dataclass(frozen=True)
class Line:
    """One row of a manifest; `file` None where there is only a note."""

    row: int
    reference: str
    received_on: date
    submitted_by: str
    note: str
    file: Path | None


@dataclass
class Manifest:
    """What a manifest says: its good rows, its faults, the files it names and those that are not there yet."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    absent: list[Fault] = field(default_factory=list)


def read_manifest(upload: Upload, today: date) -> Manifest:
    """Read the manifest of an upload and look for the files it names; never raises for what is in it."""
    manifest = Manifest()
    if upload.manifest.is_symlink() or not upload.manifest.is_file():
        manifest.faults.append(Fault(MANIFEST, 1, WHOLE_ROW, "", "a file, not a link or a folder"))
        return manifest
    try:
        rows = read_csv(upload.manifest, manifest.faults)
    except WrongUse as error:
        manifest.faults.append(Fault(MANIFEST, 1, WHOLE_ROW, "", str(error)))
        return manifest
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if manifest.faults or not _header_is_right(rows, manifest):
        return manifest
    header = [cell.strip() for cell in rows[0][1]]
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            expected = f"{len(header)} cells, as in the header"
            manifest.faults.append(Fault(MANIFEST, number, WHOLE_ROW, f"{len(cells)} cells", expected))
        else:
            _read_row(_Row(upload, manifest, number, dict(zip(header, cells, strict=True))), today)
    if len(rows) == 1:
        manifest.faults.append(Fault(MANIFEST, 2, WHOLE_ROW, "", "at least one piece of evidence"))
    return manifest


def _header_is_right(rows: list[tuple[int, list[str]]], manifest: Manifest) -> bool:
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    for column in COLUMNS:
        if header.count(column) != 1:
            expected = "this column, once"
            manifest.faults.append(Fault(MANIFEST, 1, column, "", expected))
    for column in header:
        if column not in COLUMNS:
            manifest.faults.append(Fault(MANIFEST, 1, column, column, f"one of {', '.join(COLUMNS)}"))
    return not manifest.faults


@dataclass
class _Row:
    """One row on its way to be a line."""

    upload: Upload
    manifest: Manifest
    number: int
    cells: Mapping[str, str]

    def fault(self, column: str, expected: str) -> None:
        self.manifest.faults.append(Fault(MANIFEST, self.number, column, self.cells[column], expected))

    def text(self, column: str) -> str:
        value = self.cells[column]
        if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in value):
            self.fault(column, "text in UTF-8")
        return value

    def needed(self, column: str, expected: str) -> str:
        value = self.text(column).strip()
        if is_blank(value):
            self.fault(column, expected)
        return value

    def day(self, column: str, today: date) -> date:
        value = self.cells[column].strip()
        try:
            found = date.fromisoformat(value) if len(value) == ISO_LENGTH else None
        except ValueError:
            found = None
        if found is None:
            self.fault(column, "a date such as 2024-05-01")
        elif found > today:
            self.fault(column, f"a day not after {today}")
        return found or today

    def file(self) -> Path | None:
        name = self.text("file").strip()
        if not name:
            return None
        try:
            path = file_of(self.upload, name)
        except (Refused, ValueError, OSError) as error:
            self.fault("file", str(error) if isinstance(error, Refused) else "the name of a file beside the manifest")
            return None
        self.manifest.named.append(name)
        if path is None:
            self.manifest.absent.append(Fault(MANIFEST, self.number, "file", name, "a file beside the manifest"))
        return path


def _read_row(row: _Row, today: date) -> None:
    reference = row.needed("recommendation_reference", "the reference of a recommendation")
    received_on = row.day("received_on", today)
    submitted_by = row.needed("submitted_by", "the name of the person or body who sent it")
    note = row.text("note")
    if is_blank(note) and not row.cells["file"].strip():
        row.fault("note", "a note or a file")
    line = Line(row.number, reference, received_on, submitted_by, note, row.file())
    row.manifest.lines.append(line)
