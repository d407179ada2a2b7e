"""Which reminder is right, worked out slowly and by hand: the ladder as R1 states it, days counted one by one.

No code is shared with the product. When the office's ladder changes, this has to be changed too: that is its purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.domain.almanac import BANK_HOLIDAYS
from tests.domain.oracles import first_open, is_closed, months_later, walk

OFFICER, DEPUTY, CHIEF = "link_officer", "deputy", "chief_executive"
LOGGED = "logged"
# Working days from the due date, and who is written to (R1); the logging comes before all of them.
AROUND_THE_DUE_DATE = (
    (-10, "due_in_10_working_days", (OFFICER,)),
    (-3, "due_in_3_working_days", (OFFICER,)),
    (0, "due_today", (OFFICER,)),
    (5, "overdue_5_working_days", (OFFICER, DEPUTY)),
    (10, "overdue_10_working_days", (CHIEF,)),
)
# It raises a task besides, whatever day it is; the others give way to the first letter on its day (R1).
ESCALATES = "overdue_10_working_days"
DIRECTOR, DIRECTORS_TURN = "overdue_20_working_days", 20
DELAYED, MONTHS_TO_DELAYED = "delayed_remedy", 11


@dataclass(frozen=True)
class Remedy:
    """A recommendation as its authority knows it; `people` are addresses by role."""

    reference: str
    decided_on: date
    logged_on: date
    due_on: date
    people: dict[str, str]


def closed(day: date) -> bool:
    """Weekend or bank holiday in England and Wales."""
    return is_closed(day, BANK_HOLIDAYS)


def next_open(day: date) -> date:
    """The first working day from `day` on."""
    return first_open(day, BANK_HOLIDAYS)


def rungs(remedy: Remedy) -> list[tuple[date, str, tuple[str, ...]]]:
    """Every reminder that is written, with its day, in the order they come; none from before the first letter."""
    first = next_open(remedy.logged_on)
    found: list[tuple[date, str, tuple[str, ...]]] = [(first, LOGGED, (OFFICER,))]
    for offset, name, roles in AROUND_THE_DUE_DATE:
        day = next_open(walk(remedy.due_on, offset, BANK_HOLIDAYS))
        if day > first or (name == ESCALATES and day >= remedy.logged_on):
            found.append((day, name, roles))
    return found


def right_on(remedy: Remedy, today: date) -> set[tuple[str, str, str]]:
    """What is right on a day, as (recipient, recommendation, step): the latest one due, to each of its people."""
    latest = [(name, roles) for day, name, roles in rungs(remedy) if day <= today][-1:]
    return {
        (remedy.people[role], remedy.reference, name)
        for name, roles in latest
        for role in roles
        if role in remedy.people
    }


def tasks_by(remedy: Remedy, today: date) -> set[tuple[str, str]]:
    """The tasks that write to nobody and are due by a day, as (kind, subject)."""
    days = {
        DIRECTOR: next_open(walk(remedy.due_on, DIRECTORS_TURN, BANK_HOLIDAYS)),
        DELAYED: next_open(months_later(remedy.decided_on, MONTHS_TO_DELAYED)),
    }
    subject = f"recommendation {remedy.reference}"
    return {(kind, subject) for kind, day in days.items() if remedy.logged_on <= day <= today}


def is_overdue(remedy: Remedy, today: date) -> bool:
    """Whether the due date has ended (D1)."""
    return today.toordinal() > remedy.due_on.toordinal()
