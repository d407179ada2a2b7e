"""Every quarter of an hour: channels that keep track are asked what became of the messages they accepted."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import flow, task

from compliance.runtime import Installation
from compliance.usecases.poll_delivery import (
    DELIVERED,
    NO_ANSWER,
    NOT_BELIEVED,
    RETURNED_FOR_GOOD,
    RETURNED_FOR_NOW,
    UNDER_WAY,
    Poll,
    Poller,
    poll,
)
from flows.wake import RETRIES, RETRY_SECONDS, counted, opened, publish, run_name, woken

WORDS = {
    DELIVERED: "arrived",
    RETURNED_FOR_GOOD: "came back for good",
    RETURNED_FOR_NOW: "came back",
    UNDER_WAY: "still under way",
    NO_ANSWER: "without an answer about them",
    NOT_BELIEVED: "with a report that counts for nothing",
}


@flow(
    name="poll_delivery",
    flow_run_name=run_name("poll delivery"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def poll_delivery(as_of: date | None = None) -> Poll:
    """Ask about what is under way; where no channel keeps track there is nothing to ask."""
    async with woken("poll_delivery", as_of) as waking:
        done = await ask(waking.today)
        line = waking.say(said(done))
        await publish("poll-delivery", f"Delivery of messages on {waking.today}", line, table(done))
        return done


@task(name="ask what became of messages", task_run_name="ask on {today}")
async def ask(today: date) -> Poll:
    """Ask about each message under way, one after the other."""
    with opened(today) as installation:
        return await asyncio.to_thread(_poll, installation)


def said(done: Poll) -> list[str]:
    """What a poll came to, in plain words."""
    return [
        *(f"{counted(done.counts[kind], 'message')} {words}" for kind, words in WORDS.items() if done.counts[kind]),
        *done.lines,
    ]


def table(done: Poll) -> list[dict[str, object]]:
    """The same as a table."""
    return [{"What": f"Messages {words}", "How many": done.counts[kind]} for kind, words in WORDS.items()]


def _poll(installation: Installation) -> Poll:
    return poll(
        Poller(
            store=installation.store,
            rulebook=installation.rulebook,
            switchboard=installation.switchboard,
            moment=lambda: installation.moment("poll_delivery"),
        )
    )
