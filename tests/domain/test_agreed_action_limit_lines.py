"""A limit on a line of its own, without a colon, leads into the list behind it and no further (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import read, topics

ITEMS = ("Apologise to Mr X", "Pay Mr X £200", "Review its policy", "Train staff")
MONTHS = ("Within one month of my final decision", "Within two months of my final decision")
DAYS = ("By 10 April 2025", "By 8 May 2025")


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period, or its date."""
    limits = [(each.action, each.deadline) for each in read(text).proposals]
    return [(action, str(limit.period or limit.due_on) if limit else None) for action, limit in limits]


def listed(heading: str, limits: tuple[str, str], mark: str, end: str) -> str:
    """Two lists, each behind a limit on a line of its own."""
    items = [f"{mark}{item}{end}" for item in ITEMS]
    return "\n".join([*([heading] if heading else []), limits[0], *items[:2], limits[1], *items[2:]])


@pytest.mark.parametrize("heading", ["Agreed action", "Orders", "Recommendations", "Agreed action:", ""])
@pytest.mark.parametrize(
    ("limits", "first", "second"),
    [
        (MONTHS, "1 month", "2 months"),
        (tuple(f"{each}," for each in MONTHS), "1 month", "2 months"),
        (tuple(each.lower() for each in MONTHS), "1 month", "2 months"),
        (DAYS, "2025-04-10", "2025-05-08"),
        (tuple(f"b{each[1:]}" for each in DAYS), "2025-04-10", "2025-05-08"),
        (tuple(each.replace(" of my", "\nof my") for each in MONTHS), "1 month", "2 months"),
    ],
    ids=["months", "with a comma", "small", "days", "small days", "wrapped"],
)
@pytest.mark.parametrize(("mark", "end"), [("• ", ""), ("• ", "."), ("• ", ";"), ("", ".")])
def test_each_list_has_the_limit_above_it(
    heading: str, limits: tuple[str, str], first: str, second: str, mark: str, end: str
) -> None:
    text = listed(heading, limits, mark, end)
    assert found(text) == list(zip(ITEMS, (first, first, second, second), strict=True))
    assert not any("deadline" in each or "line" in each for each in topics(text))


def test_a_sentence_that_asks_nothing_takes_no_limit_either() -> None:
    text = listed("I found fault that caused Mr X and his family an injustice", MONTHS, "• ", "")
    assert found(text) == list(zip(ITEMS, ("1 month", "1 month", "2 months", "2 months"), strict=True))


def test_lines_that_say_who_is_asked_are_items_of_it_under_a_heading_too() -> None:
    text = f"Agreed action\n{MONTHS[0]}\nThe Council will apologise to Mr X\nIt will pay him £200\n{MONTHS[1]}\n"
    assert [limit for _, limit in found(f"{text}It will train staff")] == ["1 month", "1 month", "2 months"]


@pytest.mark.parametrize("heading", ["Agreed action\n", ""])
def test_a_limit_beneath_each_action_is_still_that_of_the_action(heading: str) -> None:
    text = f"{heading}1. Apologise to Ms A\n{DAYS[0]}\n2. Pay Ms A £50\n{DAYS[1]}"
    assert found(text) == [("Apologise to Ms A", "2025-04-10"), ("Pay Ms A £50", "2025-05-08")]


def test_a_limit_in_small_letters_that_may_be_wrapped_is_asked_about() -> None:
    first = "• pay Mr X £200 and reassess his needs and those of his carer"
    for lead in (MONTHS[0], MONTHS[0].lower()):
        assert "1 line" in topics(f"{lead}\n{first}\n{MONTHS[1].lower()}\n• train staff")


def test_a_wrapped_limit_of_an_item_is_that_of_the_item() -> None:
    text = "The Council will, within one month of this decision:\n• apologise to Ms A\n• reassess her needs\n"
    text += "within two months of this decision\n• pay her £50"
    assert [limit for _, limit in found(text)] == ["1 month", "2 months", "1 month"]
