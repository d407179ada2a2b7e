"""Decisions and what they recommend (rules L1 to L7)."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from compliance.domain.references import is_invisible


class DecisionOutcome(StrEnum):
    """How a complaint was decided (L1)."""

    INVALID_OR_INCOMPLETE = "invalid_or_incomplete"
    ADVICE_GIVEN = "advice_given"
    REFERRED_BACK = "referred_back"
    CLOSED_AFTER_INITIAL_ENQUIRIES = "closed_after_initial_enquiries"
    NOT_UPHELD = "not_upheld"
    UPHELD = "upheld"


INVESTIGATED = frozenset({DecisionOutcome.UPHELD, DecisionOutcome.NOT_UPHELD})


class Kind(StrEnum):
    """Whom a recommendation serves: one person, or everybody after them (L3)."""

    PERSONAL_REMEDY = "personal_remedy"
    SERVICE_IMPROVEMENT = "service_improvement"


class Response(StrEnum):
    """The authority's answer; no answer yet is None. Accepting is not complying (L6)."""

    AGREED = "agreed"
    REFUSED = "refused"


def may_become(before: str | None, after: str | None) -> bool:
    """Whether an answer can turn into another: none into any, a refusal into an agreement, nothing into less (L6)."""
    order = (None, Response.REFUSED, Response.AGREED)
    return order.index(Response(before) if before else None) < order.index(Response(after) if after else None)


# What the reference of a case is made of besides letters and digits: "19 012 345", "24/017-B".
IN_A_REFERENCE = frozenset(" -/._:()#&+,'")
LONGEST_REFERENCE = 100


# Control characters, and what ends a line or a paragraph.
NEVER_IN_A_LINE = frozenset({"Cc", "Zl", "Zp"})


def line_fault(reference: str, called: str = "reference") -> str | None:
    """What was expected of a reference or code that is no line of letters; None where it is one (L1).

    In a letter, "24 017" and what stands behind a line break would be two lines.
    """
    if any(unicodedata.category(each) in NEVER_IN_A_LINE for each in reference):
        return f"a {called} on one line, without control characters"
    return None


def named_fault(reference: str, called: str = "reference") -> str | None:
    """What was expected of a reference or code that is no line, or that no page could have as its address; else None.

    Browsers take "." and ".." between slashes as folders, so "a/../b" would be looked for as "b".
    """
    if {".", ".."} & set(reference.split("/")):
        return f"a {called} without . or .. between slashes, which no page could have as its address"
    return line_fault(reference, called)


def address_fault(reference: str, called: str = "reference") -> str | None:
    """The same, and of one that nobody could read: all of it is seen, and it has a letter or a digit (L1)."""
    return named_fault(reference, called) or unread_fault(reference, called)


def unread_fault(reference: str, called: str = "reference", stem: str = "") -> str | None:
    """What was expected of a reference that cannot be told by reading it: two might look alike, or like nothing.

    What is on record as `stem` stays as it is: only what stands behind it is new.
    """
    if unseen := next(filter(is_invisible, reference.removeprefix(stem)), None):
        return f"a {called} without the invisible U+{ord(unseen):04X}"
    if reference and not any(each.isalnum() for each in reference):
        return f"a {called} with a letter or a digit"
    return None


def reference_fault(reference: str) -> str | None:
    """What was expected of a case's reference, where it is none that a person would write; None where it is one (L1).

    A picture, a control sign, an invisible letter or a piece of a page is in no reference.
    """
    if len(reference) > LONGEST_REFERENCE:
        return f"at most {LONGEST_REFERENCE} letters, not {len(reference)}"
    if fault := line_fault(reference):
        return fault
    if not any(each.isalnum() for each in reference):
        return "the reference of a case, such as 19 012 345"
    if fault := unread_fault(reference):
        return fault
    if not all(each.isalnum() or each in IN_A_REFERENCE for each in reference):
        return f"letters, digits, spaces and {' '.join(sorted(IN_A_REFERENCE - {' '}))} only"
    return None
