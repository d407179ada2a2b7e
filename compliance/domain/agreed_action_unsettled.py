"""Tells a sum of which the text does not say how much it is, or how often it is paid (L4).

An end of a range, a part or a multiple of a sum, one with interest, one for each of several, a part or a total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_values import StatedSum, Topic

# The next item of a list.
ITEM = re.compile(r"\n[ \n]{0,40}(?:[-*•◦▪·●o]|\(?[0-9a-zA-Z]{1,4}[.)]|[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}[.)]?)[ ]")
NEARBY = 80
BEHIND = 70
EACH_PERIOD = pattern(
    r"(?:(?:(?: |-)\(?|,? (?=per\b))(?P<by>per|a|an|each|every|(?:for|in respect of) (?:each|every))\b|(?: )?/)(?: |-)?"
    r"(?:calendar |full |complete |school |whole |further |additional |extra |subsequent )?"
    r"(?P<unit>weeks?|months?|years?|annum|[a-z]{2,20})\b(?!')\)?"
)
PERIODS = frozenset({"week", "month", "year", "annum"})
COUNTED_BY_WORDS = """
child person term day night hour session visit half-term fortnight quarter sibling tenant household adult
lesson journey mile complainant family resident meal head
"""
COUNTED_BY = frozenset(COUNTED_BY_WORDS.split())
EACH = pattern(
    r"\b(?:each|apiece|both|respectively|(?:the|an) (?:same|equal) (?:sum|amount|payment)"
    r"|the same(?: (?:again|to|for)\b|(?! [a-z])))\b(?! (?:calendar |full |whole |further )?(?:week|month|year)s?\b)"
)
# "£2,400, made up of £800 for each of the three months": what is for each is the other sum.
OF_ANOTHER = pattern(r"£[0-9,.]{1,12} for \Z")
TIME = r"(?:hour|day|night|week|fortnight|month|quarter|term|year)"
OFTEN = r"(?:hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|termly|yearly|annually)"
# "£20 daily", "£150 to Ms X every month", "£9 ph"; "four hours per week" is what somebody should have had.
EVERY_TIME = pattern(
    r"(?:,? |/)?p[./]?[dht]\b"
    r"|[^.;£]{0,60}?\b(?:(?<!hours\s)(?<!hour\s)(?<!days\s)(?<!nights\s)(?<!times\s)(?<!once\s)(?<!twice\s)"
    rf"(?<!visits\s)(?<!sessions\s)(?:each|every|per) (?:[a-z]{{4,10}} )?{TIME}\b(?!')"
    rf"|{OFTEN}\b(?=[,;.)]|\Z| (?:for|from|until|to|since|between|while|basis)\b))"
)
EVERY_TIME_BEFORE = pattern(rf"\b(?:(?:each|every|per) (?:[a-z]{{4,10}} )?{TIME}|{OFTEN}(?: basis)?),? \Z")
MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|multiple|[0-9]{1,3})"
SEVERAL = r"(?:payments|instalments|installments|sums|amounts|cheques|refunds|awards|vouchers|tranches|parts|credits)"
COUNTED_BEFORE = pattern(
    rf"\b{MANY}(?: (?:[a-z-]{{1,15}} ){{0,2}}{SEVERAL}(?: each)?(?: of| at)?|(?: )?(?:x|\u00d7|\*|@|at|lots of)) \Z"
)
PEOPLE_BEFORE = pattern(
    rf"\b(?:(?:{MANY}|all|both) (?:[a-z-]{{1,15}} ){{0,2}}"
    r"(?!(?:day|week|month|year|term|time|hour)s)(?:[a-z]{3,15}s|children|people)"
    r"|(?:complainants|residents|tenants|households|families|children|applicants|siblings|neighbours)) \Z"
)
PLURAL_BEFORE = pattern(rf"\b{SEVERAL} of \Z")
COUNTED_BEHIND = pattern(
    rf",? (?:multiplied by|times (?:{MANY}|the)|twice|thrice|(?:once )?again|{MANY} times"
    r"|(?:x|\u00d7|\*)(?: )?[0-9]{1,3}|and again)(?![a-z0-9])"
)
RANGE_BETWEEN = pattern(r"(?: )?(?:-|to|or)(?: )?\Z")
BETWEEN = pattern(r"\bbetween \Z")
AND = pattern(r" and \Z")
RANGE_BEFORE = pattern(
    r"\b(?:up to|at least|at most|(?:minimum|maximum)(?: (?:of|sum of|payment of))?"
    r"|(?:no|not) (?:more|less|lower|higher|fewer) than|not (?:to )?exceed(?:ing)?|capped at|cap of|limited to|around"
    r"|ceiling of|about|approximately|approx\.?|roughly|circa|c\.|in the region of|an estimated|as much as|as little as"
    r"|not (?:over|above|below|under)) \Z"
)
RANGE_AFTER = pattern(
    r"(?:(?: )?(?:-|to|or)(?: )?[0-9]|\+|,? (?:or (?:more|less|so|above|thereabouts|such|any|another|whatever|the)\b"
    r"|as a (?:minimum|maximum)|at (?:least|most)|(?:minimum|maximum)\b|(?:subject to|with) a (?:maximum|cap|limit)))"
)
NO_BREAK = r"(?: (?!and\b|plus\b)[^\x20\n,;.£]{1,20})"
PART_OF = pattern(
    r"(?:%|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|percent|per cent|percentage|proportion|shares?|part"
    r"|portion|fraction|some|most|double|twice|treble|triple|times))"
    rf"(?: (?:of|the|her|his|their|its|what|on|that))(?:{NO_BREAK}){{0,8}}(?: )?\(?\Z"
)
REST_OF = pattern(rf"\b(?:balance|remainder|rest) of (?:the|her|his|their|its|that|this|what)(?:{NO_BREAK}){{0,6}} \Z")
DIFFERENCE = pattern(r"\bdifference (?:between|in)\b(?: [^\x20\n;.£]{1,20}){0,12} \Z")
INTEREST_ON = pattern(rf"\binterest(?:{NO_BREAK}){{0,8}} on(?:{NO_BREAK}){{0,4}} \Z")
TOWARDS = pattern(
    r"\b(?:towards?|from|out of|against|based on|calculated on)(?: (?:the|her|his|their|its|a|an|any|this|that))?"
    r"(?: [^\x20\n,;.£0-9]{1,15}){0,3} \Z"
)
WITH_INTEREST = pattern(
    r"(?:[^.;£]{0,60} )?,?\b(?:plus|with|and|including)(?: any| the)?(?: [a-z-]{1,12}){0,2} (?:interest|vat)\b"
    r"(?!(?: [a-z]{1,12}){0,2} \(?£)"
)
SHE_PAID = pattern(
    r"\b(?:he|she|they|who) (?:has|have|had)(?: already| previously)? paid(?: [^\x20\n,;.£]{1,15}){0,4} \Z"
)
# "£600, made up of:" at the end of an action, or "£600:" before points: the parts stand in the points behind it.
LEADS_ON = pattern(
    r"[^.;£]{0,60}(?:made up of|compris(?:ed of|ing)|consisting of|broken down|split|as follows|including|namely)"
    r"(?: as follows)?(?: )?:?(?: )?\Z|[^.;:£\n]{0,60}:\x20?\n[^£.;]{0,80}£"
)
OF_IT = pattern(r" of (?:it|this|that|them|these)\b(?! (?:kind|type|sort))")
BESIDE = pattern(r"\b(?:in addition to|on top of)(?: (?:the|any|its|this|a|an))?(?: [^\x20\n,;.£]{1,15}){0,3} \Z")


def unsettled(
    plain: str, owed: Sequence[tuple[re.Match[str], StatedSum]], start: int, end: int
) -> Iterator[tuple[int, Topic]]:
    """What is open about sums, by their places; `owed` are the sums between two places of a text."""
    previous = start
    for place, (found, stated) in enumerate(owed):
        last = place + 1 == len(owed)
        following = end if last else owed[place + 1][0].start()
        before = _in_item(plain[max(previous, found.start() - NEARBY) : found.start()])
        if _is_range(plain, before, stated, following, place > 0) or _is_part(plain, before, stated, end):
            yield place, Topic.SUM_RANGE
        elif _for_each(plain, before, found, following, stated) or _is_counted(plain, before, stated, last=last):
            yield place, Topic.SUM_EACH
        elif BESIDE.search(before) or any(each.match(plain, stated.piece.end, end) for each in (OF_IT, LEADS_ON)):
            yield place, Topic.SUM_TOTAL
        previous = stated.piece.end


def _in_item(before: str) -> str:
    """The words before a sum from where the list item begins that it stands in."""
    *_, begin = 0, *(mark.end() for mark in ITEM.finditer(before))
    return before[begin:]


def _is_range(plain: str, before: str, stated: StatedSum, following: int, second: bool) -> bool:
    """Whether a sum is an end of a range: "up to £450", or the second of "£200 to £300"."""
    if RANGE_BEFORE.search(before) or RANGE_AFTER.match(plain, stated.piece.end):
        return True
    if second and RANGE_BETWEEN.fullmatch(before):
        return True
    link = plain[stated.piece.end : min(following, stated.piece.end + len(" and "))]
    return bool(BETWEEN.search(before) and AND.search(link))


def _is_part(plain: str, before: str, stated: StatedSum, end: int) -> bool:
    """Whether a part or a multiple of a sum is meant, or more than it: "50% of the £1,840", "£300 plus interest"."""
    found = any(each.search(before) for each in (PART_OF, REST_OF, DIFFERENCE, INTEREST_ON, TOWARDS, SHE_PAID))
    return found or WITH_INTEREST.match(plain, stated.piece.end, end) is not None


def _for_each(plain: str, before: str, found: re.Match[str], following: int, stated: StatedSum) -> bool:
    """Whether a sum is for each of several: "£200 to each of her sons", "£500 per child"."""
    behind = EACH_PERIOD.match(plain, found.end(), following)
    if behind is not None and not is_period(behind["unit"]):
        article = (behind["by"] or "").lower() in {"a", "an"}
        if not article or singular(behind["unit"]) in COUNTED_BY:
            return True
    if stated.per is not None:
        return False
    if EVERY_TIME_BEFORE.search(before) or EVERY_TIME.match(plain, stated.piece.end, following):
        return True
    if EACH.search(before):
        return True
    found_behind = EACH.finditer(plain, stated.piece.end, min(following, stated.piece.end + BEHIND))
    return any(OF_ANOTHER.search(plain, stated.piece.end, each.start()) is None for each in found_behind)


def _is_counted(plain: str, before: str, stated: StatedSum, *, last: bool) -> bool:
    """Whether a sum is paid several times: "two payments of £150", "£150 twice"."""
    if stated.per is not None:
        return False
    behind = COUNTED_BEHIND.match(plain, stated.piece.end)
    several = COUNTED_BEFORE.search(before) or PEOPLE_BEFORE.search(before)
    return bool(behind or several or (last and PLURAL_BEFORE.search(before)))


def singular(unit: str) -> str:
    """A word for what a sum is counted by, for one of it."""
    return unit.lower().removesuffix("s")


def is_period(unit: str) -> bool:
    """Whether a sum that is counted by this grows with time."""
    return singular(unit) in PERIODS
