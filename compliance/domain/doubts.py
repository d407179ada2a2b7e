"""When a message nobody knows the fate of stops being in doubt, and without a person (rule R2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from compliance.domain.delivery import MessageState


class DoubtPolicy(StrEnum):
    """What an office does about a doubt that no record ended [P]."""

    PERSON = "person"
    RESEND = "resend"
    ASSUME_SENT = "assume_sent"


@dataclass(frozen=True)
class Doubts:
    """The policy, and how old a doubt must be before it acts: a person has that long."""

    policy: DoubtPolicy = DoubtPolicy.PERSON
    after: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Ruling:
    """How a doubt ends: the state the message takes (sent, or waiting to be sent again), and why."""

    state: MessageState
    reason: str


def ruling(found: bool | None, age: timedelta, grace: timedelta, doubts: Doubts) -> Ruling | None:
    """How a doubt of that age ends now; None while it stays.

    `found` is the word of the channel's own record, None where it keeps none or gave no answer. That it shows nothing
    counts only after `grace`: a channel may still be putting on record what it took a moment ago.
    """
    if found:
        return Ruling(MessageState.SENT, "found in the channel's own record")
    if found is False:
        return Ruling(MessageState.WAITING, "not in the channel's own record") if age >= grace else None
    if doubts.policy is DoubtPolicy.PERSON or age < doubts.after:
        return None
    hours = f"{doubts.after / timedelta(hours=1):g} hours"
    if doubts.policy is DoubtPolicy.RESEND:
        return Ruling(MessageState.WAITING, f"in doubt for {hours}: the office has such messages sent again")
    return Ruling(MessageState.SENT, f"in doubt for {hours}: the office takes such messages as sent")
