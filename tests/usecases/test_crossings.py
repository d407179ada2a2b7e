"""Senders, reapers and planners at the same rows at the same moment: none waits for what another holds (R2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from compliance.domain.errors import Crossed
from compliance.store import outbox, sending
from compliance.store.engine import Session
from compliance.usecases.dispatch_messages import dispatch
from tests.support.world import World

BEN = "ben@e1.example"
REC = "23 001-1"


def waiting(office: World) -> int:
    """The id of the one message in the outbox."""
    office.log(REC)
    office.plan()
    with office.store.reading() as session:
        return int(session.execute(text("SELECT id FROM message")).scalar_one())


@contextmanager
def impatient(office: World) -> Iterator[Session]:
    """A transaction that fails when it has to wait for a lock."""
    with office.store.writing() as session:
        if not office.store.is_sqlite:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
        yield session


def only_row(session: Session, table: str) -> dict[str, Any]:
    """The first row of a table, without its id: another one like it can be made."""
    row = session.execute(text(f"SELECT * FROM {table} ORDER BY id LIMIT 1")).mappings().one()
    return {name: value for name, value in row.items() if name != "id"}


def only_one_writes(office: World) -> bool:
    """SQLite has one writer: nobody else holds anything."""
    return office.store.is_sqlite


def test_an_answer_is_written_while_the_same_steps_are_put_into_another_message(office: World) -> None:
    message = waiting(office)
    if only_one_writes(office):
        return
    with office.store.writing() as planner:
        ids = outbox.add_messages(planner, [only_row(planner, "message") | {"key": "another", "recipient": BEN}])
        item = only_row(planner, "message_item")
        outbox.add_items(planner, [item | {"message_id": ids["another"], "recipient": BEN}])
        with impatient(office) as sender:
            sending.set_steps(sender, message, "sent", "")
        planner.rollback()
    assert office.steps(REC)["logged"] == "sent"


def test_a_reaper_leaves_what_another_one_frees(office: World) -> None:
    message = waiting(office)
    now = office.moment.now
    with office.store.writing() as session:
        sending.claim(session, "dead", 1, today=office.today, now=now, until=now, patient=False)
    later = now.replace(year=now.year + 1)
    if only_one_writes(office):
        with office.store.writing() as session:
            assert sending.free_expired(session, later) == 1
        return
    with office.store.writing() as first:
        assert sending.free_expired(first, later) == 1
        with impatient(office) as second:
            assert sending.free_expired(second, later) == 0
    with office.store.writing() as session:
        found = session.execute(text("SELECT lease_owner FROM message WHERE id = :id"), {"id": message})
        assert found.scalar_one() is None


def test_an_answer_that_was_broken_off_is_written_once_more(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(office)
    real = sending.set_steps
    left = [Crossed("another was first"), Crossed("and once more")]

    def crossed(session: Session, message_id: int, state: str, reason: str) -> None:
        if left:
            raise left.pop()
        real(session, message_id, state, reason)

    monkeypatch.setattr(sending, "set_steps", crossed)
    office.send()
    assert left == []
    assert (len(office.keys("sent")), len(office.postbox.letters)) == (1, 1)


def test_a_message_whose_beginning_was_broken_off_goes_out_in_the_next_round(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(office)
    real = sending.begin
    left = [Crossed("another was first")]

    def crossed(*given: object) -> object:
        if left:
            raise left.pop()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "begin", crossed)
    dispatch(office.dispatcher())
    assert (len(office.keys("waiting")), office.postbox.letters) == (1, [])
    dispatch(office.dispatcher())
    assert (len(office.keys("sent")), len(office.postbox.letters)) == (1, 1)
