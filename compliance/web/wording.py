"""Small things that pages say and read: a capital letter, an error as one line, a whole number from an address."""

from __future__ import annotations

from compliance.domain.moment import days_in_words
from compliance.domain.wording import ISO_DATE

SEE_OTHER, NOT_TAKEN = 303, 422
LONGEST_NUMBER = 8
MAIL_WIDTH = 72  # what mail breaks its lines at; a page breaks them where its own end


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def begun(text: str) -> str:
    """A sentence that begins with a capital letter; an address or a reference at its beginning stays as it is."""
    first = next(iter(text.split(maxsplit=1)), "")
    return capital(text) if first.strip(",:;'").isalpha() else text


def in_short(text: str, longest: int = 80) -> str:
    """A text as one line of so many letters at most; what is longer ends with its last whole word and dots."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return f"{(cut.rpartition(' ')[0] or cut[:-1]).rstrip(',.;: ')}…"


def complaint(reason: Exception) -> str:
    """What was refused, as one line that begins as a sentence does, with its dates as people write them."""
    return days_in_words(begun(" ".join(str(reason).split())), dates=ISO_DATE)


def whole_number(said: str, longest: int = LONGEST_NUMBER) -> int | None:
    """The whole number that was sent, of so many digits at most; None for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= longest else None


def pages_of(total: int, size: int, said: str) -> tuple[int, int]:
    """Which page of so many things is asked for, the last where it is beyond, and the number of the last one."""
    last = max(1, -(-total // size))
    return min(page_number(said), last), last


def page_number(said: str) -> int:
    """Which page is asked for; the first where that is no number."""
    return max(whole_number(said) or 1, 1)


def unwrapped(text: str) -> str:
    """The text of a mail with each paragraph as one line: a line goes on where its next word did not fit."""
    lines: list[str] = []
    previous = ""
    for line in text.splitlines():
        if _goes_on(previous, line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        previous = line
    return "\n".join(lines)


def _goes_on(previous: str, line: str) -> bool:
    first = line.split(maxsplit=1)[:1]
    words = any(each.isalnum() for each in previous) and any(each.isalnum() for each in line)
    return words and _indent(previous) == _indent(line) and len(previous) + len(f" {first[0]}") > MAIL_WIDTH


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
