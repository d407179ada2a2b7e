"""The daily look at the calendars: does the official list differ, is it broken, does it reach far enough (rule D9).

And do the open dates stand as the calendars in force have them? Closing days in `calendars.yaml` move none alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from compliance.documents.bank_holiday_feed import read_feed
from compliance.domain.bank_holidays import Listing, compared, short_horizon, shrunken
from compliance.domain.errors import AmendsError, Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.store import tasks
from compliance.store.engine import Session, lock
from compliance.usecases.calendars_in_force import dates_behind
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.update_calendar import say_of_calendar

ALARM, DIFFERS = TaskKind.CALENDAR_ALARM.value, TaskKind.CALENDAR_DIFFERS.value
FEED, DATES = "feed", "dates"


@dataclass(frozen=True)
class FeedLook:
    """What the office's feed gave: its lists by division, or why it gave none; both empty without a feed."""

    source: str = ""
    lists: Mapping[str, Listing] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that somebody must look at: the kind of its task, the calendar, feed or dates, and what was found."""

    kind: str
    about: str
    what: str


@dataclass
class CalendarCheck:
    """What a day's look came to: everything found, and how many of it is new or over."""

    looked_at: int = 0
    findings: list[Finding] = field(default_factory=list)
    opened: int = 0
    closed: int = 0


def look_at_feed(rulebook: Rulebook) -> FeedLook:
    """Read the feed that `calendars.yaml` names, outside any transaction; nothing is fetched when it names none."""
    if not rulebook.feed:
        return FeedLook()
    try:
        return FeedLook(rulebook.feed, read_feed(rulebook.feed))
    except AmendsError as error:
        return FeedLook(rulebook.feed, fault=str(error))


def check_calendars(session: Session, rulebook: Rulebook, moment: Moment, feed: FeedLook) -> CalendarCheck:
    """Compare each calendar with the feed and with the open dates: one task and one event for what is new.

    Tasks about what is over are closed. A difference seen before stays open while the feed cannot be read: nothing is
    known of it then.
    """
    lock(session, "calendars")
    findings = [*_findings(rulebook, moment, feed), *_of_dates(session, rulebook, moment)]
    check = CalendarCheck(len(rulebook.calendars), findings)
    wanted = [Wanted(finding.kind, f"calendar {finding.about}", finding.what) for finding in check.findings]
    opened = open_tasks(session, rulebook, moment.today, wanted)
    check.opened = len(opened)
    for finding in check.findings:
        if (finding.kind, f"calendar {finding.about}") in opened:
            payload = {"kind": finding.kind, "what": finding.what, "source": feed.source}
            say_of_calendar(session, moment, finding.about, Happening.CALENDAR_ALARM, payload)
    found = {(each.kind, each.subject) for each in wanted}
    for kind, subject in _may_be_over(rulebook, feed):
        if (kind, subject) not in found:
            check.closed += tasks.close(session, kind, subject, moment.today, "it is over")
    return check


def _may_be_over(rulebook: Rulebook, feed: FeedLook) -> Iterator[tuple[str, str]]:
    for about in (FEED, DATES, *sorted(rulebook.calendars)):
        yield ALARM, f"calendar {about}"
        if about == DATES or not feed.fault:
            yield DIFFERS, f"calendar {about}"


def _of_dates(session: Session, rulebook: Rulebook, moment: Moment) -> Iterator[Finding]:
    try:
        behind = dates_behind(session, rulebook, moment.today)
    except Refused as refused:
        yield Finding(ALARM, DATES, str(refused))
        return
    if behind:
        yield Finding(DIFFERS, DATES, behind)


def _findings(rulebook: Rulebook, moment: Moment, feed: FeedLook) -> Iterator[Finding]:
    if feed.fault:
        yield Finding(ALARM, FEED, f"{feed.fault}; look at it, then type: amends calendar update {feed.source}")
    for name in sorted(rulebook.calendars):
        calendar = rulebook.calendars[name]
        listing = feed.lists.get(calendar.division)
        alarms = []
        short = short_horizon(calendar.horizon, moment.today)
        if short:
            alarms.append(f"{short}; with a newer list type: amends calendar update {feed.source or 'SOURCE'}")
        if feed.lists and listing is None:
            alarms.append(f"{feed.source} has no division {calendar.division!r}")
        lost = shrunken(calendar, listing, moment.today) if listing else None
        if lost:
            alarms.append(f"{feed.source}: {lost}")
        if alarms:
            yield Finding(ALARM, name, "; ".join(alarms))
        if listing and not lost and compared(calendar, listing):
            yield Finding(DIFFERS, name, _differs(rulebook, name, listing, feed.source))


def _differs(rulebook: Rulebook, name: str, listing: Listing, source: str) -> str:
    found = compared(rulebook.calendars[name], listing)
    days = [f"{day} {title} closed" for day, title in found.added.items()]
    days += [f"{day} {title} open" for day, title in found.removed.items()]
    shown = ", ".join(days) or f"known until {found.horizon_after}"
    return f"the official list differs ({shown}); look and consent: amends calendar update {source} --calendar {name}"
