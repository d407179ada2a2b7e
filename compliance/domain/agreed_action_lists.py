"""The paragraphs and lists of an agreed action, with marks or one action a line; wrapped lines are joined (L2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from compliance.domain.agreed_action_marks import Mark, read_mark
from compliance.domain.agreed_action_requests import request
from compliance.domain.agreed_action_text import is_closed, pattern
from compliance.domain.agreed_action_verbs import begins_with_verb

FOLLOWING = pattern(r"\bthe following\b[^.;:]{0,200}\.?\Z")
LEAD_WINDOW = 300
ENDS_ITEM = (":", ";", "; and", "; or")
WORD = re.compile(r"[A-Za-z'-]{1,30}")
# Behind these a sentence goes on in the next line.
LINKING = pattern(
    r"\b(?:a|an|the|of|to|for|with|by|in|on|at|from|into|about|its|his|her|their|our|my|any|all|each|this|that|these|"
    r"those|which|who|how|whether|will|should|not|as|than|or|and|then|between|under|per|(?:mr|mrs|ms|miss|dr)\.?)\Z"
)
LONGEST_LINKING = 10
# A line that goes on about the item before it: "It should be signed", "The payment is for".
DETAIL = pattern(
    r"(?:it|this|these|that|those|they|he|she|we|i|there)\b"
    r"|(?:the|a|an|his|her|their|its|any|all|both|each)\b[^.;:]{0,200}?"
    r"\b(?:is|are|was|were|has|have|had|will|would|should|must|shall|can|may|could|did)\b"
)
HEADING_WORDS = 3
# A line is wrapped where the next word has no room in it; how many letters have room differs from line to line.
EARLY = 0.8
MOST_UNSURE = 5

# Where the words begin behind the limits and small words that something begins with.
Begin = Callable[[int, int], int]


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item, from behind its mark to its end; `mark` is the kind of mark, "" for none.

    `unsure` are lines within it, the first of them, of which nobody can tell whether they are items of their own.
    """

    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool = False
    unsure: tuple[tuple[int, int], ...] = ()


@dataclass
class Item:
    """A list item with the points beneath it."""

    head: Block
    points: list[Block] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.head.start

    @property
    def end(self) -> int:
        """Where it ends, the points beneath it included."""
        return self.points[-1].end if self.points else self.head.end

    def take(self, block: Block) -> None:
        """Put a point to it, or what goes on about the last one."""
        if block.mark and (not self.points or block.mark == self.points[0].mark):
            self.points.append(block)
        elif self.points:
            self.points[-1] = replace(self.points[-1], end=block.end)
        else:
            self.head = replace(self.head, end=block.end)


@dataclass(frozen=True)
class Passage:
    """A paragraph with the items of the list that it leads into."""

    lead: Block
    items: Sequence[Item] = ()


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool
    width: int


def _lines(plain: str) -> Iterator[_Line]:
    """The lines that say something; `after_gap` for one behind an empty line."""
    place, after_gap, fresh = 0, True, True
    mark: Mark | None = None
    for line in plain.split("\n"):
        words = line.strip(" ")
        if words:
            start, end = place + len(line) - len(line.lstrip(" ")), place + len(line.rstrip(" "))
            found = read_mark(plain, start, place + len(line), mark, fresh=fresh or after_gap)
            mark = found or mark
            begin = found.end if found else start
            yield _Line(begin, end, found.kind if found else "", start - place, after_gap, end - place)
            fresh = is_closed(plain, begin, end) or _ends_item(plain, begin, end)
        after_gap = not words
        place += len(line) + 1


def _ends_item(plain: str, start: int, end: int) -> bool:
    return plain[max(start, end - len("; and")) : end].lower().endswith(ENDS_ITEM)


class _Lists:
    """Puts lines together, and tells those that are wrapped from those that are items of a list without marks."""

    def __init__(self, plain: str, begin: Begin) -> None:
        self.plain, self._begin = plain, begin
        self.blocks: list[Block] = []
        lines = list(_lines(plain))
        self._width = max((line.width for line in lines), default=0)
        self._listed = self._broken = False
        self._capital = True
        before: _Line | None = None
        for line in lines:
            if before is None or line.mark or line.after_gap or not self._goes_on(before, line):
                self._open(line)
            before = line

    def _goes_on(self, before: _Line, line: _Line) -> bool:
        """Put a line to the block before it, if it is the rest of that."""
        block = self.blocks[-1]
        if self._is_new(block, line):
            return False
        unsure = block.unsure
        if self._may_be_item(block, before, line):
            if self._is_broken(before, line):
                return False
            unsure = (*unsure, (line.start, line.end))[:MOST_UNSURE]
        self.blocks[-1] = replace(block, end=line.end, unsure=unsure)
        return True

    def _open(self, line: _Line) -> None:
        """Begin another block; it is listed where it may be an item of a list that has no marks."""
        first = bool(self.blocks) and leads(self.plain, self.blocks[-1])
        block = Block(line.start, line.end, line.mark, line.indent, line.after_gap)
        begun = (first or self._listed) and not line.mark and request(self.plain, line.start, line.end) is None
        listed = begun and (not line.after_gap or is_order(self.plain, block, self._begin))
        if first or not listed:
            self._broken, self._capital = False, self.plain[line.start].isupper()
        self._listed = listed
        self.blocks.append(block)

    def _is_new(self, block: Block, line: _Line) -> bool:
        """Whether a line without a mark is no rest of what stands before it: that has come to its end."""
        if _ends_item(self.plain, block.start, block.end):
            return True
        closed = is_closed(self.plain, block.start, block.end) and line.indent <= block.indent
        first = self.plain[line.start]
        return closed and (first.isupper() or (self._listed and not first.islower()))

    def _may_be_item(self, block: Block, before: _Line, line: _Line) -> bool:
        """Whether a line may be an item though the one before it does not end a sentence."""
        plain = self.plain
        if not self._listed or plain[line.start].isupper() != self._capital or line.indent > block.indent:
            return False
        if LINKING.search(plain, max(before.start, before.end - LONGEST_LINKING), before.end):
            return False
        order = begins_with_verb(plain, self._begin(line.start, line.end))
        return order or (self._capital and self._ended_early(before, line))

    def _is_broken(self, before: _Line, line: _Line) -> bool:
        """Whether a line's end before an order is meant, and not where the line was full."""
        self._broken = self._broken or self._ended_early(before, line)
        return self._broken

    def _ended_early(self, before: _Line, line: _Line) -> bool:
        word = WORD.match(self.plain, line.start, line.end)
        return before.width + 1 + len(word[0] if word else "") <= EARLY * self._width


def is_order(plain: str, block: Block, begin: Begin) -> bool:
    """Whether a block begins with a verb, limits and small words before it left out."""
    return begins_with_verb(plain, begin(block.start, block.end))


def leads(plain: str, block: Block) -> bool:
    """Whether a block leads into a list: it ends with a colon, or says "the following"."""
    if plain[block.end - 1] == ":":
        return True
    return FOLLOWING.search(plain, max(block.start, block.end - LEAD_WINDOW), block.end) is not None


def passages(plain: str, begin: Begin) -> list[Passage]:
    """The paragraphs of a text, each with the list that it leads into; a point beneath an item belongs to the item."""
    found: list[tuple[Block, list[Item]]] = []
    for block in _Lists(plain, begin).blocks:
        lead, items = found[-1] if found else (None, [])
        if lead is None or not leads(plain, lead):
            found.append((block, []))
        elif items and (_beneath(plain, lead, items, block) or _is_detail(plain, items, block)):
            items[-1].take(block)
        elif _is_item(plain, lead, items, block, begin) or _is_line(plain, lead, items, block):
            items.append(Item(block))
        else:
            found.append((block, []))
    return [Passage(lead, items) for lead, items in found]


def _is_item(plain: str, lead: Block, items: list[Item], block: Block, begin: Begin) -> bool:
    """Whether a block is the first item of a list, or another one with the same kind of mark."""
    if items:
        return block.mark == items[0].head.mark and (bool(block.mark) or _bare(plain, block, begin))
    return _bare(plain, block, begin) or block.mark not in {"", lead.mark}


def _bare(plain: str, block: Block, begin: Begin) -> bool:
    """Whether an unmarked block reads as an item of a list that has lost its marks."""
    first = plain[block.start]
    return not block.mark and (first.islower() or first == "\N{POUND SIGN}" or is_order(plain, block, begin))


def _beneath(plain: str, lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a block is a point beneath the last item of a list."""
    if block.mark in {"", items[0].head.mark, lead.mark}:
        return False
    last = items[-1]
    if block.mark.startswith(f"{last.head.mark}.") or (last.points and block.mark == last.points[0].mark):
        return True
    return block.indent > last.head.indent or plain[last.end - 1] == ":"


def _is_detail(plain: str, items: list[Item], block: Block) -> bool:
    """Whether a line only goes on about the last item of a list without marks, and asks for nothing itself."""
    if items[0].head.mark or block.mark or block.after_gap or leads(plain, block):
        return False
    return DETAIL.match(plain, block.start, block.end) is not None and request(plain, block.start, block.end) is None


def _is_line(plain: str, lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a line is an item of a list without marks though no verb that is known begins it: "A payment of £500"."""
    if block.mark or block.after_gap or (items and items[0].head.mark) or leads(plain, block):
        return False
    if plain[lead.end - 1] != ":" or request(plain, max(lead.start, lead.end - LEAD_WINDOW), lead.end) is None:
        return False
    words = len(plain[block.start : min(block.end, block.start + LEAD_WINDOW)].split())
    return words > HEADING_WORDS and request(plain, block.start, block.end) is None
