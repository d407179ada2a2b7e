"""Hand on what happened to the office's own automations: at least once, always under the same id (rule K)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from compliance.domain.announcements import Announcement, announce
from compliance.domain.history import Entry, Happening, Link
from compliance.store import happenings
from compliance.store.engine import Session

CURSOR = "happenings"
BATCH = 500
RECOMMENDATION = "recommendation/"


@dataclass(frozen=True)
class Batch:
    """What is to be told next, oldest first, and how far the cursor goes once it has been."""

    announcements: tuple[Announcement, ...]
    position: int


def next_batch(session: Session, limit: int = BATCH) -> Batch | None:
    """What has happened since the cursor, at most `limit` events; None when all has been told.

    Who begins to tell begins now: years of history are nobody's news. To be called first in a transaction that writes;
    raises NotReady when the history cannot be read to its end now.
    """
    end = happenings.end(session)
    position = happenings.position(session, CURSOR)
    if position is None:
        happenings.begin(session, CURSOR, end)
        return None
    rows = happenings.between(session, position, end, limit)
    if not rows:
        return None
    references = [row.stream.removeprefix(RECOMMENDATION) for row, _ in rows if row.stream.startswith(RECOMMENDATION)]
    known = happenings.about(session, references)
    told = [
        announce(_link(row), previous_at, _labels(known.get(row.stream.removeprefix(RECOMMENDATION))))
        for row, previous_at in rows
    ]
    return Batch(tuple(told), rows[-1][0].id)


def told(session: Session, batch: Batch) -> None:
    """Remember that a batch was taken by whoever listens; the same batch told twice moves nothing back."""
    happenings.move_on(session, CURSOR, batch.position)


def _link(row: Any) -> Link:
    at = row.at.astimezone(UTC).isoformat()
    entry = Entry(row.stream, at, row.day.isoformat(), Happening(row.kind), row.actor, json.loads(row.payload))
    return Link(entry, row.seq, row.previous, row.hash)


def _labels(known: tuple[str, str] | None) -> dict[str, str]:
    return {"amends.authority": known[0], "amends.kind": known[1]} if known else {}
