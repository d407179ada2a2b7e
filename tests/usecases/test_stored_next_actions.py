"""Stored next actions are what the derivation gives, after any act and on any day (decision record 0026)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from compliance.domain.delivery import Answer, Result
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.recommendations import Response
from compliance.store import authorities, stale
from compliance.usecases import refresh_next_actions as refreshing
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.manage_address import restore_address
from compliance.usecases.manage_authority import close_authority, replace_contact
from compliance.usecases.manage_tasks import assign_task
from compliance.usecases.record_answer import record_answer
from compliance.usecases.refresh_next_actions import Refreshed, refresh_for_reading, refresh_next_actions
from compliance.usecases.request_extension import Request, ask, refuse
from compliance.usecases.settle_message import Settlement
from compliance.usecases.stop_clock import restart, stop
from tests.support.next_actions import disagreements, refreshed
from tests.support.statements import heard
from tests.support.world import ONE_DAY, World

ANN = "ann@e1.example"
FIRST = date(2024, 3, 25)
DAYS = [date.min, *(FIRST + timedelta(days=number) for number in range(0, 120, 3)), date.max]


def do(world: World, act: Any, *given: Any, **named: Any) -> Any:
    """One use case, in a transaction of its own."""
    with world.writing() as session:
        return act(session, *given, **named)


def right(world: World) -> None:
    """Bring up to date; then all that is stored is right on every day."""
    refreshed(world.store)
    assert disagreements(world.store, {*DAYS, world.today, world.today + ONE_DAY}) == []


def test_after_each_act_what_is_stored_is_right_on_every_day(office: World) -> None:
    world, rules = office, office.rulebook
    world.log("23 001-1")
    world.log("23 001-2", response=None)
    right(world)
    world.run()
    do(world, record_answer, world.moment, "23 001-2", Response.REFUSED, "too dear")
    right(world)
    do(world, place_hold, rules, world.moment, "23 001-1", date(2024, 4, 19), "talks")
    right(world)
    do(world, lift_hold, world.moment, "23 001-1", "talks failed")
    do(world, ask, rules, world.moment, "23 001-1", Request(date(2024, 6, 28), "flood", "Ann", world.today))
    right(world)
    do(world, refuse, rules, world.moment, "23 001-1", "no", "Kim")
    right(world)
    world.evidence("23 001-1")
    right(world)
    world.judge("23 001-1", Judgement.INSUFFICIENT, "the date")
    world.extend("23 001-2", "2024-06-03")
    right(world)
    do(world, stop, rules, world.moment, "23 001-2", "awaiting_complainant", "ill", "Kim")
    right(world)
    world.today += ONE_DAY
    do(world, restart, rules, world.moment, "23 001-2", "well again", "Kim")
    right(world)
    world.end("23 001-2")
    right(world)


def test_mail_tasks_and_people_are_noticed_too(office: World) -> None:
    world = office
    world.log("23 001-1")
    world.log("23 001-2")
    world.postbox.script[ANN].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    right(world)
    world.settle(world.keys("in_doubt")[0], Settlement.SENT)
    world.postbox.always[ANN] = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")
    world.run("2024-04-29")
    right(world)
    world.postbox.always.clear()
    world.walk("2024-05-29")
    right(world)
    (kind, _, _), *_ = [task for task in world.tasks() if task[0].startswith("overdue")]
    with world.store.reading() as session:
        number = session.connection().execute(text(f"SELECT id FROM task WHERE kind = '{kind}'")).scalars().first()
    do(world, assign_task, world.moment, number, "Kim")
    right(world)
    do(world, replace_contact, world.rulebook, world.moment, "E1", ANN, ("Zoë", "zoe@e1.example"), no_fault)
    right(world)


def no_fault(_address: str) -> str | None:
    return None


def test_who_answers_changes_hands(office: World) -> None:
    world = office
    world.log("23 001-1")
    world.authority("E2", {})
    do(world, close_authority, world.rulebook, world.moment, "E1", date(2024, 4, 30), "E2")
    right(world)
    world.contact("E2", "link_officer", "eve@e2.example")
    right(world)
    health = (
        "INSERT INTO address_health (address, state, soft_count, hard_count, since, detail, changed_at, changed_by) "
        "VALUES ('eve@e2.example', 'stopped', 0, 1, '2024-04-02', '', '2024-04-02 09:00:00', '')"
    )
    with world.writing() as session:
        session.connection().execute(text(health))
    right(world)
    do(world, restore_address, world.rulebook, world.moment, "eve@e2.example", "rang her")
    right(world)


def test_nobody_takes_over(office: World) -> None:
    office.log("23 001-1")
    with office.writing() as session:
        authorities.change(session, "E1", {"closed_on": date(2024, 4, 30)})
    right(office)


def test_nothing_stale_is_seen_in_one_statement(office: World) -> None:
    office.log("23 001-1")
    assert refreshed(office.store) == 1
    with heard(office.store) as said:
        assert refresh_for_reading(office.store) == Refreshed()
    assert [statement for statement, _, _ in said if "stale_action" not in statement and "BEGIN" not in statement] == []
    assert len([statement for statement, _, _ in said if "stale_action" in statement]) == 1


def test_much_is_done_a_batch_at_a_time(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed(office.store)
    monkeypatch.setattr(refreshing, "BATCH", 3)
    monkeypatch.setattr(refreshing, "ROUNDS_FOR_A_READER", 2)
    for number in range(8):
        office.log(f"23 001-{number}")
    assert refresh_for_reading(office.store) == Refreshed(6, complete=False)
    assert refresh_next_actions(office.store) == Refreshed(2)
    right(office)
    with office.writing() as session:
        stale.mark_all(session)
    assert refreshed(office.store) == 8


def test_a_change_between_reading_and_writing_is_not_lost(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process changes something and brings it up to date while this one derives from what was before."""
    office.log("23 001-1")
    derive, others = refreshing._derive, iter([True])

    def slowly(session: Any, identifiers: list[int]) -> Any:
        found = derive(session, identifiers)
        if next(others, False):
            office.evidence("23 001-1")
            assert refreshed(office.store) == 1
        return found

    monkeypatch.setattr(refreshing, "_derive", slowly)
    assert refreshed(office.store) == 0
    right(office)


def test_a_change_that_is_committed_late_is_not_lost(office: World, database_kind: str) -> None:
    """The mark of whoever is still writing is theirs: an older one, done meanwhile, does not take it away."""
    office.log("23 001-1")
    if database_kind == "sqlite":  # one writer at a time: nobody can be late
        return
    with office.writing() as late:
        late.connection().execute(text("UPDATE recommendation SET response = NULL"))
        assert refreshed(office.store) == 1
    assert refreshed(office.store) == 1
    right(office)


def test_a_reader_does_not_wait_for_a_long_writer(
    office: World, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "A_READERS_PATIENCE", 1)
    office.log("23 001-1")
    with office.writing() as writer:
        writer.connection().execute(text("SELECT 1"))
        assert refresh_for_reading(office.store).complete == (database_kind == "postgresql")
    assert refresh_for_reading(office.store).complete


def test_the_moment_is_not_asked_for(office: World) -> None:
    """What is stored on one day holds on all of them: nothing is stale because days pass."""
    office.log("23 001-1")
    right(office)
    office.today += timedelta(days=400)
    assert refreshed(office.store) == 0
    assert isinstance(office.moment, Moment)
    right(office)
