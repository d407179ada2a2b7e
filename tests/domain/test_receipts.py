"""Deadline receipts in words a councillor understands (D8): whole texts, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.clock_stops import restarted, stopped
from compliance.domain.deadlines import OpenEnded, ReceiptStep, VersionKind, due_on, fixed, parse_period
from compliance.domain.receipts import CLOSED_NOW, OPEN_NOW, About, in_words

CLOSED = {
    date(2024, 3, 29): "Good Friday",
    date(2024, 4, 1): "Easter Monday",
    date(2024, 5, 6): "Early May bank holiday",
    date(2024, 5, 27): "Spring bank holiday",
}
CALENDAR = WorkingCalendar("wall", "1", CLOSED, date(2026, 1, 1))
SHORT = replace(CALENDAR, horizon=date(2024, 4, 30))


def said(receipt: dict[str, Any], **about: Any) -> str:
    return " ".join(in_words(receipt, About(**about)))


def counted(anchor: str, period: str, *, calendar: WorkingCalendar = CALENDAR, first: bool = False) -> dict[str, Any]:
    return due_on(date.fromisoformat(anchor), parse_period(period), calendar, beginning_with=first).as_dict()


@pytest.mark.parametrize(
    ("anchor", "period", "first", "text"),
    [
        (
            "2024-04-02",
            "20 working days",
            False,
            "You have 20 working days after 2 April 2024, the day of our decision. Weekends are not counted. "
            "The last day is Tuesday 30 April 2024.",
        ),
        (
            "2024-04-08",
            "20 working days",
            False,
            "You have 20 working days after 8 April 2024, the day of our decision. Weekends are not counted, and "
            "neither is Early May bank holiday (6 May 2024). The last day is Tuesday 7 May 2024.",
        ),
        (
            "2024-03-27",
            "4 working days",
            False,
            "You have 4 working days after 27 March 2024, the day of our decision. Weekends are not counted, and "
            "neither are Good Friday (29 March 2024) and Easter Monday (1 April 2024). The last day is Thursday 4 "
            "April 2024.",
        ),
        (
            "2024-05-03",
            "1 working day",
            True,
            "You have 1 working day beginning with 3 May 2024, the day of our decision. That day counts as the first "
            "one. The last day is Friday 3 May 2024.",
        ),
        (
            "2024-04-02",
            "1 month",
            False,
            "You have 1 month after 2 April 2024, the day of our decision. It ends on the same day of the month. "
            "The last day is Thursday 2 May 2024.",
        ),
        (
            "2024-01-31",
            "1 month",
            False,
            "You have 1 month after 31 January 2024, the day of our decision. February 2024 has no day 31, so it ends "
            "on the last day of that month: Thursday 29 February 2024.",
        ),
        (
            "2024-01-15",
            "3 months",
            True,
            "You have 3 months beginning with 15 January 2024, the day of our decision. That day counts as the first "
            "one. It ends the day before the same day of the month. The last day is Sunday 14 April 2024. That day is "
            "a Sunday and not a working day; the date stays all the same.",
        ),
        (
            "2024-01-31",
            "3 months",
            True,
            "You have 3 months beginning with 31 January 2024, the day of our decision. That day counts as the first "
            "one. April 2024 has no day 31, so it ends on the last day of that month: Tuesday 30 April 2024.",
        ),
        (
            "2024-04-02",
            "4 weeks",
            False,
            "You have 4 weeks after 2 April 2024, the day of our decision. Every day is counted, also weekends and "
            "bank holidays. The last day is Tuesday 30 April 2024.",
        ),
        (
            "2024-04-29",
            "28 days",
            False,
            "You have 28 days after 29 April 2024, the day of our decision. Every day is counted, also weekends and "
            "bank holidays. The last day is Monday 27 May 2024. That day is Spring bank holiday and not a working day; "
            "the date stays all the same.",
        ),
    ],
)
def test_d8_a_period(anchor: str, period: str, first: bool, text: str) -> None:
    assert said(counted(anchor, period, first=first), decided_on=date.fromisoformat(anchor)) == text


def test_d8_an_anchor_that_is_not_the_decision_is_not_called_so() -> None:
    text = said(counted("2024-04-02", "1 month"), decided_on=date(2024, 4, 1))
    assert text.startswith("You have 1 month after 2 April 2024. It ends")


def test_d8_a_named_date() -> None:
    assert said(fixed(date(2024, 6, 1), CALENDAR).as_dict()) == (
        "Our decision names the date itself: Saturday 1 June 2024. That day is a Saturday and not a working day; the "
        "date stays all the same."
    )


def test_d9_a_horizon_that_is_too_near_is_said() -> None:
    text = said(counted("2024-04-08", "20 working days", calendar=SHORT))
    assert text.endswith("The last day is Tuesday 7 May 2024. Bank holidays after 30 April 2024 are not announced yet.")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (VersionKind.EXTENSION, "More time was agreed. The date is Friday 31 May 2024."),
        (
            VersionKind.EXTENSION_REVERSED,
            "More time had been agreed, and that was taken back. The date is Friday 31 May 2024.",
        ),
        (VersionKind.CORRECTION, "The date was corrected. The date is Friday 31 May 2024."),
        (VersionKind.DATED, "What the date waited for has happened. The date is Friday 31 May 2024."),
        (VersionKind.REOPENED, "The recommendation was opened again. The date is Friday 31 May 2024."),
        (VersionKind.RESENT, "The recommendation was sent again. The date is Friday 31 May 2024."),
    ],
)
def test_d6_each_kind_of_change_says_what_happened_and_the_date_before(kind: VersionKind, text: str) -> None:
    receipt = fixed(date(2024, 5, 31), CALENDAR, "agreed").as_dict()
    before = " Before that it was Thursday 2 May 2024."
    assert said(receipt, kind=kind.value, previous_due_on=date(2024, 5, 2)) == text + before


def test_d6_a_correction_that_leaves_the_date_says_that_only_its_counting_is_another() -> None:
    assert said(counted("2024-04-02", "1 month"), kind="correction", previous_due_on=date(2024, 5, 2)) == (
        "How the date is counted was corrected. You have 1 month after 2 April 2024. It ends on the same day of the "
        "month. The last day is Thursday 2 May 2024."
    )


UNHEARD = [VersionKind.CORRECTION, VersionKind.EXTENSION_REVERSED, VersionKind.CALENDAR_CHANGE]


@pytest.mark.parametrize("kind", UNHEARD)
@pytest.mark.parametrize("last_told", [None, date(2024, 5, 7)], ids=["told of none", "told of this one"])
def test_d6_who_knows_of_no_other_date_reads_of_no_change(kind: VersionKind, last_told: date | None) -> None:
    receipt = counted("2024-04-08", "20 working days")
    receipt["steps"].insert(0, {"day": "2024-05-06", "note": f"{CLOSED_NOW}Early May bank holiday"})
    between = date(2024, 5, 31)
    written = said(receipt, kind=kind.value, previous_due_on=between, last_told=last_told, written=True)
    assert written == said(receipt | {"steps": receipt["steps"][1:]})
    told = said(receipt, kind=kind.value, previous_due_on=between, last_told=between, written=True)
    assert told == said(receipt, kind=kind.value, previous_due_on=between) != written


def test_d8_who_was_told_the_date_reads_that_it_is_counted_otherwise() -> None:
    receipt, due = counted("2024-04-02", "1 month"), date(2024, 5, 2)
    words = said(receipt, kind="correction", previous_due_on=due, last_told=due, written=True)
    assert words == said(receipt, kind="correction", previous_due_on=due)
    assert words.startswith("How the date is counted was corrected.")


def test_d7_an_extension_by_a_period_counts_from_the_date_until_then() -> None:
    receipt = counted("2024-05-02", "10 working days")
    assert said(receipt, kind="extension", previous_due_on=date(2024, 5, 2)) == (
        "More time was agreed. You have 10 working days after 2 May 2024, the due date until then. Weekends are not "
        "counted, and neither is Early May bank holiday (6 May 2024). The last day is Friday 17 May 2024. Before that "
        "it was Thursday 2 May 2024."
    )


@pytest.mark.parametrize(
    ("left", "days"), [(12, "12 working days are left"), (1, "1 working day is left"), (0, "0 working days are left")]
)
def test_d6_a_stopped_clock_says_what_is_left(left: int, days: str) -> None:
    receipt = stopped(date(2024, 4, 10), left, "legal_proceedings", CALENDAR).as_dict()
    assert said(receipt, kind="clock_stopped", previous_due_on=date(2024, 4, 26)) == (
        f"The clock is stopped. It has stood still since 10 April 2024. {days} when it runs again; until then there is "
        "no due date."
    )


def test_d6_a_restarted_clock_counts_what_was_left() -> None:
    receipt = restarted(date(2024, 5, 1), date(2024, 4, 10), 3, date(2024, 4, 15), CALENDAR).as_dict()
    assert said(receipt, kind="clock_restarted") == (
        "The clock was stopped and runs again. You have the 3 working days that were left, after 1 May 2024, when the "
        "clock ran again. Weekends are not counted, and neither is Early May bank holiday (6 May 2024). The last day "
        "is Tuesday 7 May 2024."
    )


def test_d6_what_is_sent_anew_after_a_restart_still_counts_what_was_left() -> None:
    receipt = restarted(date(2024, 5, 1), date(2024, 4, 10), 3, date(2024, 4, 15), CALENDAR).as_dict()
    assert said(receipt, kind="resent").startswith(
        "The recommendation was sent again. You have the 3 working days that were left, after 1 May 2024, when the "
        "clock ran again."
    )


def test_d8_a_date_that_a_stop_does_not_bring_forward_says_why_it_is_later() -> None:
    """Due on Saturday 4 May: three working days after Tuesday 30 April end on Friday."""
    receipt = restarted(date(2024, 4, 30), date(2024, 4, 30), 3, date(2024, 5, 4), CALENDAR).as_dict()
    assert said(receipt, kind="clock_restarted") == (
        "The clock was stopped and runs again. You have the 3 working days that were left, after 30 April 2024, when "
        "the clock ran again. The last of them is Friday 3 May 2024. The due date before the clock stopped was later, "
        "and stays: Saturday 4 May 2024. That day is a Saturday and not a working day; the date stays all the same."
    )


@pytest.mark.parametrize(
    ("again", "due", "ends"),
    [
        (
            date(2024, 5, 12),
            date(2024, 5, 11),
            "12 May 2024, when the clock ran again. The last day is Monday 13 May 2024.",
        ),
        (
            date(2024, 5, 10),
            date(2024, 5, 11),
            "10 May 2024, when the clock ran again. That is Friday 10 May 2024. The due date before the clock stopped "
            "was later, and stays: Saturday 11 May 2024. That day is a Saturday and not a working day; the date stays "
            "all the same.",
        ),
    ],
    ids=["on a Sunday", "on the day of the stop"],
)
def test_d6_where_no_working_day_was_left_the_first_one_counts(again: date, due: date, ends: str) -> None:
    receipt = restarted(again, date(2024, 5, 10), 0, due, CALENDAR).as_dict()
    opening = "The clock was stopped and runs again. No working day was left, so the date is the first one on or after "
    assert said(receipt, kind="clock_restarted") == opening + ends


def test_d6_a_stopped_clock_that_is_sent_anew_says_that_it_stands_still() -> None:
    receipt = stopped(date(2024, 4, 10), 3, "legal_proceedings", CALENDAR).as_dict()
    assert said(receipt, kind="resent") == (
        "The recommendation was sent again. The clock has stood still since 10 April 2024. 3 working days are left "
        "when it runs again; until then there is no due date."
    )


def test_d2_an_open_ended_date_says_what_it_waits_for() -> None:
    receipt = OpenEnded("waits for the election of 2024-05-02", "wall", "1").as_dict()
    assert said(receipt, waits_for="the review of case 23 001", review_on=date(2024, 7, 1)) == (
        "There is no due date yet: it waits for the review of case 23 001. We look at it again on Monday 1 July 2024."
    )
    assert said(receipt) == "There is no due date yet: waits for the election of 2 May 2024."


def test_d9_a_calendar_change_names_the_days_that_changed() -> None:
    receipt = due_on(date(2024, 5, 2), parse_period("3 working days"), CALENDAR)
    steps = (
        *receipt.steps,
        ReceiptStep(date(2024, 5, 6), f"{CLOSED_NOW}Early May bank holiday"),
        ReceiptStep(date(2024, 5, 8), f"{OPEN_NOW}Victory Day"),
    )
    text = said(replace(receipt, steps=steps).as_dict(), kind="calendar_change", previous_due_on=date(2024, 5, 9))
    assert text == (
        "The list of days on which nobody works changed. Early May bank holiday (6 May 2024) is a closed day now. "
        "Victory Day (8 May 2024) is a working day now. You have 3 working days after 2 May 2024. Weekends are not "
        "counted, and neither is Early May bank holiday (6 May 2024). The last day is Wednesday 8 May 2024. Before "
        "that it was Thursday 9 May 2024."
    )


def test_d8_a_receipt_stored_before_there_was_a_mark_still_begins_with_its_day() -> None:
    old = counted("2024-01-15", "3 months", first=True)
    del old["beginning_with"]
    assert "beginning with 15 January 2024" in said(old)
