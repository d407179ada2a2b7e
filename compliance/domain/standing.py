"""How a recommendation stands, as one word: every recommendation has exactly one (rules D1, D2, D6, R4 and E3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Where a recommendation stands; the last three are outcomes."""

    OPEN = "open"
    OVERDUE = "overdue"
    HELD = "held"
    STOPPED = "stopped"
    WAITING = "waiting"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    CEASED = "ceased"


def in_a_list(state: Standing) -> str:
    """A state as it is called among the others; all without an outcome are open, so "open" alone would say little."""
    return "open, not overdue yet" if state is Standing.OPEN else state.value.replace("_", " ")


def standing(
    outcome: str | None, due_on: date | None, hold_ends_on: date | None, clock_stopped: bool, today: date
) -> Standing:
    """The standing on a day: the outcome, else a stopped clock, an open-ended deadline, a hold, the due date."""
    if outcome is not None:
        return Standing(outcome)
    if clock_stopped:
        return Standing.STOPPED
    if due_on is None:
        return Standing.WAITING
    if hold_ends_on is not None and today <= hold_ends_on:
        return Standing.HELD
    return Standing.OVERDUE if due_on < today else Standing.OPEN
