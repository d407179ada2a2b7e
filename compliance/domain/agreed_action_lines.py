"""The lines of a text with the marks that list items begin with, also one that stands on a line of its own (L2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from compliance.domain.agreed_action_marks import BULLETS, FIRST, SURE_BULLETS, Mark, is_opening, read_mark
from compliance.domain.agreed_action_requests import request
from compliance.domain.agreed_action_runs import LEADS_IN, LONGEST_LEAD, runs
from compliance.domain.agreed_action_text import is_closed, pattern, sentences
from compliance.domain.agreed_action_verbs import begins_with_base_verb

ENDS_ORDER = (";", "; and", "; or")
ENDS_ITEM = (":", *ENDS_ORDER)
# A bullet, "58.", "58.2" or "a)" that a page was broken behind.
LONE_MARK = re.compile(
    BULLETS + r"|\(?(?:[0-9]{1,3}|[ivx]{2,5})[.)]|\(?[a-z]\)"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}[.)]?"
)
# "Pay him •", "; and (c)": the item begins with the next line.
HANGING = re.compile(
    rf"[^ ] {{1,40}}(?P<mark>(?P<bullet>[{SURE_BULLETS}])|\(?(?:[0-9]{{1,3}}|[a-z]|[ivx]{{2,5}})[.)])\Z"
)
LONGEST_HANGING = 60
# In a list that has become one line a mark may stand within it.
WITHIN = re.compile(
    rf"[{SURE_BULLETS}] {{0,40}}(?=[^\W\d_]|[£\"'(])"
    r"|(?:(?<=[:;.] )|(?<=[;,] and )|(?<=[;,] or ))[-*·→✓✔] {0,40}(?=[A-Za-z])"
    r"|(?:(?<=[ :;.,])|(?<=:-))\(?(?:[0-9]{1,3}|[a-z]|[ivx]{2,5})[.)] {0,40}(?=[A-Za-z£\"'(])"
)
OPENS = pattern(
    r"(?:(?:agreed|recommended|proposed|further|service|personal|financial|our|my|the) ){0,3}"
    r"(?:actions?|recommendations?|remed(?:y|ies)|orders?|improvements?)[:.]?(?=\n|\Z)"
)
OTHER_HEADING = pattern(r"(?:(?:(?:my|our|the|final) ){0,2}decision|page [0-9]{1,4}(?: of [0-9]{1,4})?)[:.]?\Z")
# "The Council should:-": an old way to end what leads into a list.
COLON = re.compile(r": {0,3}-\Z")
LONGEST_COLON = 6
# "Review its policy; and within a year it will:" leads on, and not to points beneath it.
LEADS_ON = pattern(r"(?:[.;](?: and)?|,|,? and) (?:within|by|before|no later than)\b")
LOOKED_AHEAD = 40


@dataclass(frozen=True)
class Line:
    """A line from behind its mark; `width` is where it ends in the text's own lines.

    `reach` is where the next line ends, if that may be the rest of it; `followed` is whether one comes at all.
    `within` is whether it is an item that begins within a line, `number` that of its mark, 0 for none.
    `unsure` is where a mark stands within it that may begin another item.
    """

    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool
    width: int
    reach: int
    followed: bool = False
    within: bool = False
    number: int = 0
    unsure: int | None = None


def lines(plain: str) -> list[Line]:
    """The lines that say something; `after_gap` for one behind an empty line."""
    found = list(_lines(plain))
    for place, (line, behind) in enumerate(pairwise(found)):
        rest = not behind.mark and not behind.after_gap
        found[place] = replace(line, reach=behind.end if rest else line.end, followed=True)
    return found


def _lines(plain: str) -> Iterator[Line]:
    marks = _Marks(plain)
    place, after_gap = 0, True
    lone: Mark | None = None
    hung = False
    for line in plain.split("\n"):
        words = line.strip(" ")
        start, end = place + len(line) - len(line.lstrip(" ")), place + len(line.rstrip(" "))
        if words and (alone := marks.alone(words, start, end, after_gap=after_gap)):
            lone, hung = alone, False
        elif words:
            here = _Here(place, start - place, hung)
            whole = marks.hanging(start, end)
            for piece in marks.pieces(start, colon_end(plain, whole), after_gap=after_gap):
                yield marks.line(here, piece, lone, after_gap=after_gap)
                lone, after_gap = None, False
            lone, hung = marks.hung(whole, end), whole < end
        after_gap = not words
        place += len(line) + 1


@dataclass(frozen=True)
class _Here:
    """Where a line begins, its indent, and whether its mark was `hung` at the end of the line before it."""

    place: int
    indent: int
    hung: bool


class _Marks:
    """The marks of a text, each told by those before it."""

    def __init__(self, plain: str) -> None:
        self.fresh = True
        self._plain = plain
        self._runs = runs(plain)
        self._last: Mark | None = None
        self._of_kind: dict[str, Mark] = {}
        self._point: Mark | None = None

    def line(self, here: _Here, piece: tuple[int, int, Mark | None], lone: Mark | None, *, after_gap: bool) -> Line:
        """One of the pieces of a line, with its mark or the one that stood alone before it."""
        first, last, mark = piece
        begin, told, plain = mark.end if mark else first, mark or lone, self._plain
        within = first > here.place + here.indent or (here.hung and mark is None)
        kind, number = (told.kind, told.number) if told else ("", 0)
        self.fresh = is_closed(plain, begin, last) or ends_item(plain, begin, last)
        self.fresh = self.fresh or (mark is None and is_heading(plain, begin, last))
        width, unsure = last - here.place, self._runs.may_begin(begin, last)
        return Line(begin, last, kind, here.indent, after_gap, width, last, within=within, number=number, unsure=unsure)

    def hanging(self, start: int, end: int) -> int:
        """Where a line ends without the mark of an item that begins with the next one: "pay him; (c)", "pay him •"."""
        begin = max(start, end - LONGEST_HANGING)
        found = HANGING.search(self._plain[begin:end])
        if found is None or not (found["bullet"] or begin + found.start("mark") in self._runs.sure):
            return end
        return begin + len(self._plain[begin : begin + found.start("mark")].rstrip(" "))

    def hung(self, start: int, end: int) -> Mark | None:
        """The mark that stands at the end of a line, if one does."""
        sample = f"{self._plain[start:end].strip(' ')} {self._plain[end : end + LOOKED_AHEAD].strip()}"
        return self._known(read_mark(sample, 0, len(sample), self._last, fresh=True)) if start < end else None

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

    def pieces(self, start: int, end: int, *, after_gap: bool) -> Iterator[tuple[int, int, Mark | None]]:
        """A line with its mark; each mark within it that begins an item begins another piece."""
        plain, begin = self._plain, start
        mark = self._known(read_mark(plain, start, end, self._last, fresh=self.fresh or after_gap))
        for found in WITHIN.finditer(plain, mark.end if mark else start, end):
            inner = self._within(found.start(), end)
            if inner is not None and not self._is_point(mark, inner, found.start(), listed=begin > start):
                if plain[begin : found.start()].strip():
                    yield begin, colon_end(plain, begin + len(plain[begin : found.start()].rstrip(" "))), mark
                begin, mark, self._point = found.start(), self._known(inner), None
        self._point = None
        yield begin, end, mark

    def _within(self, place: int, end: int) -> Mark | None:
        """The mark of an item that begins within a line: a bullet, the next number, or the first one of a list."""
        plain = self._plain
        mark = read_mark(plain, place, end, self._last, fresh=True)
        if mark is None or mark.kind in SURE_BULLETS or place in self._runs.sure:
            return mark
        if begins_with_base_verb(plain, mark.end):
            leads = LEADS_IN.search(plain, max(0, place - LONGEST_LEAD), place)
            first = not mark.place or (mark.place[-1] in FIRST and leads)
            return mark if first or self._follows(mark) else None
        opens = is_opening(plain, mark.end) or ends_order(plain[max(0, place - LOOKED_AHEAD) : place].rstrip())
        closing = plain[place : mark.end].rstrip().endswith(")")
        return mark if closing and opens and mark.follows(self._last) else None

    def _is_point(self, item: Mark | None, mark: Mark, place: int, *, listed: bool) -> bool:
        """Whether a bullet within an item stands beneath it: "• apologise for: • failing to act; • losing his file".

        Where the item is `listed` within the line itself, a verb that is known begins the next one.
        """
        plain, verb = self._plain, begins_with_base_verb(self._plain, mark.end)
        if item is None or mark.place or mark.kind != item.kind or (listed and verb):
            return False
        if self._point is not None:
            return not verb or begins_with_base_verb(plain, self._point.end)
        lead = max(item.end, place - LONGEST_LEAD), place
        if not plain[slice(*lead)].rstrip().endswith(":") or not begins_with_base_verb(plain, item.end):
            return False
        *_, last = sentences(plain, *lead)
        asked = request(plain, *last)
        if LEADS_ON.search(plain, *lead) or (asked is not None and asked.body):
            return False
        self._point = mark
        return True

    def _follows(self, mark: Mark) -> bool:
        return mark.follows(self._last) or mark.follows(self._of_kind.get(mark.kind))

    def _known(self, mark: Mark | None) -> Mark | None:
        if mark is not None:
            self._last = self._of_kind[mark.kind] = mark
        return mark


def colon_end(plain: str, end: int) -> int:
    """Where a line ends without the dash behind its colon: "the Council should:-"."""
    begin = max(0, end - LONGEST_COLON)
    found = COLON.search(plain[begin:end])
    return begin + found.start() + 1 if found else end


def ends_order(words: str) -> bool:
    """Whether words end like one of several orders: with a semicolon, or "; and"."""
    return words[-len("; and") :].lower().endswith(ENDS_ORDER)


def ends_item(plain: str, start: int, end: int) -> bool:
    """Whether a line ends what can be followed by another item: with a colon, a semicolon, or "; and"."""
    return plain[max(start, end - len("; and")) : end].lower().endswith(ENDS_ITEM)


def opens_part(plain: str, start: int, end: int) -> bool:
    """Whether the first line is the heading of what is asked: "Agreed action"."""
    return OPENS.match(plain, start, end) is not None


def is_heading(plain: str, start: int, end: int) -> bool:
    """Whether a line is a heading, or the number of a page, and says nothing by itself."""
    found = OPENS.match(plain, start, end) or OTHER_HEADING.match(plain, start, end)
    return found is not None and found.end() == end
