"""Deadlines that wait for something before they have a date (rule D2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import OpenEnded, Period, Receipt, ReceiptStep, VersionKind, due_on, fixed

# Said in place of an event or condition of a personal remedy, whose words may be personal (K).
UNSAID = "what our decision names"


class WaitKind(StrEnum):
    """What a deadline waits for: another recommendation, an event that will have a day, or a condition."""

    RECOMMENDATION = "recommendation"
    EVENT = "event"
    CONDITION = "condition"


@dataclass(frozen=True)
class Wait:
    """What a deadline waits for, and the day on which somebody looks whether it still does.

    `what` is the reference of the other recommendation, or the event or condition in words.
    """

    kind: WaitKind
    what: str
    review_on: date

    def words(self, *, public: bool) -> str:
        """What it waits for, to stand after "waits for".

        Without `public` an event or condition is not named: that of a personal remedy may be personal (K).
        """
        if self.kind is WaitKind.RECOMMENDATION:
            return f"recommendation {self.what}"
        what = "an event" if self.kind is WaitKind.EVENT else "a condition"
        return f"{what} ({self.what})" if public else what


@dataclass(frozen=True)
class WaitOver:
    """The end of a wait: the day of what was waited for, the day that was put on record, and by whom."""

    ended_on: date
    noted_on: date
    noted_by: str


def open_ended(wait: Wait, period: str, calendar: WorkingCalendar, *, public: bool) -> OpenEnded:
    """The receipt of a deadline that waits: no date, and what will give it one."""
    then = f"{period} from the day it ends" if period else "the day it ends"
    return OpenEnded(f"it waits for {wait.words(public=public)}; due {then}", calendar.name, calendar.version)


def dated(
    wait: Wait, period: Period | None, ended_on: date, decided_on: date, calendar: WorkingCalendar, *, public: bool
) -> Receipt:
    """The due date once a wait is over: the period counted from the day it ended, or that day itself (D2).

    What ended before the decision is counted from the decision: nothing is due before it was asked for.
    """
    anchor, what = max(ended_on, decided_on), wait.words(public=public)
    if period is None:
        receipt = fixed(anchor, calendar, f"the day on which the wait for {what} ended")
    else:
        receipt = due_on(anchor, period, calendar)
    notes = [ReceiptStep(ended_on, f"the wait for {what} ended")]
    if anchor != ended_on:
        notes.append(ReceiptStep(anchor, "the decision, from which it is counted because the wait ended before it"))
    return replace(receipt, steps=(*notes, *receipt.steps))


def rests_on(receipt: Mapping[str, object], period: str, ended_on: date, decided_on: date) -> bool:
    """Whether the date of a stored receipt is counted from the end of a wait, and no other date has taken its place."""
    return (receipt["anchor"], receipt["period"]) == (max(ended_on, decided_on).isoformat(), period)


def waits_again(kind: str, due_on: date | None, previous_due_on: date | None) -> bool:
    """Whether a version takes a date back because what it waited for does not count as done any more (D2).

    Of one that was itself opened again without a date there was none before.
    """
    return kind == VersionKind.REOPENED and due_on is None and previous_due_on is not None


def circle(waits_on: Mapping[str, str], start: str) -> tuple[str, ...]:
    """The references of a circle that `start` is part of, itself first; empty where its waits do come to an end.

    `waits_on` gives for a recommendation the one it waits on.
    """
    path = [start]
    while (following := waits_on.get(path[-1])) is not None:
        if following == start:
            return tuple(path)
        if following in path:
            return ()
        path.append(following)
    return ()


def depth(waits_on: Mapping[str, str], start: str) -> int:
    """How many recommendations have to be done one after the other before `start`; `waits_on` has no circle."""
    count, current = 0, waits_on.get(start)
    while current is not None:
        count, current = count + 1, waits_on.get(current)
    return count
