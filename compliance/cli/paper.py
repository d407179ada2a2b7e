"""What people and programs get to read: tables and sentences on stdout, JSON on stdout, complaints on stderr."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from compliance.domain.wording import called

COLOURS = {
    "sent": "green",
    "satisfied": "green",
    "sufficient": "green",
    "failed": "bold red",
    "not satisfied": "bold red",
    "insufficient": "red",
    "in doubt": "bold yellow",
    "waiting": "cyan",
    "sending": "cyan",
    "planned": "cyan",
    "queued": "cyan",
    "superseded": "dim",
    "suppressed": "dim",
    "skipped": "dim",
}


class Format(StrEnum):
    """How a command answers: a table for people, JSON for programs."""

    TABLE = "table"
    JSON = "json"


class ListFormat(StrEnum):
    """How a command answers that lists rows: CSV is for spreadsheets."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Paper(Console):
    """A console that leaves a reader who has gone to the caller, rather than ending the process itself."""

    def on_broken_pipe(self) -> None:
        """Called while BrokenPipeError is handled: hand it on."""
        raise BrokenPipeError


def console() -> Console:
    """Stdout as it is now; colours only on a terminal and never under NO_COLOR."""
    return Paper(file=sys.stdout, highlight=False, emoji=False)


def answer(shape: Format, data: object, for_people: Callable[[], None]) -> None:
    """Answer with JSON and nothing else, or by calling what prints for people."""
    if shape is Format.JSON:
        write_json(data)
    else:
        for_people()


def write_json(data: object) -> None:
    """JSON on stdout; letters beyond ASCII as they are where stdout can take them."""
    sys.stdout.write(json_text(data, plain=not takes_utf8()))


def takes_utf8() -> bool:
    """Whether stdout can take every letter there is."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def json_text(data: object, *, plain: bool = False) -> str:
    """JSON to be read by people too; `plain` keeps to ASCII."""
    return json.dumps(data, indent=2, ensure_ascii=plain) + "\n"


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """CSV on stdout with a header row; a cell without a value is empty."""
    paper = io.StringIO()
    writer = csv.DictWriter(paper, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    text = paper.getvalue()
    sys.stdout.write(text if takes_utf8() else text.encode("ascii", "backslashreplace").decode())


def tell(*lines: str) -> None:
    """Complaints on stderr, one line each, whatever a value within them holds."""
    for line in lines:
        sys.stderr.write(f"amends: {clean(' '.join(line.split()))}\n")
    sys.stderr.flush()


def say(*lines: str) -> None:
    """Plain sentences on stdout, wrapped by the terminal and by nobody else."""
    for line in lines:
        console().print(Text(clean(line)), soft_wrap=True)


def show(content: RenderableType) -> None:
    """A table or other block on stdout, with an empty line after it."""
    console().print(content, "")


def clean(text: str) -> str:
    """A text without control characters: stored words must not steer a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def day(value: date | str | None) -> str:
    """A day as people write it, "3 March 2026"; nothing for None."""
    if value is None:
        return ""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{known.day} {known:%B %Y}"


def instant(value: str) -> str:
    """An ISO 8601 instant as day and time in its own zone, "3 March 2026, 09:05"."""
    known = datetime.fromisoformat(value)
    return f"{day(known.date())}, {known:%H:%M}"


def words(name: str) -> str:
    """A stored name as people say it: "in_doubt" is in doubt."""
    return called(name)


def state(name: str) -> Text:
    """A state in its colour; the word alone says all there is to say."""
    said = words(name)
    return Text(said, style=COLOURS.get(said, ""))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 message", "2 messages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lines(*parts: str | Text) -> Text:
    """Several lines in one cell; empty ones are left out."""
    kept = [part if isinstance(part, Text) else Text(clean(part)) for part in parts if str(part)]
    return Text("\n").join(kept)


def dim(text: str) -> Text:
    """Small print."""
    return Text(clean(text), style="dim")


def table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    kept: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
) -> Table:
    """A table that folds long words rather than cutting them; the columns in `kept` never break a line.

    `widths` says how many letters a column has at least, for words that must stay whole.
    """
    made = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False)
    cells = [[cell if isinstance(cell, Text) else Text(clean(str(cell))) for cell in row] for row in rows]
    for index, heading in enumerate(headings):
        least = (widths or {}).get(heading)
        made.add_column(
            Text(heading),
            overflow="fold",
            no_wrap=heading in kept,
            vertical="top",
            width=least and _width([Text(heading), *(row[index] for row in cells)], least),
        )
    for row in cells:
        made.add_row(*row)
    return made


def _width(cells: Iterable[Text], least: int) -> int:
    """How wide a column is that has `least` letters at least: as its longest line asks, up to a third of the paper.

    A fixed width, because a table shares out what a smallest width gives back, and cuts the last column for it.
    """
    longest = max(cell_len(line) for cell in cells for line in cell.plain.split("\n"))
    return min(longest, max(least, console().width // 3))


def facts(pairs: Iterable[tuple[str, str | Text]], title: str = "") -> Table:
    """Names and values, one a line; pairs without a value are left out."""
    made = Table(title=title or None, title_justify="left", title_style="bold", box=None, show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if str(value):
            made.add_row(name, value if isinstance(value, Text) else Text(clean(value)))
    return made
