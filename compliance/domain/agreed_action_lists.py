"""The paragraphs and lists of an agreed action, with marks or one action a line (L2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from compliance.domain.agreed_action_blocks import LEAD_WINDOW, Block, Blocks, asks_itself, is_order
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_remarks import are_remarks
from compliance.domain.agreed_action_requests import request
from compliance.domain.agreed_action_text import pattern, sentences
from compliance.domain.agreed_action_verbs import begins_with_base_verb, begins_with_verb

# A line that goes on about the item before it: "It should be signed", "The payment is for".
DETAIL = pattern(
    r"(?:it|this|these|that|those|they|he|she|we|i|there)\b"
    r"|(?:the|a|an|his|her|their|its|any|all|both|each)\b[^.;:]{0,200}?"
    r"\b(?:is|are|was|were|has|have|had|will|would|should|must|shall|can|may|could|did)\b"
)
# "Pay the following sums:", "pay compensation as follows:".
SUMS = pattern(r"\b(?:pay(?:ments?)?|refund|reimburse|sums|amounts|compensation)\b[^.;:]{0,60}:\Z")
TAIL = pattern(r"[;.](?: and)?,? |,? and,? | (?=(?-i:Within|By|No later) )")
LONGEST_TAIL = 150
HEADING_WORDS = 3
POUND = "\N{POUND SIGN}"


@dataclass
class Item:
    """A list item with the points beneath it; it `asks` itself where it begins with who is asked, without a mark.

    It `leads_on` where it was the end of an item, and leads into those behind it: "; and within a year".
    """

    head: Block
    points: list[Block] = field(default_factory=list)
    asks: bool = False
    leads_on: bool = False

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
    """A paragraph with the items of the list that it leads into, and the remarks that stand between them."""

    lead: Block
    items: Sequence[Item] = ()
    remarks: Sequence[Block] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks of it, first to last."""
        yield self.lead
        for item in self.items:
            yield item.head
            yield from item.points
        yield from self.remarks


def passages(edges: Edges) -> list[Passage]:
    """The paragraphs of a text, each with the list that it leads into; a point beneath an item belongs to the item."""
    found: list[tuple[Block, list[Item], list[Block]]] = []
    plain = edges.plain
    for block in Blocks(edges).blocks:
        lead, items, remarks = found[-1] if found else (None, [], [])
        if lead is None or not lead.leads:
            found.append((block, [], []))
        elif not (block.mark or block.leads) and are_remarks(edges, block.start, block.end):
            remarks.append(block)
        elif items and _says_more(plain, lead, items, block):
            items[-1].take(block)
        elif _is_item(plain, lead, items, block, edges) or _is_line(plain, lead, items, block):
            items.append(Item(block))
        elif _is_request(lead, items, block, edges):
            items.append(Item(block, asks=True))
        else:
            found.append((block, [], []))
    return [Passage(*each) for each in found]


def with_beneath(items: Sequence[Item], rank: Callable[[Item], int]) -> list[tuple[Item, list[Item]]]:
    """Each item with those that it leads into: the points beneath it, or the items behind it up to the next such one.

    A list within a list may have lost its marks and its indent: "- Within three months the Council will:" leads into
    the items behind it. `rank` is 0 for an item that leads into nothing; one of a lower rank ("For Mr C:") stands
    beneath one of a higher ("Within three months:").
    """
    found: list[tuple[Item, list[Item]]] = []
    inner: list[Item] | None = None
    above = 0
    for item in items:
        here = rank(item)
        if inner is not None and here < above:
            inner.append(item)
        elif here and not item.points:
            inner, above = [], here
            found.append((item, inner))
        else:
            inner, above = None, 0
            found.append((item, [Item(point) for point in item.points] if here else []))
    return found


def without_tails(edges: Edges, items: Sequence[Item]) -> Iterator[Item]:
    """The items; what leads into those behind one, at its end, is an item: "- pay; and within a year it will:"."""
    for place, item in enumerate(items, 1):
        head = item.head
        if (cut := _tail(edges, head, followed=place < len(items))) is None:
            yield item
        else:
            yield Item(replace(head, end=cut[0], leads=False), asks=item.asks)
            yield Item(replace(head, start=cut[1], unsure=()), item.points, leads_on=True)


def _tail(edges: Edges, head: Block, *, followed: bool) -> tuple[int, int] | None:
    """Where an item ends and that begins which leads on from it; None for all other items.

    Without a colon that is so where it is `followed`, and "and" or who is asked says so: "pay; and within a year".
    """
    plain, end = edges.plain, head.end
    colon = plain[end - 1] == ":"
    if not (colon or followed) or (edges.only_leads(head.start, end) and not is_order(plain, head, edges)):
        return None
    for link in TAIL.finditer(plain, max(head.start, end - LONGEST_TAIL), end):
        lone = not colon and edges.only_limits(link.end(), end)
        joined = not lone or ("and" in link[0] and not _joins_limits(edges, head.start, link))
        if joined and edges.begins_with_limit(link.end(), end) and edges.only_leads(link.end(), end):
            return link.start(), link.end()
    return None


def _joins_limits(edges: Edges, start: int, link: re.Match[str]) -> bool:
    """Whether an "and" joins two limits of one item: "as soon as possible and no later than 31 May"."""
    stops = link[0].lstrip()[:1] in {";", "."}
    return not stops and any(each.end == link.start() for each in edges.times(start, link.start()))


def _is_request(lead: Block, items: list[Item], block: Block, edges: Edges) -> bool:
    """Whether a block is an item of a list without marks in which each says who is asked: "It will apologise"."""
    if items and not (items[0].asks and (items[0].head.after_gap or not block.after_gap)):
        return False
    return asks_itself(edges.plain, block, edges) and edges.has_limit(lead.start, lead.end)


def _is_item(plain: str, lead: Block, items: list[Item], block: Block, edges: Edges) -> bool:
    """Whether a block is the first item of a list, or another one with the same kind of mark."""
    if lead.mark and block.mark == lead.mark:
        return _has_mark_of_lead(lead, items, block, edges)
    if items:
        return block.mark == items[0].head.mark and (bool(block.mark) or _bare(plain, block, edges))
    return _bare(plain, block, edges) or block.mark not in {"", lead.mark}


def _has_mark_of_lead(lead: Block, items: list[Item], block: Block, edges: Edges) -> bool:
    """Whether a block is an item of a lead that got the same mark: "- Within a month it will:", "- apologise"."""
    if block.leads or (items and block.mark != items[0].head.mark):
        return False
    if not items and not edges.only_leads(lead.start, lead.end):
        return False
    if items and items[0].head.indent > lead.indent >= block.indent:
        return False
    order = edges.plain[block.start] == POUND or begins_with_base_verb(
        edges.plain, edges.after_limits(block.start, block.end)
    )
    order = order or _counts_anew(lead, items, block)
    # "Apologise. The Council should consider our guidance in making the apology" says more about the item.
    _, first_end = next(sentences(edges.plain, block.start, block.end))
    return order and request(edges.plain, block.start, first_end) is None


def _counts_anew(lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a block has the next number of a list that counts anew beneath a number: "46. It will:", "1. pay"."""
    if block.mark != "1" or block.number == lead.number + 1:
        return False
    return block.number == len(items) + 1 and all(item.head.number == place for place, item in enumerate(items, 1))


def _bare(plain: str, block: Block, edges: Edges) -> bool:
    """Whether an unmarked block reads as an item of a list that has lost its marks; a mere limit leads into another."""
    first = plain[block.start]
    if block.leads and edges.only_limits(block.start, block.end):
        return False
    return not block.mark and (first.islower() or first == POUND or is_order(plain, block, edges))


def _beneath(plain: str, lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a block is a point beneath the last item of a list."""
    last = items[-1]
    if block.mark and block.mark == items[0].head.mark:
        return _beneath_its_like(plain, last, block)
    if not block.mark:  # the parts of a sum may have lost their marks
        colon = plain[last.head.end - 1] == ":" and not block.after_gap
        return colon and bool(last.head.mark) and _is_part_of_sum(plain, last.head, block)
    if block.mark == lead.mark:
        return False
    if block.mark.startswith(f"{last.head.mark}.") or (last.points and block.mark == last.points[0].mark):
        return True
    return block.indent > last.head.indent or plain[last.end - 1] == ":"


def _beneath_its_like(plain: str, last: Item, block: Block) -> bool:
    """Whether a block with the mark of the last item stands beneath it: further in, or a part of its sum.

    A list may have lost its first indent: behind an item that leads to no points only the part of a sum is beneath it.
    """
    inner = block.indent > last.head.indent
    colon = plain[last.head.end - 1] == ":"
    if inner and (colon or last.points):
        return True
    return (inner or colon) and _is_part_of_sum(plain, last.head, block)


def _is_part_of_sum(plain: str, head: Block, block: Block) -> bool:
    """Whether a block may be a part of the sum that an item names: "£600 for distress", "Distress: £600"."""
    begin = max(head.start, head.end - LEAD_WINDOW)
    whole = plain.find(POUND, begin, head.end) >= 0 or SUMS.search(plain, begin, head.end) is not None
    return whole and names_part_of_sum(plain, block)


def names_part_of_sum(plain: str, block: Block) -> bool:
    """Whether a block names a sum and asks for nothing: "£600 for distress"."""
    named = plain.find(POUND, block.start, block.end) >= 0
    return named and not begins_with_verb(plain, block.start) and request(plain, block.start, block.end) is None


def _says_more(plain: str, lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a block belongs to the last item of a list: a point beneath it, or what only says more about it."""
    return _beneath(plain, lead, items, block) or _is_detail(plain, items, block)


def _is_detail(plain: str, items: list[Item], block: Block) -> bool:
    """Whether a line only goes on about the last item of a list without marks, and asks for nothing itself."""
    if items[0].head.mark or block.mark or block.after_gap or block.leads:
        return False
    return DETAIL.match(plain, block.start, block.end) is not None and request(plain, block.start, block.end) is None


def _is_line(plain: str, lead: Block, items: list[Item], block: Block) -> bool:
    """Whether a line is an item of a list without marks though no verb that is known begins it: "A payment of £500"."""
    if block.mark or block.after_gap or (items and items[0].head.mark) or block.leads:
        return False
    if plain[lead.end - 1] != ":" or request(plain, max(lead.start, lead.end - LEAD_WINDOW), lead.end) is None:
        return False
    words = len(plain[block.start : min(block.end, block.start + LEAD_WINDOW)].split())
    return words > HEADING_WORDS and request(plain, block.start, block.end) is None
