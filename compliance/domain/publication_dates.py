"""Finds dates in a public summary: "31 March 2025", "31/03/2025", "in June", "since 2019", "2024/25" (rule L3).

The year in the name of an Act, a plan or a code is no date: it follows a capitalised word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from compliance.domain.publication_words import Word, word_set

MONTHS = word_set("january february march april may june july august september october november december")
SHORT_MONTHS = word_set("jan feb mar apr jun jul aug sep sept oct nov dec")
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
SEASONS = frozenset({"spring", "summer", "autumn", "winter"})
# In small letters these are words of their own.
ALSO_WORDS = frozenset({"march", "may", "mar", "sept", "dec", "jan"})
# A month or a year alone is a date after one of these.
BEFORE_DATES = word_set(
    "in by before after until till since from during of on between end start beginning middle early late mid "
    "throughout early-mid mid-late"
)
BEFORE_YEARS = (BEFORE_DATES - {"on"}) | word_set("for term year spring summer autumn winter")
BEFORE_DAYS = word_set("on by before after until till since from dated")
JOINING = frozenset({"and", "to"})
DAY = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
SPAN = re.compile(r"(?:19|20)\d\d[-\u2010\u2011](?:(?:19|20)\d\d|\d\d)")
ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
NUMERIC = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})")
CENTURY = 2000
FOUR_DIGITS = 4
WORDS_BEFORE = 3


class Dates:
    """Looks for dates among the words of one text."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words

    def at(self, at: int) -> int | None:
        """The number of the last word of the date that begins with word `at`; None where none begins."""
        for form in (self._numeric, self._day_and_month, self._month_first, self._season, self._years):
            last = form(at)
            if last is not None:
                return last
        return None

    def month(self, at: int) -> bool:
        """Whether a month stands there; in small letters only one that is no other word."""
        if at >= len(self.words):
            return False
        word = self.words[at]
        known = word.folded in MONTHS or word.folded in SHORT_MONTHS
        return known and (word.text[0].isupper() or word.folded not in ALSO_WORDS)

    def year(self, at: int) -> bool:
        """Whether a year stands there, beside the word before it."""
        if not 0 < at < len(self.words) or YEAR.fullmatch(self.words[at].text) is None:
            return False
        return self.words[at].joined or self.words[at].gap == ","

    def _day(self, at: int) -> bool:
        return at < len(self.words) and DAY.fullmatch(self.words[at].text) is not None

    def _numeric(self, at: int) -> int | None:
        """2025-03-31, 31-03-2025, 31/03/2025, 31.3.2025, 31/3/25."""
        text = self.words[at].text
        iso = ISO.fullmatch(text)
        if iso is not None:
            return at if _is_day(iso[1], iso[2], iso[3]) else None
        hyphened = NUMERIC.fullmatch(text)
        if hyphened is not None:
            return at if _is_day(hyphened[3], hyphened[2], hyphened[1]) else None
        three = self.words[at : at + 3]
        if len(three) < 3 or three[1].gap not in ("/", ".") or three[1].gap != three[2].gap:  # noqa: PLR2004  # its parts
            return None
        day, month, year = (word.text for word in three)
        if three[1].gap == "." and len(year) != FOUR_DIGITS and not self._after_on(at):  # 2.1.10 is a paragraph
            return None
        return at + 2 if NUMERIC.fullmatch(f"{day}-{month}-{year}") and _is_day(year, month, day) else None

    def _after_on(self, at: int) -> bool:
        """Whether a word stands before it that only a day follows: on 3.3.25."""
        return at > 0 and not self.words[at].begins and self.words[at - 1].folded in BEFORE_DAYS

    def _day_and_month(self, at: int) -> int | None:
        """31 March 2025, the 31st of March, 3 May."""
        if not self._day(at):
            return None
        here = at + 1
        if here < len(self.words) and self.words[here].folded == "of" and not self.words[at].text.isdecimal():
            here += 1
        if here >= len(self.words) or not self.words[here].joined:
            return None
        month = self.month(here) or (self.words[here].folded in MONTHS and self.year(here + 1))
        if not month:
            return None
        return here + 1 if self.year(here + 1) else here

    def _month_first(self, at: int) -> int | None:
        """March 2025, March 31, March 31st 2025, and a month alone after a word such as "in"."""
        if not self.month(at):
            return None
        if self.year(at + 1):
            return at + 1
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        if following is not None and following.joined and self._day(at + 1) and self.words[at].text[0].isupper():
            return at + 2 if self.year(at + 2) else at + 1
        before = self.words[at - 1].folded if at and not self.words[at].begins else ""
        # "in May" is a date, "may in May Street" is none: a capitalised word behind it makes it a name.
        named = following is not None and following.joined and following.capitalised and not following.begins
        return at if before in BEFORE_DATES and self.words[at].text[0].isupper() and not named else None

    def _season(self, at: int) -> int | None:
        """Spring 2025."""
        return at + 1 if self.words[at].folded in SEASONS and self.year(at + 1) else None

    def _years(self, at: int) -> int | None:
        """2024/25, 2024-25, and a year alone after a word such as "in"."""
        word = self.words[at]
        last = self._span(at)
        alone = last is None
        if last is None:
            if YEAR.fullmatch(word.text) is None:
                return None
            last = at
        if at == 0 or word.begins:
            return None if alone else last
        before = self.words[at - 1]
        if before.text[0].isupper() and not self.month(at - 1) and not before.begins:
            return None
        if not alone:
            return last
        if before.folded == "of" and at > 1 and self.words[at - 2].capitalised:  # the Act of 2014
            return None
        return at if word.joined and (before.folded in BEFORE_YEARS or self._goes_on(at)) else None

    def _span(self, at: int) -> int | None:
        if SPAN.fullmatch(self.words[at].text):
            return at
        if YEAR.fullmatch(self.words[at].text) and at + 1 < len(self.words):
            following = self.words[at + 1]
            if following.gap in ("/", "\u2013") and re.fullmatch(r"(?:(?:19|20)\d\d|\d\d)", following.text):
                return at + 1
        return None

    def _goes_on(self, at: int) -> bool:
        """Whether a year follows another: between 2019 and 2023."""
        if at < WORDS_BEFORE or self.words[at - 1].folded not in JOINING:
            return False
        return YEAR.fullmatch(self.words[at - 2].text) is not None and self.words[at - 3].folded in BEFORE_YEARS


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) if len(year) == FOUR_DIGITS else CENTURY + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
