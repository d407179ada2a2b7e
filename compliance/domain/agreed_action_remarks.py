"""Tells a remark from what is asked: "The Council should consider this guidance in making the apology" (L2)."""

from __future__ import annotations

from compliance.domain.agreed_action_cuts import AND
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import bare, request
from compliance.domain.agreed_action_text import pattern, sentences

# "The Council should consider our guidance on remedies in making the apology" says how.
REMARK = pattern(
    r"[^a-z]{0,10}(?:in (?:making|writing) (?:the|this|its|an) apology,? )?"
    r"(?:it|they|the (?:[a-z]{2,20} ){0,2}?[a-z]{2,20}) (?:should|will|must|has agreed to)(?: also)?"
    r" (?:consider|have regard to|take account of|take into account|refer to|follow|bear in mind)"
    r" (?:this|our|the|the ombudsman's) guidance\b[^.;:]{0,60}\b(?:remed|apolog)"
)
# "We publish guidance on remedies which sets out how organisations should apologise" tells of it.
PUBLISHED = pattern(
    r"[^a-z]{0,10}(?:(?:we|the ombudsman)(?: have| has)?(?: also)? publish(?:es|ed)?(?: [a-z]{2,20}){0,2} guidance\b"
    r"|(?:this|it|our guidance(?: on [a-z ]{1,60}?)?) (?:sets out|explains) (?:our|how)\b)"
    r"[^.;:]{0,200}\b(?:remed|apolog)"
)
HOW = "it says only how the apology is to be made"


def is_remark(edges: Edges, start: int, end: int) -> bool:
    """Whether a sentence says only that guidance is to be considered in an apology; not where it has a limit or sum."""
    plain = edges.plain
    if REMARK.match(plain, start, end) is None or edges.has_limit(start, end) or plain.find("£", start, end) >= 0:
        return False
    return all(bare(plain, link.end(), end) is None for link in AND.finditer(plain, start, end))


def are_remarks(edges: Edges, start: int, end: int) -> bool:
    """Whether all sentences between two places are such remarks, or tell of the guidance."""
    return all(is_remark(edges, *each) or _tells_of_it(edges, *each) for each in sentences(edges.plain, start, end))


def _tells_of_it(edges: Edges, start: int, end: int) -> bool:
    plain = edges.plain
    told = PUBLISHED.match(plain, start, end) is not None and plain.find("£", start, end) < 0
    return told and request(plain, start, end) is None
