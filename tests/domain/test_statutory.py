"""The statutory clocks that come with Amends, each with days counted by hand (T, D3)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.errors import Refused
from compliance.domain.reminders import Dates, plan
from compliance.domain.statutory import NOTHING
from tests.support.world import packaged_rulebook

RULEBOOK = packaged_rulebook()
PUBLIC_REPORT, CARE_PROVIDER = RULEBOOK.clocks["public_report"], RULEBOOK.clocks["care_provider"]

# Three months beginning with the day of receipt: that day is the first, the period ends the day before the same number.
BEGINNING_WITH = [
    # May, June and July are the three months.
    ("2024-05-01", "2024-07-31"),
    # 15 January to 14 February, 15 February to 14 March, 15 March to 14 April.
    ("2024-01-15", "2024-04-14"),
    # 29 February to 28 March, 29 March to 28 April, 29 April to 28 May.
    ("2024-02-29", "2024-05-28"),
    # December, January and the February of a leap year, and of another one.
    ("2023-12-01", "2024-02-29"),
    ("2024-12-01", "2025-02-28"),
    # 31 October to 30 November is a month; the third ends the day before 31 January.
    ("2024-10-31", "2025-01-30"),
    # Ends on a Sunday, which does not move it (D5).
    ("2024-03-16", "2024-06-15"),
    # No such day number in the last month: its last day, and the first day is not taken off again (decision 20).
    ("2024-01-31", "2024-04-30"),
    ("2023-11-30", "2024-02-29"),
    ("2024-11-30", "2025-02-28"),
    # Over the turn of the year: 20 November to 19 December, to 19 January, to 19 February.
    ("2024-11-20", "2025-02-19"),
]
# One month after the day of receipt, which is not counted: the same number, or the last day of the month.
ONE_MONTH = [
    ("2024-05-15", "2024-06-15"),  # a Saturday, which does not move it
    ("2024-01-31", "2024-02-29"),  # no 31 February: its last day, in a leap year
    ("2025-01-31", "2025-02-28"),
    ("2024-02-29", "2024-03-29"),
    ("2024-09-30", "2024-10-30"),  # not the last day of October: the number counts
    ("2024-12-31", "2025-01-31"),
]


@pytest.mark.parametrize("stage", ["report", "further_report"])
@pytest.mark.parametrize(("received_on", "due_on"), BEGINNING_WITH)
def test_three_months_beginning_with_the_report(stage: str, received_on: str, due_on: str) -> None:
    receipt = PUBLIC_REPORT.stage(stage).receipt(date.fromisoformat(received_on), RULEBOOK.calendar)
    assert receipt.due_on == date.fromisoformat(due_on)
    assert receipt.rule == "3 months beginning with the first day, by the corresponding date"
    assert receipt.steps[0].day == date.fromisoformat(received_on)
    assert receipt.steps[0].note.startswith("the authority received the ")


@pytest.mark.parametrize("stage", ["recommendations", "further_month"])
@pytest.mark.parametrize(("received_on", "due_on"), ONE_MONTH)
def test_one_month_and_one_month_more_for_a_care_provider(stage: str, received_on: str, due_on: str) -> None:
    receipt = CARE_PROVIDER.stage(stage).receipt(date.fromisoformat(received_on), RULEBOOK.calendar)
    assert receipt.due_on == date.fromisoformat(due_on)


@pytest.mark.parametrize(
    ("decided_on", "asked_on"),
    [
        ("2024-04-02", "2025-03-03"),  # eleven months: 2 March 2025 is a Sunday, so the Monday after
        ("2024-02-29", "2025-01-29"),
        ("2024-03-31", "2025-02-28"),  # no 31 February: its last day, a Friday
        ("2023-03-31", "2024-02-29"),
        ("2024-01-31", "2024-12-31"),
        ("2024-01-25", "2024-12-27"),  # 25 and 26 December are bank holidays
    ],
)
def test_the_review_of_a_delayed_remedy_comes_a_month_before_the_year_is_over(decided_on: str, asked_on: str) -> None:
    decided = date.fromisoformat(decided_on)
    steps = plan(RULEBOOK.default_ladder, Dates(decided, decided, None, decided), RULEBOOK.calendar)
    (review,) = [step for step in steps if step.name == "delayed_remedy"]
    assert review.on_day == date.fromisoformat(asked_on)


def test_each_clock_leads_to_its_second_stage_and_then_to_a_person() -> None:
    for clock, task in ((PUBLIC_REPORT, "publish_statement"), (CARE_PROVIDER, "publish_notice")):
        first, second = clock.stages
        assert (first.failed.stage, first.complied) == (second.name, NOTHING)
        assert (second.failed.stage, second.failed.task, second.complied) == ("", task, NOTHING)


def test_only_a_public_report_needs_more_time_in_writing() -> None:
    assert [stage.in_writing for stage in PUBLIC_REPORT.stages + CARE_PROVIDER.stages] == [True, True, False, False]


def test_a_stage_the_clock_has_not_is_refused_with_those_it_has() -> None:
    with pytest.raises(Refused, match="stage: expected one of report, further_report of the clock 'public_report'"):
        PUBLIC_REPORT.stage("reprot")
