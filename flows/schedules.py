"""When each flow wakes up, in the office's time zone: the one place to change it.

Evidence and returned mail are collected before the day is planned, so that what came in overnight stops its chasers
(R4) and nothing is written to an address that was given up (R6).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from prefect.schedules import Cron, Schedule
from prefect.server.schemas.schedules import CronSchedule

from compliance.domain.office import Rulebook
from compliance.usecases.watch_flows import FirstAfter

CHECK_CALENDARS = "15 6 * * *"
TRACK_DEADLINES = "30 6 * * *"
SEND_REMINDERS = "*/5 7-18 * * 1-5"
COLLECT_EVIDENCE = "3-53/10 6-19 * * *"
COLLECT_RETURNED_MAIL = "8-53/15 * * * *"
POLL_DELIVERY = "12-57/15 7-18 * * 1-5"
PUBLISH_HAPPENINGS = "8-58/10 * * * *"
ANNUAL_LETTERS_AT = "0 5"
LEAP_YEAR = 2024


def crons(rulebook: Rulebook) -> dict[str, str]:
    """The cron line of each flow, by its name; the annual letters come on the day after the office's year end."""
    morrow = date(LEAP_YEAR, *rulebook.year_end) + timedelta(days=1)
    return {
        "check_calendars": CHECK_CALENDARS,
        "collect_evidence": COLLECT_EVIDENCE,
        "collect_returned_mail": COLLECT_RETURNED_MAIL,
        "track_deadlines": TRACK_DEADLINES,
        "send_reminders": SEND_REMINDERS,
        "poll_delivery": POLL_DELIVERY,
        "publish_happenings": PUBLISH_HAPPENINGS,
        "annual_letters": f"{ANNUAL_LETTERS_AT} {morrow.day} {morrow.month} *",
    }


def schedule(name: str, rulebook: Rulebook) -> Schedule:
    """The schedule of a flow as a deployment takes it."""
    return Cron(crons(rulebook)[name], timezone=rulebook.office.time_zone)


async def wakings(name: str, day: date, rulebook: Rulebook) -> Sequence[datetime]:
    """Every moment on a day at which Prefect wakes the flow, in the office's zone.

    The day is one of the office's calendar, of 23 or 25 hours when the clocks change.
    """
    zone = ZoneInfo(rulebook.office.time_zone)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    found = await _line(name, rulebook).get_dates(start=start, end=end)
    return [each for each in (moment.astimezone(zone) for moment in found) if each.date() == day]


async def falls_on(name: str, day: date, rulebook: Rulebook) -> bool:
    """Whether a flow wakes up on a day."""
    return bool(await wakings(name, day, rulebook))


async def next_waking(name: str, now: datetime, rulebook: Rulebook) -> datetime:
    """The next moment after `now` at which Prefect wakes the flow, in the office's zone."""
    found = await _line(name, rulebook).get_dates(n=1, start=now)
    return found[0].astimezone(ZoneInfo(rulebook.office.time_zone))


def expected(rulebook: Rulebook) -> dict[str, FirstAfter]:
    """The first waking of each flow after an instant, for whoever watches that they run."""
    return {name: partial(_first_after, name, rulebook) for name in crons(rulebook)}


def _first_after(name: str, rulebook: Rulebook, instant: datetime) -> datetime:
    return asyncio.run(next_waking(name, instant + timedelta(seconds=1), rulebook))


def _line(name: str, rulebook: Rulebook) -> CronSchedule:
    return _read(crons(rulebook)[name], rulebook.office.time_zone)


@lru_cache
def _read(cron: str, time_zone: str) -> CronSchedule:
    """A schedule as Prefect's own scheduler reads it; each that is made looks through all time zones of the machine."""
    return CronSchedule(cron=cron, timezone=time_zone)
