"""T2, the sleepers: a sender stands still at a seam, loses its lease to others, and comes back to life (R2.2).

A process that was killed does no more harm; one that was only stopped (a suspended machine, a full swap) wakes up and
goes on as if nothing had happened. The fence is there for it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from compliance.runtime import machine_now
from compliance.usecases.settle_message import Settlement
from tests.torture.crashes import DISPATCH, MESSAGES, Seam, all_of, die_at, differs, taken_by
from tests.torture.judge import read_ledger
from tests.torture.mail_server import Moods, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import Worker, send_once, until, workforce

# What the message is while its sender sleeps and others have looked after it; all are sent once in the end.
SLEEPS = (
    Seam("after claiming", f"{DISPATCH}:_claim", "", becomes="sent", call=1),
    Seam("after the mark", f"{DISPATCH}:_begin", "", becomes="in_doubt"),
    Seam("after the server accepted", "compliance.notify.smtp:_finish", "", becomes="in_doubt"),
    Seam("mail folder: after the mark", f"{DISPATCH}:_begin", "", becomes="sent", folder=True),
)
REFUSED = Seam("after the server refused", "compliance.notify.smtp:MailRoom.hand_over", "", call=1)
ACCEPTED = Seam("after the server accepted", "compliance.notify.smtp:_finish", "", call=1)


def sleep_everywhere(site: Site) -> Iterator[Promise]:
    """Stand still at every seam on one kind of database."""
    with running_server(site.place("t2") / "book", site.seed) as server, workforce(site.place("t2-w")) as start:
        for seam in SLEEPS:
            site.say(f"T2: asleep {seam.name}")
            yield _sleep(site, seam, server, start)
        site.say("T2: asleep with a refusal, while another sends")
        yield _late_refusal(site, server, start)


def _sleep(site: Site, seam: Seam, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    url, before = site.new_database(), len(server.book.lines())
    folder = site.place("mail")
    mail_url = f"folder://{folder}" if seam.folder else server.url
    with site.world(url, mail_url) as world:
        world.many(MESSAGES)
        world.plan()
        errand = replace(site.errand(world, url, mail_url), senders=1, lease_seconds=60)
        sleeper = start(die_at, seam, send_once, errand, signal.SIGSTOP)
        until(lambda: not sleeper.alive or _stands_still(sleeper.pid), "the sender standing still")
        key = list(read_ledger(site.databases, url).messages)[1]
        world.machine = machine_now() + 2 * timedelta(seconds=world.installation.settings.lease_seconds)
        world.send()
        faults = differs("meanwhile it is", read_ledger(site.databases, url).messages[key].state, seam.becomes)
        os.kill(sleeper.pid, signal.SIGCONT)
        faults += differs("awake again it ends with", sleeper.wait(), 0)
        ledger = read_ledger(site.databases, url)
        faults += differs("at last all are", dict(ledger.states), {"sent": MESSAGES})
        faults += all_of(ledger, taken_by(server, before, folder if seam.folder else None, ledger))
    site.databases.drop(url)
    promised = f"meanwhile {seam.becomes.replace('_', ' ')}; when it wakes nothing is sent twice, nothing written over"
    return promise("T2", site.kind, f"asleep {seam.name} until its lease is over", promised, faults, "each sent once")


def _late_refusal(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    """A sleeper wakes with a refusal of a message that was sent again and is between the server and its answer.

    Written down, it would be sent a third time. Only the number of the lease tells the old answer from the new one.
    """
    url, before = site.new_database(), len(server.book.lines())
    with (
        running_server(site.place("refusing") / "book", site.seed, Moods(refuse=1000)) as refusing,
        site.world(url, server.url) as world,
    ):
        world.many(MESSAGES)
        world.plan()
        errand = replace(site.errand(world, url, refusing.url), senders=1, lease_seconds=60)
        sleeper = start(die_at, REFUSED, send_once, errand, signal.SIGSTOP)
        until(lambda: not sleeper.alive or _stands_still(sleeper.pid), "the first sender standing still")
        key = next(iter(read_ledger(site.databases, url).messages))
        world.machine = machine_now() + 2 * timedelta(seconds=world.installation.settings.lease_seconds)
        world.send()
        world.settle(key, Settlement.RESEND)
        other = start(die_at, ACCEPTED, send_once, replace(errand, mail_url=server.url), signal.SIGSTOP)
        until(lambda: not other.alive or _stands_still(other.pid), "the second sender standing still")
        os.kill(sleeper.pid, signal.SIGCONT)
        faults = differs("the first one, awake again, ends with", sleeper.wait(), 0)
        world.machine = machine_now()
        world.send()
        os.kill(other.pid, signal.SIGCONT)
        faults += differs("the second one, awake again, ends with", other.wait(), 0)
        ledger = read_ledger(site.databases, url)
        faults += differs("at last all are", dict(ledger.states), {"sent": MESSAGES})
        faults += all_of(ledger, taken_by(server, before, None, ledger))
    site.databases.drop(url)
    done = "asleep after a refusal; the message is sent again by another, who has no answer yet when it wakes"
    return promise("T2", site.kind, done, "the old refusal is not written down", faults, "each sent once")


def _stands_still(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"
