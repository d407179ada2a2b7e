"""Tells the total of the sums of an action from a further sum: a total is not owed a second time (L4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from compliance.domain.agreed_action_text import Piece, pattern
from compliance.domain.agreed_action_values import StatedSum
from compliance.domain.calendar import ONE_DAY
from compliance.domain.sums import Sum

SAID_BEFORE = pattern(
    r"(?:\btotal(?:s|led|ling|ing)?(?: (?:sum|amount|payment|figure))?(?: (?:of|is|being|to|comes to|will be))?:?"
    r"|\b(?:com(?:es?|ing)|amount(?:s|ing)|add(?:s|ing) up|work(?:s|ing) out) (?:to|at)(?: a total of)?"
    r"|=|\bequal(?:s|ling)|\bmaking|\bwhich makes) \Z"
)
SAID_BEHIND = pattern(
    r"(?: (?:in (?:total|all)|altogether|overall|all told)\b"
    r"|,? (?:which is |that is )?(?:made up of|consisting of|comprising|broken down|split into)\b)"
)
IN_BRACKETS = pattern(r"\((?:or |i\.e\.?,? |that is,? |making )?\Z")
CLOSED = pattern(r"(?: )?\)")
NEARBY = 60
SUMS_OF_PARTS = 2


@dataclass(frozen=True)
class Totals:
    """The sums that are owed, the totals of them that were set aside, and those of which nobody can tell."""

    sums: tuple[StatedSum, ...]
    set_aside: tuple[StatedSum, ...] = ()
    asked: tuple[StatedSum, ...] = ()


def totals_said(plain: str, start: int, end: int, sums: Sequence[StatedSum]) -> Iterator[StatedSum]:
    """The sums that are said to be a total: "a total of £1,400", "£1,400 in all"; in brackets behind one that grows."""
    grows = False
    for each in sums:
        grows = grows or each.per is not None
        before = plain[max(start, each.piece.start - NEARBY) : each.piece.start]
        said = SAID_BEFORE.search(before) or SAID_BEHIND.match(plain, each.piece.end, end)
        in_brackets = IN_BRACKETS.search(before) and CLOSED.match(plain, each.piece.end, end)
        if each.per is None and (said or (grows and in_brackets)):
            yield each


def without_totals(sums: Sequence[StatedSum], marked: Collection[Piece], unsettled: Collection[Piece]) -> Totals:
    """The sums without their totals; `marked` are said to be one, and of the `unsettled` something else is asked."""
    left = list(sums)
    aside: list[StatedSum] = []
    asked: list[StatedSum] = []
    whole = _of_all_others(left)
    if whole is not None and (whole.piece in marked or whole is left[0]):
        left.remove(whole)
        aside.append(whole)
    elif whole is not None:
        asked.append(whole)
    for each in [one for one in left if one.piece in marked]:
        parts = _parts(left, each, marked)
        open_already = any(part.piece in unsettled for part in parts)
        comes_to_it = each.value in _come_to(parts)
        if parts and (comes_to_it or open_already or any(part.per for part in parts)):
            left.remove(each)
            aside.append(each)
        if parts and not (comes_to_it or open_already):
            asked.append(each)
    return Totals(tuple(left), tuple(aside), (*asked, *_alike(left)))


def _of_all_others(sums: Sequence[StatedSum]) -> StatedSum | None:
    """The fixed sum that all other fixed ones add up to; a single other one is no sum of parts."""
    once = [each for each in sums if each.per is None]
    whole = sum((each.value for each in once), Decimal(0))
    return next((each for each in once if len(once) > SUMS_OF_PARTS and each.value * 2 == whole), None)


def _parts(sums: Sequence[StatedSum], total: StatedSum, marked: Collection[Piece]) -> list[StatedSum]:
    """The sums that a total is of: those before it, or without any those behind it."""
    others = [each for each in sums if each.piece not in marked]
    before = [each for each in others if each.piece.start < total.piece.start]
    return before or others


def _come_to(parts: Sequence[StatedSum]) -> set[Decimal]:
    """What the last of some sums come to, the last two, and so on; as far as all of them are known."""
    found: set[Decimal] = set()
    whole = Decimal(0)
    for count, each in enumerate(reversed(parts), 1):
        worth = _worth(each)
        if worth is None:
            break
        whole += worth
        # One fixed sum is no sum of parts: "£500 to Mr A and a total of £500 to his sons".
        if count > 1 or each.per is not None:
            found.add(whole)
    return found


def _worth(stated: StatedSum) -> Decimal | None:
    """What a sum comes to in all; None for one that grows from or until a day that is not known."""
    if stated.per is None:
        return stated.value
    if stated.from_on is None or stated.ends_on is None:
        return None
    whole = Sum(stated.value, stated.per, stated.from_on, stated.ends_on)
    return whole.to_date(stated.ends_on + ONE_DAY)


def _alike(sums: Sequence[StatedSum]) -> list[StatedSum]:
    """The fixed sums that are just what one beside them grows to, though nothing says that they are its total."""
    grown = {_worth(each) for each in sums if each.per is not None}
    return [each for each in sums if each.per is None and each.value in grown]
