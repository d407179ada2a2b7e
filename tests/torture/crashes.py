"""T2: a process that ends itself with SIGKILL at exactly one seam, what it leaves, and how that is mended.

The seams are hooks in the dying process alone: it wraps a function of the product before it starts to work. The product
knows nothing of it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from typing import Any

from compliance.runtime import machine_now
from compliance.usecases.settle_message import Settlement
from tests.support.world import World
from tests.torture.judge import Ledger, count_rows, duplicates, lost, read_ledger, silent, unrecorded
from tests.torture.mail_server import Line, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.workers import Errand, Worker, log_one, plan_once, send_once, until, workforce

MESSAGES = 3
AT_WORK = 1
DISPATCH = "compliance.usecases.dispatch_messages"
SENDING = "compliance.store.sending"
WORKER = "tests.torture.workers"
BUSY = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
)
LOGGED = "SELECT count(*) FROM recommendation WHERE reference = 'M0000 case-9'"
ITS_STEPS = (
    "SELECT count(*) FROM reminder_step s JOIN recommendation r ON s.recommendation_id = r.id "
    "WHERE r.reference = 'M0000 case-9'"
)
ITS_EVENTS = "SELECT count(*) FROM event WHERE stream = 'recommendation/M0000 case-9'"


@dataclass(frozen=True)
class Seam:
    """A place to die at: before or after the `call`-th call of a function.

    `leaves` is the state of the message at work right after the death, `taken` whether the channel has it, `becomes`
    its state when another dispatcher has looked after it and the lease is over. `folder` sends into a mail folder, a
    channel that can be asked.
    """

    name: str
    place: str
    leaves: str
    taken: bool = False
    becomes: str = "sent"
    call: int = 2
    after: bool = True
    folder: bool = False


# With one sender the second message is at work when the process dies, the first is through and the third is leased.
SEAMS = (
    Seam("before claiming", f"{DISPATCH}:_claim", "waiting", call=1, after=False),
    Seam("claimed, before the commit", f"{SENDING}:claim", "waiting", call=1),
    Seam("after claiming", f"{DISPATCH}:_claim", "waiting", call=1),
    Seam("marked, before the commit", f"{SENDING}:keep_text", "waiting"),
    Seam("after the mark", f"{DISPATCH}:_begin", "sending", becomes="in_doubt"),
    # A mail is sent in five pieces, after one greeting: MAIL, RCPT, DATA, the content, its end.
    Seam(
        "content handed over, not its end", "compliance.notify.wire:Wire.send", "sending", becomes="in_doubt", call=10
    ),
    Seam("handed over, answer not heard", "compliance.notify.wire:Wire.send", "sending", True, "in_doubt", call=11),
    Seam("after the server accepted", "compliance.notify.smtp:_finish", "sending", True, "in_doubt"),
    Seam("answer written, before the commit", f"{DISPATCH}:_write_answer", "sending", True, "in_doubt"),
    Seam("after the commit", f"{DISPATCH}:_send_one", "sent", True),
    Seam("mail folder: after the mark", f"{DISPATCH}:_begin", "sending", folder=True),
    Seam(
        "mail folder: after it took the mail",
        "compliance.notify.folder:AmendsFolder.deliver",
        "sending",
        True,
        folder=True,
    ),
)
PLANNING = (
    Seam("planning, half written", "compliance.store.outbox:add_items", "", call=1),
    Seam("planned, before the commit", f"{WORKER}:plan_reminders", "", call=1),
    Seam("planned and committed", f"{WORKER}:plan_day", "waiting", call=1),
)
LOGGING = (
    Seam("logging, before its steps are planned", "compliance.store.steps:add", "", call=1, after=False),
    Seam("logged, before the commit", f"{WORKER}:log_recommendation", "", call=1),
    Seam("logged and committed", f"{WORKER}:log_it", "planned", call=1),
)


def die_at(seam: Seam, act: Callable[[Errand], None], errand: Errand, blow: signal.Signals = signal.SIGKILL) -> None:
    """In a worker: do the act, and give this process the blow at the seam."""
    module, _, path = seam.place.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    original, calls = getattr(owner, name), 0

    def dying(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == seam.call and not seam.after:
            strike(blow)
        answer = original(*given, **named)
        if calls == seam.call:
            strike(blow)
        return answer

    setattr(owner, name, dying)
    act(errand)


def strike(blow: signal.Signals) -> None:
    """Hit this very thread: a signal to the process may reach another one first, and this one would go on a little."""
    signal.pthread_kill(threading.get_ident(), blow)


def crash_everywhere(site: Site) -> Iterator[Promise]:
    """Die at every seam on one kind of database."""
    with running_server(site.place("t2") / "book", site.seed) as server, workforce(site.place("t2-workers")) as start:
        for seam in SEAMS:
            site.say(f"T2: dying {seam.name}")
            yield _die_sending(site, seam, server, start)
        for seam in PLANNING:
            site.say(f"T2: dying {seam.name}")
            yield _die_planning(site, seam, server, start)
        for seam in LOGGING:
            site.say(f"T2: dying {seam.name}")
            yield _die_logging(site, seam, server, start)


def _die_sending(site: Site, seam: Seam, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    url, before = site.new_database(), len(server.book.lines())
    folder = site.place("mail")
    mail_url = f"folder://{folder}" if seam.folder else server.url
    with site.world(url, mail_url) as world:
        world.many(MESSAGES)
        world.plan()
        faults = _die(site, seam, send_once, world, url, mail_url, start)
        if seam.taken and not seam.folder:
            until(lambda: len(server.book.lines()) > before + AT_WORK, "the server taking the mail")
        left = read_ledger(site.databases, url)
        key = list(left.messages)[AT_WORK]
        taken = taken_by(server, before, folder if seam.folder else None, left)
        faults += differs("it leaves the message", left.messages[key].state, seam.leaves)
        faults += differs("the channel has it", key in {line.key for line in taken}, seam.taken)
        # Until the lease has run out nobody touches what the dead one was at.
        world.machine = machine_now()
        world.send()
        held = read_ledger(site.databases, url).messages[key]
        if left.messages[key].owner is not None:
            faults += differs("within the lease it is", held.state, seam.leaves)
        world.machine += timedelta(seconds=world.installation.settings.lease_seconds)
        world.send()
        mended = read_ledger(site.databases, url)
        taken = taken_by(server, before, folder if seam.folder else None, mended)
        faults += differs("it becomes", mended.messages[key].state, seam.becomes)
        faults += differs("the others become", {e.state for k, e in mended.messages.items() if k != key}, {"sent"})
        faults += all_of(mended, taken)
        if mended.messages[key].state == "in_doubt":
            world.settle(key, Settlement.SENT if seam.taken else Settlement.RESEND)
            world.send()
        last = read_ledger(site.databases, url)
        faults += differs("at last all are", dict(last.states), {"sent": MESSAGES})
        faults += all_of(last, taken_by(server, before, folder if seam.folder else None, last))
    site.databases.drop(url)
    promised = f"{seam.leaves}; channel has it: {_yes(seam.taken)}; then {seam.becomes.replace('_', ' ')}"
    return promise("T2", site.kind, f"killed {seam.name}", promised, faults, "so it was; the others sent, each once")


def _die_planning(site: Site, seam: Seam, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    url, before = site.new_database(), len(server.book.lines())
    with site.world(url, server.url) as world:
        world.many(MESSAGES)
        faults = _die(site, seam, plan_once, world, url, server.url, start)
        left = read_ledger(site.databases, url)
        faults += differs("it leaves messages", dict(left.states), {seam.leaves: MESSAGES} if seam.leaves else {})
        steps = {rung.state for rung in left.steps if rung.name == "logged"}
        faults += differs("it leaves steps", steps, {"queued" if seam.leaves else "planned"})
        world.plan()
        world.send()
        last = read_ledger(site.databases, url)
        faults += differs("at last all are", dict(last.states), {"sent": MESSAGES})
        faults += all_of(last, server.book.accepted()[before:])
    site.databases.drop(url)
    promised = "nothing of the day is there" if not seam.leaves else "all of the day is there"
    return promise("T2", site.kind, f"killed {seam.name}", promised, faults, "so it was; run again, each sent once")


def _die_logging(site: Site, seam: Seam, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    url = site.new_database()

    def there() -> list[bool]:
        return [count_rows(site.databases, url, each) > 0 for each in (LOGGED, ITS_STEPS, ITS_EVENTS)]

    with site.world(url) as world:
        world.many(1)
        faults = _die(site, seam, log_one, world, url, server.url, start)
        faults += differs("recommendation, steps, event are there", there(), [bool(seam.leaves)] * 3)
        if not seam.leaves:
            assert start(log_one, site.errand(world, url, server.url)).wait() == 0
        faults += differs("after trying again they are there", there(), [True] * 3)
    site.databases.drop(url)
    promised = "recommendation, its steps and its event: " + ("all there" if seam.leaves else "none there")
    return promise("T2", site.kind, f"killed {seam.name}", promised, faults, "so it was")


def _die(
    site: Site,
    seam: Seam,
    act: Callable[[Errand], None],
    world: World,
    url: str,
    mail_url: str,
    start: Callable[..., Worker],
) -> list[str]:
    """Let a worker die, and wait until the database has noticed it too."""
    errand = replace(site.errand(world, url, mail_url), senders=1, lease_seconds=60)
    worker = start(die_at, seam, act, errand)
    code = worker.wait()
    if site.kind == "PostgreSQL":
        until(lambda: count_rows(site.databases, url, BUSY) == 0, "the server noticing a dead client")
    return [] if code == -signal.SIGKILL else [f"it did not die there but ended with {code}: {worker.said()[-300:]}"]


def taken_by(server: RoughServer, before: int, folder: Any, ledger: Ledger) -> list[Line]:
    """What the channel took: the lines of the server's book, or the files of the mail folder."""
    if folder is None:
        return server.book.accepted()[before:]
    there = [path.stem for path in sorted(folder.glob("*.eml"))]
    return [
        Line("accepted", "", key, entry.recipient, tuple(reference for reference, _, _ in entry.about))
        for key, entry in ledger.messages.items()
        if key in there
    ]


def all_of(ledger: Ledger, taken: list[Line]) -> list[str]:
    """Everything R2 promises of messages, at any moment."""
    return [*duplicates(ledger, taken), *lost(ledger, taken), *unrecorded(ledger, taken), *silent(ledger)]


def differs(what: str, seen: object, expected: object) -> list[str]:
    """A fault unless what was seen is what was expected."""
    return [] if seen == expected else [f"{what}: {seen}, expected {expected}"]


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
