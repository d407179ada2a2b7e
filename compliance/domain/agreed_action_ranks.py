"""Tells which items of a list only lead into others, and what those have from the list (L2, D2)."""

from __future__ import annotations

from dataclasses import replace

from compliance.domain.agreed_action_asked import Above
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lists import Item
from compliance.domain.agreed_action_requests import request


def rank(edges: Edges, item: Item, *, given: bool) -> int:
    """How far up an item stands that only leads into others: 2 for "1. Within 2 months:", 1 for "For Mr C:".

    It is 0 for an item that asks for something itself; whom the others are for matters in a list that is `given`.
    """
    plain, head = edges.plain, item.head
    if item.leads_on:
        return 2
    asked = request(plain, head.start, head.end) if head.leads else None
    asks = asked is not None and asked.begin <= edges.after_limits(head.start, head.end)
    if (plain[head.end - 1] != ":" and not asks) or not edges.only_leads(head.start, head.end):
        return 0
    return 2 if asks or edges.has_limit(head.start, head.end) else int(given)


def beneath_item(edges: Edges, item: Item, above: Above) -> Above:
    """What a list gives to an item that leads into those behind it: no limit where it says only who is asked."""
    head = item.head
    bare_request = request(edges.plain, head.start, head.end) and not edges.times(head.start, head.end)
    return replace(above, limits=()) if bare_request else above
