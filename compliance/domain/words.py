"""Whether a text that is to say something says anything (rules D6, D7 and E3)."""

from __future__ import annotations

import unicodedata

from compliance.domain.references import is_invisible


def is_blank(text: str) -> bool:
    """Whether nothing of a text is seen: it is empty, or all of it are blanks, signs of control or invisible."""
    return all(sign.isspace() or unicodedata.category(sign) == "Cc" or is_invisible(sign) for sign in text)
