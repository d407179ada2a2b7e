"""Due dates as a calendar file that goes with a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Amends//Due dates//EN"
FIRST_EDITION = date(2000, 1, 1)

CalendarEntry = tuple[str, str, date, str]


def due_dates_calendar(entries: Sequence[CalendarEntry], day: date) -> bytes:
    """Write an RFC 5545 file with one all-day event per entry; an entry is (uid, summary, due date, description).

    `day` is the day of the message the file goes with. Time stamps and sequence numbers come from it alone: the same
    message gives the same bytes, and a later message about the same uid replaces the event in the reader's calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, day))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, day: date) -> Event:
    uid, summary, due_on, description = entry
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=UTC))
    event.add("sequence", (day - FIRST_EDITION).days)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event
