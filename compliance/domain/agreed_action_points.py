"""Tells a list of points that are what one action is about: "apologise to her for: the delay; the letters" (L2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from compliance.domain.agreed_action_asked import Asked
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lists import Item, Passage
from compliance.domain.agreed_action_requests import Request, request
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_times import SURE, Form, Said, TimeWords
from compliance.domain.agreed_action_verbs import begins_with_base_verb

# "Apologise for:", "report to us on:", "review:": what stands behind the colon is no action of its own.
LEADS_TO_POINTS = pattern(
    r"\b(?:apolog[a-z]{1,6}\b(?: [^\x20\n.;:]{1,30}){0,12}? for"
    r"|(?:report|update|write)\b(?: [^\x20\n.;:]{1,30}){0,12}? (?:on|about|setting out|explaining)"
    r"|(?:will|should|must|shall|and|to|also|then) (?:review|reconsider|examine|audit|consider)"
    r"|review of)(?: (?:all of )?the following(?: [a-z]{2,20}){0,2})?(?: )?:(?: )?\Z"
)
LONGEST_LEAD = 400
QUESTION = pattern(r"(?:how|what|whether|why|when|where|which|who|that)\b")
POUND = "\N{POUND SIGN}"


def leads_to_points(edges: Edges, start: int, passage: Passage) -> bool:
    """Whether a sentence that begins at a place, and ends a lead, is one action with the items behind it."""
    end = passage.lead.end
    found = LEADS_TO_POINTS.search(edges.plain, max(start, end - LONGEST_LEAD), end)
    return found is not None and all(_is_point(edges, item) for item in passage.items)


def with_points(edges: Edges, asked: Request, part: Asked, points: Sequence[Item]) -> Asked:
    """What a lead asks, with the points behind it, and the lines within them that may be something else."""
    start, end = edges.trimmed(asked.start, points[-1].end)
    return replace(part, start=start, end=end, lines=tuple(line for item in points for line in item.head.unsure))


def _is_point(edges: Edges, item: Item) -> bool:
    """Whether an item asks for nothing itself, and has no sum and no limit of its own."""
    plain, start, end = edges.plain, edges.skip(item.start, item.end), item.end
    limits = any(_may_be_own(each) for each in edges.times(item.start, end)) or edges.begins_with_limit(start, end)
    if item.asks or limits or plain.find(POUND, start, end) >= 0:
        return False
    if QUESTION.match(plain, start, end):
        return True
    return not begins_with_base_verb(plain, start) and request(plain, start, end) is None


def _may_be_own(each: TimeWords) -> bool:
    """Whether a limit is a day or counts from the decision; "its failure to reply within 20 weeks" tells what it is."""
    sure = (
        each.form is Form.DATE or each.form is Form.WORD or (each.counted is not None and each.counted.anchor in SURE)
    )
    return each.said is Said.LIMIT and sure
