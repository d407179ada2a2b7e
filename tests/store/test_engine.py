"""Transactions: all or nothing, one writer at a time, a busy database is said to be busy."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from compliance.domain.errors import Busy, Crossed, NotReady, Refused
from compliance.store import authorities, engine
from compliance.store.engine import Store, lock, once_more

ROW = {"code": "E1", "name": "One", "type": "county"}


def codes(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(authorities.ids(session))


def test_what_fails_half_way_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        authorities.add(session, [ROW])
        raise ZeroDivisionError
    assert codes(store) == []


def test_reading_writes_nothing_and_sees_one_moment(store: Store) -> None:
    with store.reading() as session:
        assert authorities.ids(session) == {}
        with store.writing() as other:
            authorities.add(other, [ROW])
        assert authorities.ids(session) == {}
    assert codes(store) == ["E1"]


def test_work_of_one_name_is_done_by_one_at_a_time(store: Store) -> None:
    """The second transaction gets its turn only after the first has committed, and then sees what it wrote."""
    inside, seen = threading.Event(), []

    def second() -> None:
        inside.wait()
        with store.writing() as session:
            lock(session, "work")
            seen.extend(sorted(authorities.ids(session)))

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing() as session:
        lock(session, "work")
        authorities.add(session, [ROW])
        inside.set()
        thread.join(timeout=0.3)  # time enough to see what is not committed yet, were it let in
    thread.join()
    assert seen == ["E1"]


def test_a_busy_database_is_said_to_be_busy(store: Store, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if database_kind == "postgresql":
        return  # its writers wait for rows, not for the database
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 10)
    hurried = Store(store.url.render_as_string())
    with store.writing() as session:
        authorities.add(session, [ROW])
        with pytest.raises(Refused, match="busy with another writer; nothing was written"), hurried.writing() as late:
            authorities.add(late, [ROW | {"code": "E2"}])
    hurried.close()
    assert codes(store) == ["E1"]


def test_what_another_transaction_stored_a_moment_before_is_refused_in_one_line(store: Store) -> None:
    with store.writing() as session:
        authorities.add(session, [ROW])
    with (
        pytest.raises(Refused, match="somebody else has just recorded the same; nothing was written"),
        store.writing() as session,
    ):
        authorities.add(session, [ROW | {"code": "E2"}])
        authorities.add(session, [ROW])
    assert codes(store) == ["E1"]


def test_what_breaks_another_promise_of_the_database_is_a_fault_of_ours(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        authorities.add(session, [ROW | {"type": "kingdom"}])


def test_who_has_no_patience_does_not_wait(store: Store, database_kind: str) -> None:
    if database_kind == "postgresql":
        return  # its writers wait for rows, not for the database
    hurried = Store(store.url.render_as_string())
    with store.writing() as session:
        authorities.add(session, [ROW])
        with pytest.raises(Refused, match="busy with another writer"), hurried.writing(patience=0) as late:
            authorities.add(late, [ROW | {"code": "E2"}])
    with hurried.reading() as session:
        assert session.connection().execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    hurried.close()


def test_two_who_wait_for_each_other_are_told_to_try_again(store: Store, database_kind: str) -> None:
    if database_kind == "sqlite":
        return  # it has one writer
    with store.writing() as session:
        authorities.add(session, [ROW, ROW | {"code": "E2"}])
    meet = threading.Barrier(2)
    refusals: list[str] = []

    def work(order: list[str]) -> None:
        try:
            with store.writing() as session:
                for number, code in enumerate(order):
                    authorities.change(session, code, {"name": order[0]})
                    if number == 0:
                        meet.wait()
        except Refused as refused:
            refusals.append(str(refused))

    threads = [threading.Thread(target=work, args=(order,)) for order in (["E1", "E2"], ["E2", "E1"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == ["somebody else has changed the same at the same moment; nothing was written, try again"]


def test_what_was_broken_off_for_another_is_done_once_more() -> None:
    ends: list[Exception | None] = [Crossed("x"), None, Busy("y"), *[Crossed("z")] * 3]

    def transaction() -> int:
        end = ends.pop(0)
        if end is not None:
            raise end
        return len(ends)

    assert once_more(transaction) == 4
    with pytest.raises(Busy, match="y"):
        once_more(transaction)
    with pytest.raises(Crossed, match="z"):
        once_more(transaction)
    assert ends == []


def test_sqlite_keeps_its_safety_on(store: Store, database_kind: str) -> None:
    if database_kind == "postgresql":
        return
    with store.reading() as session:
        asked = [session.connection().execute(text(f"PRAGMA {name}")).scalar() for name in
                 ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")]  # fmt: skip
    assert asked == [1, "wal", 2, 30_000]


def test_an_address_is_shown_without_its_password() -> None:
    store = Store("postgresql+psycopg://amends:secret@127.0.0.1:1/amends")
    assert store.shown_url == "postgresql+psycopg://amends:***@127.0.0.1:1/amends"
    with pytest.raises(NotReady, match="cannot open the database") as said, store.reading():
        pass
    assert "secret" not in str(said.value)
    store.close()
