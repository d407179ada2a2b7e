"""Finds times that look like a limit and can not be counted: "within 4 to 6 weeks", "by mid-June" (D2).

Nobody guesses what they come to: they are asked about. So are days that a period leaves out: "excluding bank holidays".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from compliance.domain.agreed_action_text import pattern
from compliance.domain.written_dates import MONTHS, read_written

NUMBER = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})?|\u00bd|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|sixty|ninety|half|quarters?|couple|few|several|some|about|around|approximately)"
)
UNIT = (
    r"(?:(?:calendar|working|school|full|clear) )?(?:day|week|fortnight|month|year|quarter|term)(?:s'|'s|s)?(?![a-z])"
)
PERIOD = pattern(
    r"\b(?:within|inside|(?:no|not) (?:later|more) than) (?:(?:the|next|following|first|period|maximum|of) ){0,4}"
    rf"(?:{NUMBER}(?:(?: |)-(?: |)| )(?:(?:and|or|to|of|an?)(?: |-)){{0,2}}){{1,5}}{UNIT}"
    # "Within 1month", "within the next month".
    rf"|\bwithin (?:[0-9]{{1,3}}{UNIT}"
    r"|the (?:next |following |coming ){0,1}(?:week|fortnight|month|quarter|year|term)\b)"
)
PART_OF = (
    r"(?:(?:the )?(?:start|beginning|middle|end|close|early|mid|late|first (?:week|half)|second half|last week)"
    r"(?: of| |-))"
)
HOLIDAY = (
    r"(?:(?:the )?(?:early |late )?(?:spring|summer|autumn|winter)(?: term)?|easter|christmas|half(?:-| )term"
    r"|(?:the )?new year)(?! [0-9]{1,2}\b)(?: 20[0-9]{2})?\b"
)
YEAR_OR_TERM = (
    r"(?:the |this |next |its |that ){0,2}(?:(?:academic|school|calendar|financial|current|coming|next) )?"
    r"(?:term|year|month|quarter)\b"
)
DAY = pattern(
    r"\b(?:by|(?:no|not) later than|before) (?:the )?"
    rf"(?:{PART_OF}{{0,1}}(?: )?(?-i:{'|'.join(MONTHS)})\b(?!(?:,)? [0-9]|')"
    rf"|{PART_OF}{{0,1}}(?: )?{HOLIDAY}|{PART_OF}(?: )?{YEAR_OR_TERM})"
)
# "The deadline for this is three months from my decision", "(timescale: four weeks)", "has until 30 June to do this".
NAMED = pattern(
    r"\b(?:deadline|time(?:-| )?(?:scale|limit|frame)|due(?: date)?|target date|by when|when|date)s?"
    r"(?:(?: (?:for|of) (?:this|it|that|these|doing (?:so|this|it)|the [a-z]{2,20}))?(?: (?:is|will be))?:? | is )\Z"
)
HAS_UNTIL = pattern(r"\b(?:has|have|given) until(?: the)? \Z")
TO_DO_SO = pattern(
    r"[^.;:]{0,60}? (?:to|in which to) (?:do|complete|carry out|implement|finish) (?:this|so|it|these|that)\b"
)
OPEN = pattern(r"\((?: )?\Z")
CLOSED = pattern(r"(?: )?\)")
# "For the delay (20 weeks)" says what happened, and "ten sessions (12 weeks)" how long.
HOW_LONG = pattern(
    r"\b(?:delays?|period|late|without|missed|lost|overdue|wait(?:ed|ing)?|support|respite|care|courses?|sessions?"
    r"|provision|tuition|education|school|absence|lasting|for|aged?)\b|[0-9]\Z"
)
# "For September 2026", "what was due on 31 May", "until she moves on 1 May", "April-October 2025": no limit.
CONTENT = pattern(
    r"\b(?:for|since)(?: the)? \Z|\b(?:was|were|had)\b[^.;:(]{0,40}\Z"
    r"|\b(?:she|he|they|who|it|(?:mrs?|ms|miss|mx|dr) [a-z]{1,20}) [a-z]{2,15}(?:ed|s) (?:on|in)(?: the)? \Z"
    rf"|(?:\b(?:{'|'.join(MONTHS)})|[0-9]{{4}})(?: )?-(?: )?\Z"
)
# "In three months" at the end of what is asked; "cases it closed in 12 months" says which.
OVER = pattern(r"(?=[.;,)]| and\b)|\Z")
PAST = pattern(r"[a-z]ed\b|\b(?:made|sent|had|was|were|each|every|once|twice|times|sessions?|hours?|visits?|lost)\b")
LONGEST_NAMED = 80
MONTH_OF_YEAR = re.compile(rf"({'|'.join(name[:3] for name in MONTHS)})[a-z]{{0,6}}\.?,? ([12][0-9]{{3}})", re.I | re.A)
LONGEST_HOW_LONG = 40
LONGEST_WITHOUT = 160
FREE_DAY = (
    r"(?:weekends?|saturdays?|sundays?|(?:(?:bank|public|school|term|summer|statutory) )?"
    r"(?:holidays?|breaks?|vacations?)|closures?|closed|recess|half(?:-| )terms?|christmas|easter|non-working days?)\b"
)
WITHOUT_DAYS = pattern(
    r"(?:,? \(?|\()(?:(?:but|this|and|which) )?(?:exclud(?:ing|es?)|exclusive of|not (?:to )?(?:including|counting"
    r"|include|count)|(?:does|do) not (?:include|count)|except(?:ing)?(?: for)?|other than|disregarding|ignoring"
    rf"|leaving out|without counting) (?P<days>[^.;:,()]{{0,60}}?\b{FREE_DAY}"
    rf"(?:(?:,| and| or|, and| &)(?: [a-z]{{1,12}}){{0,2}}? {FREE_DAY}){{0,4}})\)?"
)
KNOWN_DAYS = pattern(
    r"(?:(?:weekends?|saturdays?|sundays?|(?:bank|public) holidays?|and|or|,|&|any|all|the|(?: )){1,40})\Z"
)


def odd_periods(plain: str) -> Iterator[tuple[int, int]]:
    """Where periods stand that look like a limit and that nobody can count: "within six to eight weeks"."""
    return (found.span() for found in PERIOD.finditer(plain))


def odd_days(plain: str) -> Iterator[tuple[int, int]]:
    """Where the same stands of days: "by September", "by the end of term"."""
    return (found.span() for found in DAY.finditer(plain))


def without_days(plain: str, end: int, *, working: bool) -> tuple[int, bool] | None:
    """Where the words end that leave days out of a period that ends at a place, and whether it can be counted still.

    Working days leave out weekends and bank holidays anyway (D4).
    """
    found = WITHOUT_DAYS.match(plain, end, min(len(plain), end + LONGEST_WITHOUT))
    if found is None:
        return None
    return found.end(), working and KNOWN_DAYS.match(found["days"]) is not None


def leaves_out_days(plain: str, start: int, end: int) -> bool:
    """Whether words between two places leave days out, as of an event: "receiving the invoice (excluding weekends)"."""
    return WITHOUT_DAYS.search(plain, start, end) is not None


def is_named_limit(plain: str, start: int) -> bool:
    """Whether words before a place say that a limit follows: "Deadline: ", "The deadline for this is "."""
    return NAMED.search(plain, max(0, start - LONGEST_NAMED), start) is not None


def may_be_period(plain: str, start: int, end: int) -> bool:
    """Whether a period without "within" may be a limit: "(four weeks)" behind what is asked, "has a month to do so"."""
    if TO_DO_SO.match(plain, end, min(len(plain), end + LONGEST_WITHOUT)):
        return True
    bracket = OPEN.search(plain, max(0, start - 2), start)
    if bracket is None or CLOSED.match(plain, end) is None:
        return False
    return HOW_LONG.search(plain, max(0, bracket.start() - LONGEST_HOW_LONG), bracket.start()) is None


def may_be_by_then(plain: str, start: int, end: int) -> bool:
    """Whether "in three months" may be a limit: "complete its investigation in three months", not "sent in a year"."""
    before = plain[max(0, start - LONGEST_HOW_LONG) : start]
    return OVER.match(plain, end) is not None and PAST.search(before) is None


def may_be_day(
    plain: str, start: int, words: str, due_on: date | None, decided_on: date | None, *, until: bool
) -> bool:
    """Whether a day or month behind the decision may be a limit: "on 11 May 2026", "has until 30 June"."""
    before = slice(max(0, start - LONGEST_NAMED), start)
    if until and HAS_UNTIL.search(plain[before]) is None:
        return False
    if not until and CONTENT.search(plain[before]):
        return False
    day = due_on or _last_day(words)
    return day is not None and decided_on is not None and day > decided_on


def _last_day(words: str) -> date | None:
    found = MONTH_OF_YEAR.search(" ".join(words.split()))
    return read_written(f"{found[1].capitalize()} {found[2]}", end=True) if found else None
