"""Working calendars from the bank holidays of two packages that ship their data; nothing is fetched (rules D4, D9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import version

import holidays
from govuk_bank_holidays.bank_holidays import BankHolidays

from compliance.domain.calendar import FIRST_WEEKEND_DAY, WorkingCalendar, digest_of

YEARS = range(1990, 2046)
COUNTRY = "GB"


class Subdivision(StrEnum):
    """A part of the United Kingdom as the `holidays` package names it."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


class Division(StrEnum):
    """A division of the official list of bank holidays."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


def bank_holidays(subdivision: Subdivision) -> dict[date, str]:
    """Bank holidays that fall on weekdays, day to name, for all of `YEARS`; later ones follow the law as it stands."""
    known = holidays.country_holidays(COUNTRY, subdiv=subdivision.value, years=YEARS)
    return {day: known[day] for day in sorted(known) if day.weekday() < FIRST_WEEKEND_DAY}


def announced(division: Division) -> list[date]:
    """List the days of the official list as shipped with its package, in order; the last one is the horizon."""
    return [event["date"] for event in _official_list().data[division.value]]


@cache
def _official_list() -> BankHolidays:
    return BankHolidays(use_cached_holidays=True)


def working_calendar(
    name: str, subdivision: Subdivision, division: Division, extra_days: Mapping[date, str]
) -> WorkingCalendar:
    """Build a calendar: weekends, bank holidays and the office's extra days closed.

    Its version names both packages, and a digest of the extra days where there are any, so that a receipt says which
    calendar it was counted on (D8).
    """
    closed = dict(extra_days) | bank_holidays(subdivision)
    return WorkingCalendar(
        name, _version(extra_days), closed, max(announced(division)), dict(extra_days), division.value
    )


def _version(extra_days: Mapping[date, str]) -> str:
    packages = f"holidays {version('holidays')}, govuk-bank-holidays {version('govuk-bank-holidays')}"
    if not extra_days:
        return packages
    return f"{packages}, extra days {digest_of(extra_days)}"
