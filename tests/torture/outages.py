"""T3: outages of an hour, a day, ten days, five weeks and more than a year; what goes out on the return (R2.4)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.runtime import machine_now
from compliance.usecases.dispatch_messages import reap
from tests.support.world import ONE_DAY, World
from tests.torture import oracle
from tests.torture.crashes import Seam, die_at
from tests.torture.judge import Ledger, count_rows, duplicates, lost, read_ledger, silent, unrecorded
from tests.torture.mail_server import Line, RoughServer, running_server
from tests.torture.oracle import Remedy
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import Worker, send_once, workforce

DAY = date(2024, 5, 14)  # a Tuesday
FIRST_DAY = date(2024, 4, 2)
LENGTHS = {
    "1 hour": timedelta(hours=1),
    "1 day": timedelta(days=1),
    "10 days": timedelta(days=10),
    "35 days": timedelta(days=35),
    "400 days": timedelta(days=400),
}
OFF, KILLED, AWAY = "machine off", "killed while sending, then off", "mail server away"
NOBODY = "smtp://127.0.0.1:1"
DYING = Seam("after the server accepted", "compliance.notify.smtp:_finish", "sending", call=3)
OVERDUE = "SELECT count(*) FROM event WHERE kind = 'overdue'"
DAYS_AFTERWARDS = 4
LONGEST_QUICK = 100


@dataclass(frozen=True)
class Start:
    """An office on the eve of the outage: its database, its remedies, and what it had sent by then."""

    url: str
    remedies: list[Remedy]
    sent: set[tuple[str, str, str]]
    book: int


def suffer_outages(site: Site) -> Iterator[Promise]:
    """Every length of every kind of outage, each from the same start."""
    remedies = 80 if site.full else 24
    with running_server(site.place("t3") / "book", site.seed) as server, workforce(site.place("t3-workers")) as go:
        site.say(f"T3: {remedies} recommendations, day by day until the outage")
        start = _begin(site, server, remedies)
        for kind in (OFF, KILLED, AWAY):
            for words, length in LENGTHS.items():
                if not site.full and not _in_quick(site, kind, length):
                    continue
                site.say(f"T3: {kind}, {words}")
                yield _suffer(site, server, start, kind, words, length, go)


def _in_quick(site: Site, kind: str, length: timedelta) -> bool:
    """Without mail each day is lived through, a year of them too long; PostgreSQL gets those that were killed only."""
    return length.days <= LONGEST_QUICK if kind == AWAY else kind == KILLED or site.kind == "SQLite"


def skip_a_day(site: Site) -> Promise:
    """T4: the office runs on Monday and Tuesday, not on Wednesday, and again on Thursday."""
    with running_server(site.place("t4") / "book", site.seed) as server, workforce(site.place("t4-workers")) as go:
        site.say("T4: a day is skipped")
        start = _begin(site, server, 24)
        return replace(_suffer(site, server, start, OFF, "Wednesday", timedelta(days=2), go), test="T4")


def _begin(site: Site, server: RoughServer, count: int) -> Start:
    """Live from day to day until the outage begins: some remedies stand on every rung, some were just logged."""
    url = site.new_database()
    dice = random.Random(f"{site.seed} remedies")
    remedies: list[Remedy] = []
    with site.world(url, server.url, FIRST_DAY.isoformat()) as world:
        people = [_authority(world, number) for number in range(count // 4)]
        days = (
            sorted(FIRST_DAY + dice.randrange((DAY - FIRST_DAY).days) * ONE_DAY for _ in range(count - 4)) + [DAY] * 4
        )
        while world.today <= DAY:
            while days and days[0] == world.today:
                number = len(remedies)
                code = f"A{number % len(people):03}"
                remedies.append(_remedy(world, code, number, days.pop(0), people[number % len(people)], dice))
            if world.today < DAY:
                world.run()
            world.today += ONE_DAY
        world.today = DAY
        world.plan()
    ledger = read_ledger(site.databases, url)
    accepted = server.book.accepted()
    return Start(url, remedies, _sends(ledger, accepted), len(accepted))


def _authority(world: World, number: int) -> dict[str, str]:
    code = f"A{number:03}"
    roles = ("link_officer", "deputy", "chief_executive")
    people = {role: f"{role}@{code.lower()}.example" for role in roles}
    world.authority(code, people)
    return people


def _remedy(world: World, code: str, number: int, logged: date, people: dict[str, str], dice: random.Random) -> Remedy:
    """One logged today, due between three days and two months later."""
    due = logged + dice.randrange(3, 60) * ONE_DAY
    world.decision(f"{code} {number}", code)
    world.log(f"{code} {number}-1", due_on=due)
    return Remedy(f"{code} {number}-1", logged, logged, due, people)


def _suffer(
    site: Site,
    server: RoughServer,
    start: Start,
    kind: str,
    words: str,
    length: timedelta,
    go: Callable[..., Worker],
) -> Promise:
    url, before = site.databases.copy(start.url), len(server.book.accepted())
    back = DAY + timedelta(days=length.days)
    if kind == KILLED:
        _die(site, server, url, go)
    if kind == AWAY:
        _without_mail(site, url, back)
    doubted = len(server.book.accepted())
    with site.world(url, server.url) as world:
        world.machine = machine_now() + max(length, timedelta(hours=1))
        faults = _return(world, server, back, doubted)
        ledger = read_ledger(site.databases, url)
        ours = start.book, before
        faults += _judge(site, start, world, ledger, server.book.accepted(), ours, doubted)
        seen = f"{len(server.book.accepted()) - doubted} mails, each the right one"
        for _ in range(DAYS_AFTERWARDS):
            world.today += ONE_DAY
            _day(world)
        ledger = read_ledger(site.databases, url)
        accepted = server.book.accepted()[: start.book] + server.book.accepted()[before:]
        faults += duplicates(ledger, accepted) + lost(ledger, accepted) + unrecorded(ledger, accepted)
        faults += silent(ledger)
    site.databases.drop(url)
    done = f"{kind} for {words}, {len(start.remedies)} recommendations"
    promised = "on return at most one mail per recommendation and recipient, and the right one"
    return promise("T3", site.kind, done, promised, faults, seen)


def _die(site: Site, server: RoughServer, url: str, go: Callable[..., Worker]) -> None:
    """A sender is killed in the middle of the day's mail."""
    with site.world(url, server.url, DAY.isoformat()) as world:
        errand = replace(site.errand(world, url, server.url), senders=1)
    assert go(die_at, DYING, send_once, errand).wait() < 0


def _without_mail(site: Site, url: str, back: date) -> None:
    """Every day is planned, and nobody takes the mail."""
    with site.world(url, NOBODY, DAY.isoformat()) as world:
        world.machine = machine_now()
        while world.today < back:
            _day(world)
            world.today += ONE_DAY
        _day(world)


def _day(world: World) -> None:
    """A day as the flows live it: what dead senders left, the planning, the mail."""
    reap(world.dispatcher())
    world.run()


def _return(world: World, server: RoughServer, back: date, doubted: int) -> list[str]:
    """Run the day of the return; on a closed day nothing may go out, and the next working day does it."""
    world.today = back
    _day(world)
    if not oracle.closed(back):
        return []
    early = [f"on the closed day {back} {line.recipient} got mail" for line in server.book.accepted()[doubted:]]
    world.today = oracle.next_open(back)
    _day(world)
    return early


def _judge(
    site: Site,
    start: Start,
    world: World,
    ledger: Ledger,
    accepted: Sequence[Line],
    ours: tuple[int, int],
    doubted: int,
) -> list[str]:
    """What went out on the return beside what the oracle says."""
    fresh = accepted[doubted:]
    named = Counter((line.recipient, reference) for line in fresh for reference in line.about)
    faults = [f"{who} got {reference} {count} times" for (who, reference), count in named.items() if count > 1]
    doubts = {
        (entry.recipient, reference, step)
        for entry in ledger.messages.values()
        if entry.state == "in_doubt"
        for reference, _, step in entry.about
    }
    known = start.sent | doubts | _sends(ledger, accepted[ours[1] : doubted])
    right = {send for remedy in start.remedies for send in oracle.right_on(remedy, world.today)} - known
    got = _sends(ledger, fresh)
    faults += [f"{send} should have gone out" for send in sorted(right - got)]
    faults += [f"{send} went out and is not right" for send in sorted(got - right)]
    tasks = {task for remedy in start.remedies for task in oracle.tasks_by(remedy, world.today)}
    faults += [f"no task {task}" for task in sorted(tasks - ledger.tasks)]
    overdue = sum(oracle.is_overdue(remedy, world.today) for remedy in start.remedies)
    noted = count_rows(site.databases, world.store.url.render_as_string(hide_password=False), OVERDUE)
    if noted != overdue:
        faults.append(f"{noted} were noted as overdue, {overdue} are")
    return faults


def _sends(ledger: Ledger, accepted: Sequence[Line]) -> set[tuple[str, str, str]]:
    """What mails said, as (recipient, recommendation, step)."""
    return {
        (line.recipient, reference, step)
        for line in accepted
        if line.key in ledger.messages
        for reference, _, step in ledger.messages[line.key].about
        if reference in line.about
    }
