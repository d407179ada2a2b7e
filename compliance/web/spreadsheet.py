"""Lists as CSV for spreadsheet programs: sent piece by piece, and words that look like formulas stay words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fastapi.responses import StreamingResponse

SOME_LETTERS = 64 * 1024
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheet programs that it is UTF-8
FORMULA = frozenset("=+-@\t\r")


def spreadsheet(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> StreamingResponse:
    """The rows as a file to download; what a row has beside the columns is left out.

    They are read while they are sent, so that a hundred thousand need no memory.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_pieces(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _pieces(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    paper = io.StringIO()
    paper.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(paper, columns, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
        if paper.tell() > SOME_LETTERS:
            yield paper.getvalue()
            paper.seek(0)
            paper.truncate()
    yield paper.getvalue()


def _cell(value: object) -> object:
    """A value for a spreadsheet: words that a program would take for a formula stay words."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value
