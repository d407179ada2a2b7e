"""Finds case references, e-mail addresses, phone and personal numbers and postcodes in a public summary (rule L3).

Every pattern has a greatest length, and so a text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from compliance.domain.publication_findings import Finding, What

DIGIT, LETTER, BLANK = "9", "A", " "
FEWEST_DIGITS = 4
SHAPE = re.compile(r"[9A /.-]+")
SHORTEST_REFERENCE = 4
# A recommendation's reference is often that of its case with a number behind it.
SUFFIX = r"(?:[-/.]\d{1,3})?"
BEFORE = r"(?<![\w\u00a3$\u20ac.,-])"
AFTER = r"(?![\w])"
NAMED_REFERENCE = re.compile(
    r"\b(?:reference|ref)(?:\s(?:number|no))?\b[.:]?\s{0,3}(?:is\s)?([A-Za-z0-9][A-Za-z0-9/-]{0,39})", re.IGNORECASE
)
LONGEST_LOCAL = 64
LOCAL_SIGNS = "._%+-'"
DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62})(?:\.[^\W_][\w-]{0,62}){1,8}")
# jane.brown (at) example (dot) org
SPELT_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} {0,3}[\[({] {0,3}at {0,3}[\])}] {0,3}[\w-]{1,63}"
    r"(?:(?:\.| {0,3}[\[({] {0,3}dot {0,3}[\])}] {0,3})[\w-]{1,63}){0,8}",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w+.,/-])(?:\+\d|\(?0\d)")
PHONE_SIGNS = " \u00a0()-.\u2013"
LONGEST_PHONE = 24
HOME_DIGITS, FOREIGN_DIGITS = range(10, 12), range(10, 16)
POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-HJKMNPR-Y\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![\w])", re.IGNORECASE
)
# Ten digits, often in threes and four; the last one proves the others.
HEALTH_NUMBER = re.compile(r"(?<![\w+.,/-])(\d{3})([ \u00a0-]?)(\d{3})\2(\d{4})(?![\w])")
MODULUS = 11
INSURANCE_NUMBER = re.compile(
    r"(?<![\w-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![\w])", re.IGNORECASE
)
ORDINAL = re.compile(r"\d(?:st|nd|rd|th)")


def numbers(text: str, shapes: Iterable[str], references: Iterable[str]) -> Iterator[Finding]:
    """Everything of a text that can be told by its digits and signs; `references` are those of its own case."""
    yield from _references(text, shapes, references)
    yield from _addresses(text)
    yield from _phones(text)
    for match in HEALTH_NUMBER.finditer(text):
        if _is_health_number(match[1] + match[3] + match[4]):
            yield _found(text, *match.span(), What.PERSONAL_NUMBER, "it is a valid NHS number")
    for match in INSURANCE_NUMBER.finditer(text):
        yield _found(text, *match.span(), What.PERSONAL_NUMBER, "it looks like a National Insurance number")
    for match in POSTCODE.finditer(text):
        if _is_postcode(match[0]):
            yield _found(text, match.start(), match.end(), What.POSTCODE, "it looks like a postcode")


def _found(text: str, start: int, end: int, what: What, why: str) -> Finding:
    return Finding(start, end, text[start:end], what, why)


def shape_fault(shape: str) -> str | None:
    """What is wrong with the shape of a case reference, if anything."""
    if SHAPE.fullmatch(shape) is None or shape != shape.strip():
        return "expected a shape of 9 for a digit, A for a capital letter, spaces, hyphens, dots and slashes"
    if shape.count(DIGIT) < FEWEST_DIGITS:
        return f"expected at least {FEWEST_DIGITS} digits, or every number would look like it"
    return None


@lru_cache(maxsize=64)
def _pattern(shape: str) -> re.Pattern[str]:
    parts = {DIGIT: r"\d", LETTER: "[A-Z]", BLANK: "[ \u00a0\u202f-]?"}
    return re.compile(BEFORE + "".join(parts.get(sign, re.escape(sign)) for sign in shape) + SUFFIX + AFTER)


def _references(text: str, shapes: Iterable[str], references: Iterable[str]) -> Iterator[Finding]:
    for shape in shapes:
        for match in _pattern(shape).finditer(text):
            yield _found(text, *match.span(), What.CASE_REFERENCE, "it has the shape of a case reference")
    for reference in references:
        if len(reference) >= SHORTEST_REFERENCE and any(sign.isdecimal() for sign in reference):
            for match in re.finditer(rf"(?<!\w){re.escape(reference)}{SUFFIX}(?!\w)", text, re.IGNORECASE):
                yield _found(text, *match.span(), What.CASE_REFERENCE, "it is the reference of this case")
    for match in NAMED_REFERENCE.finditer(text):
        if sum(sign.isdecimal() for sign in match[1]) >= FEWEST_DIGITS:
            yield _found(text, *match.span(1), What.CASE_REFERENCE, "the text calls it a reference")


def _addresses(text: str) -> Iterator[Finding]:
    for at in re.finditer("@", text):
        start = at.start()
        while start > 0 and at.start() - start < LONGEST_LOCAL and _is_local(text[start - 1]):
            start -= 1
        domain = DOMAIN.match(text, at.end())
        if domain is not None and start < at.start():
            yield _found(text, start, domain.end(), What.EMAIL, "it is an e-mail address")
    for spelt in SPELT_ADDRESS.finditer(text):
        yield _found(text, *spelt.span(), What.EMAIL, "it is an e-mail address with its signs spelt out")


def _is_local(sign: str) -> bool:
    return sign.isalnum() or sign in LOCAL_SIGNS


def _phones(text: str) -> Iterator[Finding]:
    for match in PHONE.finditer(text):
        end = _end_of_phone(text, match.start())
        if end is not None:
            yield _found(text, match.start(), end, What.PHONE, "it looks like a phone number")


def _end_of_phone(text: str, start: int) -> int | None:
    """Where a number that begins at `start` ends, None for one with too few digits to be called, or too many."""
    end, digits = start, 0
    for place in range(start, min(start + LONGEST_PHONE, len(text))):
        sign = text[place]
        if sign.isdecimal():
            end, digits = place + 1, digits + 1
            if text[start] != "+" and digits == max(HOME_DIGITS):
                break
        elif sign not in PHONE_SIGNS and not (place == start and sign == "+"):
            break
    wanted = FOREIGN_DIGITS if text[start] == "+" else HOME_DIGITS
    return end if digits in wanted and not text[end : end + 1].isalnum() else None


def _is_health_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of an NHS number: weights ten to two, modulus eleven."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (MODULUS - total % MODULUS) % MODULUS == int(digits[-1])


def _is_postcode(words: str) -> bool:
    """Whether a match is one: in capitals, or in small letters throughout and no ordinal such as "e1 2nd"."""
    if words.isupper():
        return True
    return words.islower() and ORDINAL.search(words) is None
