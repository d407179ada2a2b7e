"""What was promised and what was seen: one line a promise, for the screen, the tests and docs/reliability.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("test", "database", "what was done", "what was promised", "what was seen", "kept")


@dataclass(frozen=True)
class Promise:
    """One promise put to the test; `kept` is None for what is only told, such as a time."""

    test: str
    database: str
    done: str
    promised: str
    seen: str
    kept: bool | None

    @property
    def verdict(self) -> str:
        """The last cell of its line."""
        return "told" if self.kept is None else "kept" if self.kept else "BROKEN"


def promise(test: str, database: str, done: str, promised: str, faults: Sequence[str], seen: str) -> Promise:
    """A promise that is kept when there is no fault; the first faults are shown instead of what was seen."""
    if not faults:
        return Promise(test, database, done, promised, seen, kept=True)
    first = "; ".join(faults[:3])
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""  # noqa: PLR2004  # three are enough to see
    return Promise(test, database, done, promised, f"{first}{more}", kept=False)


def table(promises: Sequence[Promise]) -> str:
    """A Markdown table with one line a promise."""
    rows: list[tuple[str, ...]] = [
        HEADINGS,
        *((each.test, each.database, each.done, each.promised, each.seen, each.verdict) for each in promises),
    ]
    rows = [tuple(cell.replace("|", "/") for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def broken(promises: Sequence[Promise]) -> list[Promise]:
    """Those that were not kept."""
    return [each for each in promises if each.kept is False]
