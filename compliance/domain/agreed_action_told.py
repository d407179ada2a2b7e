"""Tells an event that an action waits for from one that is told of: "the delay after the order was made" (D2)."""

from __future__ import annotations

from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_times import TimeWords

DETAILS = pattern(r"\b(?:bank|account|payment)(?: account)? details\b")
# "After the order was made" is over; "once the works are complete" is to come.
OVER = pattern(r"(?:after|following) (?=[^.;:]{1,200}\b(?:was|were)\b)(?![^.;:]{0,200}\b(?:is|are|has|have|been)\b)")
# "An update on the completion of the repairs", "on the progress of the works until they are complete" say of what.
UPDATE = pattern(r"\bupdates? \Z")
ON_COMPLETION = pattern(r"on the completion\b")
ON_PROGRESS = pattern(r"on (?:the |its |their |any ){0,1}progress\b")
LONGEST_BEFORE = 40


def needs_details(plain: str, event: TimeWords) -> bool:
    """Whether an event is that somebody says where a payment is to go: nobody can pay before it."""
    return DETAILS.search(plain, event.start, event.end) is not None


def is_told(plain: str, event: TimeWords) -> bool:
    """Whether the words of an event behind what is asked tell of what happened, or say what something is about."""
    if OVER.match(plain, event.start, event.end) or ON_PROGRESS.match(plain, event.start, event.end):
        return True
    update = UPDATE.search(plain, max(0, event.start - LONGEST_BEFORE), event.start) is not None
    return update and ON_COMPLETION.match(plain, event.start, event.end) is not None
