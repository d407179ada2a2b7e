"""Every quarter of an hour: what came back to the office's mailbox is read, and what it lost goes to somebody else."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation
from compliance.usecases.collect_returned_mail import Collected
from compliance.usecases.collect_returned_mail import collect_returned_mail as collect
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken


@flow(
    name="collect_returned_mail",
    flow_run_name=run_name("collect returned mail"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def collect_returned_mail(as_of: date | None = None) -> Collected:
    """Record every report in the mailbox of returned mail; without such a mailbox there is nothing to do."""
    async with woken("collect_returned_mail", as_of) as waking:
        collected = await read_mailbox(waking.today)
        line = waking.say([*said(collected), *collected.lines])
        await publish("collect-returned-mail", f"Returned mail on {waking.today}", line, table(collected))
        return collected


@task(name="read returned mail", task_run_name="read returned mail on {today}")
async def read_mailbox(today: date) -> Collected:
    """Read what lies there now, each mail in a transaction of its own."""
    with opened(today) as installation:
        return await asyncio.to_thread(_collect, installation)


def said(collected: Collected) -> list[str]:
    """What a run came to, in plain words."""
    parts = (
        (counted(collected.returned, "message"), "came back"),
        (counted(collected.late, "message"), "reported late"),
        (counted(collected.arrived, "message"), "reported to have arrived"),
        (counted(collected.stopped, "address", "addresses"), "not written to any more"),
        (counted(collected.replanned, "reminder"), "planned for the next contact"),
        (counted(collected.known, "report"), "known before"),
        (counted(collected.refused, "report"), "refused"),
        (counted(collected.left, "other mail", "other mails"), "left for a person"),
    )
    return [f"{number} {words}" for number, words in parts if number]


def table(collected: Collected) -> list[dict[str, object]]:
    """The same as a table."""
    rows = (
        ("Messages that came back", collected.returned),
        ("Messages reported late", collected.late),
        ("Messages reported to have arrived", collected.arrived),
        ("Addresses not written to any more", collected.stopped),
        ("Reminders planned for the next contact", collected.replanned),
        ("Reports known before", collected.known),
        ("Reports refused: not about mail of ours", collected.refused),
        ("Other mail left for a person", collected.left),
    )
    return [{"What": what, "How many": number} for what, number in rows]


def _collect(installation: Installation) -> Collected:
    mailbox = installation.returned_mailbox()
    if mailbox is None:
        return Collected()
    moment = installation.moment("collect_returned_mail")
    with closing(mailbox):
        return collect(installation.store, installation.rulebook, moment, mailbox)
