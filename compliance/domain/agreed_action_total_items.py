"""Tells an item of a list that only says what the sums before it come to: "The total payment is £500" (L4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from compliance.domain.agreed_action_asked import Asked
from compliance.domain.agreed_action_money import Money
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_verbs import begins_with_verb

SAID = pattern(r"\b(?:total(?:s|ling)?|altogether|in all|(?:comes?|adds? up|amounts?) to)\b")
WHY_TOTAL = "it says what the sums before it come to"


def total_items(plain: str, asked: Sequence[Asked], found: Sequence[Money]) -> dict[int, bool]:
    """The items that seem to be a total, by place: True for one that is what the sums of its list before it come to.

    False is for one that comes to something else: whether it is one is asked.
    """
    told: dict[int, bool] = {}
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


def _says_total(plain: str, each: Asked) -> bool:
    return not begins_with_verb(plain, each.start) and SAID.search(plain, each.start, each.end) is not None
