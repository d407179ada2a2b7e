"""References as people write them: with other marks between the digits, with "Case" in front, or in brackets (L1)."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
"""As databases do it without knowing a language."""
MARKS = " -/._\N{NO-BREAK SPACE}\N{EN DASH}\N{NON-BREAKING HYPHEN}"
"""What stands between the parts of a reference and tells none apart; what a search looks in leaves them out as well."""
AROUND = (
    " ()[]{}<>\"'`.,;:!?\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
)
"""What a reference stands in: brackets, quotation marks, and the stops of the sentence it was copied from."""
CALLED = r"our|your|case|complaint|decision|recommendation|ref(?:erence)?|nos?|nr|number|id"
LEAD = re.compile(
    rf"(?:(?:(?:{CALLED})(?:\b|(?=\d))|[#\N{{NUMERO SIGN}}])[-/#{re.escape(AROUND)}]{{0,9}}){{1,5}}(?=[^\d]{{0,40}}\d)",
    re.IGNORECASE,
)
"""What is written in front of one, as often as people pile it up: "Our case ref. no.:"."""


MAIL = re.compile(r"(?:(?:(?:re|fwd?|aw|wg) ?(?:\[\d{1,3}\])? ?:|(?:re|fwd?)\b) ?)+", re.IGNORECASE)
"""What mail programs write in front of the subject of an answer, or of what is passed on."""


def compact(reference: str) -> str:
    """A reference in capitals and without its white space."""
    return "".join(reference.split()).translate(CAPITALS)


def plain(reference: str) -> str:
    """The same without the marks between its parts: "26-111/222" and "26 111 222" are one."""
    return compact(reference).translate(dict.fromkeys(map(ord, MARKS)))


def bare(reference: str) -> str:
    """A reference without brackets or quotation marks around it, and "Case", "Our ref:" or "#" in front of it."""
    inside = reference.strip(AROUND)
    return LEAD.sub("", inside, count=1).strip(AROUND) if LEAD.match(inside) else inside


def ways_to_read(typed: str) -> tuple[str, ...]:
    """What was typed, and how else it may be meant.

    In plain letters and digits instead of full-width ones, and without "Re:" or "FW:" in front, as a mail's subject.
    """
    folded = " ".join(unicodedata.normalize("NFKC", typed).split())
    begun = folded.lstrip(AROUND)
    found = MAIL.match(begun)
    return tuple(dict.fromkeys(each for each in (typed, folded, begun[found.end() :] if found else "") if each))
