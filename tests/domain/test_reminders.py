"""The reminder ladder by table (R1, R2.4, R4, R5, R7), on the wall calendar of Christmas 2026 and Easter 2027."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.authorities import Role
from compliance.domain.ladders import Anchor, Ladder, LadderStep, OffsetUnit
from compliance.domain.reminders import (
    TERMINAL,
    Dates,
    PlannedStep,
    RightNow,
    Situation,
    StepState,
    Stop,
    is_to_come,
    notice_stopped,
    plan,
    right_now,
    stopped,
    too_soon,
)
from tests.domain.almanac import wall_calendar


def _rung(name: str, anchor: Anchor, offset: int, unit: OffsetUnit = OffsetUnit.WORKING_DAYS) -> LadderStep:
    return LadderStep(name, anchor, offset, unit, "due_soon", (Role.LINK_OFFICER,))


LADDER = Ladder(
    "R1",
    (
        _rung("logged", Anchor.LOGGED, 0),
        _rung("before_10", Anchor.DUE, -10),
        _rung("before_3", Anchor.DUE, -3),
        _rung("on_the_day", Anchor.DUE, 0),
        _rung("after_5", Anchor.DUE, 5),
        _rung("after_10", Anchor.DUE, 10),
        _rung("after_20", Anchor.DUE, 20),
        _rung("delayed", Anchor.DECIDED, 11, OffsetUnit.MONTHS),
    ),
)
LONG_AGO = date(2000, 1, 1)


def _planned(dates: Dates, *, first_version: bool = True) -> dict[str, str]:
    steps = plan(LADDER, dates, wall_calendar(), first_version=first_version)
    return {step.name: step.on_day.isoformat() for step in steps if step.state is StepState.PLANNED}


def test_r1_the_default_ladder_counted_by_hand() -> None:
    # Due on Friday 8 January 2027, after a Christmas with three bank holidays.
    dates = Dates(date(2026, 12, 8), date(2026, 12, 9), date(2027, 1, 8), LONG_AGO)
    assert _planned(dates) == {
        "logged": "2026-12-09",
        "before_10": "2026-12-22",
        "before_3": "2027-01-05",
        "on_the_day": "2027-01-08",
        "after_5": "2027-01-15",
        "after_10": "2027-01-22",
        "after_20": "2027-02-05",
        "delayed": "2027-11-08",
    }


def test_d5_a_due_date_on_a_holiday_is_reminded_of_on_working_days_only() -> None:
    # Due on Good Friday, logged on a Saturday; the last step lands 20 working days later.
    dates = Dates(date(2027, 2, 26), date(2027, 2, 27), date(2027, 3, 26), LONG_AGO)
    assert _planned(dates) == {
        "logged": "2027-03-01",
        "before_10": "2027-03-12",
        "before_3": "2027-03-23",
        "on_the_day": "2027-03-30",
        "after_5": "2027-04-05",
        "after_10": "2027-04-12",
        "after_20": "2027-04-26",
        "delayed": "2028-01-26",
    }


@pytest.mark.parametrize(
    ("due_on", "offset", "expected"),
    [
        # 26 December 2026 is followed by two more closed days, 9 January 2027 is a Saturday.
        ("2027-01-09", -14, "2026-12-29"),
        ("2027-01-09", -1, "2027-01-08"),
        ("2027-01-09", 0, "2027-01-11"),
        ("2027-01-09", 2, "2027-01-11"),
        ("2027-01-09", 3, "2027-01-12"),
    ],
)
def test_d5_calendar_days_roll_forward_to_a_working_day(due_on: str, offset: int, expected: str) -> None:
    ladder = Ladder("x", (_rung("step", Anchor.DUE, offset, OffsetUnit.CALENDAR_DAYS),))
    dates = Dates(LONG_AGO, LONG_AGO, date.fromisoformat(due_on), LONG_AGO)
    assert [step.on_day.isoformat() for step in plan(ladder, dates, wall_calendar())] == [expected]


def test_r1_months_from_the_decision_take_the_last_day_of_a_short_month() -> None:
    ladder = Ladder("x", (_rung("delayed", Anchor.DECIDED, 1, OffsetUnit.MONTHS),))
    dates = Dates(date(2028, 1, 31), date(2028, 1, 31), date(2028, 6, 1), LONG_AGO)
    assert [step.on_day for step in plan(ladder, dates, wall_calendar())] == [date(2028, 2, 29)]


def test_r7_steps_before_the_logging_or_the_live_day_are_skipped_with_the_reason() -> None:
    dates = Dates(date(2026, 12, 1), date(2026, 12, 23), date(2027, 1, 8), live_from=date(2027, 1, 8))
    steps = {step.name: step for step in plan(LADDER, dates, wall_calendar())}
    assert steps["before_10"].state is StepState.SKIPPED
    assert steps["before_10"].reason == "its day lies before the recommendation was logged on 2026-12-23"
    assert steps["logged"].state is StepState.SKIPPED
    assert steps["logged"].reason == "its day lies before the live day 2027-01-08"
    assert steps["before_3"].reason == "its day lies before the live day 2027-01-08"
    # The live day itself is live.
    assert (steps["on_the_day"].state, steps["on_the_day"].reason) == (StepState.PLANNED, "")


def test_r1_a_later_deadline_version_does_not_announce_the_logging_again() -> None:
    dates = Dates(date(2026, 12, 8), date(2026, 12, 9), date(2027, 1, 8), LONG_AGO)
    assert "logged" not in _planned(dates, first_version=False)
    assert set(_planned(dates)) - set(_planned(dates, first_version=False)) == {"logged"}


def test_the_ladder_knows_its_rungs() -> None:
    assert LADDER.step("after_5").offset == 5
    assert LADDER.rank("logged") == 0
    assert LADDER.rank("delayed") == 7
    assert LADDER.rank("a rung of last year's ladder") == -1
    with pytest.raises(KeyError):
        LADDER.step("a rung of last year's ladder")


def test_r2_4_what_is_counted_from_the_decision_runs_beside_the_reminders() -> None:
    assert {rung.name: LADDER.track(rung.name) for rung in LADDER.steps} == {
        "logged": "due",
        "before_10": "due",
        "before_3": "due",
        "on_the_day": "due",
        "after_5": "due",
        "after_10": "due",
        "after_20": "due",
        "delayed": "decided",
    }
    assert LADDER.track("a rung of last year's ladder") == "due"


STEPS = (
    PlannedStep("before_3", date(2027, 1, 5)),
    PlannedStep("on_the_day", date(2027, 1, 8)),
    PlannedStep("after_5", date(2027, 1, 15)),
)


@pytest.mark.parametrize(
    ("today", "send", "superseded"),
    [
        ("2027-01-04", None, []),
        ("2027-01-05", "before_3", []),
        ("2027-01-07", "before_3", []),
        ("2027-01-08", "on_the_day", ["before_3"]),
        ("2027-01-14", "on_the_day", ["before_3"]),
        ("2027-01-15", "after_5", ["before_3", "on_the_day"]),
        ("2031-01-01", "after_5", ["before_3", "on_the_day"]),
    ],
)
def test_r2_4_after_an_outage_only_the_step_that_is_right_now_goes_out(
    today: str, send: str | None, superseded: list[str]
) -> None:
    chosen = right_now(reversed(STEPS), LADDER, date.fromisoformat(today))
    assert (chosen.send and chosen.send.name) == send
    assert [step.name for step in chosen.superseded] == superseded


def test_r2_4_of_two_steps_on_one_day_the_higher_rung_goes_out() -> None:
    day = date(2027, 1, 5)
    low, high = PlannedStep("before_10", day), PlannedStep("before_3", day)
    gone = PlannedStep("a rung of last year's ladder", day)
    assert right_now([high, low], LADDER, day) == RightNow(high, (low,))
    assert right_now([low, gone], LADDER, day) == RightNow(low, (gone,))


@pytest.mark.parametrize("state", sorted(set(StepState) - {StepState.PLANNED}))
def test_r2_3_a_step_that_has_left_the_plan_is_not_chosen_again(state: StepState) -> None:
    day = date(2027, 1, 8)
    done = PlannedStep("on_the_day", day, state)
    assert right_now([done], LADDER, day) == RightNow(None, ())
    older = PlannedStep("before_3", date(2027, 1, 5))
    assert right_now([done, older], LADDER, day) == RightNow(older, ())


def test_r2_3_every_state_but_two_is_an_end() -> None:
    assert {"sent", "skipped", "superseded", "suppressed", "failed", "in_doubt"} == TERMINAL


TODAY = date(2027, 1, 8)


@pytest.mark.parametrize(
    ("situation", "stop"),
    [
        (Situation(), None),
        (Situation(closed=True), Stop("the recommendation has its outcome", for_good=True)),
        (Situation(current_version=2), Stop("deadline version 2 replaced version 1", for_good=True)),
        (Situation(evidence_waiting=True), Stop("evidence is waiting for review", for_good=False)),
        (
            Situation(proven=True),
            Stop("the evidence is sufficient: the outcome is still to be recorded", for_good=False),
        ),
        (Situation(evidence_waiting=True, proven=True), Stop("evidence is waiting for review", for_good=False)),
        (Situation(held_until=date(2027, 1, 9)), Stop("on hold until 2027-01-09", for_good=False)),
        (Situation(held_until=TODAY), Stop("on hold until 2027-01-08", for_good=False)),
        (Situation(held_until=date(2027, 1, 7)), None),
        # What stops for good is said before what only waits.
        (Situation(closed=True, evidence_waiting=True), Stop("the recommendation has its outcome", for_good=True)),
        (
            Situation(held_until=TODAY, current_version=2),
            Stop("deadline version 2 replaced version 1", for_good=True),
        ),
    ],
)
def test_r4_evidence_hold_and_closure_stop_chasers(situation: Situation, stop: Stop | None) -> None:
    assert stopped(situation, 1, TODAY) == stop


ENDED = Stop("the recommendation has its outcome", for_good=True)
REPLACED = Stop("deadline version 2 replaced version 1", for_good=True)
WITHDRAWN = Stop("it was opened again: that outcome does not stand any more", for_good=True)
WAITS = Stop("evidence that came later is waiting for review", for_good=False)
SUFFICES = Stop("evidence that came later is sufficient", for_good=False)

LACKS_ANEW = Stop("evidence that came later was judged: the letter about that says what is missing", for_good=True)
DECIDED_ANEW = Stop("a later request was answered since, or a date told that reaches the day wished for", for_good=True)


@pytest.mark.parametrize(
    ("notice", "situation", "stop"),
    [
        ("satisfied", Situation(closed=True), None),
        ("satisfied", Situation(), WITHDRAWN),
        ("satisfied", Situation(closed=True, current_version=2), WITHDRAWN),
        ("outcome_withdrawn", Situation(closed=True), None),
        ("outcome_withdrawn", Situation(), WITHDRAWN),
        ("evidence_insufficient", Situation(), None),
        ("evidence_insufficient", Situation(evidence_waiting=True, held_until=TODAY, current_version=2), None),
        ("evidence_insufficient", Situation(evidence_waiting=True, answered=True), WAITS),
        ("evidence_insufficient", Situation(proven=True, answered=True), SUFFICES),
        ("evidence_insufficient", Situation(closed=True, answered=True), ENDED),
        ("evidence_insufficient", Situation(evidence_waiting=True, answered=True, overtaken=True), LACKS_ANEW),
        ("evidence_insufficient", Situation(closed=True, overtaken=True), ENDED),
        ("deadline_changed", Situation(current_version=2), REPLACED),
        ("reopened", Situation(current_version=2), REPLACED),
        ("reopened", Situation(closed=True), ENDED),
        ("extension_refused", Situation(evidence_waiting=True, current_version=2), None),
        ("extension_refused", Situation(closed=True), ENDED),
        ("extension_refused", Situation(overtaken=True), DECIDED_ANEW),
    ],
)
def test_r2_4_a_notice_is_told_only_while_it_is_so(notice: str, situation: Situation, stop: Stop | None) -> None:
    assert notice_stopped(notice, 1, situation) == stop


@pytest.mark.parametrize("evidence", [Situation(evidence_waiting=True), Situation(proven=True)])
def test_r4_what_writes_to_nobody_at_the_authority_is_no_chaser(evidence: Situation) -> None:
    assert stopped(evidence, 1, TODAY, chases=False) is None
    for other in (
        replace(evidence, closed=True),
        replace(evidence, held_until=TODAY),
        replace(evidence, current_version=2),
    ):
        assert stopped(other, 1, TODAY, chases=False) is not None


@pytest.mark.parametrize(
    ("last", "today", "gap", "soon"),
    [
        (None, "2027-01-08", 5, False),
        ("2027-01-08", "2027-01-08", 0, False),
        ("2027-01-08", "2027-01-08", 1, True),
        ("2027-01-08", "2027-01-10", 1, True),
        ("2027-01-08", "2027-01-11", 1, False),
        ("2026-12-24", "2026-12-28", 1, True),
        ("2026-12-24", "2026-12-29", 1, False),
        ("2026-12-24", "2026-12-29", 2, True),
        ("2026-12-24", "2026-12-30", 2, False),
    ],
)
def test_r5_the_minimum_gap_is_counted_in_working_days(last: str | None, today: str, gap: int, soon: bool) -> None:
    sent = date.fromisoformat(last) if last else None
    assert too_soon(sent, date.fromisoformat(today), gap, wall_calendar()) is soon


def test_r6_only_a_planned_rung_that_is_counted_from_the_due_date_is_to_come() -> None:
    steps = [PlannedStep("delayed", LONG_AGO), PlannedStep("after_20", LONG_AGO, StepState.SKIPPED)]
    assert not is_to_come(steps, LADDER)
    assert is_to_come([*steps, PlannedStep("after_10", LONG_AGO)], LADDER)
