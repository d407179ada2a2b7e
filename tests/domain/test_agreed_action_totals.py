"""A stated total of sums is no further sum; where it is not what they come to, it is asked about (L4)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import aside, only, read, topics

MONTHLY = "pay Mrs X £200 a month for each month missed between 1 September 2023 and 31 March 2024"


def sums(text: str) -> list[str]:
    """The sums of the one proposal of a text."""
    return [f"{each.value}{f' per {each.per}' if each.per else ''}" for each in only(text).amounts]


def about_sums(text: str) -> list[str]:
    """What is asked about the sums."""
    return [each.split()[1] for each in topics(text) if "sum" in each]


TOTALS = [
    ", a total of £{}", ", totalling £{}", ", making a total of £{}", ", £{} in total", " (£{} in total)",
    ", which comes to £{}", " (a total of £{})", " (£{})", ", or £{} in all", ", amounting to £{} altogether",
    ". This comes to £{}", " = £{}", " (total: £{})",
]  # fmt: skip


@pytest.mark.parametrize("total", TOTALS)
def test_the_total_of_a_sum_that_grows_is_no_second_sum(total: str) -> None:
    text = f"The Council will {MONTHLY}{total.format('1,400')} by 1 November 2024."
    if total.startswith("."):
        text = f"Within a month of this decision the Council will:\n- {MONTHLY}{total.format('1,400')}."
    assert sums(text) == ["200.00 per month"]
    assert about_sums(text) == []
    assert "£1,400" in aside(text)


@pytest.mark.parametrize("total", TOTALS[:8])
def test_a_total_that_the_sum_does_not_come_to_is_asked_about(total: str) -> None:
    text = f"The Council will {MONTHLY}{total.format('1,600')} by 1 November 2024."
    assert sums(text) == ["200.00 per month"]
    assert about_sums(text) == ["sum_total"]


def test_a_total_that_cannot_be_checked_is_asked_about() -> None:
    text = (
        "The Council will pay her £50 a week from 3 March 2024 until she is housed, a total of £1,400, by 1 May 2025."
    )
    assert (sums(text), about_sums(text)) == (["50.00 per week"], ["sum_start"])
    text = "The Council will pay her £100 a month for the delay, a total of £700, by 1 May 2025."
    assert (sums(text), about_sums(text)) == (["100.00 per month"], ["sum_start"])


@pytest.mark.parametrize("total", ["£600 in total", "a total of £600", "totalling £600"])
def test_the_total_of_what_each_gets_is_no_further_sum(total: str) -> None:
    text = f"The Council will pay Ms C and Mr C £300 each ({total}) by 1 May 2025."
    assert (sums(text), about_sums(text)) == (["300.00"], ["sum_each"])


@pytest.mark.parametrize(
    ("words", "found", "asked"),
    [
        ("pay her a total of £1,500", ["1500.00"], []),
        ("pay her £1,500 in total", ["1500.00"], []),
        ("pay her £500 for distress and £150 for trouble, £650 in total", ["500.00", "150.00"], []),
        ("pay her £500 for distress and £150 for trouble, £700 in total", ["500.00", "150.00", "700.00"],
         ["sum_total"]),
        ("pay her £300 and her sons a total of £600", ["300.00", "600.00"], ["sum_total"]),
        ("pay her £300 for distress and £150 for trouble", ["300.00", "150.00"], []),
        (f"{MONTHLY}, and £300 for distress, a total of £1,700", ["200.00 per month", "300.00"], []),
        (f"{MONTHLY}, and £300 for distress", ["200.00 per month", "300.00"], []),
        (f"{MONTHLY}, and £1,400 for distress", ["200.00 per month", "1400.00"], ["sum_total"]),
        ("pay Ms A £300, Mr B £200 and Ms C £500", ["300.00", "200.00", "500.00"], ["sum_total"]),
        ("pay her £500 (£300 for distress and £200 for trouble)", ["300.00", "200.00"], []),
        ("pay her £500: £300 for distress and £200 for trouble", ["300.00", "200.00"], []),
        ("pay her £1,000 in five monthly instalments of £200", ["1000.00"], []),
        ("pay Mr A £500 and his sons a total of £500", ["500.00", "500.00"], ["sum_total"]),
        ("refund her fees (£300) and pay her £200", ["300.00", "200.00"], []),
        ("pay her £1,400, being £200 a month for seven months", ["1400.00"], []),
        ("pay her £1,400, which is £200 per month for seven months", ["1400.00"], []),
    ],
)  # fmt: skip
def test_a_total_and_what_is_none(words: str, found: list[str], asked: list[str]) -> None:
    text = f"The Council will {words}, by 1 November 2024."
    assert (sums(text), about_sums(text)) == (found, asked)


BROKEN_DOWN = "{0}£600 for distress {1} damp\n{0}£450 for distress {1} mould\n- apologise to Mr B."


@pytest.mark.parametrize(("mark", "by"), [("- ", "from"), ("  - ", "from"), ("", "by")])
@pytest.mark.parametrize(
    "link", [". This is made up of:", ". This comprises:", ". This is broken down as follows:", ". This is:", ":"]
)
def test_the_parts_of_the_sum_of_an_item_are_no_further_payments(link: str, mark: str, by: str) -> None:
    text = f"By 1 November 2024 the landlord must:\n- Pay Mr B £1,050{link}\n{BROKEN_DOWN.format(mark, by)}"
    assert [[str(stated.value) for stated in each.amounts] for each in read(text).proposals] == [
        ["600.00", "450.00"],
        [],
    ]
    assert (about_sums(text), aside(text)) == ([], ["£1,050"])
    assert about_sums(text.replace("£600", "£700"))


def test_where_the_items_behind_a_sum_come_to_it_that_is_asked() -> None:
    text = f"By 1 November 2024 the landlord must:\n- Pay Mr B £1,050 for distress.\n{BROKEN_DOWN.format('- ', 'from')}"
    assert topics(text) == ["1 sum_total"]
    assert topics(text.replace("£600", "£700")) == []


def test_parts_that_stand_in_one_item_behind_the_sum_are_asked_about_too() -> None:
    text = "By 1 November 2024 the landlord must:\nPay Mr B £1,050 for distress.\n£600 for damp, and £450 for distress."
    assert "1 sum_total" in topics(text)


@pytest.mark.parametrize(
    "lead", ["This is made up of:", "This comprises:", "The sum consists of:", "It is broken down as:"]
)
def test_points_that_name_the_parts_of_a_sum_asked_in_a_paragraph_belong_to_it(lead: str) -> None:
    ask = "The Council will pay Mr T £1,050 within one month of this decision."
    text = f"{ask} {lead}\n• £600 for distress.\n• £450 for his time and trouble."
    proposal = only(text)
    assert [str(each.value) for each in proposal.amounts] == ["600.00", "450.00"]
    assert proposal.deadline is not None and proposal.deadline.period == "1 month"
    assert read(text).left_out == ()
    assert "1 sum_total" in topics(text.replace("£450", "£350"))
    # What asks for something itself is no part.
    more = read(f"{ask} {lead}\n• apologise to Mr T.\n• pay him £450.")
    assert [each.action for each in more.proposals][1:] == ["apologise to Mr T", "pay him £450"]
