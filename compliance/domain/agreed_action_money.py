"""Finds the sums of an action that are owed, and sets aside those that are not (L4).

Paid already, a threshold, or the total of the sums beside it: such a sum is no sum of the recommendation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise, zip_longest

from compliance.domain.agreed_action_paid_before import is_not_owed, on_account
from compliance.domain.agreed_action_payments import doubts
from compliance.domain.agreed_action_shares import explains, value_of, without_parts
from compliance.domain.agreed_action_text import Page, Piece, pattern
from compliance.domain.agreed_action_times import MONTH, Form, Said, TimeWords
from compliance.domain.agreed_action_totals import Totals, totals_said, without_totals
from compliance.domain.agreed_action_unsettled import EACH_PERIOD, singular, unsettled
from compliance.domain.agreed_action_values import SetAside, StatedSum, Topic
from compliance.domain.sums import Per
from compliance.domain.written_dates import read_written

MONEY = pattern(
    r"£(?: )?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?P<pence>\.[0-9]{2})?"
    r"(?![,.]?[0-9]|\x20[0-9]{3}(?![0-9]))"  # "£1 000" is not one pound
    r"(?P<scale>(?: |-)?(?:million|thousand|bn|m|k)\b)?"
)
ANY_SUM = pattern(
    r"£(?: )?[0-9][0-9,.]{0,20}(?<![,.])(?:\x20[0-9]{3}(?![0-9])){0,3}(?:(?: |-)?(?:million|thousand|bn|m|k)\b)?"
)
NUMBER_WORD = (
    r"(?:(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|[a-z]{3,5}ty|hundred|"
    r"thousand|million|[0-9][0-9,.]{0,12}))"
)
# A sum without its sign: "one hundred pounds", "500 pounds", "GBP 500".
WORDED = pattern(
    rf"(?<![£0-9a-z.,])(?:{NUMBER_WORD}(?:(?:-| )(?:and )?{NUMBER_WORD}){{0,7}}(?: |-)?(?:pounds?|gbp|quid)\b"
    r"|gbp(?: )?[0-9][0-9,.]{0,20}(?<![,.])|[0-9]{1,4}(?: )?p(?:ence)?\b)"
)
EXPLAINS = pattern(
    r"(?:\(|\b(?:at(?: a rate of)?|based on|calculated (?:at|as|on)|worked out at|that is|which is|being|"
    r"equal to|equivalent to|representing|made up of|consisting of|i\.e\.?,?"
    r"|in (?:[a-z0-9]{1,10} )?(?:equal )?(?:weekly|monthly|yearly|annual) (?:payments|instalments|sums|amounts) of) )\Z"
)
ADJECTIVE = pattern(
    r"(?:,? |-|/)?\(?(?:(?:paid|payable) )?(?:on an? )?"
    r"(?P<unit>weekly|monthly|yearly|(?<!,\s)annual(?:ly)?|p/?w|pcm|p/?m|p/?a|p\.w\.?|p\.c\.m\.?|p\.m\.?|p\.a\.?|(?<=/)[mw])"
    r"(?: basis)?\)?(?![a-z0-9])"
)
ADJECTIVE_BEFORE = pattern(
    r"\b(?P<unit>weekly|monthly|yearly|annual) (?:payments?|instalments?|sums?|amounts?|compensation|allowances?"
    r"|contributions?|rate)(?: of)? \Z"
)
PERS = {
    "week": Per.WEEK, "weekly": Per.WEEK, "month": Per.MONTH, "monthly": Per.MONTH, "year": Per.YEAR,
    "yearly": Per.YEAR, "annum": Per.YEAR, "annual": Per.YEAR, "annually": Per.YEAR,
    "pw": Per.WEEK, "w": Per.WEEK, "pm": Per.MONTH, "m": Per.MONTH, "pcm": Per.MONTH, "pa": Per.YEAR,
}  # fmt: skip
MARKS = str.maketrans("", "", "./")
# "April to October 2025": the year behind the second month is that of both.
MONTH_TO_MONTH = pattern(
    r"\b(?P<lead>for|from|over|between)(?: the)?(?: months?| period)?(?: of| from)? "
    rf"(?P<span>(?P<first>{MONTH})(?:,? (?P<year>[0-9]{{4}}))?"
    r"(?: (?P<link>to|until|till|up to|and)(?: the end of| end of)? |(?: )?-(?: )?)"
    rf"(?P<last>{MONTH}),? (?P<last_year>[0-9]{{4}}))(?![0-9])"
)
GROWS = frozenset({Topic.SUM_START})
NOT_OWED = "it is not what is to be paid now"
EXPLAINED = "it explains the sum before it"
NEARBY = 80
SENTENCE_END = pattern(r"[.!?](?=(?:\s)+(?-i:[A-Z]))")
# Between the day that a sum grows from and the day until which it does: " until ", ", up to and including".
FROM_UNTIL = 25
UNTIL = pattern(
    r"(?:\b(?:(?:up )?until|till|up to(?! (?:a |the )?(?:maximum|total|limit|cap)\b| £)|ending|(?:as|so) long as"
    r"|(?:to|through)(?: the)? (?:date|day|end|present|time|moment|point)|(?:to|through) (?:now|today|when)"
    rf"|for the (?:duration|rest|remainder)|between [^,;.£]{{1,40}} and|to(?= (?:[0-9]{{1,2}} )?(?:{MONTH})\b))\b"
    rf"|(?<=[0-9]{{4}})(?: )?-(?= ?(?:[0-9]{{1,2}} )?(?:{MONTH})\b))[^,;.£]{{0,120}}"
)


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
    every = tuple(stated for _, stated in owed)
    besides = {each.piece.start: each.why == NOT_OWED for each in aside}
    lessened = {every[place].piece for place in on_account(page.plain, start, end, every, besides)}
    ends = {stated.piece: words for stated in every if (words := _unread_end(page, stated, end, times))}
    asked = _questions(page.plain, owed, lessened, start, end, ends)
    marked = {stated.piece for stated in totals_said(page.plain, start, end, every)}
    opened = {piece for piece, topic in asked if topic is not Topic.SUM_TOTAL}
    totals = without_totals(every, marked, opened)
    shares = without_parts(page.plain, start, totals)
    if totals.set_aside and shares.set_aside:  # what is a part of one sum is no summand of another: a person says
        totals, shares = Totals(every, (), ()), Totals(every, (), every)
    aside += [SetAside(each.piece, "it is the total of the sums beside it") for each in totals.set_aside]
    aside += [SetAside(each.piece, "it is part of the sum before it") for each in shares.set_aside]
    still = _still_asked(asked, totals, shares, lessened)
    questions = [(topic, ends.get(piece, piece.words) if topic in GROWS else piece.words) for piece, topic in still]
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
        elif _is_pence(each) and (each["pence"] or "").strip(".0"):
            continue  # it is asked about
        elif _is_pence(each):
            aside.append(SetAside(piece, "it is less than a pound"))
        elif is_not_owed(page.plain, each, start, end):
            aside.append(SetAside(piece, NOT_OWED))
        elif _is_explaining(page.plain, each, start) and explains(page.plain, each, behind, _last(owed)):
            aside.append(SetAside(piece, EXPLAINED))
        else:
            stated = _stated(page, each, end, times)
            if stated.per and owed and _is_explaining(page.plain, each, start):
                aside.append(SetAside(piece, EXPLAINED))
            else:
                owed.append((each, stated))
    return owed, aside


def _is_pence(found: re.Match[str]) -> bool:
    return not found["pounds"].strip("0,")


def _is_explaining(plain: str, found: re.Match[str], start: int) -> bool:
    """Whether words or a bracket directly before a sum say that it tells how another one comes about."""
    return EXPLAINS.search(plain, max(start, found.start() - NEARBY), found.start()) is not None


def _last(owed: Sequence[tuple[re.Match[str], StatedSum]]) -> Decimal | None:
    return owed[-1][1].value if owed else None


def _unread(page: Page, found: Sequence[re.Match[str]], start: int, end: int) -> Iterator[tuple[Topic, str]]:
    """Sums that cannot be read for certain, such as "£1.5k" or "£2,50": none of them is left out in silence."""
    small = {each.start() for each in found if _is_pence(each) and (each["pence"] or "").strip(".0")}
    known = {each.start() for each in found if not each["scale"]} - small
    for each in chain(ANY_SUM.finditer(page.plain, start, end), WORDED.finditer(page.plain, start, end)):
        if each.start() not in known and not is_not_owed(page.plain, each, start, end):
            yield Topic.SUM_RANGE, page.piece(each.start(), each.end()).words


def _stated(page: Page, found: re.Match[str], end: int, times: Sequence[TimeWords]) -> StatedSum:
    value = value_of(found)
    per, stop = _per(page.plain, found, end)
    piece = page.piece(found.start(), stop)
    if per is None:
        return StatedSum(piece, value)
    behind = min(end, stop + NEARBY)
    far = _sentence(page.plain, stop, end)
    first, last = (
        _month_to_month(page.plain, stop, max(behind, far))
        or _from_until(times, stop, far)
        or _days(times, stop, behind)
    )
    days = dict.fromkeys(page.piece(each.start, each.end) for each in (first, last) if each)
    return StatedSum(piece, value, per, first.day if first else None, last.day if last else None, tuple(days))


def _per(plain: str, found: re.Match[str], end: int) -> tuple[Per | None, int]:
    """What a sum grows by, and where the words that say so end."""
    behind = EACH_PERIOD.match(plain, found.end(), end) or ADJECTIVE.match(plain, found.end(), end)
    if behind is not None and (per := PERS.get(singular(behind["unit"].translate(MARKS)))):
        return per, behind.end()
    before = ADJECTIVE_BEFORE.search(plain[max(0, found.start() - NEARBY) : found.start()])
    return (PERS[before["unit"].lower()] if before else None), found.end()


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


def _sentence(plain: str, start: int, end: int) -> int:
    """Where the words behind a sum that are about it end: with its sentence, and before the next sum."""
    stop = SENTENCE_END.search(plain, start, end)
    following = ANY_SUM.search(plain, start, end)
    return min(end, *(found.start() for found in (stop, following) if found), end)


def _from_until(times: Sequence[TimeWords], start: int, end: int) -> tuple[_Day, _Day] | None:
    """The days of the first "from 3 April 2025 until 2 December 2025" in the sentence, however far behind."""
    days = [each for each in times if start <= each.start and each.end <= end and each.form is Form.DATE]
    for one, other in pairwise(days):
        if (one.said, other.said) == (Said.FROM, Said.UNTIL) and other.start - one.end <= FROM_UNTIL:
            first, last = _said(one), _said(other)
            return (first, last) if first and last and first.day <= last.day else None
    return None


def _unread_end(page: Page, stated: StatedSum, end: int, times: Sequence[TimeWords]) -> str | None:
    """The words from a sum to the end of its growing that they name and that was not read; None where there is none."""
    if stated.per is None or stated.ends_on is not None:
        return None
    start, far = stated.piece.end, _sentence(page.plain, stated.piece.end, end)
    spans = [each.end for each in times if start <= each.start < far and _is_span(page.plain, each)]
    found = UNTIL.search(page.plain, start, far)
    stop = min([*spans, *([found.end()] if found else [])], default=None)
    return page.piece(stated.piece.start, stop).words.rstrip() if stop is not None else None


def _is_span(plain: str, words: TimeWords) -> bool:
    """Whether time words say for how long: "for ten months"."""
    said = plain[words.start : words.end].lower()
    return words.form is Form.LENGTH and words.said is Said.SPAN and said.startswith("for ")


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
    plain: str,
    owed: Sequence[tuple[re.Match[str], StatedSum]],
    lessened: Collection[Piece],
    start: int,
    end: int,
    ends: Collection[Piece],
) -> list[tuple[Piece, Topic]]:
    """What is open about each sum: whether it is paid at all, how much it is, how often, and when it grows.

    `ends` are those of which the text names an end that was not read.
    """
    asked: list[tuple[Piece, Topic]] = []
    sums = [stated for _, stated in owed]
    doubted = doubts(plain, start, end, sums)
    found = dict(unsettled(plain, owed, start, end))
    for place, stated in enumerate(sums):
        piece = stated.piece
        topic = Topic.SUM_RANGE if piece in lessened else found.get(place)
        if doubted.get(place) is Topic.SUM_PAID or topic is None:
            topic = doubted.get(place)
        if stated.per and (not stated.from_on or piece in ends) and topic is not Topic.SUM_PAID:
            asked.append((piece, Topic.SUM_START))
        if topic is not None:
            asked.append((piece, topic))
    return asked


def _still_asked(
    asked: Sequence[tuple[Piece, Topic]], totals: Totals, shares: Totals, lessened: Collection[Piece]
) -> Iterator[tuple[Piece, Topic]]:
    """What is open about the sums that are left, and about a total from which something is taken off."""
    away = {each.piece for each in (*totals.set_aside, *shares.set_aside)} - set(lessened)
    known = {each.piece for each in shares.asked}
    for piece, topic in asked:
        # What a total is made up of is known to be paid as the total is.
        settled = topic is Topic.SUM_TOTAL and (totals.set_aside or piece in known)
        if piece not in away and not settled:
            yield piece, topic
    yield from ((each.piece, Topic.SUM_TOTAL) for each in shares.asked)
