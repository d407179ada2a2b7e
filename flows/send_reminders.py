"""Every few minutes: what waits in the outbox is sent, each message once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State

from compliance.domain.errors import AmendsError
from compliance.runtime import Installation
from compliance.store.sending import count_free
from compliance.usecases.dispatch_messages import Dispatch, dispatch
from flows.wake import RETRIES, RETRY_SECONDS, Waking, counted, give_up, opened, publish, run_name, woken

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
WORDS = {
    "sent": "sent",
    "refused_for_now": "refused for now",
    "failed": "failed for good",
    "in_doubt": "in doubt",
    "suppressed": "suppressed: nothing in them was still right",
    "reaped_sent": "found to have been sent by a sender that had stopped",
    "reaped_waiting": "taken back from a sender that had stopped",
    "reaped_in_doubt": "in doubt after their sender had stopped",
    "reaped_failed": "failed after their sender had stopped",
    "settled_sent": "no longer in doubt: sent",
    "settled_waiting": "no longer in doubt: to be sent again",
}
# One message may be refused for now many times; everything else ends with it.
NOUNS = {"refused_for_now": ("try", "tries")}


@dataclass
class Sending:
    """What a run of sending did, by what became of each attempt, and how many messages still wait."""

    done: Dispatch = field(default_factory=Dispatch)
    waiting: int = 0


class MailNotTaken(AmendsError):
    """Nobody was there to take mail; its text is the channel's own word, `sending` what was done before."""

    def __init__(self, sending: Sending) -> None:
        self.sending = sending
        reasons = "; ".join(dict.fromkeys(sending.done.unreachable))
        still = counted(sending.waiting, "message") or "no message"
        super().__init__(f"cannot send, {still} waiting: {reasons}")


@flow(
    name="send_reminders",
    flow_run_name=run_name("send reminders"),
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
)
async def send_reminders(as_of: date | None = None, patient: bool = True) -> Sending | State[Any]:
    """Send what waits; several runs at once share the work.

    `patient` leaves messages alone until their pause after a refusal is over, and all of them outside the office's
    sending hours. A day that is run by hand is not: it tries again after short pauses until each message is sent or its
    attempts are used up. What another living dispatcher holds is left to it. Nobody there to take mail ends the run as
    failed, and the messages wait.
    """
    try:
        async with woken("send_reminders", as_of) as waking:
            return await _send(waking, patient)
    except MailNotTaken as reason:
        return await give_up(reason)


@task(name="send what waits", task_run_name="send on {today}")
async def send_what_waits(today: date, patient: bool) -> Dispatch:
    """One round of sending with all senders."""
    with opened(today) as installation:
        return await asyncio.to_thread(dispatch, installation.dispatcher(patient=patient))


async def _send(waking: Waking, patient: bool) -> Sending:
    sending = Sending()
    pause = FIRST_PAUSE
    while True:
        part = await send_what_waits(waking.today, patient)
        sending.done.add(part)
        refused = part.counts["refused_for_now"] and not part.unreachable
        if patient or not refused:
            break
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    sending.waiting = await asyncio.to_thread(_waiting, waking.installation, waking.today)
    line = waking.say(said(sending))
    await publish("send-reminders", f"Messages on {waking.today}", line, table(sending))
    if sending.done.unreachable:
        raise MailNotTaken(sending)
    return sending


def said(sending: Sending) -> list[str]:
    """What a run of sending came to, in plain words."""
    counts = sending.done.counts
    parts = [
        f"{counted(counts[kind], *NOUNS.get(kind, ('message',)))} {words}"
        for kind, words in WORDS.items()
        if counts[kind]
    ]
    hours = ", outside the sending hours" if sending.done.out_of_hours else ""
    waits = f"{counted(sending.waiting, 'message')} still waiting{hours}" if sending.waiting else ""
    return [*parts, waits, *dict.fromkeys(sending.done.unreachable)]


def table(sending: Sending) -> list[dict[str, object]]:
    """The same as a table."""
    rows = [
        {"What": f"{NOUNS.get(kind, ('', 'messages'))[1].capitalize()} {words}", "How many": sending.done.counts[kind]}
        for kind, words in WORDS.items()
    ]
    return [*rows, {"What": "Messages still waiting", "How many": sending.waiting}]


def _waiting(installation: Installation, today: date) -> int:
    with installation.store.reading() as session:
        return count_free(session, today)
