"""A time that nobody can count is asked about beside any other limit, of its sentence or behind its list (D2)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.agreed_actions import read_agreed_action
from tests.support.agreed_action import VOCABULARY

DECIDED = date(2026, 3, 2)
MONTH = "within one month of my decision"


def which(text: str) -> dict[int | None, str]:
    """The question which of several deadlines it is, by the number of its proposal."""
    questions = read_agreed_action(text, DECIDED, VOCABULARY).questions
    return {each.number: each.words for each in questions if each.topic.value == "which_deadline"}


def content(text: str) -> dict[str, str]:
    """What was read as content, with why."""
    return {each.piece.words: each.why for each in read_agreed_action(text, DECIDED, VOCABULARY).set_aside}


@pytest.mark.parametrize(
    ("action", "odd"),
    [
        (f"apologise and pay Ms B £200 {MONTH}, and complete the repairs by the end of June", "by the end of June"),
        (f"pay Ms B £200 {MONTH} and a further £200 by the end of June", "by the end of June"),
        (f"apologise {MONTH} and arrange tuition by the start of the autumn term", "by the start of the autumn term"),
        (f"apologise to Ms B {MONTH} and reassess her by September", "by September"),
        (f"apologise to Ms B {MONTH} and reassess her before the end of term", "before the end of term"),
        (f"remind its staff of it {MONTH} and provide them with training by the end of the financial year",
         "by the end of the financial year"),
        ("apologise to Ms B by 30 April 2026 and review its policy within 4-6 months", "within 4-6 months"),
        ("apologise to Ms B by 30 April 2026 and review its policy (three months)", "three months"),
        ("apologise to Ms B by 30 April 2026 and reassess her on 5 May 2026", "5 May 2026"),
        ("write to Ms B within two weeks of my decision and complete its investigation in three months",
         "in three months"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "lead", ["The Council will {}.", "The Council will:\na) {};\nb) pay her £5."], ids=["one", "item"]
)
def test_beside_the_limit_of_its_sentence_it_is_asked(action: str, odd: str, lead: str) -> None:
    text = lead.format(action)
    assert f"; {odd}\N{RIGHT DOUBLE QUOTATION MARK}" in which(text)[1]
    assert content(text)[odd] == "it may belong to what is asked, or be the deadline"


@pytest.mark.parametrize(
    "text",
    ["The Council will:\n- apologise to Ms B by the end of March;\n- review its policy.\n",
     "By the end of March the Council will apologise to Ms B. It will review its policy. "],
    ids=["list", "prose"],
)  # fmt: skip
def test_beside_a_limit_behind_it_it_is_asked(text: str) -> None:
    text += "The Council should complete these actions within three months of my final decision."
    ((number, words),) = which(text).items()
    assert number == 1
    assert "within three months of my final decision; by the end of march" in words.lower()
    assert set(content(text).values()) == {"it may belong to what is asked, or be the deadline"}


@pytest.mark.parametrize(
    "action",
    [f"pay Ms B £200 for the period to 30 June 2026 {MONTH}", f"review the complaints it received in 12 months {MONTH}",
     f"arrange tuition (12 weeks) for her son {MONTH}", f"pay Ms B £600 for September 2026 {MONTH}"],
)  # fmt: skip
def test_what_says_how_long_or_which_is_content(action: str) -> None:
    assert which(f"The Council will {action}.") == {}
