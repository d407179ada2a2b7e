"""Tells a sentence that only accepts what was recommended elsewhere: it asks for nothing itself (L2, L6)."""

from __future__ import annotations

from compliance.domain.agreed_action_cuts import AND
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import accepts, bare, remedies

LONGEST_REST = 60


def only_accepts(edges: Edges, action: int, end: int) -> bool:
    """Whether nothing is asked but what was recommended elsewhere: "has agreed to my recommendations"."""
    plain = edges.plain
    if (behind := remedies(plain, action, end)) is not None:
        return edges.after_limits(behind, end) >= end
    behind = accepts(plain, action, end)
    if behind is None:
        return False
    rest = edges.after_limits(behind, end)
    more = (bare(plain, link.end(), end) for link in AND.finditer(plain, behind, end))
    short = end - rest < LONGEST_REST and plain.find("\N{POUND SIGN}", rest, end) < 0
    return short and all(verb is None for verb in more)
