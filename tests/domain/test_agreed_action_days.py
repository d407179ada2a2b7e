"""The days that a sum grows from and until, as the text of an agreed action says them (L4)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.agreed_action import aside, only, topics


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
    ],
)
def test_the_days_that_a_sum_grows_from_and_until_are_part_of_it(span: str, first: str, last: str | None) -> None:
    """L4: what the sum uses is not said to be content."""
    text = f"The Council will pay Ms A £100 per month {span} for distress by 31 July 2026."
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


def test_days_that_no_sum_uses_are_still_said_to_be_content() -> None:
    text = "The Council will pay Ms A £100 for distress from 1 March 2024 until 31 May 2024 by 31 July 2026."
    assert aside(text) == ["1 March 2024", "31 May 2024"]
