"""The verbs that a request to an authority begins with, where nothing else says that it is one."""

from __future__ import annotations

import re

VERBS_WORDS = """
accept acknowledge add adjust advise agree allocate allow amend apologise apologize apply appoint approve
arrange ask assess assign audit award backdate brief calculate cancel carry cease change check circulate
clarify clear commission compensate complete conduct confirm consider consult contact correct create credit
decide delete deliver develop discuss draw ensure establish examine explain facilitate finalise finalize fund
give hold identify implement improve inform inspect install introduce investigate invite issue learn liaise
look make meet monitor move notify offer organise pay place prepare produce provide publish put reassess
recalculate reconsider record refer refund reimburse reinstate remind remove repair repay replace reply report
respond restore resume retrain review revise revisit secure send set share show signpost start stop submit
supply support take tell train transfer undertake update use visit waive withdraw work write
"""
VERBS = frozenset(VERBS_WORDS.split())
WORD = re.compile(r"[A-Za-z]{2,20}")


def is_verb(word: str) -> bool:
    """Whether a word is one of these verbs, as "pay" or as "pays"."""
    known = word.lower()
    return any(form in VERBS for form in (known, known.removesuffix("s"), known.removesuffix("es"))) or (
        known.endswith("ies") and f"{known[:-3]}y" in VERBS
    )


def is_base_verb(word: str) -> bool:
    """Whether a word is one of these verbs as an order has it: "visit", not "visits"."""
    return word.lower() in VERBS


def begins_with_verb(plain: str, place: int) -> bool:
    """Whether one of these verbs stands at a place."""
    word = WORD.match(plain, place)
    return word is not None and is_verb(word[0])


def begins_with_base_verb(plain: str, place: int) -> bool:
    """Whether one of these verbs stands at a place as an order has it."""
    word = WORD.match(plain, place)
    return word is not None and is_base_verb(word[0])
