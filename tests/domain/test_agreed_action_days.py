"""The days that a sum grows from and until, as the text of an agreed action says them (L4)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.agreed_action import aside, only, read, topics

FAR = "for each month that she and her three children remained in unsuitable temporary accommodation"


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("for the delay from 1 September 2025 until 31 March 2026", "2025-09-01", "2026-03-31"),
        ("from 1 September 2025", "2025-09-01", None),
        ("for April to October 2025", "2025-04-01", "2025-10-31"),
        ("for the months of April-October 2025", "2025-04-01", "2025-10-31"),
        ("between April and October 2025", "2025-04-01", "2025-10-31"),
        ("from April until the end of October 2025", "2025-04-01", "2025-10-31"),
        ("for April 2024 to October 2025", "2024-04-01", "2025-10-31"),
        (f"{FAR} from 3 April 2025 until 2 December 2025", "2025-04-03", "2025-12-02"),
        (f"{FAR}, from 3 April 2025 up to and including 2 December 2025", "2025-04-03", "2025-12-02"),
        (f"{FAR}, from April 2025 to December 2025", "2025-04-01", "2025-12-31"),
        ("for each month without a bathroom, which the landlord has agreed to mend, from 3 April 2025 "
         "until 2 December 2025", "2025-04-03", "2025-12-02"),
    ],
)  # fmt: skip
def test_the_days_that_a_sum_grows_from_and_until_are_part_of_it(span: str, first: str, last: str | None) -> None:
    """L4: what the sum uses is not said to be content."""
    text = f"By 31 July 2026 the Council will pay Ms A £100 per month {span} for distress."
    (amount,) = only(text).amounts
    assert (amount.from_on, amount.ends_on) == (date.fromisoformat(first), last and date.fromisoformat(last))
    assert all(each.words in span for each in amount.days)
    assert aside(text) == []
    assert topics(text) == []


@pytest.mark.parametrize("span", ["from September to March 2026", "for April and October 2025", "for May to June 0000"])
def test_from_when_a_sum_grows_is_asked_where_the_months_do_not_say_it(span: str) -> None:
    text = f"The Council will pay Ms A £100 per month {span} for distress by 31 July 2026."
    assert only(text).amounts[0].from_on is None
    assert topics(text) == ["1 sum_start"]


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ("from 3 April 2025 until she moved on 2 December 2025", "until she moved on 2 December 2025 for distress"),
        ("from 3 April 2025 until she is rehoused", "until she is rehoused"),
        ("from 3 April 2025 to the date on which the repairs are done", "to the date on which the repairs are done"),
        ("from 3 April 2025 for as long as the lift is out of order", "as long as the lift is out of order"),
        ("from 3 April 2025 for ten months", "from 3 April 2025 for ten months"),
        ("from 3 April 2025 to when the keys came", "to when the keys came"),
        ("from 3 April 2025 - 2 December 2025", "- 2 December 2025"),
        (
            "from 3 April 2025, when the panel had agreed to it in its minutes in the same words, to 2 December 2025",
            "to 2 December 2025",
        ),
        (f"from 3 April 2025, {FAR}, until the keys came", "until the keys came"),
    ],
)
def test_an_end_that_is_named_and_not_read_is_asked_with_its_words(span: str, shown: str) -> None:
    """L4: a sum without its end would grow for ever."""
    text = f"By 31 July 2026 the Council will pay Ms A £100 per month {span} for distress."
    (amount,) = only(text).amounts
    assert (amount.from_on, amount.ends_on) == (date(2025, 4, 3), None)
    assert topics(text) == ["1 sum_start"]
    (asked,) = read(text).questions
    assert "£100 per month from 3 April 2025" in asked.words
    assert shown in asked.words


@pytest.mark.parametrize(
    "behind", ["up to a maximum of £900", "for her two children", "to recognise her distress", "and £300 until paid"]
)
def test_what_is_no_end_of_it_is_not_asked_as_one(behind: str) -> None:
    text = f"The Council will pay Ms A £100 per month from 3 April 2025 {behind} by 31 July 2026."
    assert "1 sum_start" not in topics(text)


def test_days_that_no_sum_uses_are_still_said_to_be_content() -> None:
    text = "The Council will pay Ms A £100 for distress from 1 March 2024 until 31 May 2024 by 31 July 2026."
    assert aside(text) == ["1 March 2024", "31 May 2024"]


@pytest.mark.parametrize("days", ["10 school days", "ten school-days", "two term-time weeks", "10 sitting days"])
@pytest.mark.parametrize("of", ["", " of my decision"])
def test_days_that_nobody_here_can_count_are_asked(days: str, of: str) -> None:
    """D2: the limit of the list was taken instead."""
    text = f"Within one month of my decision the Council will:\n- apologise; and\n- issue the plan within {days}{of}."
    assert read(text).proposals[1].action == "issue the plan"
    assert [each.words for each in read(text).questions if each.topic.value == "period"] == [
        f"Proposal 2: “within {days}{of}” is no period that can be counted. By when is it?"
    ]


def test_school_days_that_are_no_limit_are_content() -> None:
    text = "Within one month of my decision the Council will send the plan at least ten school days before the meeting."
    assert aside(text) == ["ten school days"]
    assert not any("period" in each or "deadline" in each for each in topics(text))
    missed = (
        "Within one month of my decision the Council will apologise that he missed 10 school days, and on a school day."
    )
    assert aside(missed) == ["10 school days"]
