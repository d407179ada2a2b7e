"""The text of an agreed action as it is read: a plain copy of the same length, and its sentences.

Every pattern used to read such a text has a greatest width, so that the work grows with the length of the text and
never faster; `tests/domain/test_agreed_action_work.py` looks at each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

GAP = "[ \n]{1,40}"
SPACES = "\t\r\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{THIN SPACE}\N{ZERO WIDTH SPACE}\ufeff"
BREAKS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
DASHES = "\N{EN DASH}\N{EM DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{MINUS SIGN}\N{FIGURE DASH}"
SINGLE, DOUBLE = "\u2018\u2019\u201a\u201b\u2032", "\u201c\u201d\u201e\u2033"
PLAIN = (
    dict.fromkeys(map(ord, SPACES), " ")
    | dict.fromkeys(map(ord, BREAKS), "\n")
    | dict.fromkeys(map(ord, DASHES), "-")
    | dict.fromkeys(map(ord, SINGLE), "'")
    | dict.fromkeys(map(ord, DOUBLE), '"')
)
TITLES = ("mr", "mrs", "ms", "dr", "no", "st", "para", "paras", "e.g", "i.e")


def pattern(words: str) -> re.Pattern[str]:
    """A pattern that knows no capitals and takes any gap between words, a line's end too, for each space in it.

    Only the letters of English count as such: a Kelvin sign is no k, as it is for Python.
    """
    return re.compile(words.replace(" ", GAP), re.IGNORECASE | re.ASCII)


SENTENCE_END = re.compile(r"[.!?][\"')]{0,3}[ \n]{1,40}(?=[\"'(]?[A-Z0-9£])")
CLOSING = re.compile(r"[.!?][\"')]{0,3}\Z")
LONGEST_CLOSING = 4
LAST_WORD = re.compile(r"([A-Za-z.]{1,6})\Z")
LONGEST_TITLE = 6


@dataclass(frozen=True)
class Piece:
    """An exact piece of the text, with where it begins and ends."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Page:
    """The text, and its plain copy: one letter for each, with simple spaces, quotes, dashes and line ends."""

    text: str
    plain: str

    def piece(self, start: int, end: int) -> Piece:
        """What stands between two places."""
        return Piece(start, end, self.text[start:end])


def page(text: str) -> Page:
    """The text with its plain copy."""
    # A text of an old machine ends its lines with a carriage return alone.
    lines = text if "\n" in text else text.replace("\r", "\n")
    return Page(text, lines.translate(PLAIN))


def sentences(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each sentence between two places begins and ends; "Mr." and the like end none."""
    begins = start
    for stop in SENTENCE_END.finditer(plain, start, end):
        if not _is_title(plain, begins, stop.start()):
            yield begins, stop.end()
            begins = stop.end()
    if begins < end:
        yield begins, end


def says_something(words: str) -> bool:
    """Whether there is more in words than signs."""
    return any(letter.isalnum() for letter in words)


def is_closed(plain: str, start: int, end: int) -> bool:
    """Whether a sentence ends where a piece of the text does."""
    stop = CLOSING.search(plain, max(start, end - LONGEST_CLOSING), end)
    return stop is not None and not _is_title(plain, start, stop.start())


def _is_title(plain: str, start: int, stop: int) -> bool:
    """Whether the full stop at a place belongs to "Mr." or the like."""
    word = LAST_WORD.search(plain, max(start, stop - LONGEST_TITLE), stop)
    return word is not None and word[1].lower() in TITLES
