"""Small things that pages say and read: a capital letter, an error as one line, a whole number from an address."""

from __future__ import annotations

SEE_OTHER, NOT_TAKEN = 303, 422
LONGEST_NUMBER = 8


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def complaint(reason: Exception) -> str:
    """What was refused, as one line with a capital letter."""
    return capital(" ".join(str(reason).split()))


def whole_number(said: str, longest: int = LONGEST_NUMBER) -> int | None:
    """The whole number that was sent, of so many digits at most; None for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= longest else None


def page_number(said: str) -> int:
    """Which page is asked for; the first where that is no number."""
    return max(whole_number(said) or 1, 1)
