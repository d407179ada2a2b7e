"""A limit behind an "and" is that of what stands behind it; what is before it keeps its own, or is asked (L2, D2)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, read, topics

ONE, SIX = "within one month of this decision", "within six months of this decision"


def found(text: str) -> list[tuple[str, str | None]]:
    """Each action with its period, or its date."""
    limits = [(each.action, each.deadline) for each in read(text).proposals]
    return [(action, str(limit.period or limit.due_on) if limit else None) for action, limit in limits]


def about_deadlines(text: str) -> list[str]:
    """What is asked back about deadlines and sums."""
    return [each for each in topics(text) if each.split()[1] not in {"kind", "category"}]


@pytest.mark.parametrize(
    "link", [" and, {},", ", and, {},", " and {}", " and then, {},", " and will, {},", " and to, {},"]
)
@pytest.mark.parametrize(
    "lead", ["The Council will, {}, ", "The Council will {} ", "The Council has agreed, {}, to ", "{}, it will "]
)
@pytest.mark.parametrize(
    "words",
    ["apologise to Mr D and pay him £100", "refund the £60 fee and reimburse his £45 postage", "meet Mr D", "file it"],
)
def test_all_that_stands_before_the_second_limit_has_the_first_one(lead: str, words: str, link: str) -> None:
    text = f"{lead.format(ONE)}{words}{link.format(SIX)} reassess his care needs."
    text = text[0].upper() + text[1:]
    assert found(text) == [(words, "1 month"), ("reassess his care needs", "6 months")]
    assert about_deadlines(text) == []


def test_dates_and_three_limits_are_taken_apart_too() -> None:
    text = "The Council will, by 1 May 2025, apologise and pay him £9 and, by 1 June 2025, review his case"
    last = "and, by the end of July 2025, train its staff"
    assert found(f"{text} {last}.") == [
        ("apologise and pay him £9", "2025-05-01"), ("review his case", "2025-06-01"),
        ("train its staff", "2025-07-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        (f"pay £300 to Ms B and, {SIX}, £400 to Ms C", "pay £300 to Ms B", "£400 to Ms C"),
        (f"apologise to Ms G and {SIX} pay her £75", "apologise to Ms G", "pay her £75"),
        (f"apologise to Ms G and, {SIX}, pay her £75 and visit her", "apologise to Ms G", "pay her £75 and visit her"),
    ],
)
def test_what_stands_before_the_only_limit_has_none_and_is_asked(words: str, first: str, second: str) -> None:
    text = f"The Council will {words}."
    assert found(text) == [(first, None), (second, "6 months")]
    assert about_deadlines(text) == ["1 deadline"]


@pytest.mark.parametrize(
    "words",
    [
        f"apologise to Mr D {ONE} and pay him £100 and, {SIX}, reassess his care needs",
        f"apologise to Mr D {ONE} and pay him £100 and reassess his care needs {SIX}",
        f"{ONE} apologise to Mr D and pay him £100 and reassess his care needs {SIX}",
    ],
)
def test_whose_limit_it_is_is_asked_where_something_else_is_joined_between_two(words: str) -> None:
    text = f"The Council will {words}."
    assert only(text).deadline is not None
    assert about_deadlines(text) == ["1 which_deadline"]


@pytest.mark.parametrize("lead", [f"The Council will, {ONE}:", f"{ONE.capitalize()} the Council will:"])
def test_the_limit_of_a_part_of_an_item_is_no_limit_of_all_of_it_in_silence(lead: str) -> None:
    item = f"- apologise to Mr D and, {SIX}, reassess his needs.\n- train its staff."
    assert [each for each in about_deadlines(f"{lead}\n{item}") if each[0] == "1"] == ["1 which_deadline"]
    assert read(f"{lead}\n{item}").set_aside == ()
    assert "1 whose_deadline" in topics(f"The Council will:\n{item}")


@pytest.mark.parametrize("event", ["once she has sent receipts", "within two weeks of the review meeting"])
def test_a_limit_from_an_event_behind_another_is_asked_about(event: str) -> None:
    assert "1 which_deadline" in topics(f"The Council will, {ONE}, apologise to Ms B and, {event}, refund her £40.")
    assert "2 which_deadline" in topics(f"W{ONE[1:]} the Council will apologise to Ms B and, {event}, refund her £40.")
    alone = f"The Council will apologise to Ms B and, {event}, refund her £40."
    assert [action for action, _ in found(alone)] == ["apologise to Ms B", "refund her £40"]
    assert "1 deadline" in topics(alone)


@pytest.mark.parametrize("lead", ["The Council will, ", "The Council will meet Mr D and, "])
def test_two_limits_of_one_action_leave_no_part_without_words(lead: str) -> None:
    text = f"{lead}by 1 May 2025 and no later than 1 June 2025, apologise."
    assert found(text)[-1] == ("apologise", "2025-05-01")
    assert about_deadlines(text)[-1].endswith("which_deadline")


@pytest.mark.parametrize(
    "joined",
    [
        "and within three months of the decision should",
        "and, in addition, within three months of the decision",
        "and by no later than three months from the decision,",
        "and, at the latest within three months of the decision,",
        "but within three months of the decision",
        "plus within three months of the decision",
        "and (within three months of the decision)",
        "and no later than 31 July 2026 the relevant team will",
        "as well as, within three months of the decision, a",
        "and then also, within three months of the decision, begin to",
    ],
)
@pytest.mark.parametrize("paid", ["pay him £100", "make a payment of £100"])
def test_a_limit_joined_behind_a_payment_is_not_that_of_the_payment_in_silence(joined: str, paid: str) -> None:
    text = (
        f"The Council will, within one month of the decision, apologise to Mr D and {paid} {joined} review its policy."
    )
    for proposal in read(text).proposals:
        if proposal.amounts:
            assert f"{proposal.number} which_deadline" in topics(text)
            assert proposal.deadline is not None and proposal.deadline.period == "1 month"


def test_a_limit_at_the_end_of_each_of_two_actions_is_its_own() -> None:
    text = "The Council will apologise to Mr D within one month of the decision and pay him £100"
    text += " within three months of the decision for his distress."
    assert [each.deadline and each.deadline.period for each in read(text).proposals] == ["1 month", "3 months"]
