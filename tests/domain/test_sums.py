"""Sums that grow: by whole periods, on the corresponding day, counted from the first one (D3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.errors import WrongUse
from compliance.domain.sums import Per, Sum, ToPay, parse_sum, to_pay

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "on", "to_date"),
    [
        ("150", "2024-05-01", "150.00"),
        ("£1,250.50", "2024-05-01", "1250.50"),
        ("50 per month from 2024-03-01", "2024-02-01", "0.00"),  # before it begins
        ("50 per month from 2024-03-01", "2024-03-31", "0.00"),  # March is not over
        ("50 per month from 2024-03-01", "2024-04-01", "50.00"),
        ("50 per month from 2024-03-01", "2024-12-02", "450.00"),  # nine: April to December
        ("50 per month from 2024-03-01 until 2024-12-01", "2025-06-30", "450.00"),
        # The last day counts itself, once it is over.
        ("150 per month from 2023-09-01 until 2024-03-31", "2024-03-31", "900.00"),
        ("150 per month from 2023-09-01 until 2024-03-31", "2024-04-01", "1050.00"),
        ("150 per month from 1 September 2023 until 31 March 2024", "2025-01-01", "1050.00"),
        ("150 per month from September 2023 until Mar 2024", "2025-01-01", "1050.00"),
        ("150 per month from 2023-09-01 until 2024-03-30", "2025-01-01", "900.00"),
        ("20 per week from 2024-05-06 until 2024-05-19", "2024-06-20", "40.00"),
        ("20 per week from 2024-05-06 until 9999-12-31", "2024-05-20", "40.00"),
        ("50 per month from 2024-01-31", "2024-02-28", "0.00"),
        ("50 per month from 2024-01-31", "2024-02-29", "50.00"),  # no 31 February: its last day, in a leap year
        ("50 per month from 2024-01-31", "2024-03-30", "50.00"),  # counted from January, not from 29 February
        ("50 per month from 2024-01-31", "2024-03-31", "100.00"),
        ("20.25 per week from 2024-05-06", "2024-05-19", "20.25"),
        ("20.25 per week from 2024-05-06", "2024-05-20", "40.50"),
        ("300 per year from 2024-02-29", "2025-02-27", "0.00"),
        ("300 per year from 2024-02-29", "2025-02-28", "300.00"),
        ("300 per year from 2024-02-29", "2028-02-28", "900.00"),
        ("300 per year from 2024-02-29", "2028-02-29", "1200.00"),
    ],
)
def test_what_a_sum_comes_to(text: str, on: str, to_date: str) -> None:
    assert str(parse_sum(text).to_date(date.fromisoformat(on))) == to_date


def months_walked(first: date, last: date) -> int:
    """Walk day by day: a month is over on the first day's number, or on the last day of a month that lacks it."""
    whole, day = 0, first
    while day < last:
        day += timedelta(days=1)
        ends = (day + timedelta(days=1)).month != day.month
        whole += day.day == first.day or (ends and day.day < first.day)
    return whole


@given(DAYS, st.integers(-40, 900))
def test_months_and_years_agree_with_walking_day_by_day(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    months = months_walked(first, last)
    assert Sum(Decimal("1.00"), Per.MONTH, first).to_date(last) == months
    assert Sum(Decimal("1.00"), Per.YEAR, first).to_date(last) == months // 12
    assert Sum(Decimal("1.00"), Per.WEEK, first).to_date(last) == max(days, 0) // 7


@given(
    st.decimals("0.01", "9999999.99", places=2),
    st.one_of(st.none(), st.sampled_from(Per)),
    DAYS,
    st.one_of(st.none(), st.integers(0, 3000)),
)
def test_a_sum_is_read_as_it_is_written(amount: Decimal, per: Per | None, first: date, length: int | None) -> None:
    until = first + timedelta(days=length) if per and length is not None else None
    one = Sum(amount, per, first if per else None, until)
    assert parse_sum(str(one)) == parse_sum(one.typed) == one


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fifty",
        "0",
        "0.00",
        "-5",
        "50.5",
        "1,50",
        "50 per fortnight from 2024-03-01",
        "50 per month",
        "50 per month from March",
        "50 per month from 31 February 2024",
        "50 per month from 1 Mai 2024",
        "50 per month from May 0000",
        "50 per month from 2024-02-30",
        "50 per month from 2024-03-01 until 2024-02-29",
        "50 from 2024-03-01",
        "12345678901",
    ],
)
def test_what_is_no_sum_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(WrongUse, match="sum ") as caught:
        parse_sum(text)
    assert "\n" not in str(caught.value)


def test_a_person_reads_days_as_people_write_them() -> None:
    growing = parse_sum("1000 per month from 2025-10-31 until 2026-03-01")
    said = "£1,000 a month from 31 October 2025 until 1 March 2026: £2,000 by 5 January 2026"
    assert growing.words(date(2026, 1, 5)) == said


GROWS = "50 per month from 2026-01-01 until 2026-03-31"
IN_WORDS = "£50 a month from 1 January 2026 until 31 March 2026"


@pytest.mark.parametrize(
    ("sums", "completed_on", "lines", "total"),
    [
        ((), None, (), ""),
        (("150",), None, ("£150",), ""),
        (("150.50", "1000"), None, ("£150.50", "£1,000"), "£1,150.50"),
        ((GROWS,), None, (f"{IN_WORDS}: £100 to date",), ""),
        (("150", GROWS), None, ("£150", f"{IN_WORDS}: £100 to date"), "£250 to date"),
        (("20 per week from 2026-03-02",), None, ("£20 a week from 2 March 2026: £20 to date",), ""),
        (("150", GROWS), "2026-02-01", ("£150", f"{IN_WORDS}: £50 by 1 February 2026, when it was completed"),
         "£200 by 1 February 2026, when it was completed"),
        (("150", "2.50"), "2026-02-01", ("£150", "£2.50"), "£152.50"),
    ],
)  # fmt: skip
def test_what_is_to_pay_is_counted_to_the_day_it_was_completed_else_to_date(
    sums: tuple[str, ...], completed_on: str | None, lines: tuple[str, ...], total: str
) -> None:
    """L4: each sum in words, and several of them together."""
    ended = date.fromisoformat(completed_on) if completed_on else None
    assert to_pay([parse_sum(each) for each in sums], ended, date(2026, 3, 15)) == ToPay(lines, total)
