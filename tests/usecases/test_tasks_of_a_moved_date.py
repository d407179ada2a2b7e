"""A date that is not past any more ends at once what was asked of people about an overdue remedy (D6, D7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.waiting import Wait, WaitKind
from compliance.domain.work_filters import Filters
from compliance.store import tasks
from compliance.usecases.change_deadline import correct, reverse_extension
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.my_work import all_work
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.refresh_next_actions import refresh_next_actions
from compliance.usecases.reopen import reopen
from compliance.usecases.request_extension import Request, ask, grant
from compliance.usecases.stop_clock import stop
from tests.support.prepared import prepared
from tests.support.world import World
from tests.usecases.conftest import opened
from tests.usecases.exchange_folders import take_in, write_folder

KIND = "overdue_when_logged"
ELSE = ["delayed_remedy", "hold_ended", "meeting", "message_failed", "no_contact"]
REC, OTHER = "23 001-1", "23 001-2"
OVERDUE_10, OVERDUE_20 = "overdue_10_working_days", "overdue_20_working_days"
MOVED = ("amends", "its due date was moved and is not past")
DUE, TODAY, LATER = date(2024, 4, 16), date(2024, 5, 17), date(2024, 7, 1)


def act(world: World, use_case: Callable[..., Any], *words: Any, about: str = REC) -> None:
    """One use case today, in a transaction of its own."""
    with world.writing() as session:
        use_case(session, world.rulebook, world.moment, about, *words)


def more_time(world: World) -> None:
    world.extend(REC, LATER)


def granted(world: World) -> None:
    act(world, ask, Request(LATER, "flood", "Ann", world.today))
    act(world, grant, "flood", "Kim")


def corrected(world: World) -> None:
    to = fixed(LATER, world.rulebook.calendar, "corrected")
    act(world, partial(correct, may_give_time=True), to, "typed wrongly", "Kim")


def stopped(world: World) -> None:
    act(world, stop, "legal_proceedings", "judicial review", "Kim", DUE)


def waits_again(world: World) -> None:
    act(world, reopen, "not so", "Kim", about=OTHER)


WAYS = [more_time, granted, corrected, stopped, waits_again]


def far_overdue(office: World) -> None:
    """One that was counted from the completion of another is overdue for so long that the director is asked."""
    opened(office)
    office.log(OTHER)
    office.log(REC, period="10 working days", waits=Wait(WaitKind.RECOMMENDATION, OTHER, LATER))
    office.end(OTHER, completed_on=office.today)
    office.walk(TODAY)


@pytest.fixture
def overdue(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """The same, with the tasks of two rungs."""
    with prepared(far_overdue, database_kind, request) as world:
        assert asked(world) == [OVERDUE_10, OVERDUE_20]
        assert next_step(world) == "director_decides"
        yield world


def asked(world: World) -> list[str]:
    """The open tasks about it, by kind, as they are listed."""
    with world.store.reading() as session:
        return sorted(str(row["kind"]) for row in list_tasks(session, world.today) if row["recommendation"] == REC)


def next_step(world: World) -> str:
    """Its next action in the list."""
    refresh_next_actions(world.store)
    with world.store.reading() as session:
        (listed,) = [each for each in all_work(session, world.today, Filters()) if each.reference == REC]
    return str(listed.as_dict()["next_action"]["action"])  # type: ignore[index]


def endings(world: World) -> dict[str, tuple[str, str]]:
    """The closed tasks as (by, reason), by kind."""
    with world.store.reading() as session:
        rows = session.execute(tasks.TASK.select().where(tasks.TASK.c.closed_on.is_not(None)))
        return {row.kind: (row.closed_by, row.closing_reason) for row in rows}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_d7_a_date_that_is_not_past_ends_the_tasks_at_once(overdue: World, way: Callable[[World], None]) -> None:
    way(overdue)
    assert asked(overdue) == []
    assert {kind: endings(overdue)[kind] for kind in (OVERDUE_10, OVERDUE_20)} == {OVERDUE_10: MOVED, OVERDUE_20: MOVED}
    assert next_step(overdue) not in {"director_decides", "manager_acts"}
    overdue.walk("2024-05-21")
    assert asked(overdue) == []


@pytest.mark.parametrize("to", ["2024-04-18", "2024-05-16"])
def test_d1_a_later_date_that_is_past_too_ends_none(overdue: World, to: str) -> None:
    overdue.extend(REC, to)
    assert {OVERDUE_10, OVERDUE_20} <= set(asked(overdue))
    assert next_step(overdue) == "director_decides"


def test_d1_a_date_of_today_is_not_past(overdue: World) -> None:
    overdue.extend(REC, TODAY)
    assert asked(overdue) == []


def test_r6_tasks_about_something_else_stay(overdue: World) -> None:
    with overdue.writing() as session:
        wanted = [Wanted(kind, f"recommendation {REC}", "because", recommendation_id=2) for kind in ELSE]
        wanted += [Wanted(OVERDUE_10, f"recommendation {OTHER}", "because", recommendation_id=1)]
        open_tasks(session, overdue.rulebook, overdue.today, wanted)
    more_time(overdue)
    assert asked(overdue) == sorted(ELSE)
    assert (OVERDUE_10, "casework_manager", f"recommendation {OTHER}") in overdue.tasks()


def taken_back(world: World) -> None:
    act(world, reverse_extension, "wrong case", "Kim")


def test_r6_back_before_anybody_was_told_they_are_asked_again_and_once(overdue: World) -> None:
    written = [each for each in overdue.mail() if each[1] == "bo@e1.example"]
    more_time(overdue)
    taken_back(overdue)
    assert asked(overdue) == [OVERDUE_10, KIND], "what only raises a task does so with the planning"
    more_time(overdue)
    taken_back(overdue)
    assert asked(overdue) == [OVERDUE_10], "the director's is to come with the planning by now"
    overdue.run()
    assert asked(overdue) == [OVERDUE_10, OVERDUE_20]
    assert next_step(overdue) == "director_decides"
    overdue.walk("2024-05-21")
    assert asked(overdue) == [OVERDUE_10, OVERDUE_20]
    assert [each for each in overdue.mail() if each[1] == "bo@e1.example"] == written


def test_r2_what_a_person_has_done_is_not_asked_for_again(overdue: World) -> None:
    with overdue.writing() as session:
        for row in tasks.still_open(session, {"recommendation_id": 2}):
            finish_task(session, overdue.moment, row.id, "rang them")
    more_time(overdue)
    taken_back(overdue)
    overdue.walk("2024-05-21")
    assert not {OVERDUE_10, OVERDUE_20} & set(asked(overdue))


def test_r6_what_was_left_to_people_is_again_once_the_date_is_back(office: World) -> None:
    office.log(REC)
    office.end(REC)
    office.today = LATER
    act(office, reopen, "the payment came back", "Kim")
    office.walk("2024-07-03")
    before = asked(office)
    assert KIND in before
    office.extend(REC, "2024-09-30")
    assert KIND not in asked(office)
    taken_back(office)
    assert asked(office).count(KIND) == 1
    office.walk("2024-07-05")
    assert asked(office) == before


@pytest.mark.parametrize(("until", "left"), [("2024-07-01", []), ("2024-05-16", [OVERDUE_10, OVERDUE_20])])
def test_r7_time_given_by_an_import_is_judged_on_the_day_of_the_import(
    overdue: World, tmp_path: Path, until: str, left: list[str]
) -> None:
    extension = {"recommendation_reference": REC, "agreed_on": "2024-05-13", "new_due_on": until}
    said = {"reason": "flood", "agreed_by": "Kim"}
    source = write_folder(tmp_path / "more", {"authorities": [], "decisions": [], "extensions": [extension | said]})
    take_in(overdue.store, source, tmp_path / "kept", today=overdue.today)
    assert asked(overdue) == left
    assert {row[1] for kind, row in endings(overdue).items() if kind == OVERDUE_20} == (set() if left else {MOVED[1]})
