"""References as people write them: with other marks between the digits, with "Case" in front, or in brackets (L1).

`core` says which are one and the same: logging, links, an import and the search all ask it. A change to it wants a
migration that fills the column of decisions anew (migration 0020).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
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
CALLED = r"our|your|case|complaint|decision|recommendation|ref(?:erence)?|number"
SHORT = r"(?:nos?|nr|id)(?![-/]|[^\W\d])"
"""The same in few letters; "NO-7/24" begins with letters of its own."""
LEAD = re.compile(
    rf"(?:(?:(?:{CALLED})(?:\b|(?=\d))|{SHORT}|[#\N{{NUMERO SIGN}}])[-/#{re.escape(AROUND)}]{{0,9}}){{1,5}}"
    r"(?=[^\d]{0,40}\d)",
    re.IGNORECASE,
)
"""What is written in front of one, as often as people pile it up: "Our case ref. no.:"."""


MAIL = re.compile(r"(?:(?:(?:re|fwd?|aw|wg) ?(?:\[\d{1,3}\])? ?:|(?:re|fwd?)\b(?![-/])) ?)+", re.IGNORECASE)
"""What mail programs write in front of the subject of an answer, or of what is passed on.

"RE-24-001" is a reference.
"""
# What is not seen though it is in no category of such: fillers, selectors, an empty cell of Braille.
NOT_SEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
RECENT = 1024  # references that are looked at again and again, such as that of a case with each of its recommendations
LONGEST_NUMBER = 9
PIECE = re.compile(r"[^\W_]+")


def is_invisible(sign: str) -> bool:
    """Whether a sign is not seen where it stands, such as U+200B or a mark of direction."""
    return sign in NOT_SEEN or unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=RECENT)
def core(reference: str) -> str:
    """What tells a reference from others: its letters and digits, without what is written in front of them.

    "Case 26-111/222", "(26 111 222)" and "26111222" are one. Empty only where there is no letter, digit or other sign.
    """
    alone = _alone(reference)
    return "".join(filter(str.isalnum if alone.isascii() else _tells, alone)) or _folded(reference)


def parted(reference: str) -> tuple[str, str] | None:
    """The cores of the case and of the number behind the last mark, as recommendations are called; None without.

    A blank alone parts none: "25 900 1" is as well a reference of its own.
    """
    text = _folded(reference).strip(AROUND)
    last = max((place for place, sign in enumerate(text) if not _tells(sign) and sign != " "), default=0)
    case, number = text[:last], text[last + 1 :].strip()
    is_number = number.isalnum() and len(number) <= LONGEST_NUMBER and any(map(str.isalnum, case))
    return (core(case), core(number)) if is_number else None


def within(reference: str, case: str) -> tuple[str, ...]:
    """What tells a recommendation from the others of its case: the parts behind the reference of the case.

    Nothing where it is called as the case; the core of all of it where it does not begin with the case, or where that
    runs on: "71" is no "7-1".
    """
    whole, own = core(reference), core(case)
    if not own or not whole.startswith(own):
        return (whole,)
    text = _alone(reference)
    places = [place for place, sign in enumerate(text) if _tells(sign)]
    end = places[len(own) - 1] + 1 if len(own) <= len(places) else 0
    return (whole,) if not end or _runs_on(text[end - 1 : end + 1]) else tuple(PIECE.findall(text[end:]))


def is_numbered(name: str, case: str, number: str) -> bool:
    """Whether a recommendation of a case is called as the case with that number alone, as `parted` gives it."""
    return within(name, case) == (number,)


def _runs_on(pair: str) -> bool:
    """Whether two signs are of one number or of one word."""
    return len(pair) > 1 and (pair.isdigit() or pair.isalpha())


def _tells(sign: str) -> bool:
    """Whether a sign tells references apart: a letter or a digit, or what is written over or under one."""
    return sign.isalnum() or (not sign.isascii() and unicodedata.category(sign).startswith("M"))


def _folded(reference: str) -> str:
    """A reference in small plain letters and digits, without what is not seen."""
    if reference.isascii():
        return " ".join(reference.casefold().split())
    seen = "".join(sign for sign in reference if not is_invisible(sign))
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold()).split())


@lru_cache(maxsize=RECENT)
def _alone(reference: str) -> str:
    """A folded reference without what is written in front of it, where that leaves a digit."""
    folded = _folded(reference)
    begun = folded.lstrip(AROUND)
    found = MAIL.match(begun)
    alone = bare(begun[found.end() :] if found else begun)
    return alone if any(map(str.isdigit, alone)) else folded


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
