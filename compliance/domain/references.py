"""References as people write them: with other marks between the digits, or with "Case" in front (L1)."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
"""As databases do it without knowing a language."""
MARKS = " -/._\N{NO-BREAK SPACE}\N{EN DASH}\N{NON-BREAKING HYPHEN}"
"""What stands between the parts of a reference and tells none apart; what a search looks in leaves them out as well."""
LEAD = re.compile(r"(?:(?:case\b|#)[\s:.#]{0,9}){1,3}(?=[^\d]{0,40}\d)", re.IGNORECASE)


def compact(reference: str) -> str:
    """A reference in capitals and without its white space."""
    return "".join(reference.split()).translate(CAPITALS)


def plain(reference: str) -> str:
    """The same without the marks between its parts: "26-111/222" and "26 111 222" are one."""
    return compact(reference).translate(dict.fromkeys(map(ord, MARKS)))


def without_lead(reference: str) -> str:
    """A reference without "Case" or "#" in front of it."""
    return LEAD.sub("", reference.strip(), count=1) if LEAD.match(reference.strip()) else reference
