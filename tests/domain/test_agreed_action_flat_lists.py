"""A list within a list that has lost its indent: each limit is that of its own items (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import aside, left_out, read, topics

SIX, THREE = "ithin six weeks of the decision", "ithin three months of the decision"
FIRST = [("apologise to Mr F", "6 weeks"), ("pay him £1,000", "6 weeks")]
SECOND = [("review its placement policy", "3 months"), ("train its commissioning staff", "3 months")]


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period."""
    return [(each.action, each.deadline.period if each.deadline else None) for each in read(text).proposals]


def listed(*items: str, mark: str = "•") -> str:
    """The items as lines with marks; the mark "1" counts on."""
    return "\n".join(f"{f'{place}.' if mark == '1' else mark} {item}" for place, item in enumerate(items, 1))


@pytest.mark.parametrize("mark", ["•", "-", "1"])
@pytest.mark.parametrize(
    "second",
    [
        f"W{THREE} the Council will:",
        f"W{THREE} the Council will",
        f"W{THREE} it will also take the following actions:",
        f"W{THREE}:",
        f"and w{THREE}:",
        f"The Council will, w{THREE}:",
    ],
)
@pytest.mark.parametrize("lead", [f"W{SIX} the Council will:\n", f"The Council will:\n- W{SIX}:\n", ""])
def test_an_item_that_only_leads_gives_its_limit_to_the_items_behind_it(lead: str, second: str, mark: str) -> None:
    items = ["apologise to Mr F; and", "pay him £1,000.", second, "review its placement policy; and",
             "train its commissioning staff."]  # fmt: skip
    if not lead:
        items = [f"W{SIX} the Council will:", *items]
    lead = lead.replace("- ", {"1": "1. "}.get(mark, f"{mark} "))
    text = lead + listed(*items, mark=mark)
    assert found(text) == [*FIRST, *SECOND]
    assert {each.split()[1] for each in topics(text)} <= {"category", "kind"}
    assert aside(text) == []


@pytest.mark.parametrize("heading", ["", "Recommendations\n", "To put things right:\n", "Intro here.\n\n"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_lead_with_the_mark_of_its_items_leads_all_the_same(heading: str, indent: str) -> None:
    text = (
        f"{heading}• W{SIX} the Council will:\n{indent}• apologise to Mr F; and\n{indent}• pay him £1,000.\n"
        f"• W{THREE} the Council will:\n{indent}• review its placement policy; and\n"
        f"{indent}• train its commissioning staff."
    )
    assert found(text) == [*FIRST, *SECOND]
    assert aside(text) == []


def test_what_stands_further_out_again_is_no_item_of_such_a_lead() -> None:
    text = f"• W{SIX} the Council will:\n  • apologise to Mr F\n  • pay him £1,000\n• Train its staff."
    assert found(text) == [*FIRST, ("Train its staff", None)]
    assert "3 deadline" in topics(text)


def test_numbered_paragraphs_that_ask_or_tell_are_no_items_of_one_that_leads() -> None:
    text = (
        f"58. W{SIX} the Council will:\n59. apologise to Mr F.\n60. The Council has agreed to review its policy.\n"
        "61. It was at fault."
    )
    assert found(text) == [FIRST[0], ("review its policy", None)]
    assert "2 deadline" in topics(text)


def test_whom_items_are_for_leaves_them_the_limit_above() -> None:
    text = f"W{SIX} the Council will:\n" + listed(
        "apologise to Mr F",
        f"W{THREE}:",
        "For Mr C:",
        "meet Mr C",
        "For Mr D:",
        "meet Mr D",
        "By 1 June 2025:",
        "meet Mr E",
    )
    assert found(text) == [FIRST[0], ("meet Mr C", "3 months"), ("meet Mr D", "3 months"), ("meet Mr E", None)]
    last = read(text).proposals[-1].deadline
    assert last is not None and str(last.due_on) == "2025-06-01"


def test_who_is_asked_anew_without_a_limit_has_none_in_silence() -> None:
    text = f"W{SIX} the Council will:\n" + listed("apologise to Mr F", "The Council will also:", "review its policy")
    assert found(text) == [FIRST[0], ("review its policy", None)]
    assert "2 deadline" in topics(text)


def test_a_period_from_an_event_leaves_the_limit_of_the_list_there_too() -> None:
    text = f"W{SIX} the Council will:\n" + listed(
        "apologise to Mr F", "Within a month of the review meeting:", "pay £9"
    )
    assert "2 which_deadline" in topics(text)


def test_a_limit_with_nothing_behind_it_leads_nowhere() -> None:
    assert "2 whose_deadline" in topics("The Council will:\n• apologise to Mr F\n• within six weeks.")


def test_points_beneath_a_lead_under_a_heading_that_asks_nothing_are_apart() -> None:
    text = f"To put things right:\n1. W{SIX} the Council will:\n a) apologise to Mr F; and\n b) pay him £1,000."
    assert found(text) == FIRST
    assert left_out(text) == []


@pytest.mark.parametrize("link", ["; and ", ", and ", " and ", ". ", "; "])
@pytest.mark.parametrize("tail", [f"within{THREE[5:]}:", f"within{THREE[5:]} it will:"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_limit_at_the_end_of_an_item_leads_into_what_stands_behind_it(link: str, tail: str, indent: str) -> None:
    tail = tail if link != ". " else tail.capitalize()
    text = (
        f"W{SIX} the Council will:\n• apologise to Mr F{link}{tail}\n"
        f"{indent}• review its placement policy; and\n{indent}• train its commissioning staff."
    )
    assert found(text) == [FIRST[0], *SECOND]
    assert aside(text) == []
    assert left_out(text) == []


@pytest.mark.parametrize("link", ["; and ", ", and ", " and ", "; and, ", " and, "])
@pytest.mark.parametrize("tail", ["{}", "{},", "{} it will", "{} the Council should"])
@pytest.mark.parametrize("mark", ["• ", "a) ", "- "])
def test_without_a_colon_it_does_so_behind_and(mark: str, tail: str, link: str) -> None:
    tail = tail.format(f"within{THREE[5:]}")
    text = (
        f"W{SIX} the Council will:\n{mark}apologise to Mr F{link}{tail}\n"
        f"{mark}review its placement policy; and\n{mark}train its commissioning staff."
    )
    assert found(text) == [FIRST[0], *SECOND]


@pytest.mark.parametrize(
    "item",
    [f"apologise to Mr F and pay him £9 within{THREE[5:]}", f"apologise to Mr F; within{THREE[5:]}; and"],
)
def test_a_limit_of_an_item_is_its_own(item: str) -> None:
    text = f"W{SIX} the Council will:\n• {item}\n• train its commissioning staff."
    assert [limit for _, limit in found(text)] == ["3 months", "6 weeks"]
