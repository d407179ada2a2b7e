"""Deadline receipts in plain sentences: how a date came about, in words a councillor understands (rule D8).

From the receipt as stored, so that an old one reads the same for ever, whatever the calendars have become since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.calendar import WEEKDAYS
from compliance.domain.clock_stops import ENDS_EARLIER, NONE_LEFT
from compliance.domain.clock_stops import STOPPED as HALTED
from compliance.domain.deadlines import BY_DECISION, Unit, VersionKind
from compliance.domain.moment import days_in_words
from compliance.domain.waiting import waits_again
from compliance.domain.written_dates import MONTHS, with_weekday, written

CLOSED_NOW = "closed now: "
OPEN_NOW = "open now: "
SKIPPED = "skipped: "
STOPPED = re.compile(r"the clock is stopped since (\d{4}-\d\d-\d\d) \(.*\); (\d+) working days? left")
NOT_WORKING = re.compile(r"due date is not a working day \((.*)\); it does not move")
NOT_ANNOUNCED = re.compile(r"bank holidays after (\d{4}-\d\d-\d\d) are not announced yet")
OPENINGS = {
    VersionKind.EXTENSION: "More time was agreed.",
    VersionKind.EXTENSION_REVERSED: "More time had been agreed, and that was taken back.",
    VersionKind.CORRECTION: "The date was corrected.",
    VersionKind.CALENDAR_CHANGE: "The list of days on which nobody works changed.",
    VersionKind.CLOCK_STOPPED: "The clock is stopped.",
    VersionKind.CLOCK_RESTARTED: "The clock was stopped and runs again.",
    VersionKind.DATED: "What the date waited for has happened.",
    VersionKind.REOPENED: "The recommendation was opened again.",
    VersionKind.RESENT: "The recommendation was sent again.",
}
# What is no news to who was told of no other date than the one that is in force.
ONLY_OF_ANOTHER = (VersionKind.CORRECTION, VersionKind.EXTENSION_REVERSED, VersionKind.CALENDAR_CHANGE)


@dataclass(frozen=True)
class About:
    """What is known of a deadline version beside its receipt; all of it may be left out.

    `waits_for` says what an open-ended date waits for, as a noun ("the review of case 23 001"), and `review_on` when
    somebody looks whether it still does. What is `written` to the authority names as the date before the one
    `last_told`, if any, and says of a change only what it means to who was told that; what is shown names that of the
    version before.
    """

    kind: str = VersionKind.ORIGINAL.value
    decided_on: date | None = None
    previous_due_on: date | None = None
    waits_for: str = ""
    review_on: date | None = None
    last_told: date | None = None
    written: bool = False


def in_words(receipt: Mapping[str, Any], about: About | None = None) -> tuple[str, ...]:
    """Say in a few sentences how the date of a stored receipt came about; the receipt is that of `Receipt.as_dict`."""
    known = about or About()
    return tuple(sentence for sentence in _sentences(receipt, known) if sentence)


def _sentences(receipt: Mapping[str, Any], about: About) -> Iterator[str]:
    if not _went_unheard(receipt, about):
        yield _opening(receipt, about)
        yield from _changed_days(receipt["steps"])
    if not receipt["due_on"]:
        yield from _open_ended(receipt["rule"], about)
        return
    due = date.fromisoformat(receipt["due_on"])
    if receipt["period"]:
        yield from _counted(receipt, about, due)
    elif receipt["rule"] == BY_DECISION:
        yield f"Our decision names the date itself: {with_weekday(due)}."
    else:
        yield f"The date is {with_weekday(due)}."
    before = about.last_told if about.written else about.previous_due_on
    if before is not None and before != due:
        yield f"Before that it was {with_weekday(before)}."
    yield from _remarks(receipt)


def _went_unheard(receipt: Mapping[str, Any], about: About) -> bool:
    """Whether who is written to knows of no other date: one that came and went before is not spoken of (D6).

    How one and the same date is counted is: no letter tells of that (D8).
    """
    told, before, due = about.last_told, about.previous_due_on, receipt["due_on"]
    if not about.written or about.kind not in ONLY_OF_ANOTHER or (before is not None and before.isoformat() == due):
        return False
    return told is None or told.isoformat() == due


def _opening(receipt: Mapping[str, Any], about: About) -> str:
    if not receipt["due_on"] and waits_again(about.kind, None, about.previous_due_on):
        return "What the date waited for no longer counts as done."
    before = about.previous_due_on
    if about.kind == VersionKind.CORRECTION and before is not None and before.isoformat() == receipt["due_on"]:
        return "How the date is counted was corrected."
    return OPENINGS.get(VersionKind(about.kind), "")


def _open_ended(rule: str, about: About) -> Iterator[str]:
    halted = STOPPED.fullmatch(rule)
    if halted:
        since, days = written(date.fromisoformat(halted[1])), _working_days(int(halted[2]))
        clock = "It" if about.kind == VersionKind.CLOCK_STOPPED else "The clock"
        yield f"{clock} has stood still since {since}. {days} left when it runs again; until then there is no due date."
    elif about.waits_for:
        yield f"There is no due date yet: it waits for {about.waits_for}."
    else:
        yield f"There is no due date yet: {days_in_words(rule, written)}."
    if about.review_on is not None:
        yield f"We look at it again on {with_weekday(about.review_on)}."


def _counted(receipt: Mapping[str, Any], about: About, due: date) -> Iterator[str]:
    period, anchor = str(receipt["period"]), date.fromisoformat(receipt["anchor"])
    first_counts = receipt.get("beginning_with", "beginning with" in receipt["rule"])
    ran_again = _ran_again(receipt["steps"])
    meaning = ", when the clock ran again" if ran_again else _meaning(anchor, about)
    start = f"{'beginning with' if first_counts else 'after'} {written(anchor)}{meaning}"
    none_left = any(step["note"].endswith(NONE_LEFT) for step in receipt["steps"])
    if none_left:
        yield f"No working day was left, so the date is the first one on or after {written(anchor)}{meaning}."
    elif ran_again:
        yield f"You have the {period} that were left, {start}."
    else:
        yield f"You have {period} {start}."
    if first_counts:
        yield "That day counts as the first one."
    if period.removesuffix("s").endswith(Unit.WORKING_DAYS.value.removesuffix("s")):
        yield _not_counted(receipt["steps"])
        yield from _last_day(receipt["steps"], due, "That" if none_left else "The last of them")
    elif period.removesuffix("s").endswith(Unit.MONTHS.value.removesuffix("s")):
        yield _month_end(anchor, due, first_counts)
    else:
        yield f"Every day is counted, also weekends and bank holidays. The last day is {with_weekday(due)}."


def _last_day(steps: Sequence[Mapping[str, str]], due: date, last: str) -> Iterator[str]:
    """The due date, and why it is later than the `last` of the working days where it is: a stop takes no time away."""
    ends = [step["day"] for step in steps if step["note"].startswith(ENDS_EARLIER)]
    if ends:
        yield f"{last} is {with_weekday(date.fromisoformat(ends[0]))}."
        yield f"The due date before the clock stopped was later, and stays: {with_weekday(due)}."
    else:
        yield f"The last day is {with_weekday(due)}."


def _ran_again(steps: Sequence[Mapping[str, str]]) -> bool:
    """Whether a date was counted after a stop, also where the same date stands in a later version."""
    return bool(steps) and HALTED.fullmatch(steps[0]["note"]) is not None


def _meaning(anchor: date, about: About) -> str:
    """What the day is that is counted from, where that is known."""
    if about.kind == VersionKind.EXTENSION and anchor == about.previous_due_on:
        return ", the due date until then"
    return ", the day of our decision" if anchor == about.decided_on else ""


def _not_counted(steps: Sequence[Mapping[str, str]]) -> str:
    """The closed days in between: weekends in one word, the others by name and day."""
    skipped = [(step["day"], step["note"].removeprefix(SKIPPED)) for step in steps if step["note"].startswith(SKIPPED)]
    named = [f"{name} ({written(date.fromisoformat(day))})" for day, name in skipped if name not in WEEKDAYS]
    weekends = len(named) < len(skipped)
    if not named:
        return "Weekends are not counted." if weekends else ""
    if weekends:
        return f"Weekends are not counted, and neither {'is' if len(named) == 1 else 'are'} {_listed(named)}."
    return f"{_listed(named)} {'is' if len(named) == 1 else 'are'} not counted."


def _month_end(anchor: date, due: date, first_counts: bool) -> str:
    """Why a period of months ends where it does (D3)."""
    following = due if not first_counts else date.fromordinal(due.toordinal() + 1)
    if following.day == anchor.day:
        if first_counts:
            return f"It ends the day before the same day of the month. The last day is {with_weekday(due)}."
        return f"It ends on the same day of the month. The last day is {with_weekday(due)}."
    month = f"{MONTHS[due.month - 1]} {due.year}"
    return f"{month} has no day {anchor.day}, so it ends on the last day of that month: {with_weekday(due)}."


def _changed_days(steps: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The days that a calendar change closed or opened in between (D9)."""
    for step in steps:
        for mark, said in ((CLOSED_NOW, "is a closed day now"), (OPEN_NOW, "is a working day now")):
            if step["note"].startswith(mark):
                yield f"{step['note'].removeprefix(mark)} ({written(date.fromisoformat(step['day']))}) {said}."


def _remarks(receipt: Mapping[str, Any]) -> Iterator[str]:
    for step in receipt["steps"]:
        closed = NOT_WORKING.fullmatch(step["note"])
        if closed:
            name = f"a {closed[1]}" if closed[1] in WEEKDAYS else closed[1]
            yield f"That day is {name} and not a working day; the date stays all the same."
        horizon = NOT_ANNOUNCED.fullmatch(step["note"])
        if horizon:
            yield f"Bank holidays after {written(date.fromisoformat(horizon[1]))} are not announced yet."


def _working_days(count: int) -> str:
    return "1 working day is" if count == 1 else f"{count} working days are"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
