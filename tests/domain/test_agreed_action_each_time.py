"""A sum that is paid again and again is read so, or asked about, in whatever words it says so (L4)."""

from __future__ import annotations

import pytest

from tests.support.agreed_action import only, topics

LEAD = "Within one month of this decision the Council will pay Ms X"


@pytest.mark.parametrize(
    ("words", "per"),
    [
        ("£150pm", "month"),
        ("£150 p/m", "month"),
        ("£150/pm", "month"),
        ("£150/m", "month"),
        ("£150 p.c.m.", "month"),
        ("£150 (per month)", "month"),
        ("£150 (monthly)", "month"),
        ("£150, per month", "month"),
        ("£150, monthly", "month"),
        ("£150 paid monthly", "month"),
        ("£150 on a monthly basis", "month"),
        ("£150 in respect of each month", "month"),
        ("£150pw", "week"),
        ("£150 p/w", "week"),
        ("£600pa", "year"),
        ("£600 on an annual basis", "year"),
        ("weekly compensation of £20", "week"),
    ],
)
def test_a_sum_that_grows_is_read_as_one(words: str, per: str) -> None:
    for behind in ("", " for eight months", " until her daughter is back at school"):
        (amount,) = only(f"{LEAD} {words}{behind}.").amounts
        assert amount.per == per
        assert "1 sum_start" in topics(f"{LEAD} {words}{behind}.")


def test_the_days_of_such_a_sum_are_read() -> None:
    (amount,) = only(f"{LEAD} £150pm from 1 April 2025 until 31 May 2025.").amounts
    assert (amount.per, str(amount.from_on), str(amount.ends_on)) == ("month", "2025-04-01", "2025-05-31")


@pytest.mark.parametrize(
    "words",
    [
        "£20 daily",
        "£20 fortnightly",
        "£20 pd",
        "£20 p.h.",
        "£250 pt",
        "£250 termly",
        "£150 multiplied by six",
        "£150, multiplied by the number of months",
        "£150 times six",
        "£150 for distress each month",
        "£150 to recognise each month without education",
        "every month £150",
        "monthly £150",
        "on a monthly basis, £150",
    ],
)
def test_how_often_a_sum_is_paid_is_asked(words: str) -> None:
    assert "1 sum_each" in topics(f"{LEAD} {words}.")


def test_how_often_is_asked_where_somebody_is_named_between() -> None:
    for words in ("every month", "monthly", "per week"):
        assert "1 sum_each" in topics(f"{LEAD.removesuffix(' Ms X')} £150 to Ms X {words}.")


@pytest.mark.parametrize(
    "words",
    [
        "£600 for ten weeks of missed respite, at four hours per week",
        "£600 to recognise the loss of four sessions each week",
        "£600 for missed weekly visits",
        "£400 (a month's rent)",
        "£150 by 2pm on 1 May 2025",
        "£500, annual leave she lost included",
    ],
)
def test_what_was_missed_each_time_leaves_the_sum_as_it_is(words: str) -> None:
    (amount,) = only(f"{LEAD} {words}.").amounts
    assert amount.per is None
    assert not any(each == "1 sum_each" for each in topics(f"{LEAD} {words}."))


def test_what_a_total_is_worked_out_from_is_no_further_sum() -> None:
    for words in ("£900 (£300pm for three months)", "£900, being £300 monthly for three months"):
        (amount,) = only(f"{LEAD} {words}.").amounts
        assert amount.value == 900
