"""The marks that the items of a pasted list begin with, and amounts, times and names that look like them (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read

LEAD = "Within four weeks of my decision the Council will:\n"
TWO = ["Apologise in writing to Miss K", "Pay Miss K £200"]


def actions(text: str) -> list[str]:
    return [each.action for each in read(text).proposals]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("58.1", "58.2"), ("58.1.", "58.2."), ("58.1)", "58.2)"), ("(58.1)", "(58.2)"), ("1.1", "1.2"),
        ("1.1.", "1.2."), ("1.1.1", "1.1.2"), ("58.9", "58.10"), ("A.", "B."), ("A)", "B)"), ("(A)", "(B)"),
        ("I.", "II."), ("I)", "II)"), ("i.", "ii."), ("(i)", "(ii)"), ("a)", "b)"), ("h)", "i)"), ("1.", "2."),
        ("1", "2"), ("D.", "E."), ("\uf0b7", "\uf0b7"), ("➢", "➢"), ("•", "•"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", [".", "", ";"])
def test_a_list_is_read_whatever_its_marks(first: str, second: str, end: str) -> None:
    text = f"{LEAD}{first} {TWO[0]}{end}\n{second}\t{TWO[1]}{end}"
    assert actions(text) == TWO
    assert {each.deadline and each.deadline.period for each in read(text).proposals} == {"4 weeks"}


def test_points_of_numbered_paragraphs_have_the_limit_of_their_paragraph() -> None:
    text = (
        "58. Within four weeks of my decision, the Council will:\n58.1 Apologise to Miss K.\n58.2 pay Miss K £200.\n"
        "59. Within eight weeks of my decision, the Council will:\n59.1 Review its policy. The review will cover:\n"
        "59.1.1 cases;\n59.1.2 staff.\n59.2 a written apology to Mr K.\n60. The Council will provide us with evidence."
    )
    asked = read(text).proposals
    assert [each.action for each in asked][:4] == [
        "Apologise to Miss K", "pay Miss K £200",
        "Review its policy. The review will cover: 59.1.1 cases; 59.1.2 staff", "a written apology to Mr K",
    ]  # fmt: skip
    periods = [each.deadline and each.deadline.period for each in asked]
    assert periods[:4] == ["4 weeks", "4 weeks", "8 weeks", "8 weeks"]


@pytest.mark.parametrize(
    "wrapped",
    [
        "pay for support of\n1.5 hours a week", "see her from\n3.30 pm on",
        "pay interest at\n2.5 per cent", "pay what she spent from\n1.10.24 on", "write to Miss\nK. Smith",
        "fund support of\n2 visits a week", "pay what was due on\n31 March 2025", "pay for\n1.5 FTE staff",
        "fund two units of\n1.1 Tuition",
    ],
)  # fmt: skip
def test_amounts_times_and_names_that_begin_a_line_are_no_marks(wrapped: str) -> None:
    asked = only(f"Within four weeks of my decision the Council will {wrapped}.").piece.words
    assert asked.replace("\n", " ") in f"{wrapped.replace(chr(10), ' ')}."
    assert "\n" in asked or wrapped.startswith("write")


def test_an_initial_or_an_amount_within_an_item_of_a_list_begins_no_other_one() -> None:
    text = f"{LEAD}A. Pay Mr\nB.\nB. Write to Miss\nK. Smith.\nC. Fund tuition of\n1.5 hours a week."
    assert len(actions(text)) == 3
    assert actions(text)[2] == "Fund tuition of 1.5 hours a week"
