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


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("•", "•", "•"), ("• ", "•", "• "), ("\uf0b7", "\uf0b7", "\uf0b7"), ("-", "-", "-"),
        ("\N{EN DASH}", "\N{EN DASH}", "\N{EN DASH}"), ("o", "o", "o"), ("h)", "i)", "j)"), ("1. ", "2.", "3. "),
        ("*", "*", "*"), ("·", "·", "·"), ("✓", "✓", "✓"), ("→", "→", "→"), ("1.", "2.", "3."), ("1)", "2)", "3)"),
        ("(1)", "(2)", "(3)"), ("(a)", "(b)", "(c)"), ("a)", "b)", "c)"), ("a.", "b.", "c."), ("A.", "B.", "C."),
        ("(i)", "(ii)", "(iii)"), ("iv.", "v.", "vi."), ("58.1", "58.2", "58.3"), ("58.1.", "58.2.", "58.3."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", [".", "", ";", ".\n", "\n"])
def test_a_mark_may_be_glued_to_its_word(first: str, second: str, third: str, end: str) -> None:
    text = f"{LEAD}{first}{TWO[0]}{end}\n{second}{TWO[1]}{end}\n{third}Train its staff{end}"
    assert actions(text) == [*TWO, "Train its staff"]
    assert {each.deadline and each.deadline.period for each in read(text).proposals} == {"4 weeks"}


@pytest.mark.parametrize(
    ("first", "second"), [("•", "•"), ("-", "-"), ("(a)", "(b)"), ("1.", "2."), ("a.", "b."), ("i)", "ii)")]
)
@pytest.mark.parametrize("end", [".", ";"])
def test_a_glued_item_may_begin_with_any_word(first: str, second: str, end: str) -> None:
    items = ["a letter of apology", "the refund of what she paid"]
    assert actions(f"{LEAD}{first}{items[0]}{end}\n{second}{items[1]}{end}") == items


@pytest.mark.parametrize(("first", "second"), [("(1)", "(2)"), ("1.", "2."), ("a)", "b)"), ("a.", "b."), ("•", "•")])
def test_a_glued_item_may_begin_with_its_limit(first: str, second: str) -> None:
    text = f"{LEAD}{first}apologise to Miss K\n{second}within two months of my decision, train its staff"
    assert actions(text) == ["apologise to Miss K", "train its staff"]
    assert [each.deadline and each.deadline.period for each in read(text).proposals] == ["4 weeks", "2 months"]


def test_numbered_paragraphs_with_glued_marks_keep_their_limits() -> None:
    text = (
        "Agreed action\n46.To remedy the injustice caused by the faults I have identified, the Council has\nagreed to"
        " take the following action within 4 weeks of my decision:\n•apologise to Ms X. We publish\nguidance. The"
        " Council should consider this guidance in\nmaking the apology;\n•pay Ms X £300; and\n•remind staff of the"
        " time limits set out\nin its policy.\n47.Within three months of my decision, the Council will also:\n"
        "•review its procedures; and\n•train staff.\n"
        "48.The Council should provide us with evidence it has complied with the above actions."
    )
    asked = read(text).proposals
    assert [each.action.split()[0] for each in asked] == ["apologise", "pay", "remind", "review", "train"]
    assert [each.deadline and each.deadline.period for each in asked] == ["4 weeks"] * 3 + ["3 months"] * 2


@pytest.mark.parametrize(
    "wrapped",
    [
        "fund 4\n-week stays", "tell her whether\n(s)he may come", "train staff about\ns.117 of the Act",
        "write to her,\ne.g. by post", "visit her at\n12.30pm", "pay what was due on\n31.3.2026",
        "fund tuition of\n1.5hours a week", "write to Miss\nK.Smith", "write to the\nU.K. office", "visit\n2x a week",
        "write to the school\n-that is her own", "write\n(e)mails", "visit her at 3\np.m. each day", "go\non",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "- ", "a) "])
def test_what_is_glued_to_a_word_within_an_action_begins_no_item(mark: str, wrapped: str) -> None:
    text = f"{LEAD}{mark}{wrapped}" if mark else f"Within four weeks of my decision the Council will {wrapped}."
    assert actions(text) == [" ".join(wrapped.split())]


@pytest.mark.parametrize("mark", ["{}. ", "({}) ", "{}) ", "({})", "{}.\n"])
def test_a_list_that_counts_anew_beneath_a_numbered_lead_holds_all_its_items(mark: str) -> None:
    """An item that begins with no verb that is known ended the list, and those behind it had no limit."""
    items = ["apologise", "keep Mr X informed of progress", "staff to be told of the policy", "pay Mr X £200"]
    first, second = ("".join(f"\n{mark.format(n)}{item}." for n, item in enumerate(items, 1)) for _ in range(2))
    text = (
        f"46. Within one month of my decision, the Council will:{first}\n"
        f"47. Within three months of my decision, the Council will:{second}\n"
        "48. The Trust has told us that it is content."
    )
    found = [(each.action, each.deadline and each.deadline.period) for each in read(text).proposals]
    assert found == [(item, "1 month") for item in items] + [(item, "3 months") for item in items]


def test_the_number_behind_that_of_a_lead_is_the_next_paragraph() -> None:
    text = "1. Within one month of my decision the Council will:\n1. apologise.\n2. Mr X has had his refund."
    assert [each.action for each in read(text).proposals] == ["apologise"]
