"""Finds what an action waits for that is joined to another: "apologise and on receiving her invoices refund" (D2)."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.domain.agreed_action_anchors import action_within, event_end
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_base_verb

UPON = pattern(
    r"\band,? (?P<link>on|upon|after|following) "
    r"(?=(?:receiving|getting|completing|obtaining|having|being (?:given|sent)) )"
)
COMMA = pattern(r", ")


def joined_events(plain: str) -> Iterator[tuple[int, int, int]]:
    """Where such words begin, where the event does, and where it ends; an action stands behind it."""
    for found in UPON.finditer(plain):
        end = event_end(plain, found.end())
        comma = COMMA.match(plain, end)
        action = action_within(plain, found.end(), end)
        if action is not None:
            yield found.start("link"), found.end(), action
        elif comma and begins_with_base_verb(plain, comma.end()):
            yield found.start("link"), found.end(), end
