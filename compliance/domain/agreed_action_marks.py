"""The marks that list items begin with: bullets, "58.", "58.1", "1.1.", "a)", "A.", "(iv)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from compliance.domain.agreed_action_verbs import begins_with_base_verb

# These are nothing but bullets, wherever they stand; the others may be a dash, a footnote or an arrow.
SURE_BULLETS = "•◦▪‣●○■□➢➤►▶\uf0b7\uf0a7\uf0d8"
BULLETS = f"[-*·→✓✔{SURE_BULLETS}]"
MARK = re.compile(
    rf"(?:(?P<bullet>{BULLETS})|o|\(?(?:(?P<number>[0-9]{{1,3}})|(?P<small>[a-z]|[ivx]{{2,5}}))[.)]"
    r"|\(?(?P<capital>[A-Z]|[IVX]{2,5})(?P<closing>[.)])"
    r"|\(?(?P<points>[0-9]{1,3}(?:\.[0-9]{1,3}){1,3})[.)]?|(?P<lone>[0-9]{1,3}))"
    r"(?:[ ]{1,40}(?=[^ \n])|(?P<glued>)(?=[^\W\d_]|[£\"'(]))"
)
ROMAN = re.compile(r"[ivx]{1,5}")
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
OPENING = re.compile(r"[A-Z\"'(£]|(?:an?|the|to)\b")
UNIT = re.compile(r"(?:hour|day|week|month|year|time|per|million|[ap]\.?m)")
SHOUTED = re.compile(r"[A-Z]{2}")
WHOLE_WORD = re.compile(r"[a-z]{3}")  # "c.within", not "c.f."
PAIR = 2
CLOSING = ".)"
FIRST = (1, ord("a"))


@dataclass(frozen=True)
class Mark:
    """A mark: its kind ("1", "1.1", "a", "A", "i", "I" or the bullet itself), its place among its like, and its end.

    It is `glued` where its word begins right behind it.
    """

    kind: str
    place: tuple[int, ...]
    end: int
    glued: bool = False

    @property
    def number(self) -> int:
        """The last of its numbers, 0 for a bullet."""
        return self.place[-1] if self.place else 0

    def follows(self, before: Mark | None) -> bool:
        """Whether it is the next one: "58.2" after "58.1", "58.1" after "58.", "59.1" after "58.3", "B" after "A"."""
        if before is None:
            return False
        if not self.kind.startswith("1"):
            return self.kind == before.kind and self.place[-1] == before.place[-1] + 1
        if not before.kind.startswith("1"):
            return False
        up = len(self.place) - 1
        if self.place == (*before.place, 1):
            return True
        return self.place[:up] == before.place[:up] and self.place[up:] == tuple(n + 1 for n in before.place[up:][:1])


def read_mark(plain: str, start: int, end: int, before: Mark | None, *, fresh: bool) -> Mark | None:
    """The mark at the beginning of a line, None where none is; `fresh` where no sentence goes on in that line.

    "58.1" and "2" may be an amount or a time ("1.5 hours"), "K." an initial: they are marks only where their like
    came before, or where an action begins behind them.
    """
    found = MARK.match(plain, start, end)
    mark = _read(plain, found, before, fresh=fresh) if found else None
    if mark is None or found is None or found["glued"] is None:
        return mark
    return replace(mark, glued=True) if _may_be_glued(plain, mark, before, fresh=fresh) else None


def _read(plain: str, found: re.Match[str], before: Mark | None, *, fresh: bool) -> Mark | None:
    words = found.groupdict()
    if numbers := words["points"] or words["lone"]:
        place = tuple(map(int, numbers.split(".")))
        mark = Mark(".".join("1" * len(place)), place, found.end())
        return mark if _is_numbered(plain, mark, before, fresh=fresh) else None
    if words["capital"]:
        mark = _lettered(words["capital"], before, found.end())
        sure = words["closing"] == ")" or mark.follows(before) or len(words["capital"]) > 1
        return mark if sure or (fresh and _may_be_first(plain, mark)) else None
    if words["small"]:
        return _lettered(words["small"], before, found.end())
    number = words["number"]
    return Mark(words["bullet"] or (number and "1") or "o", (int(number),) if number else (), found.end())


def _may_be_glued(plain: str, mark: Mark, before: Mark | None, *, fresh: bool) -> bool:
    """Whether a mark without a space behind it is one: "•train", "46.Within", "(b)pay", not "-week" or "(s)he"."""
    if mark.kind in SURE_BULLETS or begins_with_base_verb(plain, mark.end):
        return mark.kind != "o" or plain[mark.end].isupper()
    if not mark.place:
        return mark.kind != "o" and (fresh or (before is not None and before.glued and before.kind == mark.kind))
    capital = plain[mark.end].isupper() and not SHOUTED.match(plain, mark.end)
    first, follows, closing = fresh and mark.place[-1] in FIRST, mark.follows(before), plain[mark.end - 1]
    if mark.kind == "1" and closing in CLOSING:
        return capital or follows or first
    if closing == ")" or (follows and WHOLE_WORD.match(plain, mark.end)):
        return follows or first
    return (follows or (first and (mark.kind.islower() or plain[mark.end].islower()))) and is_opening(plain, mark.end)


def is_opening(plain: str, place: int) -> bool:
    """Whether an item may begin at a place though no verb that is known does: "A letter", "the refund", "£200"."""
    return OPENING.match(plain, place) is not None and SHOUTED.match(plain, place) is None


def _lettered(letters: str, before: Mark | None, end: int) -> Mark:
    """A letter or a Roman number; an "i" is a number unless it comes after an "h"."""
    first, roman = ("A", "I") if letters.isupper() else ("a", "i")
    low = letters.lower()
    letter = partial(Mark, first, (ord(low[0]),), end)
    if not ROMAN.fullmatch(low) or (len(low) == 1 and letter().follows(before)):
        return letter()
    if len(low) > 1 or low == "i" or (before is not None and before.kind == roman):
        return Mark(roman, (ROMANS.index(low) + 1 if low in ROMANS else 0,), end)
    return letter()


def _may_be_first(plain: str, mark: Mark) -> bool:
    """Whether a capital with a full stop is a mark and no initial: it is the first one, or an action begins there."""
    return mark.place[-1] in FIRST or begins_with_base_verb(plain, mark.end)


def _is_numbered(plain: str, mark: Mark, before: Mark | None, *, fresh: bool) -> bool:
    """Whether numbers without anything behind them are a mark: not "1.5 hours", "3.30 pm", "1.10.24", "31 March"."""
    orders, follows = begins_with_base_verb(plain, mark.end), mark.follows(before)
    if len(mark.place) == 1:
        return orders and plain[mark.end].isupper() and (fresh or follows)
    if not (orders or OPENING.match(plain, mark.end) or (fresh and follows and not UNIT.match(plain, mark.end))):
        return False
    is_day = len(mark.place) > PAIR and mark.place[-1] > 9  # noqa: PLR2004  # 1.10.24
    return follows or (fresh and not is_day and not SHOUTED.match(plain, mark.end))
