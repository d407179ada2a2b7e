"""The calendar of a stage before its clock is begun: what `begin` would plan for such a receipt (T, D3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.deadlines import Receipt
from compliance.domain.errors import WrongUse
from compliance.domain.ladders import Scope
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import StepState
from compliance.store import cases, steps
from compliance.usecases.simulate_ladder import Example, counted, simulate
from tests.support.world import World, day, packaged_rulebook
from tests.usecases.test_statutory_clock import start

CLOCKS = sorted(packaged_rulebook().clocks)
PERSONAL = Scope(Kind.PERSONAL_REMEDY, clock="public_report")
DAYS = ("2024-03-01", "2024-04-02", "2024-11-30")


def receipt(world: World, clock: str, on: str, period: str = "", named: date | None = None) -> Receipt:
    return counted(world.rulebook, world.rulebook.calendar, clock, day(on), period, named)


def simulated(world: World, clock: str, on: str) -> tuple[Receipt, str, list[tuple[str, str, bool]]]:
    """The receipt, the ladder and its steps with their days, and whether they are skipped."""
    found, book = receipt(world, clock, on), world.rulebook
    about = (Kind.SERVICE_IMPROVEMENT, AuthorityType.LONDON_BOROUGH, clock)
    example = Example(*about, day(on), day(on), found.due_on, book.calendar)
    ladder, lines = simulate(book, world.installation.composer, example)
    shown = {(each.step, each.day.isoformat(), each.happens == "skipped") for each in lines}
    return found, ladder.name, sorted(shown)


def begun(world: World, clock: str, on: str) -> tuple[Receipt, str, list[tuple[str, str, bool]]]:
    """The same of a clock that is begun for a receipt on that day."""
    stage = start(world, on, clock)
    with world.store.reading() as session:
        record = cases.recommendation(session, stage.reference)
        assert record is not None
        assert record.id is not None
        rows = steps.of_recommendation(session, record.id)
    planned = sorted((row.step, row.on_day.isoformat(), row.state == StepState.SKIPPED) for row in rows)
    (ladder,) = {row.ladder for row in rows}
    return stage.receipt, ladder, planned


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_stage_goes_as_beginning_its_clock_plans(world: World, clock: str, on: str) -> None:
    world.today = day(on)
    world.authority()
    world.decision()
    assert simulated(world, clock, on) == begun(world, clock, on)


def test_the_kind_of_a_stage_is_that_of_all_stages(world: World) -> None:
    personal = replace(world.rulebook.ladders["public_report"], name="personal", scope=PERSONAL)
    book = replace(world.rulebook, ladders={**world.rulebook.ladders, "personal": personal})
    about = (Kind.PERSONAL_REMEDY, AuthorityType.COUNTY, "public_report")
    example = Example(*about, date(2024, 3, 1), date(2024, 3, 1), date(2024, 5, 31), book.calendar)
    ladder, _ = simulate(book, world.installation.composer, example)
    assert ladder.name == "public_report"


@pytest.mark.parametrize(
    ("clock", "period", "due"),
    [
        ("public_report", "", "2024-05-31"),
        ("public_report", "3 months", "2024-05-31"),
        ("public_report", "28 days", "2024-03-28"),
        ("care_provider", "", "2024-04-01"),
        ("care_provider", "3 months", "2024-06-01"),
        ("", "3 months", "2024-06-01"),
    ],
)
def test_a_period_of_a_stage_is_counted_as_its_clock_counts(world: World, clock: str, period: str, due: str) -> None:
    assert receipt(world, clock, "2024-03-01", period).due_on == day(due)


def test_a_named_date_stays_and_what_is_no_clock_is_refused(world: World) -> None:
    named = receipt(world, "public_report", "2024-03-01", named=date(2024, 6, 14))
    assert (named.due_on, named.period) == (date(2024, 6, 14), "")
    with pytest.raises(WrongUse, match="there is no statutory clock 'sand'; the office has care_provider, public_r"):
        receipt(world, "sand", "2024-03-01", "1 month")
