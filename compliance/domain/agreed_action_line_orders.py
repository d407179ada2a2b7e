"""Tells a line without a mark that is an order by itself: "Pay him £200;" (L2)."""

from __future__ import annotations

from compliance.domain.agreed_action_blocks import Block, is_order
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lines import ends_order
from compliance.domain.agreed_action_requests import orders
from compliance.domain.agreed_action_text import is_closed

CLOSE_BY = 60


def is_line_order(edges: Edges, block: Block) -> bool:
    """Whether a line without a mark is an order by itself, in a text that has asked for something before it."""
    plain = edges.plain
    ends = ends_order(plain[block.start : block.end])
    goes_on = ends or ends_order(plain[max(0, block.start - CLOSE_BY) : block.start].rstrip())
    whole = ends or is_closed(plain, block.start, block.end)
    if not whole or not (goes_on or plain[block.start].isupper()):
        return False
    return is_order(plain, block, edges) and orders(plain, edges.after_limits(block.start, block.end))
