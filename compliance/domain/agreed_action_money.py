"""Finds the sums of an action that are owed, and sets aside those that are not (L4).

Paid already, a threshold, or the total of the sums beside it: such a sum is no sum of the recommendation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, zip_longest

from compliance.domain.agreed_action_shares import explains, is_lessened, value_of, without_parts
from compliance.domain.agreed_action_text import Page, Piece, pattern
from compliance.domain.agreed_action_times import MONTH, Form, Said, TimeWords
from compliance.domain.agreed_action_totals import Totals, totals_said, without_totals
from compliance.domain.agreed_action_values import SetAside, StatedSum, Topic
from compliance.domain.sums import Per
from compliance.domain.written_dates import read_written

MONEY = pattern(
    r"£(?: )?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?P<pence>\.[0-9]{2})?(?![,.]?[0-9])"
    r"(?P<scale>(?: |-)?(?:million|thousand|bn|m|k)\b)?"
)
ANY_SUM = pattern(r"£(?: )?[0-9][0-9,.]{0,20}(?<![,.])(?:(?: |-)?(?:million|thousand|bn|m|k)\b)?")
NUMBER_WORD = (
    r"(?:(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|[a-z]{3,5}ty|hundred|"
    r"thousand|million|[0-9][0-9,.]{0,12}))"
)
# A sum without its sign: "one hundred pounds", "500 pounds", "GBP 500".
WORDED = pattern(
    rf"(?<![£0-9a-z.,])(?:{NUMBER_WORD}(?:(?:-| )(?:and )?{NUMBER_WORD}){{0,7}}(?: |-)?(?:pounds?|gbp|quid)\b"
    r"|gbp(?: )?[0-9][0-9,.]{0,20}(?<![,.]))"
)
NOT_OWED_BEFORE = pattern(
    r"\b(?:(?:already|previously)(?: been)? (?:paid|refunded|reimbursed|credited|given|received|made)"
    r"(?: (?:her|him|them))?"
    r"|in addition to|on top of|less|minus|instead of|rather than|deduct(?:s|ing)?|over|above|below|under|"
    r"exceed(?:s|ing)?|threshold of|limit of|more than|(?:has|have|had|was|were) paid(?: (?:her|him|them))?)"
    r"(?: (?:the|any|its|this|a|an))?(?: (?:earlier|previous|payment of|sum of))? \Z"
)
NOT_OWED_AFTER = pattern(
    r",?(?: (?:that|which))?(?: (?:it|they|he|she|the council|was|were))?(?: (?:has|have|had))?(?: been)?"
    r" (?:already|previously)(?: been)? (?:paid|refunded|reimbursed|credited|given|received|made)\b"
)
EXPLAINS = pattern(
    r"(?:\(|\b(?:at(?: a rate of)?|based on|calculated (?:at|as|on)|worked out at|that is|which is|being|"
    r"equal to|equivalent to|representing|made up of|consisting of|i\.e\.?,?"
    r"|in (?:[a-z0-9]{1,10} )?(?:equal )?(?:weekly|monthly|yearly|annual) (?:payments|instalments|sums|amounts) of) )\Z"
)
EACH_PERIOD = pattern(
    r"(?: (?:per|a|an|each|every|for (?:each|every))|/)(?: )?"
    r"(?:calendar |full |complete |school |whole |further |additional |extra |subsequent )?"
    r"(?P<unit>weeks?|months?|years?|annum|[a-z]{2,20})\b"
)
ADJECTIVE = pattern(r" (?P<unit>weekly|monthly|yearly|annually)\b")
ADJECTIVE_BEFORE = pattern(
    r"\b(?P<unit>weekly|monthly|yearly|annual) (?:payments?|instalments?|sums?|amounts?)(?: of)? \Z"
)
PERS = {
    "week": Per.WEEK, "weekly": Per.WEEK, "month": Per.MONTH, "monthly": Per.MONTH, "year": Per.YEAR,
    "yearly": Per.YEAR, "annum": Per.YEAR, "annual": Per.YEAR, "annually": Per.YEAR,
}  # fmt: skip
COUNTED_BY_WORDS = """
child person term day night hour session visit half-term fortnight quarter sibling tenant household adult
lesson journey mile complainant family resident meal
"""
COUNTED_BY = frozenset(COUNTED_BY_WORDS.split())
EACH = pattern(r"\b(?:each|apiece|both)\b(?! (?:calendar |full |whole |further )?(?:week|month|year)s?\b)")
RANGE_BETWEEN = pattern(r"(?: )?(?:-|to|or)(?: )?\Z")
BETWEEN = pattern(r"\bbetween \Z")
AND = pattern(r" and \Z")
RANGE_BEFORE = pattern(r"\b(?:up to|at least|at most|a (?:minimum|maximum) of|no (?:more|less) than|around|about) \Z")
RANGE_AFTER = pattern(r"(?: )?(?:-|to|or)(?: )?[0-9]")
# "April to October 2025": the year behind the second month is that of both.
MONTH_TO_MONTH = pattern(
    r"\b(?P<lead>for|from|over|between)(?: the)?(?: months?| period)?(?: of| from)? "
    rf"(?P<span>(?P<first>{MONTH})(?:,? (?P<year>[0-9]{{4}}))?"
    r"(?: (?P<link>to|until|till|up to|and)(?: the end of| end of)? |(?: )?-(?: )?)"
    rf"(?P<last>{MONTH}),? (?P<last_year>[0-9]{{4}}))(?![0-9])"
)
EXPLAINED = "it explains the sum before it"
NEARBY = 80
BEHIND = 70


@dataclass(frozen=True)
class Money:
    """The sums of one action, the questions they raise with the words each rests on, and what was set aside.

    `days` are the time words that say from when and until when the sums grow.
    """

    sums: tuple[StatedSum, ...]
    questions: tuple[tuple[Topic, str], ...]
    set_aside: tuple[SetAside, ...]
    days: frozenset[TimeWords]


def money(page: Page, start: int, end: int, times: Sequence[TimeWords]) -> Money:
    """The money between two places of a text; `times` are the time words there, for sums that grow."""
    found = list(MONEY.finditer(page.plain, start, end))
    owed, aside = _owed(page, found, start, end, times)
    asked = _questions(page.plain, owed, start, end)
    marked = {stated.piece for stated in totals_said(page.plain, start, end, [stated for _, stated in owed])}
    unsettled = {piece for piece, _ in asked}
    totals = without_totals([stated for _, stated in owed], marked, unsettled)
    shares = without_parts(page.plain, start, totals)
    if totals.set_aside and shares.set_aside:  # what is a part of one sum is no summand of another: a person says
        every = tuple(stated for _, stated in owed)
        totals, shares = Totals(every, (), ()), Totals(every, (), every)
    aside += [SetAside(each.piece, "it is the total of the sums beside it") for each in totals.set_aside]
    aside += [SetAside(each.piece, "it is part of the sum before it") for each in shares.set_aside]
    away = {each.piece for each in (*totals.set_aside, *shares.set_aside)}
    questions = [(topic, piece.words) for piece, topic in asked if piece not in away]
    questions += [(Topic.SUM_TOTAL, each.piece.words) for each in shares.asked]
    places = {place for stated in shares.sums for piece in stated.days for place in range(piece.start, piece.end)}
    days = frozenset(each for each in times if each.start in places)
    return Money(shares.sums, (*questions, *_unread(page, found, start, end)), tuple(aside), days)


def _owed(
    page: Page, found: Sequence[re.Match[str]], start: int, end: int, times: Sequence[TimeWords]
) -> tuple[list[tuple[re.Match[str], StatedSum]], list[SetAside]]:
    """The sums that may be owed, and those that are not."""
    owed: list[tuple[re.Match[str], StatedSum]] = []
    aside: list[SetAside] = []
    for each, behind in zip_longest(found, found[1:]):
        piece = page.piece(each.start(), each.end())
        if each["scale"]:
            aside.append(SetAside(piece, "it is in thousands or millions: say the sum"))
        elif not each["pounds"].strip("0,"):
            aside.append(SetAside(piece, "it is less than a pound"))
        elif _not_owed(page.plain, each, start, end):
            aside.append(SetAside(piece, "it is not what is to be paid now"))
        elif _is_explaining(page.plain, each, start) and explains(page.plain, each, behind, _last(owed)):
            aside.append(SetAside(piece, EXPLAINED))
        else:
            stated = _stated(page, each, end, times)
            if stated.per and owed and _is_explaining(page.plain, each, start):
                aside.append(SetAside(piece, EXPLAINED))
            else:
                owed.append((each, stated))
    return owed, aside


def _is_explaining(plain: str, found: re.Match[str], start: int) -> bool:
    """Whether words or a bracket directly before a sum say that it tells how another one comes about."""
    return EXPLAINS.search(plain, max(start, found.start() - NEARBY), found.start()) is not None


def _last(owed: Sequence[tuple[re.Match[str], StatedSum]]) -> Decimal | None:
    return owed[-1][1].value if owed else None


def _unread(page: Page, found: Sequence[re.Match[str]], start: int, end: int) -> Iterator[tuple[Topic, str]]:
    """Sums that cannot be read for certain, such as "£1.5k" or "£2,50": none of them is left out in silence."""
    known = {each.start() for each in found if not each["scale"]}
    for each in chain(ANY_SUM.finditer(page.plain, start, end), WORDED.finditer(page.plain, start, end)):
        if each.start() not in known and not _not_owed(page.plain, each, start, end):
            yield Topic.SUM_RANGE, page.piece(each.start(), each.end()).words


def _not_owed(plain: str, found: re.Match[str], start: int, end: int) -> bool:
    before = plain[max(start, found.start() - NEARBY) : found.start()]
    return bool(NOT_OWED_BEFORE.search(before) or NOT_OWED_AFTER.match(plain, found.end(), end))


def _stated(page: Page, found: re.Match[str], end: int, times: Sequence[TimeWords]) -> StatedSum:
    value = value_of(found)
    per, stop = _per(page.plain, found, end)
    piece = page.piece(found.start(), stop)
    if per is None:
        return StatedSum(piece, value)
    behind = min(end, stop + NEARBY)
    first, last = _month_to_month(page.plain, stop, behind) or _days(times, stop, behind)
    days = dict.fromkeys(page.piece(each.start, each.end) for each in (first, last) if each)
    return StatedSum(piece, value, per, first.day if first else None, last.day if last else None, tuple(days))


def _per(plain: str, found: re.Match[str], end: int) -> tuple[Per | None, int]:
    """What a sum grows by, and where the words that say so end."""
    behind = EACH_PERIOD.match(plain, found.end(), end) or ADJECTIVE.match(plain, found.end(), end)
    if behind is not None and (per := PERS.get(_singular(behind["unit"]))):
        return per, behind.end()
    before = ADJECTIVE_BEFORE.search(plain[max(0, found.start() - NEARBY) : found.start()])
    return (PERS[before["unit"].lower()] if before else None), found.end()


def _singular(unit: str) -> str:
    return unit.lower().removesuffix("s")


@dataclass(frozen=True)
class _Day:
    """A day that a sum grows from or until, and where the words stand that say so."""

    day: date
    start: int
    end: int


def _days(times: Sequence[TimeWords], start: int, end: int) -> tuple[_Day | None, _Day | None]:
    """The days from which and until which a sum grows, where the words behind it say so."""
    near = [each for each in times if start <= each.start < end and each.form is Form.DATE]
    first = next((each for each in near if each.said is Said.FROM), None)
    last = next((each for each in near if each.said is Said.UNTIL), None)
    return _said(first), _said(last)


def _said(words: TimeWords | None) -> _Day | None:
    return _Day(words.due_on, words.start, words.end) if words and words.due_on else None


def _month_to_month(plain: str, start: int, end: int) -> tuple[_Day, _Day] | None:
    """The first and the last day of "April to October 2025"; None for "April and October", or another year's April."""
    found = MONTH_TO_MONTH.search(plain, start, end)
    if found is None or ((found["link"] or "").lower() == "and") != (found["lead"].lower() == "between"):
        return None
    try:
        first = read_written(f"{found['first'][:3]} {found['year'] or found['last_year']}")
        last = read_written(f"{found['last'][:3]} {found['last_year']}", end=True)
    except ValueError:  # no such year
        return None
    place = found.span("span")
    return (_Day(first, *place), _Day(last, *place)) if first <= last else None


def _questions(
    plain: str, owed: Sequence[tuple[re.Match[str], StatedSum]], start: int, end: int
) -> list[tuple[Piece, Topic]]:
    asked: list[tuple[Piece, Topic]] = []
    previous = start
    for place, (found, stated) in enumerate(owed):
        following = owed[place + 1][0].start() if place + 1 < len(owed) else end
        before = plain[max(previous, found.start() - NEARBY) : found.start()]
        if stated.per and not stated.from_on:
            asked.append((stated.piece, Topic.SUM_START))
        if is_lessened(plain, stated.piece.end, following) or _is_range(plain, before, stated, following, place > 0):
            asked.append((stated.piece, Topic.SUM_RANGE))
        elif _for_each(plain, before, found, following, stated):
            asked.append((stated.piece, Topic.SUM_EACH))
        previous = stated.piece.end
    return asked


def _is_range(plain: str, before: str, stated: StatedSum, following: int, second: bool) -> bool:
    """Whether a sum is an end of a range: "up to £450", or the second of "£200 to £300"."""
    if RANGE_BEFORE.search(before) or RANGE_AFTER.match(plain, stated.piece.end):
        return True
    if second and RANGE_BETWEEN.fullmatch(before):
        return True
    link = plain[stated.piece.end : min(following, stated.piece.end + len(" and "))]
    return bool(BETWEEN.search(before) and AND.search(link))


def _for_each(plain: str, before: str, found: re.Match[str], following: int, stated: StatedSum) -> bool:
    """Whether a sum is for each of several: "£200 to each of her sons", "£500 per child"."""
    behind = EACH_PERIOD.match(plain, found.end(), following)
    if behind is not None and _singular(behind["unit"]) in COUNTED_BY:
        return True
    if stated.per is not None:
        return False
    return bool(EACH.search(before) or EACH.search(plain, stated.piece.end, min(following, stated.piece.end + BEHIND)))
