"""Sums of money within a remedy, some of which grow while it is not done (rules L4 and L5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from compliance.domain.calendar import ONE_DAY, WEEKDAYS
from compliance.domain.deadlines import MONTHS_IN_A_YEAR, months_after
from compliance.domain.errors import WrongUse
from compliance.domain.written_dates import read_written, written

DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2}|(?:[0-9]{1,2} )?[A-Za-z]{3,9} [0-9]{4})"
AMOUNT = r"£?([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(\.[0-9]{2})?"
SUM = re.compile(rf"{AMOUNT}(?: per (week|month|year) from {DAY}(?: until {DAY})?)?")
SEVERAL = 2
EXPECTED_SUM = "a sum such as '150', '150.50' or '50 per month from 1 March 2024 until 30 November 2024'"


class Per(StrEnum):
    """What a growing sum is counted by."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Sum:
    """Pounds and pence; one with `per` grows by `amount` each such period from `from_on`, at most until `ends_on`.

    The last day counts itself: from 1 September until 31 March are seven months.
    """

    amount: Decimal
    per: Per | None = None
    from_on: date | None = None
    ends_on: date | None = None

    def __str__(self) -> str:
        """The sum as it is typed and exchanged, read again by `parse_sum`."""
        if self.per is None:
            return f"{self.amount}"
        until = f" until {self.ends_on}" if self.ends_on else ""
        return f"{self.amount} per {self.per.value} from {self.from_on}{until}"

    @property
    def typed(self) -> str:
        """The sum as people type it, its days in words; read again by `parse_sum`."""
        days = [each for each in (self.from_on, self.ends_on) if each]
        said = str(self)
        for each in days:
            said = said.replace(each.isoformat(), written(each))
        return said

    def words(self, day: date, by_then: str = "") -> str:
        """The sum for a person, with what it comes to on a day where it grows; `by_then` are other words for that."""
        if self.per is None:
            return pounds(self.amount)
        first = f" from {written(self.from_on)}" if self.from_on else ""
        until = f" until {written(self.ends_on)}" if self.ends_on else ""
        comes_to = f"{pounds(self.to_date(day))} {by_then or f'by {written(day)}'}"
        return f"{pounds(self.amount)} a {self.per.value}{first}{until}: {comes_to}"

    def to_date(self, day: date) -> Decimal:
        """What it comes to on a day: `amount` for each whole period that is complete by then.

        A period is complete on the day with the corresponding number (D3): a month from 1 March on 1 April, one from
        31 January on the last day of February, always counted from the first day. Parts of a period count nothing.
        The last day is over on the day after it.
        """
        if self.per is None or self.from_on is None:
            return self.amount
        last = self.ends_on + ONE_DAY if self.ends_on is not None and self.ends_on < day else day
        return self.amount * _whole_periods(self.per, self.from_on, last)


@dataclass(frozen=True)
class ToPay:
    """The sums of a recommendation in words, and what several of them come to together, "" for fewer.

    `withheld`: there are some, which whoever looks may not read (K).
    """

    lines: tuple[str, ...] = ()
    total: str = ""
    withheld: bool = False


def counted_to(completed_on: date | None, today: date) -> date:
    """The day that a growing sum is counted to: that on which the remedy was completed, else today."""
    return completed_on or today


def to_pay(sums: Sequence[Sum], completed_on: date | None, today: date) -> ToPay:
    """What is to be paid, and what it comes to on the day it was completed, else to date (L4)."""
    day = counted_to(completed_on, today)
    by_then = f"by {written(completed_on)}, when it was completed" if completed_on else "to date"
    lines = tuple(each.words(day, by_then) for each in sums)
    if len(lines) < SEVERAL:
        return ToPay(lines)
    whole = pounds(sum((each.to_date(day) for each in sums), Decimal(0)))
    return ToPay(lines, f"{whole} {by_then}" if any(each.per for each in sums) else whole)


def pounds(amount: Decimal) -> str:
    """An amount as people write it: "£1,150", and the pence where there are some."""
    return f"£{amount:,.2f}".removesuffix(".00")


def _whole_periods(per: Per, first: date, last: date) -> int:
    if last <= first:
        return 0
    if per is Per.WEEK:
        return (last - first).days // len(WEEKDAYS)
    length = MONTHS_IN_A_YEAR if per is Per.YEAR else 1
    months = (last.year - first.year) * MONTHS_IN_A_YEAR + last.month - first.month
    whole = months // length
    return whole if months_after(first, whole * length) <= last else whole - 1


def parse_sum(text: str) -> Sum:
    """Read a sum as people type it and import files hold it; raises WrongUse for anything else."""
    words = " ".join(text.split())
    match = SUM.fullmatch(words)
    if match is None:
        raise WrongUse(f"sum {text!r} is not {EXPECTED_SUM}")
    pounds, pence, per, first, last = match.groups()
    amount = Decimal(pounds.replace(",", "") + (pence or ".00"))
    if not amount:
        raise WrongUse(f"sum {text!r}: expected more than nothing")
    try:
        from_on = read_written(first) if first else None
        ends_on = read_written(last, end=True) if last else None
    except ValueError as error:
        raise WrongUse(f"sum {text!r}: there is no such day") from error
    if from_on and ends_on and ends_on < from_on:
        raise WrongUse(f"sum {text!r}: expected an end on or after {from_on}")
    return Sum(amount, Per(per) if per else None, from_on, ends_on)
