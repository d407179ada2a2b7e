"""Every morning: the official list of bank holidays is compared with the calendars in force; alarms become tasks."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation
from compliance.usecases.check_calendars import CalendarCheck, look_at_feed
from compliance.usecases.check_calendars import check_calendars as compare
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken


@flow(
    name="check_calendars",
    flow_run_name=run_name("check calendars"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def check_calendars(as_of: date | None = None) -> CalendarCheck:
    """Look at the calendars; a second run on the same day finds nothing new."""
    async with woken("check_calendars", as_of) as waking:
        check = await compare_calendars(waking.today)
        line = waking.say(said(check))
        await publish("check-calendars", f"Calendars on {waking.today}", line, table(check))
        return check


@task(name="compare the calendars with the official list", task_run_name="compare {today}")
async def compare_calendars(today: date) -> CalendarCheck:
    """Read the feed, if the office names one, and compare it, in one transaction."""
    with opened(today) as installation:
        return await asyncio.to_thread(_compare, installation)


def said(check: CalendarCheck) -> list[str]:
    """What a look at the calendars came to, in plain words; nothing when all is as it was."""
    return [
        f"{counted(check.opened, 'calendar task')} opened" if check.opened else "",
        f"{counted(check.closed, 'calendar task')} closed" if check.closed else "",
    ]


def table(check: CalendarCheck) -> list[dict[str, object]]:
    """What was found, as a table."""
    rows: list[dict[str, object]] = [
        {"Calendar": finding.about, "What": finding.kind.replace("_", " "), "Found": finding.what}
        for finding in check.findings
    ]
    return rows or [{"Calendar": "all of them", "What": "nothing", "Found": f"{check.looked_at} looked at"}]


def _compare(installation: Installation) -> CalendarCheck:
    feed = look_at_feed(installation.rulebook)
    with installation.store.writing() as session:
        return compare(session, installation.rulebook, installation.moment("check_calendars"), feed)
