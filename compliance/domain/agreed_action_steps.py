"""Tells whether a period is counted from an earlier step of the action it stands in (D2).

"Complete an assessment and, within two weeks of completing it, write to him" has no limit for the assessment.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from compliance.domain.agreed_action_anchors import AGAIN_AND_AGAIN, Counted
from compliance.domain.agreed_action_text import pattern
from compliance.domain.agreed_action_values import CountedFrom

WORD = pattern(r"\b(?:pay|[a-z]{4,30})\b")
POINTS_BACK = pattern(
    r"(?:the )?completion\Z|(?:(?:completion of|[a-z]{1,20}ing) )?(?:so|it|this|that|them|these|those)\b"
)
OWN_DECISION = pattern(r" (?:of|from|after|following) (?:the |making the )?decision\Z")
ANOTHER = pattern(r"\b(?:and|then)\b|[;.] ")
FURTHER = pattern(r"\b(?:further|additional|more)\b")
SMALL_WORDS = """
also then therefore jointly each both that this these those with from their there when which whom date dates
have been were will council authority trust final
"""
SMALL = frozenset(SMALL_WORDS.split())
ENDINGS = ("al", "ations", "ation", "ions", "ing", "ion", "ments", "ment", "ed", "es", "s", "e")
OTHER_STEMS = {"decision": "decid", "publication": "publish", "receipt": "receiv"}
SHORTEST_STEM = 4
WORDS_COMPARED = 4
LOOKED_BACK = 400


def from_own_verb(plain: str, action: int, start: int, counted: Counted) -> bool:
    """Whether a period is counted from the very thing that is asked: "decide on it and pay within a week of deciding".

    "Of the decision" may be that one too, where something is to be decided before it.
    """
    verb = next(_words(plain, action, min(start, action + LOOKED_BACK)), None)
    if verb is None:
        return False
    if counted.anchor is CountedFrom.DECISION:
        another = ANOTHER.search(plain, max(action, start - LOOKED_BACK), start)
        own = OWN_DECISION.search(plain, start, counted.end)
        return _stem(verb) == _stem("decision") and another is not None and own is not None
    if counted.event is None or AGAIN_AND_AGAIN & set(plain[slice(*counted.event)].lower().split()[:2]):
        return False
    named = islice(_words(plain, *counted.event), WORDS_COMPARED)
    return any(_same(_stem(word), _stem(verb)) for word in named)


def from_own_step(plain: str, action: int, start: int, end: int, counted: Counted) -> bool:
    """Whether the period at two places is counted from something that its own action asks for before it."""
    before = {_stem(word) for word in _words(plain, max(action, start - LOOKED_BACK), start)}
    if not before:
        return False
    if counted.anchor is CountedFrom.UNSTATED:
        another = ANOTHER.search(plain, max(action, start - LOOKED_BACK), start)
        return another is not None and (counted.of_it or FURTHER.search(plain, start, end) is not None)
    if counted.anchor is not CountedFrom.EVENT or counted.event is None:
        return False
    first, last = counted.event
    if POINTS_BACK.match(plain, first, last):
        return True
    if AGAIN_AND_AGAIN & set(plain[first:last].lower().split()[:2]):
        return False
    named = list(islice(_words(plain, first, last), WORDS_COMPARED))
    return any(_same(_stem(word), stem) for word in named for stem in before)


def _words(plain: str, start: int, end: int) -> Iterator[str]:
    """The words between two places that name something, in small letters."""
    for found in WORD.finditer(plain, start, end):
        word = found[0].lower()
        if word not in SMALL:
            yield word


def _stem(word: str) -> str:
    """A word without its ending: "inspection" and "inspecting" are of "inspect"."""
    if word in OTHER_STEMS:
        return OTHER_STEMS[word]
    for ending in ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and (len(rest) >= SHORTEST_STEM or rest == "pay"):
            return word if word.endswith("ss") else rest
    return word


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) > SHORTEST_STEM and longer.startswith(shorter))
