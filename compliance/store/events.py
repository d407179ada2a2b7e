"""The append-only history: writing to and reading from the hash chains."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlmodel import Session

from compliance.domain.errors import ChangedSince
from compliance.domain.history import GENESIS, Entry, Happening, Link, chain
from compliance.store.case_tables import Event
from compliance.store.rows import chunks, insert_rows, table_of

EVENT = table_of(Event)
LOCKS = 256
EXPECTED = "amends_expected_streams"
RECOMMENDATION_STREAM = "recommendation/"
CASE_STREAM = "decision/"
AUTHORITY_STREAM = "authority/"


def recommendation_stream(reference: str) -> str:
    """The stream of one recommendation's events."""
    return f"{RECOMMENDATION_STREAM}{reference}"


def case_stream(reference: str) -> str:
    """The stream of what happened to a case as a whole."""
    return f"{CASE_STREAM}{reference}"


def authority_stream(code: str) -> str:
    """The stream of what happened to an authority and to who is written to there."""
    return f"{AUTHORITY_STREAM}{code}"


def append(session: Session, entries: Sequence[Entry]) -> None:
    """Chain each entry to the end of its stream; entries of one stream keep their order."""
    streams = sorted({entry.stream for entry in entries})
    if not streams:
        return
    _serialise(session, streams)
    ends = _ends(session, streams)
    _refuse_surprises(session, streams, ends)
    rows = []
    for entry in entries:
        seq, previous = ends.get(entry.stream, (0, GENESIS))
        link = chain(entry, seq + 1, previous)
        ends[entry.stream] = (link.seq, link.hash)
        rows.append(_row(link))
    insert_rows(session, Event, rows)


def last_number(session: Session, name: str) -> int:
    """The number of the last event of a stream; 0 for one that has none."""
    return _ends(session, [name]).get(name, (0, GENESIS))[0]


def expect(session: Session, name: str, seen: int) -> None:
    """Raise ChangedSince when a stream has an event behind `seen`, now or when this transaction writes to it.

    The second look is taken where writers of one stream wait for each other, so that of two only one passes.
    """
    if last_number(session, name) != seen:
        raise ChangedSince(name, seen)
    session.info.setdefault(EXPECTED, {})[name] = seen


def _refuse_surprises(session: Session, streams: Sequence[str], ends: dict[str, tuple[int, str]]) -> None:
    """Compare what was expected with what is there, where writers of one stream wait for each other."""
    expected = session.info.get(EXPECTED, {})
    for name in streams:
        seen = expected.pop(name, None)
        if seen is not None and ends.get(name, (0, GENESIS))[0] != seen:
            raise ChangedSince(name, seen)


def after(session: Session, name: str, seen: int) -> list[Link]:
    """The links of a stream behind number `seen`, oldest first."""
    rows = session.execute(select(EVENT).where(EVENT.c.stream == name, EVENT.c.seq > seen).order_by(EVENT.c.seq))
    return [_link(row) for row in rows]


def _serialise(session: Session, streams: Sequence[str]) -> None:
    """Let two writers of one stream wait for each other on PostgreSQL; SQLite has one writer anyhow."""
    if session.get_bind().dialect.name != "postgresql":
        return
    session.execute(
        text(
            "SELECT pg_advisory_xact_lock(815, bucket) FROM (SELECT DISTINCT hashtext(s) & :most AS bucket "
            "FROM unnest(CAST(:streams AS text[])) AS s ORDER BY 1) AS b"
        ),
        {"most": LOCKS - 1, "streams": list(streams)},
    )


def _ends(session: Session, streams: Sequence[str]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    latest = (
        select(EVENT.c.stream, func.max(EVENT.c.seq).label("seq"))
        .where(EVENT.c.stream.in_(bindparam("streams", expanding=True)))
        .group_by(EVENT.c.stream)
        .subquery()
    )
    statement = select(EVENT.c.stream, EVENT.c.seq, EVENT.c.hash).join(
        latest, (EVENT.c.stream == latest.c.stream) & (EVENT.c.seq == latest.c.seq)
    )
    for some in chunks(streams):
        for stream, seq, digest in session.execute(statement, {"streams": list(some)}):
            found[stream] = (seq, digest)
    return found


def _row(link: Link) -> dict[str, object]:
    entry = link.entry
    return {
        "stream": entry.stream,
        "seq": link.seq,
        "at": datetime.fromisoformat(entry.at),
        "day": date.fromisoformat(entry.day),
        "kind": entry.kind.value,
        "actor": entry.actor,
        "payload": json.dumps(entry.payload, sort_keys=True, ensure_ascii=False),
        "previous": link.previous,
        "hash": link.hash,
    }


def lengths(session: Session, streams: Sequence[str]) -> dict[str, int]:
    """The number of the last event of each stream: what has happened since somebody looked has a higher one."""
    statement = select(EVENT.c.stream, func.max(EVENT.c.seq)).where(EVENT.c.stream.in_(streams))
    return {name: seq for name, seq in session.execute(statement.group_by(EVENT.c.stream))}


def latest(session: Session, streams: Sequence[str], limit: int) -> list[Entry]:
    """The newest events of some streams together, newest first, at most so many."""
    wanted = select(EVENT).where(EVENT.c.stream.in_(streams)).order_by(EVENT.c.at.desc(), EVENT.c.id.desc())
    return [_link(row).entry for row in session.execute(wanted.limit(limit))]


def of_streams(session: Session, streams: Sequence[str]) -> list[Entry]:
    """All events of some streams, those of each oldest first."""
    found = []
    for some in chunks(streams):
        wanted = select(EVENT).where(EVENT.c.stream.in_(some)).order_by(EVENT.c.stream, EVENT.c.seq)
        found += [_link(row).entry for row in session.execute(wanted)]
    return found


def stream(session: Session, name: str) -> list[Link]:
    """All links of a stream, oldest first."""
    rows = session.execute(select(EVENT).where(EVENT.c.stream == name).order_by(EVENT.c.seq))
    return [_link(row) for row in rows]


def chains(session: Session) -> Iterator[list[Link]]:
    """The links of each stream, oldest first, one stream at a time; the whole history is never in memory at once."""
    rows = session.execute(select(EVENT).order_by(EVENT.c.stream, EVENT.c.seq).execution_options(yield_per=1000))
    for _, links in groupby(rows, key=attrgetter("stream")):
        yield [_link(row) for row in links]


def count(session: Session) -> int:
    """How many events there are."""
    found: int = session.execute(select(func.count()).select_from(EVENT)).scalar_one()
    return found


def _link(row: Any) -> Link:
    at = row.at.astimezone(UTC).isoformat()
    entry = Entry(row.stream, at, row.day.isoformat(), Happening(row.kind), row.actor, json.loads(row.payload))
    return Link(entry, row.seq, row.previous, row.hash)


def streams(session: Session) -> list[str]:
    """The names of all streams."""
    return list(session.execute(select(EVENT.c.stream).distinct().order_by(EVENT.c.stream)).scalars())
