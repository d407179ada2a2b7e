"""T4, the machine: the database locked or gone, the disk full; one clear line, nothing half written, and on it goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import make_url

from compliance.store import engine
from tests.benchmarks.databases import PostgresDatabases, SqliteFiles
from tests.support.postgres import running_postgres
from tests.torture.judge import duplicates, lost, read_ledger, said_twice, silent, unrecorded
from tests.torture.mail_server import Moods, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import (
    REFUSED,
    Errand,
    Worker,
    pause,
    plan_once,
    send_once,
    send_until_done,
    until,
    workforce,
)

PEOPLE = 60
SLOW = Moods(late=1000, latest=0.04)
A_MINUTE, SHORT = 60.0, 0.5
BUSY = "the database is busy with another writer; nothing was written, try again"
GONE = ("the database ", "cannot open the database ")


def machine_trouble(site: Site) -> Iterator[Promise]:
    """All of it on one kind of database."""
    with running_server(site.place("t4") / "book", site.seed, SLOW) as server, workforce(site.place("t4-w")) as start:
        if isinstance(site.databases, SqliteFiles):
            yield from _locked(site, server, start)
        else:
            yield from _stopped(site, server, start)


# The database locked (SQLite).


def impatiently(act: Callable[[Errand], None], errand: Errand) -> None:
    """In a worker: do it with hardly any patience for a lock, so that a test need not wait half a minute."""
    engine.BUSY_MILLISECONDS = 200
    act(errand)


@contextmanager
def lock(url: str) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None, timeout=60)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def _locked(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Iterator[Promise]:
    url, before = site.new_database(), len(server.book.accepted())
    minute = A_MINUTE if site.full else SHORT
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        errand = site.errand(world, url, server.url)
        site.say(f"T4: the database locked for {minute:.0f} s while a day is planned")
        with lock(url):
            planner = _start(site, start, plan_once, errand)
            pause(minute if site.full else 0.0)
            faults = refused(planner, BUSY)
        faults += [f"{count} messages {state}" for state, count in read_ledger(site.databases, url).states.items()]
        yield promise("T4", site.kind, f"locked for {minute:g} s: planning", f"one line: {BUSY}", faults, "so it was")
        faults = [] if start(plan_once, errand).wait() == 0 else ["the day cannot be planned afterwards"]
        site.say(f"T4: the database locked for {minute:.0f} s while mail is sent")
        sender = _start(site, start, send_once, errand)
        until(lambda: len(server.book.accepted()) - before >= PEOPLE // 6, "the first mails")
        with lock(url):
            pause(minute if site.full else 0.0)
            faults += refused(sender, BUSY)
        yield goes_on(site, server, start, errand, before, faults, f"locked for {minute:g} s: sending")
    site.databases.drop(url)


def _start(site: Site, start: Callable[..., Worker], act: Callable[[Errand], None], errand: Errand) -> Worker:
    """In full the product's own patience for a lock, half a minute; in the quick version next to none."""
    return start(act, errand) if site.full else start(impatiently, act, errand)


def refused(worker: Worker, line: str | tuple[str, ...]) -> list[str]:
    """It ended as refused, with one line that says why."""
    code, said = worker.wait(), worker.said().strip()
    if code == REFUSED and said.startswith(line) and "\n" not in said:
        return []
    return [f"it ended with {code} and said: {said[-400:]}"]


def goes_on(
    site: Site,
    server: RoughServer,
    start: Callable[..., Worker],
    errand: Errand,
    before: int,
    faults: list[str],
    done: str,
) -> Promise:
    """When it is over: everything is sent once; in doubt is at most what was between the server and its answer."""
    last = start(send_until_done, errand)
    faults += [] if last.wait() == 0 else [f"it does not go on: {last.said()[-300:]}"]
    ledger, accepted = read_ledger(site.databases, errand.database_url), server.book.accepted()[before:]
    faults += [*duplicates(ledger, accepted), *said_twice(accepted), *lost(ledger, accepted)]
    faults += [*unrecorded(ledger, accepted), *silent(ledger)]
    doubts = ledger.states["in_doubt"]
    if doubts > errand.senders or ledger.states["sent"] != PEOPLE - doubts:
        faults.append(f"at last they are {dict(ledger.states)}")
    promised = f"one line; nothing twice, nothing lost, at most {errand.senders} in doubt; it goes on"
    seen = f"{len(accepted)} of {PEOPLE} accepted, each once; {doubts} in doubt"
    return promise("T4", site.kind, done, promised, faults, seen)


# The database gone (PostgreSQL).


def _stopped(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Iterator[Promise]:
    """On a server of its own, which nobody else would miss."""
    with running_postgres() as postgres:
        own = replace(site, databases=PostgresDatabases(postgres), _template="")
        url, before = own.new_database(), len(server.book.accepted())
        minute = A_MINUTE if site.full else SHORT
        with own.world(url, server.url) as world:
            world.many(PEOPLE)
            errand = own.errand(world, url, server.url)
        site.say(f"T4: the database server stopped for {minute:.0f} s")
        postgres.stop()
        faults = refused(start(plan_once, errand), GONE)
        postgres.start()
        faults += [f"{count} messages {state}" for state, count in read_ledger(own.databases, url).states.items()]
        yield promise(
            "T4", site.kind, "server stopped: planning", "one line: cannot open the database ...", faults, "so it was"
        )
        faults = [] if start(plan_once, errand).wait() == 0 else ["the day cannot be planned afterwards"]
        sender = start(send_once, errand)
        until(lambda: len(server.book.accepted()) - before >= PEOPLE // 6, "the first mails")
        postgres.stop()
        pause(minute)
        faults += refused(sender, GONE)
        postgres.start()
        yield goes_on(own, server, start, errand, before, faults, f"server stopped for {minute:g} s: sending")
