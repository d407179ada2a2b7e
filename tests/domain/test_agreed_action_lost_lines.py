"""Actions on lines without marks are proposals, or asked about, or shown as left out: none is lost (L2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read, topics

LEADS = [
    "Within two months of this decision the Council has agreed to",
    "Within two months of this decision the Council should",
    "Within two months of this decision, the Council\nwill",
    "The Council will, within two months of this decision",
]
ACTIONS = ["Apologise to Mrs L", "Reassess her needs", "Pay her £200"]


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period."""
    return [(each.action, each.deadline.period if each.deadline else None) for each in read(text).proposals]


def asks_about_lines(text: str) -> bool:
    """Whether it is asked if a line is another action."""
    return any(each.split()[-1] == "line" for each in topics(text))


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize(
    "form", ["{};\n{}; and\n{}.", "{};\n{};\n{};", "\t{}\n\t{}\n\t{}", "{}\n{}\n{}", "{}.\n{}.\n{}."]
)
def test_lines_behind_a_lead_without_a_colon_are_its_items(lead: str, form: str) -> None:
    text = f"{lead}\n{form.format(*ACTIONS)}"
    assert found(text) == [(each, "2 months") for each in ACTIONS]
    assert not asks_about_lines(text)


@pytest.mark.parametrize("ending", ["", ";", "; and", "."])
@pytest.mark.parametrize("first", ["apologise to Mrs L.", "apologise to Mrs L;", "apologise to Mrs L.\n"])
@pytest.mark.parametrize(
    "line", ["Reassess her needs", "Complete a review of its policy", "Train staff", "train staff"]
)
def test_no_line_that_orders_is_lost(first: str, line: str, ending: str) -> None:
    text = f"Within two months of this decision the Council will {first}\n{line}{ending}"
    told = [action for action, _ in found(text)] + [words for words, _ in left_out(text)]
    assert any(each.endswith(line) for each in told)


def test_lines_that_end_with_a_semicolon_are_orders_as_those_with_a_full_stop_are() -> None:
    text = "Within two months of this decision the Council will apologise to Mrs L;\ntrain staff;\npay her £200."
    assert found(text) == [("apologise to Mrs L", "2 months"), ("train staff", None), ("pay her £200", None)]


def test_lines_without_any_ending_behind_a_sentence_are_shown_one_by_one() -> None:
    text = "Within two months of this decision the Council will apologise to Mrs L.\n" + "\n".join(ACTIONS[1:])
    assert len(found(text)) == 1
    assert [words for words, _ in left_out(text)] == ACTIONS[1:]


@pytest.mark.parametrize("heading", ["Agreed action", "Agreed action\n", "Remedies agreed by the Council"])
def test_a_heading_takes_no_line_with_it(heading: str) -> None:
    assert [words for words, _ in left_out(f"{heading}\nReassess her needs;\ntrain staff;")] == [
        "Reassess her needs", "train staff",
    ]  # fmt: skip


def test_thousands_of_such_lines_are_all_told() -> None:
    reading = read("The Council will apologise to Mrs L.\n" + "Reassess her needs;\n" * 4000)
    assert len(reading.proposals) + len(reading.left_out) == 4001


def test_a_line_that_may_be_wrapped_is_asked_about_in_prose_too() -> None:
    text = "Within two months of this decision the Council will apologise to Mrs L\nReassess her needs"
    assert "1 line" in topics(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Council will write to the\nReview Panel about her.",
        "The Council will write to Mrs L about her son, who is at school and was\nAssessed in May.",
    ],
)
def test_headings_and_wrapped_lines_stay_what_they_are(text: str) -> None:
    assert left_out(text) == []
    assert not asks_about_lines(text)


def test_a_heading_behind_what_is_asked_is_no_action() -> None:
    text = "The Council will apologise to Mrs L. It will tell her so.\nReview of the case\nThis took long."
    assert [each.action for each in read(text).proposals] == ["apologise to Mrs L", "tell her so"]
    assert [why for _, why in left_out(text)] == ["it stands with what is asked, and nothing was read from it"] * 2
    assert not asks_about_lines(text)
