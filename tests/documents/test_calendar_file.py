"""The calendar file, read back by the library and by eye."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar

from compliance.documents.calendar_file import due_dates_calendar

DAY = date(2026, 3, 2)
ENTRY = ("R1@ombudsman.example", "Due: recommendation R1", date(2026, 12, 31), "Commas, semicolons; and\nlines 🎉")


def test_an_all_day_event_with_its_own_words() -> None:
    calendar: Any = Calendar.from_ical(due_dates_calendar([ENTRY], DAY))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    (event,) = calendar.walk("VEVENT")
    assert (event["uid"], event["summary"], event["description"]) == (ENTRY[0], ENTRY[1], ENTRY[3])
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event["dtstamp"].dt == datetime(2026, 3, 2, tzinfo=UTC)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert due_dates_calendar([ENTRY], DAY) == due_dates_calendar([ENTRY], DAY)


def test_a_later_message_replaces_an_earlier_one() -> None:
    calendars: list[Any] = [Calendar.from_ical(due_dates_calendar([ENTRY], day)) for day in (DAY, date(2026, 3, 3))]
    numbers = [calendar.walk("VEVENT")[0]["sequence"] for calendar in calendars]
    assert numbers[0] < numbers[1]


def test_lines_end_and_fold_as_the_standard_says() -> None:
    content = due_dates_calendar([(*ENTRY[:3], "ü" * 500)], DAY)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"DTSTART;VALUE=DATE:20261231" in content
