"""T4, the days: everything started twice at once, a day skipped, the clock set back an hour."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Thread

from compliance.runtime import machine_now
from compliance.usecases.case_records import write
from compliance.usecases.dispatch_messages import dispatch, reap
from tests.support.world import ONE_DAY, World
from tests.torture import outages
from tests.torture.crashes import Seam, die_at
from tests.torture.full_disks import full_disks
from tests.torture.judge import (
    Ledger,
    count_rows,
    duplicates,
    lost,
    read_ledger,
    said_twice,
    unfinished,
    unrecorded,
)
from tests.torture.mail_server import Line, Moods, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.trouble import machine_trouble
from tests.torture.workers import FORKING, Worker, plan_and_send, send_once, workforce

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 40
AT_ONCE = 4
HOUR = timedelta(hours=1)
SLOW = Moods(late=1000, latest=0.05)
DYING = Seam("after the mark", "compliance.usecases.dispatch_messages:_begin", "sending", call=3)


def everything(site: Site) -> Iterator[Promise]:
    """T4: rough days, a database in trouble, full disks."""
    yield from rough_days(site)
    yield outages.skip_a_day(site)
    yield from machine_trouble(site)
    yield from full_disks(site)


def rough_days(site: Site) -> Iterator[Promise]:
    """All of it on one kind of database."""
    with running_server(site.place("t4") / "book", site.seed, SLOW) as server, workforce(site.place("t4-w")) as start:
        site.say("T4: planning and sending by several at once")
        yield _several_at_once(site, server, start)
        if site.full:
            site.say("T4: amends run-day as two processes at once")
            yield _run_day_twice(site, server)
        site.say("T4: the clock is set back")
        yield _clock_back_while_sending(site, server)
        yield _clock_back_after_a_death(site, server, start)
        yield _clock_back_over_midnight(site, server)


def sound(ledger: Ledger, accepted: list[Line], world: World) -> list[str]:
    """Everything R2 promises of a day that is over."""
    return [
        *duplicates(ledger, accepted),
        *said_twice(accepted),
        *lost(ledger, accepted),
        *unrecorded(ledger, accepted),
        *unfinished(ledger, world.today),
    ]


def _several_at_once(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    url, before = site.new_database(), len(server.book.accepted())
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        together = FORKING.Barrier(AT_ONCE)
        errand = replace(site.errand(world, url, server.url), lease_seconds=60)
        crew = [start(plan_and_send, errand, together) for _ in range(AT_ONCE)]
        faults = [f"one ended with {worker.wait()}: {worker.said()[-300:]}" for worker in crew if worker.wait()]
        ledger, accepted = read_ledger(site.databases, url), server.book.accepted()[before:]
        faults += sound(ledger, accepted, world)
    site.databases.drop(url)
    done = f"the day planned and sent by {AT_ONCE} processes at the same moment, {PEOPLE} steps due"
    return promise("T4", site.kind, done, "each step once", faults, f"{len(accepted)} mails, each once")


def _run_day_twice(site: Site, server: RoughServer) -> Promise:
    """The command an office would run by hand, with its flows and its own Prefect, in two processes of one home."""
    url, before = site.new_database(), len(server.book.accepted())
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        errand = replace(site.errand(world, url, server.url), lease_seconds=60)
        command = [sys.executable, "-m", "compliance", "run-day", "--as-of", world.today.isoformat()]
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "AMENDS_"))}
        environ |= errand.environ | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
        runs = [
            subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for _ in range(2)
        ]
        said = [run.communicate(timeout=300)[0] for run in runs]
        faults = [
            f"run-day ended with {run.returncode}: {words[-300:]}"
            for run, words in zip(runs, said, strict=True)
            if run.returncode
        ]
        ledger, accepted = read_ledger(site.databases, url), server.book.accepted()[before:]
        faults += sound(ledger, accepted, world)
        noted = count_rows(site.databases, url, "SELECT count(*) FROM flow_run WHERE finished_at IS NOT NULL")
        if noted < 2 * 3:
            faults.append(f"{noted} runs of flows are on record")
    site.databases.drop(url)
    done = f"amends run-day as two processes at once, {PEOPLE} steps due"
    seen = f"{len(accepted)} mails, each once; {noted} runs of flows on record"
    return promise("T4", site.kind, done, "each step once, both commands end well", faults, seen)


@dataclass
class Clock:
    """A wall clock that somebody sets back."""

    back: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """What it shows."""
        return machine_now() - self.back


def _clock_back_while_sending(site: Site, server: RoughServer) -> Promise:
    url, before = site.new_database(), len(server.book.accepted())
    clock = Clock()
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        world.plan()

        def send() -> None:
            one = replace(world.dispatcher(), machine_now=clock.now, rulebook=replace(world.rulebook, senders=2))
            dispatch(one)

        senders = [Thread(target=send) for _ in range(2)]
        for sender in senders:
            sender.start()
        while len(server.book.accepted()) - before < PEOPLE // 4 and any(sender.is_alive() for sender in senders):
            reap(replace(world.dispatcher(), machine_now=clock.now))
        clock.back = HOUR
        reaped = reap(replace(world.dispatcher(), machine_now=clock.now))
        for sender in senders:
            sender.join()
        dispatch(replace(world.dispatcher(), machine_now=clock.now))
        ledger, accepted = read_ledger(site.databases, url), server.book.accepted()[before:]
        faults = sound(ledger, accepted, world)
        faults += [f"{count} {what} though every sender lives" for what, count in reaped.items()]
        if ledger.states != {"sent": PEOPLE}:
            faults.append(f"at last they are {dict(ledger.states)}")
    site.databases.drop(url)
    done = f"clock set back an hour while two dispatchers send {PEOPLE} messages"
    return promise("T4", site.kind, done, "each step once, none in doubt", faults, f"{len(accepted)} mails, each once")


def _clock_back_after_a_death(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    """What a dead sender holds is looked after an hour later than it would have been, and no earlier than due."""
    url, before = site.new_database(), len(server.book.accepted())
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        world.plan()
        errand = replace(site.errand(world, url, server.url), senders=1, lease_seconds=60)
        faults = [] if start(die_at, DYING, send_once, errand).wait() < 0 else ["it did not die"]
        world.machine = machine_now() - HOUR
        world.send()
        held = read_ledger(site.databases, url).states["sending"]
        world.machine += HOUR + 2 * errand.lease
        world.send()
        ledger, accepted = read_ledger(site.databases, url), server.book.accepted()[before:]
        faults += sound(ledger, accepted, world)
        if (held, ledger.states) != (1, {"sent": PEOPLE - 1, "in_doubt": 1}):
            faults.append(f"{held} held by the dead sender, at last {dict(ledger.states)}")
    site.databases.drop(url)
    done = "clock set back an hour after a sender was killed"
    seen = f"{len(accepted)} mails, each once; 1 in doubt when the lease was over by the new clock"
    return promise("T4", site.kind, done, "each step once; what the dead one held waits an hour longer", faults, seen)


def _clock_back_over_midnight(site: Site, server: RoughServer) -> Promise:
    """A day is planned just after midnight, then it is the day before once more, then midnight again."""
    url, before = site.new_database(), len(server.book.accepted())
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        eve = world.today
        world.run(eve)
        with world.writing() as session:
            due = eve + 42 * ONE_DAY
            stories = [world.story(session, f"M{number:04} case-2", due) for number in range(PEOPLE)]
            write(session, world.rulebook, stories, lambda _: world.moment.now, "Tester")
        sent = [len(server.book.accepted())]
        world.today = eve + ONE_DAY
        world.plan()
        for today in (eve, eve + ONE_DAY, eve, eve + ONE_DAY):
            world.run(today)
            sent.append(len(server.book.accepted()))
        ledger, accepted = read_ledger(site.databases, url), server.book.accepted()[before:]
        faults = sound(ledger, accepted, world)
        by_day = [later - earlier for earlier, later in pairwise(sent)]
        if by_day != [0, PEOPLE, 0, 0]:
            faults.append(f"mails on the old day, the new one, and both again: {by_day}")
    site.databases.drop(url)
    done = "clock set back an hour over midnight: a day planned, the day before once more, the day again, twice"
    seen = f"{len(accepted)} mails, each once, none on the day before"
    return promise("T4", site.kind, done, "each step once, nothing early", faults, seen)
