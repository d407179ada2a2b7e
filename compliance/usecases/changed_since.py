"""What a person saw before they saved, and what has happened to it since, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.domain.history import Entry, Happening
from compliance.store import events
from compliance.store.engine import Session

# Which of the details of an event says how it ended: each is a stored name, and never words that somebody typed (K).
ENDED_AS: Mapping[Happening, str] = {
    Happening.RESPONDED: "response",
    Happening.EVIDENCE_JUDGED: "judgement",
    Happening.OUTCOME_PROPOSED: "outcome",
    Happening.OUTCOME_RECORDED: "outcome",
}


@dataclass(frozen=True)
class Change:
    """One thing that happened meanwhile: what, by whom and when; `how` is the judgement or outcome, "" for neither."""

    what: Happening
    by: str
    at: datetime
    how: str = ""


def stamp_of(session: Session, stream: str) -> int:
    """The number of a stream's last event, which a form carries; 0 for a stream without events."""
    return events.last_number(session, stream)


def require_unchanged(session: Session, stream: str, seen: int) -> None:
    """Raise ChangedSince when a stream has changed since its last event was number `seen`.

    It is looked at now, and again when this transaction writes to the stream, where two at once cannot pass both.
    """
    events.expect(session, stream, seen)


def changes_since(session: Session, stream: str, seen: int) -> list[Change]:
    """What happened behind number `seen`, oldest first."""
    return [
        Change(link.entry.kind, link.entry.actor, datetime.fromisoformat(link.entry.at), _how(link.entry))
        for link in events.after(session, stream, seen)
    ]


def _how(entry: Entry) -> str:
    return str(entry.payload.get(ENDED_AS.get(entry.kind, ""), ""))
