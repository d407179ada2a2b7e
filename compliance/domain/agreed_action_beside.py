"""Finds what is asked beside the words that lead into a list: "apologise to Mr S and pay him:" (L2)."""

from __future__ import annotations

from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import introduces
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_base_verb

JOINED = pattern(r"(?:,|;)? and(?:,|:| |\Z)")
# "Provide training and support to:" is one; "visit him and support his family with:" are two.
ALSO_NOUN = pattern(
    r"(?:advice|audit|change|check|contact|help|offer|record|repair|report|review|support|train|transfer|work)\b"
)
OBJECT = pattern(
    r"[a-z]{2,20}(?: (?:to|with|for))?"
    r" (?:(?:its|the|his|her|their|an?|all|any|each|mr|mrs|ms|miss|mx|dr|him|them|staff)\b|£)"
)
# "Review and update its policies to:" has one object for both.
ALONE = pattern(r"apologi[sz]e\b")


def beside_lead(edges: Edges, action: int, end: int) -> tuple[int, int] | None:
    """Where what is asked ends that stands beside the words that lead into a list, and where those begin; else None."""
    plain, found = edges.plain, None
    for link in JOINED.finditer(plain, action, end):
        behind = edges.after_limits(link.end(), end)
        if behind >= end or _begins_another(plain, behind):
            found = link.start(), link.end()
    if found is None:
        return None
    first, last = edges.trimmed(action, found[0])
    whole = ALONE.match(plain, first, last) or len(plain[first:last].split()) > 1
    return found if whole and not introduces(plain, first, last) else None


def _begins_another(plain: str, place: int) -> bool:
    """Whether another action begins at a place, and no noun that goes on with the one before it."""
    if not begins_with_base_verb(plain, place):
        return False
    return ALSO_NOUN.match(plain, place) is None or OBJECT.match(plain, place) is not None
