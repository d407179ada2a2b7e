"""Histories stay unbroken under several writers, and tampering shows."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from compliance.domain.history import Entry, Happening, first_break
from compliance.store import events
from compliance.store.engine import Store

NOW = datetime(2024, 4, 2, 9, tzinfo=UTC)


def entry(stream: str, number: int, actor: str = "Cas") -> Entry:
    at = NOW + timedelta(microseconds=number)
    return Entry(
        stream, at.isoformat(), "2024-04-02", Happening.LOGGED, actor, {"n": number, "ä": "O'Neil 🏛", "l": [1]}
    )


def write(store: Store, *entries: Entry) -> None:
    with store.writing() as session:
        events.append(session, entries)


def test_a_stream_reads_back_as_it_was_chained(store: Store) -> None:
    write(store, entry("a", 1), entry("b", 2), entry("a", 3))
    write(store, entry("a", 4))
    write(store)
    with store.reading() as session:
        links = events.stream(session, "a")
        assert [(link.seq, link.entry.payload["n"]) for link in links] == [(1, 1), (2, 3), (3, 4)]
        assert links[0].entry == entry("a", 1)
        assert first_break(links) is None
        assert events.streams(session) == ["a", "b"]
        assert events.stream(session, "c") == []


def test_several_writers_of_the_same_streams_leave_them_unbroken(store: Store) -> None:
    failures: list[Exception] = []
    start = threading.Barrier(4)

    def work(actor: str, order: list[str]) -> None:
        start.wait()
        try:
            for number in range(12):
                write(store, *(entry(stream, number, actor) for stream in order))
        except Exception as failure:
            failures.append(failure)

    orders = (["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["c", "a"])
    threads = [threading.Thread(target=work, args=(f"actor {n}", order)) for n, order in enumerate(orders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as session:
        for stream, length in (("a", 48), ("b", 36), ("c", 48)):
            links = events.stream(session, stream)
            assert len(links) == length
            assert first_break(links) is None
            own = [link.entry.payload["n"] for link in links if link.entry.actor == "actor 0"]
            assert own == list(range(12))


@pytest.mark.parametrize(
    ("act", "broken"),
    [
        ("UPDATE event SET payload = '{}' WHERE seq = 2", 2),
        ("UPDATE event SET actor = 'Eve' WHERE seq = 1", 1),
        ("UPDATE event SET day = '2024-04-01' WHERE seq = 3", 3),
        ("UPDATE event SET hash = 'x' WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 1", 1),
        ("DELETE FROM event WHERE seq = 2", 2),
        ("UPDATE event SET kind = 'overdue' WHERE seq = 4", 4),
    ],
)
def test_tampering_behind_the_triggers_is_found(store: Store, act: str, broken: int) -> None:
    write(store, *(entry("a", number) for number in range(4)))
    with store.writing() as session:
        connection = session.connection()
        if store.is_sqlite:
            connection.execute(text("DROP TRIGGER event_no_update"))
            connection.execute(text("DROP TRIGGER event_no_delete"))
        else:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        connection.execute(text(act))
    with store.reading() as session:
        assert first_break(events.stream(session, "a")) == broken
