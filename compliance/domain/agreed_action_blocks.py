"""Joins the wrapped lines of an agreed action, and tells them from items and sentences that begin with a line (L2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lines import Line, ends_item, lines
from compliance.domain.agreed_action_requests import governing, orders, request
from compliance.domain.agreed_action_shown import showing
from compliance.domain.agreed_action_tails import tail
from compliance.domain.agreed_action_text import is_closed, pattern, sentences
from compliance.domain.agreed_action_verbs import begins_with_base_verb, begins_with_verb

FOLLOWING = pattern(r"\bthe following\b[^.;:]{0,200}\.?\Z")
LEAD_WINDOW = 300
WORD = re.compile(r"[A-Za-z'-]{1,30}")
# Behind these a sentence goes on in the next line; behind "Ms A" it may be over.
LINKING = pattern(
    r"\b(?:(?-i:a)|an|the|of|to|for|with|by|in|on|at|from|into|about|its|his|her|their|our|my|any|all|each|this|that|these|"
    r"those|which|who|how|whether|what|when|where|why|if|because|so|will|should|not|as|than|or|and|then|between|under|per|"
    r"(?:mr|mrs|ms|miss|dr)\.?)\Z|,\Z"
)
JOINING = pattern(r"(?:\b(?:and|or|then)|,)\Z")
AND = pattern(r"and\b")
# With a capital these begin a sentence; another word with one may be a name that was wrapped.
STARTER = pattern(
    r"(?:the|it|they|both|each|in|on|to|for|as|at|if|once|after|before|also|all|we|this|these|those|further|"
    r"furthermore|additionally|finally|separately)\b"
)
LONGEST_LINKING = 10
MODAL = pattern(r"\b(?:will|should|must|shall)\b")
# A line is wrapped where the next word has no room in it; how many letters have room differs from line to line.
EARLY = 0.8
MOST_UNSURE = 5
LONGEST_HEADING = 40
SHORTEST_WRAPPED = 45


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item, from behind its mark to its end; `mark` is the kind of mark, "" for none.

    `unsure` are lines within it, the first of them, of which nobody can tell whether they are items of their own.
    `leads` is whether it leads into a list, `within` whether it is an item that begins within a line,
    `number` that of its mark.
    """

    start: int
    end: int
    mark: str
    indent: int
    after_gap: bool = False
    unsure: tuple[tuple[int, int], ...] = ()
    leads: bool = False
    within: bool = False
    number: int = 0


class Blocks:
    """Puts lines together, and tells those that are wrapped from those that are items of a list without marks."""

    def __init__(self, edges: Edges) -> None:
        self.plain, self._edges = edges.plain, edges
        self.blocks: list[Block] = []
        found = lines(self.plain)
        self._width = max((line.width for line in found), default=0)
        self._beneath_limit = _beneath_limit(edges, found)
        self._listed = self._broken = self._limited = self._limit_alone = self._headed = False
        self._capital, self._lead = True, 0
        for place, line in enumerate(found):
            if place == 0 or line.mark or line.after_gap or not self._goes_on(found, place):
                self._open(line)
        self._close()

    def _close(self, behind: Line | None = None) -> bool:
        """Tell whether the last block leads into a list, now that it is whole and the line behind it is known."""
        self._cut_tail(behind)
        if self.blocks and (first := leads(self._edges, self.blocks[-1]) or self._is_headed(behind)):
            self.blocks[-1] = replace(self.blocks[-1], leads=first)
            start, end = self.blocks[-1].start, self.blocks[-1].end
            self._limited, self._limit_alone = self._edges.has_limit(start, end), self._edges.only_limits(start, end)
            self._lead, self._headed = start, self._edges.heading(start, end) is not None
            return True
        return False

    def _is_headed(self, behind: Line | None) -> bool:
        """Whether a line without a mark ends with a heading of the items within it: "Agreed action By 1 May •"."""
        block = self.blocks[-1]
        if behind is None or not (behind.within and behind.mark) or block.mark:
            return False
        return self._edges.heading(block.start, block.end) is not None

    def _cut_tail(self, behind: Line | None) -> None:
        """Make a block of the sentences behind the last item of a list in one line."""
        block = self.blocks[-1] if self.blocks else None
        if block is None or not block.within or self._cut_heading(block, behind):
            return
        leads_on = self.plain[block.end - 1] == ":"
        last = leads_on or behind is None or behind.mark != block.mark
        if last and (cut := tail(self._edges, block.start, block.end)):
            here = tuple(each for each in block.unsure if each[0] < cut[0])
            rest = tuple(each for each in block.unsure if each[0] > cut[1])
            self.blocks[-1] = replace(block, end=cut[0], unsure=here)
            if cut[1] < block.end:
                self.blocks.append(Block(cut[1], block.end, "", block.indent, unsure=rest))

    def _cut_heading(self, block: Block, behind: Line | None) -> bool:
        """Make a block of the limit that leads into the next items of a line, as one leads into those before it."""
        if not self._headed or behind is None or not behind.within or behind.mark != block.mark:
            return False
        limit = self._edges.heading(block.start, block.end)
        if limit is None or not (before := self.plain[block.start : limit.start].rstrip()):
            return False
        self.blocks[-1] = replace(block, end=block.start + len(before))
        self.blocks.append(Block(limit.start, block.end, "", block.indent))
        return True

    def _goes_on(self, found: Sequence[Line], place: int) -> bool:
        """Put a line to the block before it, if it is the rest of that."""
        block, before, line = self.blocks[-1], found[place - 1], found[place]
        if self._is_new(block, line):
            return False
        anew = self._leads_among_items(found, place) or self._begins_anew(found, place)
        if anew:
            return False
        unsure = block.unsure
        if anew is None or self._may_be_item(block, before, line):
            if anew is not None and self._is_broken(before, line):
                return False
            unsure = (*unsure, (line.start, line.end))[:MOST_UNSURE]
        self.blocks[-1] = replace(block, end=line.end, unsure=(*unsure, *_unsure(line))[:MOST_UNSURE])
        return True

    def _open(self, line: Line) -> None:
        """Begin another block; it is listed where it may be an item of a list that has no marks."""
        first = self._close(line)
        unsure = _unsure(line)
        block = Block(
            line.start, line.end, line.mark, line.indent, line.after_gap, unsure, False, line.within, line.number
        )
        begun = (first or self._listed) and not line.mark and request(self.plain, line.start, line.end) is None
        listed = begun and (not line.after_gap or is_order(self.plain, block, self._edges))
        if first or not listed:
            self._broken, self._capital = False, self.plain[line.start].isupper()
        self._listed = listed
        self.blocks.append(block)

    def _is_new(self, block: Block, line: Line) -> bool:
        """Whether a line without a mark is no rest of what stands before it: that has come to its end."""
        if ends_item(self.plain, block.start, block.end) or (self._is_order(line) and self._leads_so_far()):
            return True
        closed = is_closed(self.plain, block.start, block.end) and line.indent <= block.indent
        first = self.plain[line.start]
        return closed and (first.isupper() or (self._listed and not first.islower()))

    def _begins_anew(self, found: Sequence[Line], place: int) -> bool | None:
        """Whether a line says something new though what is before it ends no sentence; None where nobody can tell."""
        plain, before, line = self.plain, found[place - 1], found[place]
        if self._edges.begins_with_limit(line.start, line.end):
            return self._limit_begins_anew(found, place)
        hanging = line.indent > self.blocks[-1].indent
        if hanging or not _is_capital(plain, line.start) or _ends_with(LINKING, plain, before):
            return False
        if self._is_order(line) and not self.blocks[-1].mark and not self._listed:
            return True if self._ended_early(before, line) or self._is_heading(self.blocks[-1]) else None
        early, starts = self._ended_early(before, line), STARTER.match(plain, line.start) is not None
        if self._asks(line):
            return True if early or starts else None
        another = early or (starts and MODAL.search(plain, line.start, line.end) is not None)
        if self.blocks[-1].mark:
            return None if another else False
        return another and starts and not self._listed

    def _leads_among_items(self, found: Sequence[Line], place: int) -> bool:
        """Whether a line without a mark leads from one list with marks to the next: "For Mrs F, within a year:"."""
        plain, before, line, block = self.plain, found[place - 1], found[place], self.blocks[-1]
        if plain[line.reach - 1] != ":" or not block.mark or line.indent > block.indent:
            return False
        behind = next((each for each in found[place + 1 : place + 3] if each.start >= line.reach), None)
        listed = behind is not None and bool(behind.mark)
        anew = _is_capital(plain, line.start) and not _ends_with(LINKING, plain, before)
        return listed and anew and self._edges.has_limit(line.start, line.reach)

    def _is_order(self, line: Line) -> bool:
        """Whether a line begins like an order, and not like the rest of a sentence: "Reassess her needs"."""
        capital = _is_capital(self.plain, line.start)
        return capital and begins_with_base_verb(self.plain, line.start) and orders(self.plain, line.start)

    def _is_heading(self, block: Block) -> bool:
        """Whether a block is a heading, and no line of an action: "Agreed action"."""
        short = block.end - block.start < LONGEST_HEADING and not begins_with_verb(self.plain, block.start)
        return short and request(self.plain, block.start, block.end) is None

    def _asks_nothing(self, block: Block, *, short: bool) -> bool:
        """Whether a block, a heading where it has to be `short`, has nothing that a limit behind it could be for."""
        if block.mark or self._listed or begins_with_verb(self.plain, block.start):
            return False
        return self._is_heading(block) or (not short and request(self.plain, block.start, block.end) is None)

    def _leads_so_far(self) -> bool:
        """Whether the last block leads into a list as far as it goes: "Within two months the Council should"."""
        block = self.blocks[-1]
        return leads(self._edges, replace(block, start=max(block.start, block.end - LEAD_WINDOW)))

    def _limit_begins_anew(self, found: Sequence[Line], place: int) -> bool | None:
        """The same for a line that begins with a limit: "Within eight weeks the Council will:"."""
        plain, before, line, edges = self.plain, found[place - 1], found[place], self._edges
        capital, joined = _is_capital(plain, line.start), _ends_with(JOINING, plain, before)
        if _ends_with(LINKING, plain, before) and not joined:
            return False
        if plain[line.reach - 1] == ":" and edges.only_leads(line.start, line.reach):
            return True
        hanging = line.indent > self.blocks[-1].indent
        if hanging or not edges.only_limits(line.start, line.end):
            return capital and not joined and not hanging
        return self._lone_limit_begins_anew(found, place, capital=capital)

    def _lone_limit_begins_anew(self, found: Sequence[Line], place: int, *, capital: bool) -> bool | None:
        """The same for a line that is nothing but a limit: it leads into a list, or is that of the item before it."""
        if not found[place].followed or self._beneath_limit[place]:
            return False
        over = self._edges.after_limits(found[place].start, found[place].reach)
        behind = next((each for each in found[place + 1 : place + 3] if each.start >= over), None)
        item = behind is not None and self._may_be_led_to(behind)
        if item and self._asks_nothing(self.blocks[-1], short=not capital):
            return True
        if capital:
            return True if self._limited else None
        return item and self._leads_on(found[place - 1], found[place])

    def _may_be_led_to(self, line: Line) -> bool:
        """Whether a line may be the first item behind a limit on a line of its own."""
        return bool(line.mark) or begins_with_verb(self.plain, line.start) or self._asks(line)

    def _leads_on(self, before: Line, line: Line) -> bool | None:
        """Whether "and within two months" in small letters leads on, or the second line in a list of such lines."""
        if AND.match(self.plain, line.start):
            return True
        if not self._limit_alone:
            return False
        wrapped = before.width > SHORTEST_WRAPPED and not self._ended_early(before, line)
        over = not wrapped or is_closed(self.plain, before.start, before.end)
        return True if over and self.plain[self._lead].islower() else None

    def _asks(self, line: Line) -> bool:
        """Whether a line begins a sentence that asks, or speaks of what was asked."""
        _, end = next(sentences(self.plain, line.start, line.reach))
        asked = request(self.plain, line.start, end)
        if asked is not None and asked.begin < line.end:
            return True
        shown = showing(self.plain, line.start, end)
        begin = self._edges.skip(line.start, end)
        return (shown is not None and shown < line.end) or governing(self.plain, line.start, begin, end) is not None

    def _may_be_item(self, block: Block, before: Line, line: Line) -> bool:
        """Whether a line may be an item though the one before it does not end a sentence."""
        plain = self.plain
        if not self._listed or plain[line.start].isupper() != self._capital or line.indent > block.indent:
            return False
        if _ends_with(LINKING, plain, before):
            return False
        order = begins_with_verb(plain, self._edges.after_limits(line.start, line.end))
        return order or (self._capital and self._ended_early(before, line))

    def _is_broken(self, before: Line, line: Line) -> bool:
        """Whether a line's end before an order is meant, and not where the line was full."""
        self._broken = self._broken or self._ended_early(before, line)
        return self._broken

    def _ended_early(self, before: Line, line: Line) -> bool:
        word = WORD.match(self.plain, line.start, line.end)
        return before.width + 1 + len(word[0] if word else "") <= EARLY * self._width


def _beneath_limit(edges: Edges, found: Sequence[Line]) -> list[bool]:
    """For each line whether limits stand beneath what they are for there: such lines end with one, and no item follows.

    "Apologise to Ms A / Within two weeks / Pay her £50 / Within a month" is such a table.
    """
    told = [False] * len(found)
    beneath = False
    for place in range(len(found) - 1, -1, -1):
        line = found[place]
        behind = found[place + 1] if line.followed else None
        if behind is None or behind.after_gap:
            item = behind is not None and (bool(behind.mark) or begins_with_verb(edges.plain, behind.start))
            beneath = not item and edges.only_limits(line.start, line.end) and edges.plain[line.end - 1] != ":"
        told[place] = beneath
    return told


def _unsure(line: Line) -> tuple[tuple[int, int], ...]:
    """Where a mark stands within a line that may begin another item, up to the line's end."""
    return ((line.unsure, line.end),) if line.unsure is not None else ()


def _is_capital(plain: str, place: int) -> bool:
    """Whether a word begins with a capital there, and is no shouting: "Within", "I" and not "WITHIN"."""
    return plain[place].isupper() and not plain[place + 1 : place + 2].isupper()


def _ends_with(known: re.Pattern[str], plain: str, line: Line) -> bool:
    return known.search(plain, max(line.start, line.end - LONGEST_LINKING), line.end) is not None


def is_order(plain: str, block: Block, edges: Edges) -> bool:
    """Whether a block begins with a verb, limits and small words before it left out."""
    return begins_with_verb(plain, edges.after_limits(block.start, block.end))


def asks_itself(plain: str, block: Block, edges: Edges) -> bool:
    """Whether a block without a mark begins with who is asked: "It will pay her £50", "By 1 May the Council will"."""
    if block.mark:
        return False
    _, end = next(sentences(plain, block.start, block.end))
    asked = request(plain, block.start, end)
    return asked is not None and asked.begin <= edges.after_limits(block.start, end)


def leads(edges: Edges, block: Block) -> bool:
    """Whether a block leads into a list: it ends with a colon, says "the following", or only by when, or who is asked.

    "Within one month", "The Council has agreed to".
    """
    plain, end = edges.plain, block.end
    if plain[end - 1] == ":" or FOLLOWING.search(plain, max(block.start, end - LEAD_WINDOW), end) is not None:
        return True
    if is_closed(plain, block.start, end):
        return False
    *_, (start, end) = sentences(plain, block.start, end)
    if asked := request(plain, start, end):
        return edges.after_limits(asked.start, end) >= end
    return edges.only_limits(start, end)
