"""T1: many due steps, four dispatchers, kill -9 at random moments, a mail server in every mood."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from compliance.usecases.case_records import write
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World
from tests.torture.judge import Ledger, count_rows, duplicates, lost, read_ledger, said_twice, unfinished, unrecorded
from tests.torture.mail_server import ROUGH, Line, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import Errand, Worker, pause, plan_and_send, send_until_done, until, workforce

EVERY_SECOND_HAS_TWO = 2
LONGEST_AFTER = 0.04


@dataclass(frozen=True)
class Extent:
    """How many steps are due, how many dispatchers send them, how many of those are killed."""

    steps: int
    kills: int
    dispatchers: int = 4


FULL = Extent(10_000, 200)
QUICK = Extent(240, 12)


@dataclass
class Killed:
    """What was done: kills, and how many messages were marked as being sent by a process when it died."""

    kills: int = 0
    in_flight: int = 0
    most: int = 0
    others: list[str] = field(default_factory=list)


def kill_dispatchers(site: Site) -> list[Promise]:
    """T1 at its full extent, or the quick one."""
    return kill_some(site, FULL if site.full else QUICK)


def kill_some(site: Site, extent: Extent) -> list[Promise]:
    """Do all of T1 on one kind of database."""
    url = site.new_database()
    folder = site.place("t1")
    site.say(f"T1: making {extent.steps:,} due steps")
    with (
        running_server(folder / "book", site.seed, ROUGH) as server,
        workforce(folder / "workers") as start,
        site.world(url, server.url) as world,
    ):
        total = fill(world, extent.steps)
        errand = site.errand(world, url, server.url)
        killed = _fire(site, extent, server, errand, start, total)
        # The next planning, as it comes every morning: it decides on what a failed message said (R6).
        killed.others += [] if start(plan_and_send, errand).wait() == 0 else ["the day cannot be planned once more"]
        ledger = read_ledger(site.databases, url)
        verdicts = _verdicts(site, extent, server, errand, killed, ledger)
        settled = _settle(world, ledger, server.book.accepted())
        assert start(send_until_done, errand).wait() == 0
        ledger = read_ledger(site.databases, url)
        verdicts.append(_afterwards(site, ledger, server.book.accepted(), settled))
    site.databases.drop(url)
    return verdicts


def fill(world: World, count: int) -> int:
    """`count` steps due today, two thirds of them two to a message; how many messages they came to."""
    people = -(-count * EVERY_SECOND_HAS_TWO // 3)
    world.many(people)
    with world.writing() as session:
        due = world.today + 42 * ONE_DAY
        stories = [world.story(session, f"M{number:04} case-2", due) for number in range(count - people)]
        write(session, world.rulebook, stories, lambda _: world.moment.now, "Tester")
    planned = world.plan()
    assert planned.queued == count, planned
    return planned.messages


def _fire(
    site: Site, extent: Extent, server: RoughServer, errand: Errand, start: Callable[..., Worker], total: int
) -> Killed:
    """Let the dispatchers work and kill one after the other, spread over the work at random."""
    dice = random.Random(f"{site.seed} kills")
    crew = [start(send_until_done, errand) for _ in range(extent.dispatchers)]
    killed = Killed()
    # Not before something was accepted and not after nearly all was: a kill is to hit somebody at work.
    moments = sorted(dice.uniform(0.0, 0.95) for _ in range(extent.kills))
    for moment in moments:
        wanted = int(moment * total)
        until(lambda wanted=wanted: len(server.book.accepted()) >= wanted, "sending")  # type: ignore[misc]
        pause(dice.uniform(0.0, LONGEST_AFTER))
        place = dice.randrange(len(crew))
        victim, crew[place] = crew[place], start(send_until_done, errand)
        if victim.kill():
            _note(site, errand, victim, killed)
        if killed.kills % 20 == 0:
            site.say(f"T1: {killed.kills} kills, {len(server.book.accepted()):,} of {total:,} mails accepted")
    for worker in crew:
        code = worker.wait(600)
        if code:
            killed.others.append(f"a dispatcher ended with {code}: {worker.said().strip()[-300:]}")
    return killed


def _note(site: Site, errand: Errand, victim: Worker, killed: Killed) -> None:
    """Count the kill, and what the dead process had marked as being sent: only that may be in doubt (R2.5)."""
    marked = f"SELECT count(*) FROM message WHERE state = 'sending' AND lease_owner LIKE '%-{victim.pid}-%'"
    held = count_rows(site.databases, errand.database_url, marked)
    killed.kills += 1
    killed.in_flight += held
    killed.most = max(killed.most, held)


def _verdicts(
    site: Site, extent: Extent, server: RoughServer, errand: Errand, killed: Killed, ledger: Ledger
) -> list[Promise]:
    accepted = server.book.accepted()
    states = ledger.states
    done = (
        f"{extent.steps:,} due steps in {len(ledger.messages):,} messages, {extent.dispatchers} dispatchers, "
        f"{killed.kills} kill -9"
    )
    doubts, unanswered = states["in_doubt"], server.book.unanswered()
    allowed = killed.kills * errand.senders + unanswered
    bound = f"{killed.kills} kills x {errand.senders} sends in flight + {unanswered} answers never given"
    too_many = [f"{doubts} in doubt, more than the {allowed} of {bound}"] if doubts > allowed else []
    too_few = [] if killed.kills == extent.kills else [f"{killed.kills} of {extent.kills} kills hit somebody at work"]
    seen = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    return [
        _said(
            site,
            done,
            "duplicates 0",
            duplicates(ledger, accepted) + said_twice(accepted),
            f"0 in {len(accepted):,} accepted mails",
        ),
        _said(site, done, "lost 0", lost(ledger, accepted) + unrecorded(ledger, accepted), "0"),
        _said(site, done, "every step ends, every failure and doubt is a task", unfinished(ledger, errand.today), seen),
        _said(
            site,
            done,
            f"in doubt at most {allowed:,} = {bound}",
            too_many + too_few + killed.others,
            f"{doubts} in doubt; {killed.in_flight} were marked as being sent when their process died",
        ),
    ]


def _said(site: Site, done: str, promised: str, faults: Sequence[str], seen: str) -> Promise:
    return promise("T1", site.kind, done, promised, faults, seen)


def _settle(world: World, ledger: Ledger, accepted: Sequence[Line]) -> int:
    """Do what a person does: look into the mail server's book and say what happened."""
    taken = {line.key for line in accepted}
    doubts = sorted(ledger.in_state("in_doubt"))
    for key in doubts:
        world.settle(key, Settlement.SENT if key in taken else Settlement.RESEND, "looked it up at the mail server")
    return len(doubts)


def _afterwards(site: Site, ledger: Ledger, accepted: Sequence[Line], doubts: int) -> Promise:
    faults = duplicates(ledger, accepted) + said_twice(accepted) + lost(ledger, accepted)
    faults += [
        f"{key} is {entry.state}"
        for key, entry in ledger.messages.items()
        if entry.state not in ("sent", "failed", "in_doubt")
    ]
    seen = ", ".join(f"{count:,} {state}" for state, count in sorted(ledger.states.items()))
    done = f"a person settles the {doubts} doubts by the mail server's book, and sending goes on"
    return _said(site, done, "each arrived once, or failed and is a task", faults, seen)
