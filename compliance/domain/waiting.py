"""Deadlines that wait for something before they have a date (rule D2)."""

from __future__ import annotations

from enum import StrEnum


class WaitKind(StrEnum):
    """What a deadline waits for: another recommendation, an event that will have a day, or a condition."""

    RECOMMENDATION = "recommendation"
    EVENT = "event"
    CONDITION = "condition"
