"""What the office's own automations are told of what happened, made from the history and safe to tell twice (rule K).

An announcement carries no text of a remedy, no name and no address: only references, days, states and numbers.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.domain.history import Happening, Link

# The same event of the same history always gets the same id, on any machine.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "amends:history")
# A name for automations begins with this.
PREFIX = "amends"
# What follows something longer ago is not told as its sequel: nobody waits for the first one any more.
CLOSE_BEHIND = timedelta(minutes=5)
# Of an event's details only these leave the history; each holds a day, a state, a number or a stored name.
TOLD = (
    "agreed_on",
    "as",
    "calendar",
    "completed_on",
    "deadline_version",
    "due_on",
    "ends_on",
    "flow",
    "from_on",
    "judgement",
    "kind",
    "original_due_on",
    "outcome",
    "previous_due_on",
    "received_on",
    "recorded_on",
    "review_on",
    "since",
    "stage",
    "step",
    "to",
    "version",
    "was",
    "wished_on",
)
TELLING = re.compile(r"[a-z][a-z0-9_-]{0,63}|\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")


@dataclass(frozen=True)
class Announcement:
    """One event as others are told of it: its id, its name, what it is about, when it happened, what follows what.

    `labels` say more of what it is about; `follows` is the id of the event just before it in its stream.
    """

    id: uuid.UUID
    name: str
    resource: str
    labels: Mapping[str, str]
    occurred: datetime
    payload: Mapping[str, object]
    follows: uuid.UUID | None = None


def announcement_id(stream: str, seq: int, digest: str) -> uuid.UUID:
    """The id of the event at a place in a history: always the same, and that of no event of another history.

    `digest` is its hash in the chain: two installations that share a Prefect server never meet.
    """
    return uuid.uuid5(NAMESPACE, f"{stream}#{seq}#{digest}")


def event_name(stream: str, kind: Happening) -> str:
    """The name of an event: "amends.recommendation.overdue", "amends.message.in_doubt"."""
    about = stream.partition("/")[0]
    return f"{PREFIX}.{about}.{kind.value.removeprefix(f'{about}_')}"


def announce(link: Link, previous_at: datetime | None, labels: Mapping[str, str] | None = None) -> Announcement:
    """Make of an event what others are told; `previous_at` is when the event before it in its stream happened."""
    entry, seq = link.entry, link.seq
    about, _, name = entry.stream.partition("/")
    occurred = datetime.fromisoformat(entry.at)
    close = previous_at is not None and abs(occurred - previous_at) < CLOSE_BEHIND
    told = {key: entry.payload[key] for key in TOLD if _may_be_told(entry.payload.get(key))}
    return Announcement(
        id=announcement_id(entry.stream, seq, link.hash),
        name=event_name(entry.stream, entry.kind),
        resource=f"{PREFIX}.{about}.{name}",
        labels={f"{PREFIX}.{about}": name, **(labels or {})},
        occurred=occurred,
        payload={"stream": entry.stream, "seq": seq, "happening": entry.kind.value, "day": entry.day, **told},
        follows=announcement_id(entry.stream, seq - 1, link.previous) if close and seq > 1 else None,
    )


def _may_be_told(value: object) -> bool:
    """Numbers, days, instants and stored names: free text never passes, whatever key it hides behind."""
    if isinstance(value, bool | int | float):
        return True
    return isinstance(value, str) and TELLING.fullmatch(value) is not None
