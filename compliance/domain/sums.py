"""Sums of money within a remedy, some of which grow while it is not done."""

from __future__ import annotations

from enum import StrEnum


class Per(StrEnum):
    """What a growing sum is counted by."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
