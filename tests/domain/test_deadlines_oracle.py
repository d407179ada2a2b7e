"""Due dates against slow oracles: every anchor day from 1990 to 2040 (D2 to D4, D6 to D8)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.deadlines import LONGEST, Period, Unit, due_on, extended, is_late, months_after
from compliance.domain.errors import Refused
from tests.domain import oracles
from tests.domain.almanac import BANK_HOLIDAYS, FIRST_ANCHOR, LAST_ANCHOR, england_and_wales, patient

EVERY_ANCHOR = [date.fromordinal(n) for n in range(FIRST_ANCHOR.toordinal(), LAST_ANCHOR.toordinal() + 1)]
ANCHORS = st.dates(FIRST_ANCHOR, LAST_ANCHOR)
CALENDAR = england_and_wales()


def _periods() -> st.SearchStrategy[Period]:
    return st.sampled_from(Unit).flatmap(
        lambda unit: st.integers(1, min(LONGEST[unit.value], 400)).map(lambda count: Period(count, unit))
    )


def _oracle(anchor: date, period: Period) -> date:
    if period.unit is Unit.WORKING_DAYS:
        return oracles.working_days_after(anchor, period.count)
    if period.unit is Unit.MONTHS:
        return oracles.months_later(anchor, period.count)
    return oracles.days_later(anchor, period.count * (7 if period.unit is Unit.WEEKS else 1))


def test_every_anchor_day_is_there() -> None:
    assert len(EVERY_ANCHOR) == 51 * 365 + 13
    assert EVERY_ANCHOR[-1] == LAST_ANCHOR


def test_d3_months_1_to_12_for_every_anchor_day() -> None:
    wrong = [
        (anchor, months)
        for anchor in EVERY_ANCHOR
        for months in range(1, 13)
        if months_after(anchor, months) != oracles.months_later(anchor, months)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "period",
    [
        Period(1, Unit.MONTHS),
        Period(3, Unit.MONTHS),
        Period(1, Unit.DAYS),
        Period(28, Unit.DAYS),
        Period(365, Unit.DAYS),
        Period(1, Unit.WEEKS),
        Period(4, Unit.WEEKS),
        Period(52, Unit.WEEKS),
        Period(1, Unit.WORKING_DAYS),
        Period(5, Unit.WORKING_DAYS),
        Period(20, Unit.WORKING_DAYS),
    ],
    ids=str,
)
def test_d2_due_on_for_every_anchor_day(period: Period) -> None:
    wrong = [anchor for anchor in EVERY_ANCHOR if due_on(anchor, period, CALENDAR).due_on != _oracle(anchor, period)]
    assert wrong == []


@patient
@given(anchor=ANCHORS, period=_periods())
def test_d2_any_period_from_any_anchor(anchor: date, period: Period) -> None:
    assert due_on(anchor, period, CALENDAR).due_on == _oracle(anchor, period)


@patient
@given(anchor=ANCHORS, count=st.integers(1, 30))
def test_d4_working_days_by_walking(anchor: date, count: int) -> None:
    receipt = due_on(anchor, Period(count, Unit.WORKING_DAYS), CALENDAR)
    assert receipt.due_on == oracles.walk(anchor, count, BANK_HOLIDAYS)


@patient
@given(anchor=ANCHORS, period=_periods())
def test_d3_beginning_with_ends_one_day_earlier(anchor: date, period: Period) -> None:
    due = due_on(anchor, period, CALENDAR, beginning_with=True).due_on
    if period.unit is Unit.WORKING_DAYS:
        assert due == oracles.working_days_after(oracles.days_later(anchor, -1), period.count)
    elif period.unit is Unit.MONTHS:
        assert due == oracles.months_beginning_with(anchor, period.count)
    else:
        assert due == oracles.days_later(_oracle(anchor, period), -1)


@patient
@given(anchor=ANCHORS, count=st.integers(1, 120))
def test_d8_the_receipt_holds_every_closed_day_once_and_no_other(anchor: date, count: int) -> None:
    receipt = due_on(anchor, Period(count, Unit.WORKING_DAYS), CALENDAR)
    between = range(anchor.toordinal() + 1, receipt.due_on.toordinal())
    closed = [day for day in map(date.fromordinal, between) if oracles.is_closed(day, BANK_HOLIDAYS)]
    skipped = [step for step in receipt.steps if step.note.startswith("skipped: ")]
    assert [step.day for step in skipped] == closed
    for step in skipped:
        assert step.note.removeprefix("skipped: ") in {BANK_HOLIDAYS.get(step.day), f"{step.day:%A}"}
    assert len(closed) + count == receipt.due_on.toordinal() - anchor.toordinal()


@patient
@given(anchor=ANCHORS, period=_periods(), later=st.integers(0, 40))
def test_d8_the_receipt_repeats_what_it_was_asked(anchor: date, period: Period, later: int) -> None:
    receipt = due_on(anchor, period, CALENDAR)
    assert (receipt.anchor, receipt.period) == (anchor, str(period))
    assert (receipt.calendar, receipt.calendar_version) == ("england-and-wales", "test")
    closed_note = receipt.steps[-1].note.startswith("due date is not a working day")
    assert closed_note is oracles.is_closed(receipt.due_on, BANK_HOLIDAYS)
    moved = due_on(oracles.days_later(anchor, later), period, CALENDAR)
    assert moved.due_on >= receipt.due_on, "a later anchor never gives less time"


@patient
@given(anchor=ANCHORS, period=_periods(), more=_periods(), done=st.integers(-400, 400))
def test_d7_an_extension_is_never_earlier_than_its_own_rule_says(
    anchor: date, period: Period, more: Period, done: int
) -> None:
    current = due_on(anchor, period, CALENDAR).due_on
    by_rule = _oracle(current, more)
    new = extended(current, due_on(current, more, CALENDAR).due_on)
    assert new == by_rule
    assert new > current
    completed = oracles.days_later(current, done)
    assert is_late(completed, new) <= is_late(completed, current), "more time never makes a remedy late"


@patient
@given(current=ANCHORS, offset=st.integers(-800, 800))
def test_d6_an_extension_is_later_or_refused(current: date, offset: int) -> None:
    new = oracles.days_later(current, offset)
    if offset >= 1:
        assert extended(current, new) == new
    else:
        with pytest.raises(Refused):
            extended(current, new)
