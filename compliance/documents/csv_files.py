"""CSV files, read with every fault on record and written whole or not at all.

Read: UTF-8 with or without a byte order mark, any line end, quoted cells with line ends in them.
Written: UTF-8 without a byte order mark, a header row, CRLF line ends (RFC 4180); cells stand as they are, so that a
text such as "=1+1" comes back unchanged.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from compliance.domain.errors import Fault, WrongUse

WHOLE_ROW = "(row)"
OTHER_ENCODINGS = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

Line = tuple[int, list[str]]
LONGEST_CELL = 100_000_000  # characters; the csv module alone stops at 131,072


def read_csv(path: Path, faults: list[Fault]) -> list[Line]:
    """Read the rows of a file as (row number, cells); faults are added to `faults`.

    The row number is what a spreadsheet program shows for the file: every record is one row, however many line ends
    its cells hold, and an empty line is a row too. Bytes that are not UTF-8 come back as lone surrogates, for the
    caller to name their cells. Raises WrongUse when the file cannot be read at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"cannot read {path}: {error.strerror}") from error
    for mark, encoding in OTHER_ENCODINGS.items():
        if content.startswith(mark):
            faults.append(Fault(path.name, 1, WHOLE_ROW, encoding, "a file in UTF-8"))
            return []
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", "surrogateescape"), newline=""), strict=True)
    lines: list[Line] = []
    try:
        lines.extend(enumerate(reader, start=1))
    except csv.Error as error:
        expected = f"CSV with every quotation mark closed and doubled inside a quoted cell ({error})"
        faults.append(Fault(path.name, len(lines) + 1, WHOLE_ROW, "", expected))
    return lines


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a file beside its place and move it there when complete; how many rows there were."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".tmp")
    written = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\r\n")
            writer.writerow(header)
            for row in rows:
                writer.writerow(row)
                written += 1
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return written
