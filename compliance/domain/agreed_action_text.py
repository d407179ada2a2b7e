"""The text of an agreed action as it is read: a plain copy of the same length, its blocks, lists and sentences.

Every pattern used to read such a text has a greatest width, so that the work grows with the length of the text and
never faster; `tests/domain/test_agreed_action_work.py` looks at each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.domain.agreed_action_verbs import begins_with_verb

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


MARK = re.compile(r"(?:([-*•◦▪‣·●○])|o|\(?(?:([0-9]{1,3})|([a-z]|[ivx]{2,5}))[.)]|\(?([A-Z])\))[ ]{1,40}(?=[^ \n])")
ROMAN = re.compile(r"[ivx]{1,5}")
SENTENCE_END = re.compile(r"[.!?][\"')]{0,3}[ \n]{1,40}(?=[\"'(]?[A-Z0-9£])")
LAST_WORD = re.compile(r"([A-Za-z.]{1,6})\Z")
LONGEST_TITLE = 6
FOLLOWING = pattern(r"\bthe following\b[^.;:]{0,200}\.?\Z")
LEAD_WINDOW = 300


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


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item, from behind its mark to its end; `mark` is the kind of mark, "" for none."""

    start: int
    end: int
    mark: str
    indent: int


@dataclass(frozen=True)
class Passage:
    """A paragraph with the items of the list that it leads into."""

    lead: Block
    items: tuple[Block, ...] = ()


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool


def _lines(plain: str) -> Iterator[_Line]:
    """The lines that say something; `after_gap` for one behind an empty line."""
    place, after_gap, mark = 0, True, ""
    for line in plain.split("\n"):
        words = line.strip(" ")
        if words:
            start = place + len(line) - len(line.lstrip(" "))
            found = MARK.match(plain, start, place + len(line))
            mark = _mark(found, mark) if found else ""
            yield _Line(found.end() if found else start, place + len(line.rstrip(" ")), mark, start - place, after_gap)
        after_gap = not words
        place += len(line) + 1


def _mark(found: re.Match[str], before: str) -> str:
    """The kind of a mark: "1", "a", "A", "i" for Roman numbers, or the bullet itself."""
    bullet, number, letter, capital = found.groups()
    if letter:
        return "i" if ROMAN.fullmatch(letter) and (len(letter) > 1 or letter == "i" or before == "i") else "a"
    return bullet or (number and "1") or (capital and "A") or "o"


def blocks(plain: str) -> list[Block]:
    """The paragraphs and list items of a text, wrapped lines put together."""
    found: list[Block] = []
    for line in _lines(plain):
        if found and not line.mark and not line.after_gap and _goes_on(plain, found[-1], line):
            found[-1] = Block(found[-1].start, line.end, found[-1].mark, found[-1].indent)
        else:
            found.append(Block(line.start, line.end, line.mark, line.indent))
    return found


def _goes_on(plain: str, block: Block, line: _Line) -> bool:
    """Whether a line without a mark is the rest of what stands before it."""
    ending = plain[max(block.start, block.end - len("; and")) : block.end].lower()
    if ending.endswith((":", ";", "; and", "; or")):
        return False
    closed = ending.endswith((".", "!", "?")) and line.indent <= block.indent
    return not (block.mark and closed and plain[line.start].isupper())


def leads(plain: str, block: Block) -> bool:
    """Whether a block leads into a list: it ends with a colon, or says "the following"."""
    if plain[block.end - 1] == ":":
        return True
    return FOLLOWING.search(plain, max(block.start, block.end - LEAD_WINDOW), block.end) is not None


def passages(plain: str) -> list[Passage]:
    """The paragraphs of a text, each with the list that it leads into; a point beneath an item belongs to the item."""
    found: list[tuple[Block, list[Block]]] = []
    for block in blocks(plain):
        lead, items = found[-1] if found else (None, [])
        if lead is None or not leads(plain, lead):
            found.append((block, []))
        elif not items and (_bare(plain, block) or block.mark not in {"", lead.mark}):
            items.append(block)
        elif items and _beneath(plain, lead, items, block):
            items[-1] = Block(items[-1].start, block.end, items[-1].mark, items[-1].indent)
        elif items and block.mark == items[0].mark and (block.mark or _bare(plain, block)):
            items.append(block)
        else:
            found.append((block, []))
    return [Passage(lead, tuple(items)) for lead, items in found]


def _bare(plain: str, block: Block) -> bool:
    """Whether an unmarked block reads as an item of a list that has lost its marks."""
    first = plain[block.start]
    return not block.mark and (first.islower() or first == "\N{POUND SIGN}" or begins_with_verb(plain, block.start))


def _beneath(plain: str, lead: Block, items: list[Block], block: Block) -> bool:
    """Whether a block is a point beneath the last item of a list."""
    if block.mark in {"", items[0].mark, lead.mark}:
        return False
    return block.indent > items[-1].indent or plain[items[-1].end - 1] == ":"


def sentences(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each sentence between two places begins and ends; "Mr." and the like end none."""
    begins = start
    for stop in SENTENCE_END.finditer(plain, start, end):
        word = LAST_WORD.search(plain, max(begins, stop.start() - LONGEST_TITLE), stop.start())
        if word is None or word[1].lower() not in TITLES:
            yield begins, stop.end()
            begins = stop.end()
    if begins < end:
        yield begins, end
