"""Read the whole history back and see whether every link follows from the one before it (design, decision 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.domain.history import first_break
from compliance.store import events
from compliance.store.engine import Session


@dataclass(frozen=True)
class Verified:
    """How many streams and events were read, and the broken streams with the number of their first wrong event."""

    streams: int
    events: int
    broken: tuple[tuple[str, int], ...]


def verify_history(session: Session, progress: Callable[[str, int, int], None]) -> Verified:
    """Check every stream; `progress` is told (what, done, total) now and then."""
    total, streams, count = events.count(session), 0, 0
    broken = []
    for streams, links in enumerate(events.chains(session), start=1):  # noqa: B007  # the last number is the count
        count += len(links)
        seq = first_break(links)
        if seq is not None:
            broken.append((links[0].entry.stream, seq))
        progress("history", count, total)
    return Verified(streams, count, tuple(broken))
