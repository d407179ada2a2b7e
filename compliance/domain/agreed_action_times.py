"""Finds the time words of a text: lengths of time, dates, the office's own words, and "once ... has been done" (D2).

What is found here may be a deadline or content; `agreed_action_deadlines` tells which.
"""

from __future__ import annotations

import calendar as gregorian
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from itertools import chain

from compliance.domain.agreed_action_anchors import Counted, counted_from, counted_or, happened_end, is_leading
from compliance.domain.agreed_action_odd_times import leaves_out_days, odd_days, odd_periods, without_days
from compliance.domain.agreed_action_text import GAP, pattern
from compliance.domain.agreed_action_upon import before_another, joined_events
from compliance.domain.agreed_action_values import CountedFrom, Topic
from compliance.domain.calendar import ONE_DAY
from compliance.domain.deadlines import MONTHS_IN_A_YEAR, Period, parse_period
from compliance.domain.errors import WrongUse
from compliance.domain.written_dates import MONTHS, read_written

IMMEDIATELY = "immediately"
DAYS_IN_A_FORTNIGHT = 14
UNIT_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
UNITS = UNIT_WORDS.split()
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(UNITS, 1)}
TENS_OF = {word: 10 * number for number, word in enumerate(TENS, 2)}
LENGTH = pattern(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})(?:(?:-| )(?P<units>{'|'.join(UNITS[:9])}))?"
    r"|(?P<number>[0-9]{1,4}|[a-z]{1,9}))"
    r"(?: \([^()\n]{1,20}\))?(?:-| )"
    r"(?:(?:calendar|clear|consecutive|full|whole|further|more|additional|complete) )?"
    r"(?P<working>(?:working|business)(?:-| ))?"
    r"(?P<uncounted>(?:school|term(?:-| )time|teaching|college|sitting|court|banking)(?:-| ))?"
    r"(?P<unit>day|week|fortnight|month|year)(?:s'|'s|s)?(?![a-z])"
)
RANGE = pattern(r"(?:[0-9]|\b[a-z]{2,9})(?: (?:to|or|and) |-| - )\Z")
RATE = pattern(r"(?:[0-9]|hours?|days?|weeks?|months?|times|once|twice|sessions?|visits?|nights?|calls?) \Z")
LIMIT = pattern(
    r"\b(?:within|inside|no (?:later|more) than|not (?:later|more) than|(?:before|by|at) the end of)"
    r"(?: (?:the|a|an))?(?: (?:next|following|coming|further|maximum of|period of|first))? \Z"
)
SPAN = pattern(
    r"\b(?:in|over|during|for|every|throughout|after|each|has|have|last|past|next)"
    r"(?: (?:the|a|an))?(?: (?:next|following|coming|further|last|past|first|other))? \Z"
)
# "Within one month of the decision or two weeks of receiving it": another limit.
OR = pattern(r",?(?: )?\(?or(?: else)?(?:,? if (?:later|earlier|sooner),?)? ")
HAS = pattern(r"\b(?:has|have)(?: a)? \Z")
BEFORE = 60
MONTH = "|".join(f"{name}|{name[:3]}" if len(name) > 3 else name for name in MONTHS) + "|Sept"  # noqa: PLR2004  # "May"
DATE = pattern(
    r"(?<![0-9a-z])(?:(?P<end>(?:the )?end of )?(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)? )?"
    rf"(?P<month>{MONTH})(?:\.(?= ?[0-9]))?"
    rf"(?:,? (?P<year>[0-9]{{4}}))?(?![0-9a-z])"
    r"|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})|(?P<short>[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}))(?![0-9])"
)
MONTH_FIRST = pattern(
    rf"(?<![0-9a-z])(?P<month>{MONTH}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})(?![0-9])"
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# "by 5pm on Friday", "by 12 noon on", "by close of business on", "by the".
BY = r"\b(?:(?:by )?(?:no|not) later than|by|before|prior to|on or before|not after)"
DUE = pattern(
    rf"{BY}:?(?: the)?(?: close of)?"
    r"(?: (?:[0-9]{1,2}(?:[.:][0-9]{2})?(?: |)(?:am|pm|a\.m\.|p\.m\.)|[0-9]{1,2}[.:][0-9]{2}(?: hours)?|[0-9]{4} hours|"
    r"(?:12 |twelve )?(?:noon|midday|midnight)|business|(?:end|close) of (?:the )?(?:day|business))(?:,? on)?)?"
    rf"(?: (?P<weekday>{'|'.join(WEEKDAYS)}),?)?(?: the)? \Z"
)
# "by the first post on": words between, of which nobody can tell whether they make it a limit.
PERHAPS_DUE = pattern(rf"{BY}(?: [a-z0-9':.-]{{1,15}}){{1,4}} on (?:the )?\Z")
# "Before 1 March": the day before it is the last. "Before noon on 1 March" and "before the end of March" are not meant.
BEFORE_DAY = pattern(rf"(?:before|prior to)(?: the)?(?: (?:{'|'.join(WEEKDAYS)}),?)?(?: the)? ")
SOME_TIME = pattern(r"\b(?:days?|weeks?|fortnights?|months?|years?|shortly|soon|well|long|just|immediately) \Z")
AT_THE_LATEST = pattern(r",? at the (?:very )?latest\b")
ON_THE = pattern(r"\bon(?: the)? \Z")
FROM = pattern(r"\b(?:from|since|starting(?: on)?|beginning(?: on)?|between)(?: and including)? \Z")
UNTIL = pattern(r"\b(?:until|to|till|up to|and|ending(?: on)?)(?: and including)? \Z")
EVENT = pattern(
    r"\b(?P<link>once|as soon as|upon|on|following|after) "
    r"(?=(?:the|this|that|these|it|they|she|he|her|his|its|their|mr|mrs|ms|miss|completion|receipt|council) )"
)
ONCE_HAS = pattern(
    r"\b(?P<link>once|as soon as) (?!(?:a|an|every|each|per|possible|practicable)\b)"
    r"(?=(?:[a-z0-9'-]{1,30} ){1,6}?(?:has|have|is|are)\b)"
)
DONE = pattern(
    r"\b(?:is|are|has|have|been|was)(?: been)? (?:complete[d]?|done|finished|known|received|sent|made|decided|ready|"
    r"reached|concluded|carried out|agreed|established|provided|taken|issued|confirmed|reviewed)\b"
)
COMPLETION = pattern(r"(?:the )?(?:completion|receipt) of ")
AND_WITHIN = pattern(r"(?:,|)(?: and|)(?: then|) ")


class Form(Enum):
    """What kind of time words they are."""

    LENGTH = auto()
    DATE = auto()
    WORD = auto()
    EVENT = auto()


class Said(Enum):
    """How they are put: as a limit ("within", "by"), as a span ("for", "every"), as a start, an end, or otherwise.

    An ODD one looks like a limit, and nobody can count it: "within four to six weeks", "by September".
    """

    LIMIT = auto()
    PERHAPS = auto()
    ODD = auto()
    HAS = auto()
    SPAN = auto()
    FROM = auto()
    UNTIL = auto()
    PLAIN = auto()


@dataclass(frozen=True)
class TimeWords:
    """Time words with where they stand, "within" and "of this decision" included."""

    start: int
    end: int
    form: Form
    said: Said
    period: str | None = None
    due_on: date | None = None
    counted: Counted | None = None
    unclear: Topic | None = None


def time_words(plain: str, named: Mapping[str, Period]) -> list[TimeWords]:
    """All time words of a text, first to last, none within another; `named` are the office's own words (D2)."""
    found = [*_dates(plain), *_office_words(plain, named), *_lengths(plain, named), *_events(plain), *_odd(plain)]
    kept: list[TimeWords] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and (whole := _once_and_within(plain, kept[-1], each)):
            kept[-1] = whole
        elif not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _once_and_within(plain: str, event: TimeWords, length: TimeWords) -> TimeWords | None:
    """One limit of two: "once it has done the review, and within 3 months of it" counts from the event (D2)."""
    counted = length.counted
    if event.form is not Form.EVENT or counted is None or not counted.of_it or length.said is not Said.LIMIT:
        return None
    if AND_WITHIN.fullmatch(plain, event.end, length.start) is None or event.counted is None:
        return None
    return replace(length, start=event.start, counted=replace(event.counted, end=counted.end))


def _lengths(plain: str, named: Mapping[str, Period]) -> Iterator[TimeWords]:
    limit_end = 0
    for found in LENGTH.finditer(plain):
        number = _number(found)
        if number is None:
            continue
        start, said = _said(plain, found.start())
        article = (found["number"] or "").lower() in {"a", "an"}
        if article and said is Said.PLAIN and RATE.search(plain[max(0, found.start() - BEFORE) : found.start()]):
            continue
        if article and said is Said.PLAIN and found["uncounted"]:  # "on a school day"
            continue
        if RANGE.search(plain[max(0, found.start() - BEFORE) : found.start()]) and not article:
            start, said = found.start(), Said.PLAIN
        if said is Said.PLAIN and limit_end and OR.fullmatch(plain[limit_end : found.start()]):
            start, said = found.start(), Said.LIMIT
        leading = said is Said.LIMIT and is_leading(plain, start)
        period, unclear = _period(found, number, named)
        counted = counted_from(plain, found.end(), leading=leading)
        if said is Said.LIMIT:
            counted, unclear = _without_days(plain, found, counted, unclear, leading=leading)
            period = None if unclear else period
        # What it is counted from matters of a limit only: "six weeks of support" is counted from nothing.
        end = counted.end if said in {Said.LIMIT, Said.HAS} or counted.anchor in SURE else found.end()
        limit_end = end if said is Said.LIMIT else 0
        yield TimeWords(start, end, Form.LENGTH, said, period, None, counted, unclear)
        if limit_end and (other := counted_or(plain, end, leading=leading)):
            yield TimeWords(other[0], other[1].end, Form.LENGTH, said, period, None, other[1], unclear)


def _without_days(
    plain: str, found: re.Match[str], counted: Counted, unclear: Topic | None, *, leading: bool
) -> tuple[Counted, Topic | None]:
    """What a limit is counted from, up to the end of the words that leave days out of it; which days, nobody knows."""
    working = found["working"] is not None
    if inner := without_days(plain, found.end(), working=working):
        counted = counted_from(plain, inner[0], leading=leading)
    if outer := without_days(plain, counted.end, working=working):
        counted = replace(counted, end=outer[0])
    sure = all(each is None or each[1] for each in (inner, outer))
    sure = sure and not (counted.event and leaves_out_days(plain, *counted.event))
    return counted, unclear if sure else Topic.PERIOD


def _odd(plain: str) -> Iterator[TimeWords]:
    """Times that look like a limit, and that nobody can count."""
    for start, end in odd_periods(plain):
        counted = counted_from(plain, end, leading=is_leading(plain, start))
        yield TimeWords(start, counted.end, Form.LENGTH, Said.ODD, None, None, counted, Topic.PERIOD)
    for start, end in odd_days(plain):
        yield TimeWords(start, end, Form.DATE, Said.ODD, None, None, None, Topic.DATE)


SURE = frozenset({CountedFrom.DECISION, CountedFrom.REPORT})


def _number(found: re.Match[str]) -> int | None:
    if found["tens"]:
        return TENS_OF[found["tens"].lower()] + (NUMBERS[found["units"].lower()] if found["units"] else 0)
    word = found["number"].lower()
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def _period(found: re.Match[str], number: int, named: Mapping[str, Period]) -> tuple[str | None, Topic | None]:
    """The period as logging takes it, or why it takes none (D2): nobody here knows the days of a school."""
    if found["uncounted"]:
        return None, Topic.PERIOD
    unit = f"{'working ' if found['working'] else ''}{found['unit'].lower()}"
    if unit == "fortnight":
        number, unit = number * DAYS_IN_A_FORTNIGHT, "day"
    if unit == "year":
        number, unit = number * MONTHS_IN_A_YEAR, "month"
    try:
        return str(parse_period(f"{number} {unit}s", named)), None
    except WrongUse:
        return None, Topic.PERIOD


def _said(plain: str, start: int) -> tuple[int, Said]:
    """How a length of time is put, and where the words that say so begin."""
    before = plain[max(0, start - BEFORE) : start]
    for known, said in ((LIMIT, Said.LIMIT), (HAS, Said.HAS), (SPAN, Said.SPAN)):
        if words := known.search(before):
            return start - len(before) + words.start(), said
    return start, Said.PLAIN


def _dates(plain: str) -> Iterator[TimeWords]:
    for known in (MONTH_FIRST, DATE):
        for found in known.finditer(plain):
            parts = found.groupdict()
            if not (parts.get("day") or parts.get("year") or parts.get("iso") or parts.get("short")):
                continue
            start, end, said, weekday = _put(plain, found)
            day = _day(parts) or _month_edge(parts, said)
            if _is_another(weekday, day):
                day = None
            if day and not parts.get("end") and BEFORE_DAY.fullmatch(plain[start : found.start()]):
                day = day - ONE_DAY if day > date.min else None
            yield TimeWords(start, end, Form.DATE, said, None, day, None, None if day else Topic.DATE)


def _put(plain: str, found: re.Match[str]) -> tuple[int, int, Said, str | None]:
    """How a date is put, where those words begin and end, and the day of the week that a limit names."""
    before = plain[max(0, found.start() - BEFORE) : found.start()]
    begin = found.start() - len(before)
    latest = AT_THE_LATEST.match(plain, found.end())
    if words := DUE.search(before):
        # "Two weeks before 1 March": that day is no limit for certain.
        some_time = words[0].lower().startswith(("before", "prior")) and SOME_TIME.search(before, 0, words.start())
        said = Said.PERHAPS if some_time else Said.LIMIT
        return begin + words.start(), (latest or found).end(), said, words["weekday"]
    if latest is not None:
        on = ON_THE.search(before)
        return begin + on.start() if on else found.start(), latest.end(), Said.LIMIT, None
    for link, said in ((FROM, Said.FROM), (UNTIL, Said.UNTIL), (PERHAPS_DUE, Said.PERHAPS)):
        if words := link.search(before):
            return begin + words.start() if said is Said.PERHAPS else found.start(), found.end(), said, None
    return found.start(), found.end(), Said.PLAIN, None


def _is_another(weekday: str | None, day: date | None) -> bool:
    """Whether a date is said to be another day of the week than it is."""
    return weekday is not None and day is not None and WEEKDAYS[day.weekday()] != weekday.capitalize()


def _day(parts: Mapping[str, str | None]) -> date | None:
    """The date, or None for one without a year or a day, or that does not exist."""
    try:
        if parts.get("iso"):
            return date.fromisoformat(str(parts["iso"]))
        if parts.get("short"):
            day, month, year = (int(part) for part in re.split("[/.]", str(parts["short"])))
            return date(year, month, day)
        if not parts["year"]:
            return None
        month = [name[:3].lower() for name in MONTHS].index(str(parts["month"])[:3].lower()) + 1
        year = int(str(parts["year"]))
        if parts.get("end"):
            return None if parts["day"] else date(year, month, gregorian.monthrange(year, month)[1])
        return date(year, month, int(parts["day"])) if parts["day"] else None
    except ValueError:
        return None


def _month_edge(parts: Mapping[str, str | None], said: Said) -> date | None:
    """The first day of a month that something begins in, or the last one of a month it ends in; None for all else."""
    if said not in {Said.FROM, Said.UNTIL} or parts.get("day") or parts.get("end") or not parts.get("year"):
        return None
    try:
        return read_written(f"{str(parts['month'])[:3]} {parts['year']}", end=said is Said.UNTIL)
    except ValueError:
        return None


def _office_words(plain: str, named: Mapping[str, Period]) -> Iterator[TimeWords]:
    if not named:
        return
    longest_first = sorted(named, key=lambda word: (-len(word), word))
    known = re.compile(
        rf"\b(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', GAP) for word in longest_first)})\b", re.I
    )
    for found in known.finditer(plain):
        word = " ".join(found[0].split()).casefold()
        if word not in named:  # letters that are alike only without capitals
            continue
        # The formats know "immediately"; another word that means the same is given by it.
        period = IMMEDIATELY if named.get(IMMEDIATELY) == named[word] else word
        counted = Counted(CountedFrom.DECISION, found.end())
        yield TimeWords(found.start(), found.end(), Form.WORD, Said.LIMIT, period, None, counted)


def _events(plain: str) -> Iterator[TimeWords]:
    for found in chain(EVENT.finditer(plain), ONCE_HAS.finditer(plain)):
        leading = is_leading(plain, found.start())
        end = happened_end(plain, found.end(), leading=leading)
        end = end if leading else before_another(plain, found.end(), end)
        over = COMPLETION.match(plain, found.end(), end) or DONE.search(plain, found.end(), end)
        if over or found["link"].lower() in {"once", "as soon as"}:
            counted = Counted(CountedFrom.EVENT, end, (found.end(), end))
            yield TimeWords(found.start(), end, Form.EVENT, Said.LIMIT, None, None, counted)
    for start, event, end in joined_events(plain):
        counted = Counted(CountedFrom.EVENT, end, (event, end))
        yield TimeWords(start, end, Form.EVENT, Said.LIMIT, None, None, counted)
