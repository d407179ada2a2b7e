"""Tells a sum that was paid before from one that is to be paid, and what was paid on account of it (L4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from compliance.domain.agreed_action_shares import is_lessened, takes_off
from compliance.domain.agreed_action_text import pattern, sentences
from compliance.domain.agreed_action_unsettled import ITEM, RANGE_BEFORE, SHE_PAID
from compliance.domain.agreed_action_values import StatedSum

DONE = r"(?:paid|refunded|reimbursed|credited|given|received|made)"
NOT_OWED_BEFORE = pattern(
    rf"\b(?:(?:already|previously)(?: been)? {DONE}(?: (?:her|him|them))?"
    r"|(?P<besides>in addition to|on top of)|less|minus|instead of|rather than|deduct(?:s|ing)?"
    r"|(?<!hand\x20)(?<!pay\x20)over|above|below|under|exceed(?:s|ing)?|threshold of|limit of|more than"
    r"|(?:has|have|had|was|were) paid(?: (?:her|him|them))?)"
    r"(?: (?:the|any|its|this|a|an))?(?: (?:earlier|previous|payment of|sum of))? \Z"
)
NOT_OWED_AFTER = pattern(
    r",?(?: (?:that|which))?(?: (?P<who>it|they|he|she|the council|was|were))?(?: (?:has|have|had))?(?: been)?"
    rf" (?:already|previously)(?: been)? (?P<done>{DONE})\b"
)
HAS_PAID = pattern(r"[^£.;]{0,40}?(?<!be\x20)\b(?:paid|refunded|reimbursed|credited)\b")
REFUNDED = pattern(r"\b(?:refund|repay|reimburse|return)(?:s|ing)?\b[^£.;]{0,70}\Z")
# What she or he has paid is what is refunded.
BY_PERSON = frozenset({"", "he", "she", "they", "was", "were"})
BY_OFFICE_DONE = frozenset({"refunded", "reimbursed", "credited"})
PAID_TOO = pattern(
    r"\b(?:already|previously)(?: been)? (?:paid|refunded|reimbursed|credited|given|made|offered|awarded)\b"
    r"|\b(?:has|have|had|was|were)(?: been)? (?:paid|refunded|credited)\b"
)
PAID_OF_IT = pattern(
    r"(?:£[0-9,.]{1,14} of (?:which|it|this|that)|of (?:which|this|that),?(?: [a-z]{1,10}){0,3} £[0-9,.]{1,14})"
    r"(?: [a-z]{1,10}){0,3} (?:already|previously|has|have|had|was|were)(?: been)? (?:paid|given|made)\b"
)
BESIDES = pattern(
    r"\b(?:in addition|on top|further|additional(?:ly)?|extra|instead|rather|replac(?:es?|ing)|supersed(?:es?|ing)"
    r"|not includ(?:e|ing)|excluding|separate(?:ly)?|more|remaining|outstanding)\b"
)
POINTS_BACK = pattern(
    r"\b(?:this|these|that|already|previously"
    r"|(?:any|the|all)(?: [a-z]{1,15}){0,2} (?:sums?|payments?|amounts?|award|compensation|arrears|debt))\b"
)
INCLUDED = pattern(r"\b(?:includ(?:es?|ing)|inclusive of|already|previously|(?:has|have) paid)\b")
NEARBY = 80
LATER = 260


def is_not_owed(plain: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether a sum was paid before, is a threshold, or what another one takes the place of."""
    before = plain[max(start, found.start() - NEARBY) : found.start()]
    if RANGE_BEFORE.search(before):  # "no more than £500"
        return False
    first = NOT_OWED_BEFORE.search(before)
    behind = NOT_OWED_AFTER.match(plain, found.end(), end)
    refunded = REFUNDED.search(before)
    if refunded and (SHE_PAID.search(before) or (behind and _by_person(behind))):
        return False
    if first and first["besides"]:
        return HAS_PAID.match(plain, found.end(), end) is not None
    return bool(first or behind)


def _by_person(behind: re.Match[str]) -> bool:
    return (behind["who"] or "").lower() in BY_PERSON and behind["done"].lower() not in BY_OFFICE_DONE


def on_account(plain: str, start: int, end: int, owed: Sequence[StatedSum], aside: Mapping[int, bool]) -> Iterator[int]:
    """The places of sums of which something may be paid already, or is taken off in the words behind the action.

    "£500, including the £200 already paid"; "£400. It has already paid £100 of this." `aside` is where the sums begin
    that were set aside, and whether for being no sum to pay now.
    """
    places = sorted(aside)
    for place, each in enumerate(owed):
        last = place + 1 == len(owed)
        stop = end if last else owed[place + 1].piece.start
        at = bisect_left(places, each.piece.end)
        near = places[at] if at < len(places) and places[at] < stop else None
        paid = near is not None and aside[near] and _is_part_of(plain, start, each.piece.start, near, stop)
        said = PAID_OF_IT.search(plain, each.piece.end, min(end, each.piece.end + LATER))
        if is_lessened(plain, each.piece.end, stop) or said or paid or (last and _is_lessened_later(plain, end)):
            yield place


def _is_part_of(plain: str, start: int, place: int, paid_at: int, stop: int) -> bool:
    """Whether what was paid already may be a part of a sum, not something beside it."""
    around = plain[max(place, paid_at - NEARBY) : min(stop, paid_at + NEARBY)]
    beside = BESIDES.search(plain, max(start, place - NEARBY), place) or BESIDES.search(around)
    return PAID_TOO.search(around) is not None and not beside


def _is_lessened_later(plain: str, end: int) -> bool:
    """Whether the words behind an action take something off its sum: "From this it may deduct the £150 it paid"."""
    item = ITEM.search(plain, end, end + LATER)
    stop = item.start() if item else min(len(plain), end + LATER)
    return any(_lessens(plain, begin, close) for begin, close in sentences(plain, end, stop))


def _lessens(plain: str, start: int, end: int) -> bool:
    """Whether a sentence takes something off what is before it, or says that some of it is paid."""
    if not POINTS_BACK.search(plain, start, end):
        return False
    another = plain.find("\N{POUND SIGN}", start, end)
    until = end if another < 0 else another + 1
    if takes_off(plain, start, until):
        return True
    paid = PAID_TOO.search(plain, start, min(end, until + NEARBY))
    return bool(paid and INCLUDED.search(plain, start, until) and not BESIDES.search(plain, start, end))
