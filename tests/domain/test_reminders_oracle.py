"""Properties of the ladder: no step on a closed day, early, lost or sent twice, whatever days are run (R2, R7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.ladders import Anchor, Ladder, LadderStep, OffsetUnit
from compliance.domain.reminders import Dates, PlannedStep, StepState, plan, right_now
from tests.domain import oracles
from tests.domain.almanac import BANK_HOLIDAYS, england_and_wales, patient

CALENDAR = england_and_wales()
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NAMES = [f"step_{n}" for n in range(6)]


@st.composite
def _ladders(draw: st.DrawFn) -> Ladder:
    rungs = []
    for name in NAMES[: draw(st.integers(0, len(NAMES)))]:
        unit = draw(st.sampled_from(OffsetUnit))
        offset = draw(st.integers(-12, 12) if unit is OffsetUnit.MONTHS else st.integers(-40, 40))
        rungs.append(LadderStep(name, draw(st.sampled_from(Anchor)), offset, unit, "due_soon"))
    return Ladder("any", tuple(rungs))


DATES = st.builds(Dates, decided_on=DAYS, logged_on=DAYS, due_on=DAYS, live_from=DAYS)
PLANS = st.lists(
    st.builds(PlannedStep, name=st.sampled_from(NAMES), on_day=DAYS, state=st.sampled_from(StepState)), max_size=8
)
LADDER = Ladder("all", tuple(LadderStep(name, Anchor.DUE, 0, OffsetUnit.WORKING_DAYS, "due_soon") for name in NAMES))


def _nominal(rung: LadderStep, dates: Dates) -> date:
    anchor = {"logged": dates.logged_on, "due": dates.due_on, "decided": dates.decided_on}[rung.anchor]
    assert anchor is not None
    if rung.unit is OffsetUnit.MONTHS:
        return oracles.months_later(anchor, rung.offset)
    if rung.unit is OffsetUnit.WORKING_DAYS:
        return oracles.walk(anchor, rung.offset, BANK_HOLIDAYS)
    return oracles.days_later(anchor, rung.offset)


@patient
@given(ladder=_ladders(), dates=DATES, first=st.booleans())
def test_r1_every_step_is_the_first_working_day_from_its_nominal_day(ladder: Ladder, dates: Dates, first: bool) -> None:
    steps = plan(ladder, dates, CALENDAR, first_version=first)
    rungs = [rung for rung in ladder.steps if first or rung.anchor != "logged"]
    assert [step.name for step in steps] == [rung.name for rung in rungs]
    for step, rung in zip(steps, rungs, strict=True):
        nominal = _nominal(rung, dates)
        assert not oracles.is_closed(step.on_day, BANK_HOLIDAYS)
        assert step.on_day >= nominal, "never early"
        assert step.on_day == oracles.first_open(nominal, BANK_HOLIDAYS)


@patient
@given(ladder=_ladders(), dates=DATES)
def test_r7_a_step_is_skipped_exactly_when_its_day_lies_before_logging_or_live_day(
    ladder: Ladder, dates: Dates
) -> None:
    for step in plan(ladder, dates, CALENDAR):
        unlogged, not_live = step.on_day < dates.logged_on, step.on_day < dates.live_from
        assert step.state == ("skipped" if unlogged or not_live else "planned")
        if unlogged:
            assert step.reason.endswith(f"was logged on {dates.logged_on}")
        elif not_live:
            assert step.reason.endswith(f"the live day {dates.live_from}")
        else:
            assert step.reason == ""


@patient
@given(steps=PLANS, today=DAYS)
def test_r2_4_at_most_one_goes_out_never_a_future_one_and_it_is_the_latest(
    steps: list[PlannedStep], today: date
) -> None:
    chosen = right_now(steps, LADDER, today)
    due = [step for step in steps if step.state == "planned" and not step.on_day > today]
    picked = [step for step in (chosen.send,) if step is not None]
    assert sorted([*picked, *chosen.superseded], key=repr) == sorted(due, key=repr)
    assert len(picked) == min(1, len(due))
    for send in picked:
        assert send.on_day == max(step.on_day for step in due)
        rivals = [step for step in due if step.on_day == send.on_day]
        assert NAMES.index(send.name) == max(NAMES.index(step.name) for step in rivals)


@patient
@given(ladder=_ladders(), dates=DATES, runs=st.lists(DAYS, max_size=25), twice=st.booleans())
def test_r2_no_step_is_lost_sent_twice_or_early_whatever_days_the_office_runs(
    ladder: Ladder, dates: Dates, runs: list[date], twice: bool
) -> None:
    steps = {step.name: step for step in plan(ladder, dates, CALENDAR)}
    planned = {name for name, step in steps.items() if step.state is StepState.PLANNED}
    sent: list[str] = []
    for today in [*sorted(runs * (2 if twice else 1)), date(2030, 1, 1)]:
        chosen = right_now(steps.values(), ladder, today)
        for old in chosen.superseded:
            steps[old.name] = replace(old, state=StepState.SUPERSEDED)
        if chosen.send:
            assert chosen.send.on_day <= today
            sent.append(chosen.send.name)
            steps[chosen.send.name] = replace(chosen.send, state=StepState.SENT)
    assert len(sent) == len(set(sent))
    assert set(sent) <= planned
    assert all(steps[name].state in {StepState.SENT, StepState.SUPERSEDED} for name in planned)
    assert bool(sent) is bool(planned)
