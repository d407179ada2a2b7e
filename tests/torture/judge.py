"""The judge: the mail server's book beside the office's ledger. Nothing here asks the office what it thinks it did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from tests.benchmarks.databases import Databases
from tests.torture.mail_server import Line

TERMINAL = {"sent", "skipped", "superseded", "suppressed", "failed", "in_doubt"}
ENDED = {"sent", "suppressed", "failed", "in_doubt"}

MESSAGES = "SELECT id, key, recipient, day, state, reason, lease_owner FROM message ORDER BY id"
ITEMS = (
    "SELECT i.message_id, r.reference, i.deadline_version, i.step, i.recipient FROM message_item i "
    "JOIN recommendation r ON i.recommendation_id = r.id WHERE i.dropped IS NULL ORDER BY i.id"
)
STEPS = (
    "SELECT s.id, r.reference, s.deadline_version, s.step, s.on_day, s.state, s.reason, "
    "(SELECT count(*) FROM message_item i WHERE i.step_id = s.id AND i.dropped IS NULL) "
    "FROM reminder_step s JOIN recommendation r ON s.recommendation_id = r.id ORDER BY s.id"
)
TASKS = "SELECT kind, subject FROM task WHERE closed_on IS NULL"


@dataclass(frozen=True)
class Entry:
    """A message of the ledger with what it is about: (recommendation, deadline version, step)."""

    key: str
    recipient: str
    day: str
    state: str
    reason: str
    owner: str | None
    about: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Rung:
    """A reminder step as stored, and in how many messages it stands."""

    recommendation: str
    version: int
    name: str
    on_day: str
    state: str
    reason: str
    messages: int


@dataclass(frozen=True)
class Ledger:
    """What a database says, read by plain SQL over the raw driver."""

    messages: dict[str, Entry]
    steps: tuple[Rung, ...]
    tasks: frozenset[tuple[str, str]]

    def in_state(self, *states: str) -> set[str]:
        """The keys of the messages in these states."""
        return {key for key, message in self.messages.items() if message.state in states}

    @property
    def states(self) -> Counter[str]:
        """How many messages are in which state."""
        return Counter(message.state for message in self.messages.values())


def read_ledger(databases: Databases, url: str) -> Ledger:
    """Read the ledger of a database that may be at work."""
    connection = databases.connect(url)
    try:
        return _read(connection)
    finally:
        connection.close()


def _read(connection: Any) -> Ledger:
    about: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    messages = connection.execute(MESSAGES).fetchall()
    for message, reference, version, step, _ in connection.execute(ITEMS).fetchall():
        about[message].append((reference, version, step))
    entries = {
        key: Entry(key, recipient, str(day), state, reason, owner, tuple(about[number]))
        for number, key, recipient, day, state, reason, owner in messages
    }
    rungs = tuple(
        Rung(reference, version, step, str(day), state, reason, count)
        for _, reference, version, step, day, state, reason, count in connection.execute(STEPS).fetchall()
    )
    return Ledger(entries, rungs, frozenset((kind, subject) for kind, subject in connection.execute(TASKS).fetchall()))


def count_rows(databases: Databases, url: str, statement: str) -> int:
    """What a counting statement counts, over the raw driver."""
    connection = databases.connect(url)
    try:
        found: int = connection.execute(str(text(statement))).fetchone()[0]
    finally:
        connection.close()
    return found


def duplicates(ledger: Ledger, accepted: Sequence[Line]) -> list[str]:
    """Accepted twice: a key, or by what the ledger says a key is about, a step to a recipient (R2.2)."""
    keys = Counter(line.key for line in accepted)
    sends: Counter[tuple[str, int, str, str]] = Counter()
    for line in accepted:
        entry = ledger.messages.get(line.key)
        for item in entry.about if entry else ():
            sends[(*item, line.recipient)] += 1
    twice = [f"{key} was accepted {count} times" for key, count in keys.items() if count > 1]
    return twice + [f"{send} was accepted {count} times" for send, count in sends.items() if count > 1]


def said_twice(accepted: Sequence[Line]) -> list[str]:
    """The same from the mails' own text, for mail of one day: a recommendation named twice to one recipient."""
    named = Counter((line.recipient, reference) for line in accepted for reference in line.about)
    return [f"{who} got {reference} {count} times" for (who, reference), count in named.items() if count > 1]


def lost(ledger: Ledger, accepted: Sequence[Line]) -> list[str]:
    """Steps that nobody will ever hear of: said to be sent and never accepted, or due and in no message (R2.3)."""
    taken = {line.key for line in accepted}
    faults = [f"{key} is sent in the ledger, the server never had it" for key in ledger.in_state("sent") - taken]
    reached = {(*item,) for line in accepted if line.key in ledger.messages for item in ledger.messages[line.key].about}
    for rung in ledger.steps:
        if rung.state == "sent" and not rung.reason and (rung.recommendation, rung.version, rung.name) not in reached:
            faults.append(f"step {rung.name} of {rung.recommendation} is sent, nobody got it")
    return faults


def unrecorded(ledger: Ledger, accepted: Sequence[Line]) -> list[str]:
    """Accepted, and the ledger neither says so nor doubts it; or accepted and unknown to the ledger."""
    faults = []
    for line in accepted:
        entry = ledger.messages.get(line.key)
        if entry is None:
            faults.append(f"the server has {line.key or 'a mail without a key'}, the ledger does not")
        elif entry.state not in ("sent", "in_doubt"):
            faults.append(f"{line.key} was accepted and is {entry.state}")
        elif sorted(line.about) != sorted(reference for reference, _, _ in entry.about):
            faults.append(f"{line.key} says {line.about}, the ledger {entry.about}")
    return faults


def unfinished(ledger: Ledger, today: date) -> list[str]:
    """Messages and steps that should be at an end and are not (R2.3), and ends that nobody was told of (R6)."""
    faults = [f"{entry.key} is {entry.state}" for entry in ledger.messages.values() if entry.state not in ENDED]
    for rung in ledger.steps:
        if rung.on_day <= today.isoformat() and rung.state not in TERMINAL:
            faults.append(f"step {rung.name} of {rung.recommendation} is {rung.state}")
    return faults + list(silent(ledger))


def silent(ledger: Ledger, returned: Collection[str] = (), moot: Collection[str] = ()) -> Iterator[str]:
    """Failures, doubts and what came back without an open task, and tasks about none of them (R6).

    Of `moot` messages nothing was still right since they failed: they need no task.
    """
    failed, back = ledger.in_state("failed"), set(returned)
    matters = (
        ("failed", "message_failed", failed - back),
        ("in doubt", "message_in_doubt", ledger.in_state("in_doubt")),
        ("returned", "message_returned", failed & back),
    )
    for words, kind, wanted in matters:
        have = {subject.removeprefix("message ") for what, subject in ledger.tasks if what == kind}
        yield from (f"{key} is {words} and no task says so" for key in sorted(wanted - have - set(moot)))
        yield from (f"a task says {key} is {words}, and it is not" for key in sorted(have - wanted))
