"""Tells a sum that is only a part of another one, and one from which something is taken off (L4)."""

from __future__ import annotations

import re
from decimal import Decimal

from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_times import NUMBERS
from compliance.domain.agreed_action_totals import Totals
from compliance.domain.agreed_action_values import StatedSum

WHAT = r"(?= (?:£|[0-9]|(?:the|any|all|what|its|this|that|these|those|a|an|sums?|payments?|anything|amounts?)\b))"
TAKEN_OFF = pattern(
    rf"\b(?:(?:less|minus|net of){WHAT}|deduct(?:s|ed|ing|ions?)?|subtract(?:s|ed|ing)?|tak(?:es?|ing|en) off"
    r"|off-?set(?:s|ting)?)"
)
NOT_TAKEN = pattern(r"\b(?:not|no|without|never|nor|rather than|instead of)(?: [a-z]{1,10}){0,3} \Z")
OF_IT = (
    r"of (?:which|(?:this|that|it)(?: (?:sum|amount|money|payment|total))?"
    r"(?=,? (?:£|is|are|should|will|must|to|for|being)))"
)
PART_BEHIND = pattern(rf" {OF_IT}(?!,?(?: [a-z'-]{{1,15}}){{0,4}} £)")
PART_BEFORE = pattern(r"(?:\bof which|[,;.(](?: |)(?:out )?of (?:this|that|it)),?(?: [a-z'-]{1,15}){0,4} \Z")
INCLUDED = pattern(r"\b(?:includ(?:es?|ing)|inclusive of)(?: [a-z'-]{1,15}){0,4} \Z")
# "£800 for each of the three months", "£900 a term for one term".
COUNTED = pattern(
    r"(?: (?:a|an|per|each|every) [a-z-]{2,15})? (?:for|over) (?:each of )?(?:the |these |those |all ){0,1}"
    r"(?P<count>[0-9]{1,3}|[a-z]{3,9}) (?:[a-z]{2,15} )?(?:days?|weeks?|months?|years?|terms?|hours?|sessions?)\b"
)
NEARBY = 80


def value_of(found: re.Match[str]) -> Decimal:
    """What a sum that was found in a text comes to."""
    return Decimal(found["pounds"].replace(",", "") + (found["pence"] or ".00"))


def is_lessened(plain: str, place: int, end: int) -> bool:
    """Whether something is taken off a sum that ends at a place: "£1,000 less the £250 it has already paid"."""
    behind = min(end, place + NEARBY)
    another = plain.find("\N{POUND SIGN}", place, behind)
    return takes_off(plain, place, behind if another < 0 else another + 1)


def takes_off(plain: str, place: int, end: int) -> bool:
    """Whether words say that something is taken off; "must not be offset against arrears" takes nothing off."""
    found = TAKEN_OFF.search(plain, place, end)
    return found is not None and not NOT_TAKEN.search(plain, max(place, found.start() - NEARBY), found.start())


def explains(plain: str, found: re.Match[str], following: re.Match[str] | None, last: Decimal | None) -> bool:
    """Whether a sum only says how the `last` one was worked out: "£700 (£1,000 less the £300 it has paid)".

    Also "£2,400, made up of £800 for each of the three months", where that comes to it.
    """
    if (counted := COUNTED.match(plain, found.end())) is not None and (count := _count(counted["count"])):
        return value_of(found) * count == last
    if following is None or not is_lessened(plain, found.end(), following.end()):
        return False
    return value_of(found) - value_of(following) == last


def _count(word: str) -> int:
    """How many a word says; 0 where it is no number."""
    return int(word) if word.isdecimal() else NUMBERS.get(word.lower(), 0)


def without_parts(plain: str, start: int, totals: Totals) -> Totals:
    """What is owed without the sums that are part of one before them: "£500, £200 of which is for her mother"."""
    kept: list[StatedSum] = []
    aside: list[StatedSum] = []
    asked = dict.fromkeys(each.piece for each in totals.asked)
    most = Decimal(0)
    for each in totals.sums:
        before = plain[max(start, each.piece.start - NEARBY) : each.piece.start]
        part = PART_BEHIND.match(plain, each.piece.end) or PART_BEFORE.search(before)
        if part and most > each.value:
            aside.append(each)
            continue
        # "Of which £300 is for her and £100 for her mother": is that one of the parts too?
        unsure = (part and not totals.set_aside) or (kept and (aside or INCLUDED.search(before)))
        if unsure:
            asked[each.piece] = None
        kept.append(each)
        most = max(most, each.value)
    known = {each.piece: each for each in (*totals.asked, *kept)}
    away = {each.piece for each in aside}
    return Totals(tuple(kept), tuple(aside), tuple(known[piece] for piece in asked if piece not in away))
