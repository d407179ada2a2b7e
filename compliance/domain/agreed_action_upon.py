"""Finds what an action waits for that is joined to another: "apologise and on receiving her invoices refund" (D2)."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.domain.agreed_action_anchors import action_within, event_end
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_base_verb, is_base_verb

UPON = pattern(
    r"\band,? (?P<link>on|upon|after|following) "
    r"(?=(?:receiving|getting|completing|obtaining|having|being (?:given|sent)) )"
)
COMMA = pattern(r", ")
# "The delay following receipt of the order and pay her £200": behind the "and" is another action.
ANOTHER = pattern(
    r",? and(?: (?:to|will|also|then)){0,2} (?P<verb>[a-z]{2,20})(?= (?:(?:to|for|with) )?"
    r"(?:(?:its|the|his|her|their|an?|all|any|each|mr|mrs|ms|miss|mx|dr|him|them|staff)\b|£))"
)


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


def before_another(plain: str, start: int, end: int) -> int:
    """Where the words of an event behind an action end, before another action that is joined with "and"."""
    found = (each for each in ANOTHER.finditer(plain, start, end) if is_base_verb(each["verb"]))
    return next((each.start() for each in found), end)
