"""Lists and sentences that follow each other without a full stop keep their own limits and actions (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import left_out, read, topics

EVIDENCE = "The Council should provide us with evidence it has complied with the above actions."
FOUR, EIGHT = "ithin four weeks of my decision", "ithin eight weeks of my decision"
SAY, PAY, LOOK = "apologise to Ms A", "pay Ms A £300", "review its policy"
ALL = [(SAY, "4 weeks"), (PAY, "4 weeks"), (LOOK, "8 weeks")]


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period, or its due date."""
    deadlines = [(each.action, each.deadline) for each in read(text).proposals]
    return [(action, str(each.period or each.due_on) if each else None) for action, each in deadlines]


@pytest.mark.parametrize(
    "text",
    [
        f"W{FOUR} the Council will:\n- {SAY}\n- {PAY}\nW{EIGHT} the Council will:\n- {LOOK}",
        f"W{FOUR} the Council will:\na) {SAY}\nb) {PAY}\nW{EIGHT} it will:\nc) {LOOK}",
        f"W{FOUR}:\n•\t{SAY}\n•\t{PAY}\nW{EIGHT}:\n•\t{LOOK}",
        f"W{FOUR}:\n- The Council will {SAY}\n- It will {PAY}\nW{EIGHT}:\n- It will {LOOK}",
        f"W{FOUR} the Council will:\n- {SAY}\n- {PAY}\nand w{EIGHT}:\n- {LOOK}",
        f"W{FOUR} the Council will:\n- {SAY} and\n- {PAY} and\nw{EIGHT} the\nCouncil will:\n"
        f"- {LOOK}",
        f"W{FOUR} it has agreed to\n- {SAY}\n- {PAY}\nand w{EIGHT}\n- {LOOK}",
        f"It will take these actions w{FOUR}:\n- {SAY}\n- {PAY}\n"
        f"It has also agreed to take the following actions w{EIGHT}:\n- {LOOK}",
        f"It will:\nW{FOUR}\n- {SAY}\n- {PAY}\n\nW{EIGHT}\n- {LOOK}",
        f"It will:\nW{FOUR}\n* {SAY}\n* {PAY}\nW{EIGHT}\n* {LOOK}",
        f"8.1\nW{FOUR} it will:\n8.1.1 {SAY}\n8.1.2 {PAY}\n8.2\nW{EIGHT} it will:\n8.2.1 {LOOK}",
        f"8.\nW{FOUR} it will:\na) {SAY}\nb) {PAY}\n9.\nW{EIGHT} it will:\na) {LOOK}",
        f"W{FOUR} it will:\n•\n{SAY}\n•\n{PAY}\nW{EIGHT} it will:\n•\n{LOOK}",
        f"W{FOUR}:\nThe Council will {SAY}\nIt will {PAY}\nW{EIGHT}:\nIt will {LOOK}",
        f"W{FOUR}:\n\nThe Council will {SAY}. It will {PAY}.\n\nIt will {LOOK} w{EIGHT}.",
        f"The Council has agreed to do the following.\nW{FOUR}\nIt will {SAY}\nIt will {PAY}\nW{EIGHT}\n"
        f"It will {LOOK}",
        f"W{FOUR} it has agreed to:\n- {SAY}\n- {PAY}\nIt has also agreed to {LOOK} w{EIGHT}",
        f"W{FOUR} it has agreed to:\n- {SAY}\n- {PAY}\nW{EIGHT} it will {LOOK}",
    ],
)  # fmt: skip
def test_each_list_keeps_its_limit_though_the_one_before_it_has_no_full_stop(text: str) -> None:
    assert found(text) == ALL
    assert topics(text) == ["2 category"]


@pytest.mark.parametrize("items", ["- {}\n- {}", "a) {};\nb) {}", "{};\n{}"])
@pytest.mark.parametrize("behind", [EVIDENCE, EVIDENCE.replace("Council ", "Council\n"), EVIDENCE[:-1]])
def test_a_sentence_behind_a_list_leaves_its_last_item(items: str, behind: str) -> None:
    text = f"W{FOUR} it will:\n{items.format(SAY, LOOK)}\n{behind}"
    assert found(text) == [(SAY, "4 weeks"), (LOOK, "4 weeks")]


def test_evidence_that_is_asked_behind_a_list_is_shown_as_left_out() -> None:
    text = f"W{FOUR} it will:\na) apologise to Ms A;\nb) pay Ms A £300; and\nc) review its policy\n{EVIDENCE}"
    assert found(text) == [(action, "4 weeks") for action, _ in ALL]
    assert left_out(text) == [(EVIDENCE[:-1], "it asks only that what was done is confirmed or shown")]


def test_what_may_be_more_of_an_item_or_what_comes_behind_the_list_is_asked() -> None:
    text = f"W{FOUR} it will:\n- apologise to Ms A\n- pay Ms A £300\nFinal decision"
    assert found(text)[1][0] == "pay Ms A £300 Final decision"
    assert "2 line" in topics(text)


def test_limits_beneath_what_they_are_for_are_those_of_it() -> None:
    table = "It will:\n- apologise to Ms A\nWithin two weeks\n- pay Ms A £300\nWithin six weeks"
    assert [limit for _, limit in found(table)] == ["2 weeks", "6 weeks"]
    assert "1 line" not in topics(table)
    assert {"1 line", "2 line"} <= set(topics(f"{table}\n{EVIDENCE}"))  # nobody can tell what the limits lead into


@pytest.mark.parametrize(
    "item",
    [
        "write to Ms A in line with our guidance on remedies and with\nThe Care Act",
        "write to Ms A about what it owes her and why\nThe Home will not pay",
        "pay Ms A £300 for the distress between May 2023 and\nApril 2024",
        "look at what happened and write to Ms A about what\nI have recommended to the Council",
        "review its policy and how it is read\n  The Council should say so",
        "pay Ms A £300\nwithin six weeks of my decision",
    ],
)
def test_a_wrapped_line_stays_with_its_item(item: str) -> None:
    text = f"W{FOUR} it will:\n- {item}\n- apologise to Ms A."
    assert [action for action, _ in found(text)] == [
        " ".join(item.removesuffix("\nwithin six weeks of my decision").split()), "apologise to Ms A",
    ]  # fmt: skip


def test_and_before_a_limit_leads_on_in_prose_too() -> None:
    text = f"It has agreed to, w{FOUR}\npay Ms A £300\nand w{EIGHT}\nreview its policy"
    assert found(text) == ALL[1:]


def test_a_number_that_ends_a_sentence_on_a_line_of_its_own_is_no_mark() -> None:
    assert found("It will review what it does under section\n58.\nIt will pay Ms A £50.")[0][0].endswith("section 58")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("For Mr E, w{}:", "For Mrs F, w{}:"),
        ("For Mr E, w{} the Council will:", "For Mrs F, w{} it will:"),
        ("In relation to Mr E, w{}, the Council will:", "In relation to Mrs F, who is his\nmother, w{}:"),
        ("As to Mr E and w{} the Council should:", "To remedy the injustice to Mrs F the Council should w{}:"),
    ],
)
@pytest.mark.parametrize("mark", ["- ", "• ", "a) "])
def test_each_list_keeps_its_limit_though_whom_it_is_for_stands_first(mark: str, one: str, other: str) -> None:
    text = f"{one.format(FOUR)}\n{mark}{SAY}\n{mark}{PAY}\n{other.format(EIGHT)}\n{mark}{LOOK}"
    assert found(text) == ALL
    assert "2 line" not in topics(text)


@pytest.mark.parametrize(
    "rest", ["Ms A within six weeks the following:\n  - £300", "Ms A's mother, within six weeks of this:\n  - £300"]
)
def test_a_wrapped_line_that_ends_with_a_colon_stays_with_its_item(rest: str) -> None:
    text = f"W{FOUR} it will:\n- {SAY}\n- pay to\n{rest}"
    assert [action.split(" ")[:2] for action, _ in found(text)] == [["apologise", "to"], ["pay", "to"]]
