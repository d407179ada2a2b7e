"""T5: minute by minute over both clock changes: nothing early, nothing twice, nothing left out (R2.4, D1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

from compliance.runtime import Installation, open_installation
from compliance.usecases.dispatch_messages import dispatch
from tests.support.world import ONE_DAY, World
from tests.torture import oracle
from tests.torture.judge import duplicates, lost, read_ledger, unfinished, unrecorded
from tests.torture.mail_server import Line, RoughServer, running_server
from tests.torture.oracle import Remedy
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import plan_day

LONDON = ZoneInfo("Europe/London")
ONE_MINUTE = timedelta(minutes=1)
# The Sundays on which the clocks of the United Kingdom change, at 01:00 UTC both times.
CHANGES = {"March": date(2026, 3, 29), "October": date(2026, 10, 25)}
OFFICE_OPENED = {"March": "2026-01-05", "October": "2026-08-03"}
# Each change, and whether mail goes out within the office's sending hours only.
WHOLE = [(name, hours) for name in CHANGES for hours in (False, True)]
QUICK = {"SQLite": [("March", False)], "PostgreSQL": [("October", True)]}
MIDNIGHT, OPENING = time(0), time(7)
OVERDUE = "SELECT stream, at FROM event WHERE kind = 'overdue' ORDER BY id"
DUE = range(-12, 12)


@dataclass(frozen=True)
class Seen:
    """A mail and the minute it was accepted in, by the office's clock."""

    minute: datetime
    line: Line


def clock_changes(site: Site) -> Iterator[Promise]:
    """Both changes on one kind of database."""
    with running_server(site.place("t5") / "book", site.seed) as server:
        for name, hours in WHOLE if site.full else QUICK[site.kind]:
            site.say(f"T5: minute by minute over {CHANGES[name]}{', with sending hours' if hours else ''}")
            yield _live_through(site, server, name, hours=hours)


def minutes(change: date, *, every: bool) -> Iterator[datetime]:
    """The minutes an office is awake for, in UTC: Saturday noon to Tuesday at eight.

    Unless it is to be `every` one: each of the night of the change, some about every other midnight, and one an hour.
    """
    now = datetime(change.year, change.month, change.day, tzinfo=UTC) - timedelta(hours=12)
    end = now + timedelta(hours=68)
    while now < end:
        local = now.astimezone(LONDON)
        near = local.date() == change and local.hour <= 2  # noqa: PLR2004  # the night of the change
        midnight = abs((local.hour * 60 + local.minute + 5) % 1440 - 5) <= 5  # noqa: PLR2004  # minutes
        if every or near or midnight or now.minute == 0:
            yield now
        now += ONE_MINUTE


def _live_through(site: Site, server: RoughServer, name: str, *, hours: bool) -> Promise:
    change, first = CHANGES[name], OPENING if hours else MIDNIGHT
    every = site.full and not hours
    url, before = site.new_database(), len(server.book.accepted())
    with site.world(url, server.url, OFFICE_OPENED[name]) as world:
        remedies = _remedies(world, change)
        _catch_up(world, change)
    known = _sends(site, url, server.book.accepted()[before:])
    environ = {
        "AMENDS_HOME": str(site.place("clock")),
        "AMENDS_DATABASE_URL": url,
        "AMENDS_MAIL_URL": server.url,
    }
    seen: list[Seen] = []
    woken = 0
    with (
        time_machine.travel(next(minutes(change, every=every)), tick=False) as traveller,
        open_installation(environ=environ) as office,
    ):
        rulebook = office.rulebook
        office.rulebook = replace(rulebook, senders=1, hours=rulebook.hours if hours else None)
        for now in minutes(change, every=every):
            traveller.move_to(now)
            count = len(server.book.accepted())
            _wake(office)
            woken += 1
            seen += [Seen(now.astimezone(LONDON), line) for line in server.book.accepted()[count:]]
    faults = _judge(site, url, server.book.accepted()[before:], seen, remedies, known, change, first)
    site.databases.drop(url)
    done = (
        f"{name}: planned and sent in each of {woken:,} minutes from noon before {change} on, {len(remedies)} remedies"
    )
    promised = f"each step at {first:%H:%M} of its day by the office's clock: none early, twice or left out"
    return promise("T5", site.kind, done, promised, faults, f"{len(seen)} mails, all in that minute")


def _remedies(world: World, change: date) -> list[Remedy]:
    """Remedies due on each day around the change."""
    found = []
    for number, days in enumerate(DUE):
        people = {role: f"{role}@e{number}.example" for role in ("link_officer", "deputy", "chief_executive")}
        world.authority(f"E{number}", people)
        due = change + days * ONE_DAY
        world.decision(f"26 {number:03}", f"E{number}")
        world.log(f"26 {number:03}-1", due_on=due)
        found.append(Remedy(f"26 {number:03}-1", world.today, world.today, due, people))
    return found


def _catch_up(world: World, change: date) -> None:
    """Live from day to day until the Friday before."""
    world.walk(change - 2 * ONE_DAY)


def _wake(office: Installation) -> None:
    """What the flows do, on the clocks of the runtime."""
    plan_day(office)
    dispatch(office.dispatcher())


def _judge(
    site: Site,
    url: str,
    accepted: Sequence[Line],
    seen: Sequence[Seen],
    remedies: Sequence[Remedy],
    known: set[tuple[str, str, str]],
    change: date,
    first: time,
) -> list[str]:
    ledger = read_ledger(site.databases, url)
    monday, tuesday = change + ONE_DAY, change + 2 * ONE_DAY
    due = Counter[tuple[date, str, str, str]]()
    for day in (change - ONE_DAY, change, monday, tuesday):
        for remedy in remedies:
            if not oracle.closed(day) and any(when == day for when, _, _ in oracle.rungs(remedy)):
                due.update((day, *send) for send in oracle.right_on(remedy, day) - known)
    got = Counter(
        (each.minute.date(), each.line.recipient, reference, step)
        for each in seen
        for reference, _, step in ledger.messages[each.line.key].about
    )
    faults = [f"{send} {count} times too few" for send, count in (due - got).items()]
    faults += [f"{send} {count} times too many" for send, count in (got - due).items()]
    late = [each for each in seen if (each.minute.hour, each.minute.minute) != (first.hour, first.minute)]
    faults += [f"{each.line.recipient} got mail at {each.minute}" for each in late]
    faults += [*duplicates(ledger, accepted), *lost(ledger, accepted), *unrecorded(ledger, accepted)]
    faults += _noted_at_the_wrong_minute(site, url, remedies, change)
    return faults + unfinished(ledger, tuesday)


def _noted_at_the_wrong_minute(site: Site, url: str, remedies: Sequence[Remedy], change: date) -> list[str]:
    """In time until the day ends by the office's clock (D1): overdue in the first minute of the next day."""
    connection = site.databases.connect(url)
    noted = {stream: _instant(at) for stream, at in connection.execute(OVERDUE).fetchall()}
    connection.close()
    faults = []
    for remedy in remedies:
        if change - ONE_DAY <= remedy.due_on <= change + ONE_DAY:
            next_day = datetime.combine(remedy.due_on + ONE_DAY, time(0), LONDON)
            at = noted.get(f"recommendation/{remedy.reference}")
            if at != next_day:
                faults.append(f"{remedy.reference}, due {remedy.due_on}, was noted as overdue at {at}")
    return faults


def _instant(value: object) -> datetime:
    """An instant as the driver gives it: zone-aware, or text in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(LONDON)


def _sends(site: Site, url: str, accepted: Sequence[Line]) -> set[tuple[str, str, str]]:
    ledger = read_ledger(site.databases, url)
    return {
        (line.recipient, reference, step) for line in accepted for reference, _, step in ledger.messages[line.key].about
    }
