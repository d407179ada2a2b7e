"""The words by which a category is known, and whom an action serves (L3, L4)."""

from __future__ import annotations

import pytest

from compliance.domain.agreed_action_categories import categories, cue_fault, kind, words_of
from compliance.domain.agreed_action_values import CategoryCues
from compliance.domain.recommendations import Kind
from tests.support.agreed_action import only, topics


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("apolog*", "Send a written APOLOGY", True),
        ("apolog*", "say sorry", False),
        ("review", "reviews", False),
        ("review/reviews", "it reviews", True),
        ("time ... trouble", "time and trouble", True),
        ("time ... trouble", "trouble and time", False),
        ("time ... trouble", "time one two three four five six seven eight trouble", True),
        ("time ... trouble", "time one two three four five six seven eight nine trouble", False),
        ("write off", "write it off", False),
        ("write off", "off write off", True),
        ("a ... b ... c", "a c b c", True),
        ("carer's", "a carer's assessment", False),
        ("carer", "a carer's assessment", True),
        ("x", "", False),
    ],
)
def test_a_cue(cue: str, text: str, found: bool) -> None:
    assert words_of(text).have(cue) is found


@pytest.mark.parametrize("cue", ["apolog*", "review/reviews ... polic*/procedure*", "re-assess", "28 days"])
def test_good_cues(cue: str) -> None:
    assert cue_fault(cue) is None


@pytest.mark.parametrize("cue", ["", "...", "a ...", "... a", "a*b", "*", "a//b", "a|b", "£5"])
def test_bad_cues(cue: str) -> None:
    assert cue_fault(cue)


CUES = {
    "Apology": CategoryCues(Kind.PERSONAL_REMEDY, ("apolog*",)),
    "Money": CategoryCues(Kind.PERSONAL_REMEDY, (), ("distress",)),
    "Policy": CategoryCues(Kind.SERVICE_IMPROVEMENT, ("policy",)),
    "Advice": CategoryCues(None, ("advice",)),
}


@pytest.mark.parametrize(
    ("text", "has_sum", "named", "serves"),
    [
        ("apologise for the distress", False, ("Apology",), Kind.PERSONAL_REMEDY),
        ("pay for the distress", True, ("Money",), Kind.PERSONAL_REMEDY),
        ("change the policy", False, ("Policy",), Kind.SERVICE_IMPROVEMENT),
        ("apologise and change the policy", False, ("Apology", "Policy"), None),
        ("give advice", False, ("Advice",), None),
        ("give Mr B advice", False, ("Advice",), Kind.PERSONAL_REMEDY),
        ("give staff advice", False, ("Advice",), Kind.SERVICE_IMPROVEMENT),
        ("give staff advice about her", False, ("Advice",), None),
        ("do it", False, (), None),
    ],
)
def test_what_an_action_is(text: str, has_sum: bool, named: tuple[str, ...], serves: Kind | None) -> None:
    words = words_of(text)
    assert categories(words, words if has_sum else None, CUES) == named
    assert kind(words, named, CUES) is serves


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("pay her £500 for distress caused by its failure to review its policy", ("Distress",)),
        ("pay her £500 for distress caused to her by the delays in reviews of its policy", ("Distress",)),
        ("apologise for failing to review its policy", ("Apology",)),
        ("apologise for failing to visit her and review its policy", ("Apology",)),
        ("apologise for failing to visit her, and to review its policy", ("Apology", "Policy")),
        ("apologise for its delay and review its policy", ("Apology", "Policy")),
        ("apologise for the distress caused by its delay and then review its policy", ("Apology", "Policy")),
    ],
)
def test_why_something_is_asked_names_no_category_and_what_is_asked_behind_it_does(
    words: str, named: tuple[str, ...]
) -> None:
    text = f"By 1 November 2024 the Council will {words}."
    assert only(text).categories == named
    assert topics(text) == (["1 kind"] if "Policy" in named else [])
