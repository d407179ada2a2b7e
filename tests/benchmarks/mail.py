"""Sending: `dispatch` with all it does, to a local mail server, beside the same bytes over one kept connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from compliance.notify.mime import Mail, Sender, as_mail
from compliance.notify.protocol import Composer, Digest, Letter
from compliance.runtime import Installation, machine_now, open_installation
from compliance.usecases.dispatch_messages import dispatch
from compliance.usecases.plan_reminders import plan_reminders
from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import Comparison, Progress, Run, Stopwatch, by_turns
from tests.benchmarks.office import DAY, found_office, write_due_today
from tests.benchmarks.sink import Sink

ITEMS_A_MESSAGE = 1.5
SENDER = Sender.named("compliance@ombudsman.example", "compliance@ombudsman.example")


@dataclass
class Outbox:
    """A planned day that waits to be sent: its database, and the letters it comes to once it was sent, by key."""

    url: str
    count: int
    letters: dict[str, Letter] = field(default_factory=dict)

    def mails(self, sent_at: datetime) -> list[Mail]:
        """The letters as the bytes that went out; AssertionError before all of them have."""
        assert len(self.letters) == self.count
        return [as_mail(letter, SENDER, sent_at) for letter in self.letters.values()]


@dataclass(frozen=True)
class RememberingComposer:
    """The office's composer; what it composes is remembered, which costs next to nothing."""

    composer: Composer
    letters: dict[str, Letter]

    def compose(self, digest: Digest) -> Letter:
        """Compose and remember."""
        letter = self.letters[digest.key] = self.composer.compose(digest)
        return letter


def open_office(folder: Path, url: str, mail_url: str) -> Installation:
    """An installation on the day, with the packaged configuration."""
    environ = {"AMENDS_HOME": str(folder), "AMENDS_DATABASE_URL": url, "AMENDS_MAIL_URL": mail_url}
    return open_installation(DAY, environ=environ)


def planned_outbox(databases: Databases, folder: Path, count: int) -> Outbox:
    """Plan a day of `count` messages, three recommendations in every two."""
    url = databases.new()
    with open_office(folder, url, f"folder://{folder}/unused") as office:
        write_due_today(office.store, office.rulebook, found_office(office.store, count), int(count * ITEMS_A_MESSAGE))
        with office.store.writing() as session:
            plan = plan_reminders(session, office.rulebook, office.moment("bench"), machine_now())
    assert plan.messages == count, plan
    databases.settle(url)
    return Outbox(url, count)


def send_once(databases: Databases, folder: Path, outbox: Outbox, sink: Sink, senders: int | None) -> Run:
    """Send a fresh copy of the outbox with `senders` at once (None: as the office has it)."""
    before = sink.taken()
    url = databases.copy(outbox.url)
    with open_office(folder, url, sink.url) as office:
        # At any hour: it is measured when somebody has the time.
        rulebook = replace(office.rulebook, senders=senders or office.rulebook.senders, hours=None)
        composer = RememberingComposer(office.composer, outbox.letters)
        dispatcher = replace(office.dispatcher(), rulebook=rulebook, composer=composer)
        watch = Stopwatch()
        done = dispatch(dispatcher)
        run = Run(watch.total)
    databases.drop(url)
    assert done.counts["sent"] == sink.taken() - before == outbox.count, done
    return run


def send_bytes(mails: Sequence[Mail], sink: Sink) -> Run:
    """Send mails over one connection that is open already."""
    with sink.connect() as connection:
        watch = Stopwatch()
        for each in mails:
            connection.sendmail(SENDER.address, [each.recipient], each.content)
        return Run(watch.total)


def mail(
    databases: Databases,
    folder: Path,
    count: int,
    sink: Sink,
    senders: Sequence[int | None],
    repeats: int,
    progress: Progress,
    *,
    name: str,
) -> list[Comparison]:
    """Measure sending `count` messages to one sink, with each number of senders, all beside one floor."""
    title = f"{count:,} mails, {databases.kind}, {name}"
    progress.say(f"{title}: making them")
    outbox = planned_outbox(databases, folder, count)
    titles = [title if number is None else f"{title}, {number} at once" for number in senders]

    def way(title: str, number: int | None) -> Callable[[], Run]:
        def send() -> Run:
            progress.say(f"{title}: sending")
            return send_once(databases, folder, outbox, sink, number)

        return send

    def floor() -> Run:
        return send_bytes(outbox.mails(machine_now()), sink)

    ways = [way(title, number) for title, number in zip(titles, senders, strict=True)]
    # The floor comes last in each round: its mails are known once ours have been sent.
    *ours, lowest = by_turns(repeats, *ways, floor, warm_up=False)
    databases.drop(outbox.url)
    return [Comparison(title, count, runs, lowest) for title, runs in zip(titles, ours, strict=True)]
