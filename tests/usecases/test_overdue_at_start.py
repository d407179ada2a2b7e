"""What comes overdue is somebody's task where no rung of the ladder is still to come (R6, R7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from compliance.domain.outcomes import Outcome
from compliance.domain.work_filters import Filters
from compliance.usecases.my_work import my_work
from tests.support.next_actions import refreshed
from tests.support.world import World

REC = "23 001-1"
TODAY = date(2024, 5, 28)  # a Tuesday after a bank holiday
OWN = ("overdue_when_logged", "caseworker", f"recommendation {REC}")


@pytest.fixture
def old_case(world: World) -> World:
    """A decision of January, with nothing logged to it yet."""
    world.authority()
    world.decision(decided_on=date(2024, 1, 2))
    world.today = TODAY
    return world


def working_days_since(due: date, world: World) -> int:
    """How many working days lie after a day up to today, counted one by one."""
    days = (due + timedelta(days=number) for number in range(1, (TODAY - due).days + 1))
    return sum(world.rulebook.calendar.is_working_day(day) for day in days)


@pytest.mark.parametrize("days_ago", [0, 1, 10, 26, 27, 28, 29, 30, 31, 32, 33, 34, 60, 140])
def test_it_is_a_task_once_the_last_rung_is_past(old_case: World, days_ago: int) -> None:
    due = TODAY - timedelta(days=days_ago)
    old_case.log(REC, due_on=due)
    # The last rung that is counted from the due date comes 20 working days after it.
    assert old_case.tasks() == ([OWN] if working_days_since(due, old_case) > 20 else [])


def test_it_is_the_next_action_of_the_caseworkers_and_ends_with_the_outcome(old_case: World) -> None:
    old_case.log(REC, due_on=date(2024, 2, 2))
    refreshed(old_case.store)
    with old_case.store.reading() as session:
        (item,) = my_work(session, TODAY, Filters(), page=1).items
    assert (item.who, item.what) == ("caseworker", "take up the overdue remedy with the authority")
    old_case.walk("2024-06-28")
    assert [items for _, _, items in old_case.mail()] == [[f"{REC} logged"]]
    old_case.end(REC, Outcome.CEASED)
    assert old_case.tasks() == []


def test_it_ends_when_there_is_more_time(old_case: World) -> None:
    old_case.log(REC, due_on=date(2024, 2, 2))
    old_case.extend(REC, "2024-06-28")
    old_case.run()
    assert old_case.tasks() == []


def test_what_is_not_due_or_has_no_date_is_nobodys_task(old_case: World) -> None:
    old_case.log(REC, due_on=date(2024, 7, 1))
    old_case.log("23 001-2", due_on=TODAY)
    assert old_case.tasks() == []
