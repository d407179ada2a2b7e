"""Tells an item of a list that only says what the sums before it come to: "The total payment is £500" (L4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from compliance.domain.agreed_action_asked import Asked
from compliance.domain.agreed_action_money import Money
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_verb

SAID = pattern(r"\b(?:total(?:s|ling)?|altogether|in all|(?:comes?|adds? up|amounts?) to)\b")
# "This is made up of £600 for distress and", in the sentence behind the one that asks for the whole.
MADE_UP = pattern(
    r"(?:this|it|that|which|(?:the|this|that) (?:total |overall |whole )?(?:sum|total|payment|amount|figure|award)) "
    r"(?:is |was |has been )?"
    r"(?:made up of|compris(?:es|ed of|ed|ing)|consists? of|includes|broken down|split|calculated)\b"
)
POUND = "\N{POUND SIGN}"
WHY_TOTAL = "it says what the sums before it come to"


def total_items(plain: str, asked: Sequence[Asked], found: Sequence[Money]) -> dict[int, bool]:
    """The items that seem to be a total, by place: True for one that is what the sums of its list before it come to.

    False is for one that comes to something else, and for one that the items behind it come to: whether it is one is
    asked.
    """
    told = dict.fromkeys(_wholes(plain, asked, found), False)
    lead: tuple[int, int] | None = None
    before: Decimal | None = None
    for place, (each, money) in enumerate(zip(asked, found, strict=True)):
        if each.lead is None or each.lead != lead:
            lead, before = each.lead, None
        if before is not None and len(money.sums) == 1 and _says_total(plain, each):
            told[place] = money.sums[0].per is None and money.sums[0].value == before
        elif money.sums:
            before = (before or Decimal(0)) + sum(stated.value for stated in money.sums)
    return told


def says_parts(plain: str, whole: tuple[int, int], start: int, end: int) -> bool:
    """Whether a sentence names, or leads to, the parts of the sum that the one before it asks for."""
    return plain.find(POUND, *whole) >= 0 and MADE_UP.match(plain, start, end) is not None


def _wholes(plain: str, asked: Sequence[Asked], found: Sequence[Money]) -> Iterator[int]:
    """The items with a sum that items behind it may be the parts of, for they come to it: "£500", "£300", "£200"."""
    whole: int | None = None
    parts, come_to = 0, Decimal(0)
    for place, (each, money) in enumerate(zip(asked, found, strict=True)):
        worth = sum((stated.value for stated in money.sums if stated.per is None), Decimal(0))
        if whole is not None and each.lead == asked[whole].lead and _may_be_part(plain, asked[whole], each) and worth:
            parts, come_to = parts + len(money.sums), come_to + worth
            if parts > 1 and come_to == found[whole].sums[0].value:
                yield whole
        else:
            whole, parts, come_to = (place if each.lead and len(money.sums) == 1 and worth else None), 0, Decimal(0)


def _may_be_part(plain: str, whole: Asked, each: Asked) -> bool:
    """Whether an item may name a part of the sum of one before it: it asks for nothing, or a colon leads to it."""
    return not begins_with_verb(plain, each.start) or plain[whole.end : whole.end + 1] == ":"


def _says_total(plain: str, each: Asked) -> bool:
    return not begins_with_verb(plain, each.start) and SAID.search(plain, each.start, each.end) is not None
