"""The lines of a text with the marks that list items begin with, also one that stands on a line of its own (L2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from compliance.domain.agreed_action_marks import Mark, read_mark
from compliance.domain.agreed_action_text import is_closed

ENDS_ORDER = (";", "; and", "; or")
ENDS_ITEM = (":", *ENDS_ORDER)
# A bullet, "58.", "58.2" or "a)" that a page was broken behind.
LONE_MARK = re.compile(
    r"[-*•◦▪‣·●○■□➢➤►▶→✓✔\uf0b7\uf0a7\uf0d8]|\(?(?:[0-9]{1,3}|[ivx]{2,5})[.)]|\(?[a-z]\)"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}[.)]?"
)
LOOKED_AHEAD = 40


@dataclass(frozen=True)
class Line:
    """A line from behind its mark; `width` is where it ends in the text's own lines.

    `reach` is where the next line ends, if that may be the rest of it; `followed` is whether one comes at all.
    """

    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool
    width: int
    reach: int
    followed: bool = False


def lines(plain: str) -> list[Line]:
    """The lines that say something; `after_gap` for one behind an empty line."""
    found = list(_lines(plain))
    for place, (line, behind) in enumerate(pairwise(found)):
        rest = not behind.mark and not behind.after_gap
        found[place] = replace(line, reach=behind.end if rest else line.end, followed=True)
    return found


def _lines(plain: str) -> Iterator[Line]:
    marks = _Marks(plain)
    place, after_gap, lone = 0, True, ""
    for line in plain.split("\n"):
        words = line.strip(" ")
        start, end = place + len(line) - len(line.lstrip(" ")), place + len(line.rstrip(" "))
        if words and (alone := marks.alone(words, start, end, after_gap=after_gap)):
            lone = alone.kind
        elif words:
            found = marks.read(start, place + len(line), after_gap=after_gap)
            begin = found.end if found else start
            yield Line(begin, end, found.kind if found else lone, start - place, after_gap, end - place, end)
            marks.fresh = is_closed(plain, begin, end) or ends_item(plain, begin, end)
            lone = ""
        after_gap = not words
        place += len(line) + 1


class _Marks:
    """The marks of a text, each told by those before it."""

    def __init__(self, plain: str) -> None:
        self.fresh = True
        self._plain = plain
        self._last: Mark | None = None
        self._of_kind: dict[str, Mark] = {}

    def read(self, start: int, end: int, *, after_gap: bool) -> Mark | None:
        """The mark at the beginning of a line."""
        return self._known(read_mark(self._plain, start, end, self._last, fresh=self.fresh or after_gap))

    def alone(self, words: str, start: int, end: int, *, after_gap: bool) -> Mark | None:
        """The mark that a whole line is, if what stands behind it may be the item."""
        if LONE_MARK.fullmatch(words) is None or not (behind := self._plain[end : end + LOOKED_AHEAD].strip()):
            return None
        fresh = self.fresh or after_gap
        sample = f"{words} {behind}"
        found = read_mark(sample, 0, len(sample), self._last, fresh=fresh)
        if found is None or not (fresh or not found.place or self._follows(found)):
            return None
        return self._known(found)

    def _follows(self, mark: Mark) -> bool:
        return mark.follows(self._last) or mark.follows(self._of_kind.get(mark.kind))

    def _known(self, mark: Mark | None) -> Mark | None:
        if mark is not None:
            self._last = self._of_kind[mark.kind] = mark
        return mark


def ends_order(words: str) -> bool:
    """Whether words end like one of several orders: with a semicolon, or "; and"."""
    return words[-len("; and") :].lower().endswith(ENDS_ORDER)


def ends_item(plain: str, start: int, end: int) -> bool:
    """Whether a line ends what can be followed by another item: with a colon, a semicolon, or "; and"."""
    return plain[max(start, end - len("; and")) : end].lower().endswith(ENDS_ITEM)
