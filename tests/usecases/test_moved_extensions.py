"""More time in working days that a calendar change moved is still more time (D6, D7, D9, T); on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.errors import Refused
from compliance.domain.moment import Moment
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Extension
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_deadline import correct as correct_date
from compliance.usecases.change_deadline import corrected_receipt, extend, extension_receipt, reverse_extension
from compliance.usecases.hold import place_hold
from compliance.usecases.open_recommendation import find
from compliance.usecases.reopen import resend
from compliance.usecases.statutory_clock import begin
from compliance.usecases.stop_clock import restart, stop
from tests.support.world import World
from tests.usecases.calendar_office import consent, due, feed, look, two_calendars, versions

REC = "23 001-1"
CARE = "23 001/care_provider/1"
STOP = ("legal_proceedings", "judicial review", "Kim")


@pytest.fixture
def office(world: World) -> World:
    """On 2 April 2024 with a remedy due on 30 April, 20 working days after that."""
    return two_calendars(world)


def given(office: World, reference: str = REC, period: str = "10 working days") -> None:
    """More time as a period, counted from the due date in force."""
    with office.writing() as session:
        found = find(session, reference)
        calendar = calendar_of(session, office.rulebook, found.decision.authority_id)
        receipt = extension_receipt(found.record.due_on, period, None, office.rulebook, calendar)
        agreed = Extension(office.today, receipt.due_on, "flood", "Kim")
        extend(session, office.rulebook, office.moment, reference, agreed, receipt)


def reversed_(office: World, reference: str = REC) -> None:
    with office.writing() as session:
        reverse_extension(session, office.rulebook, office.moment, reference, "another case", "Kim")


def closed(office: World, day: date, authority: str = "E1") -> None:
    consent(office, NewClosure(authority, day, "Festival"))


def kinds(office: World, reference: str = REC) -> list[str]:
    return [each["kind"] for each in versions(office, reference)]


def test_an_extension_that_a_closing_day_moved_is_taken_back(office: World) -> None:
    given(office)
    assert due(office, REC) == "2024-05-15 v2"
    closed(office, date(2024, 5, 8))
    assert due(office, REC) == "2024-05-16 v3"
    reversed_(office)
    assert due(office, REC) == "2024-04-30 v4"
    assert kinds(office) == ["original", "extension", "calendar_change", "extension_reversed"]
    with pytest.raises(Refused, match="its current due date is from: extension reversed"):
        reversed_(office)


def test_the_date_before_it_counts_on_the_calendar_of_today(office: World) -> None:
    """A day within the first period moves the date before the extension, not the extension."""
    given(office)
    consent(office, feed(office, date(2024, 4, 16)))
    assert due(office, REC) == "2024-05-15 v2"
    closed(office, date(2024, 5, 8))
    reversed_(office)
    assert due(office, REC) == "2024-05-01 v4"
    receipt = versions(office, REC)[-1]["receipt"]
    assert (receipt["anchor"], receipt["period"]) == ("2024-04-02", "20 working days")
    assert {"day": "2024-04-16", "note": "skipped: Jubilee"} in receipt["steps"]
    assert look(office, feed(office, date(2024, 4, 16))).due == (), "nothing is left to move"


def test_the_date_before_it_is_brought_forward_to_no_day_that_is_over(office: World) -> None:
    """D9: what was 29 April would be 26 April without Easter Monday, and that is over by then."""
    office.today = date(2024, 3, 28)
    office.decision("23 009", "E1")
    office.log("23 009-1", period="20 working days")
    assert due(office, "23 009-1") == "2024-04-29 v1"
    given(office, "23 009-1", "1 month")
    easter = date(2024, 4, 1)
    consent(office, feed(office, date(2024, 12, 27), without=(easter,)))
    office.today = date(2024, 4, 29)
    reversed_(office, "23 009-1")
    assert due(office, "23 009-1") == "2024-04-29 v3"


@pytest.mark.parametrize("day", [date(2024, 4, 22), date(2024, 4, 26)])
def test_the_date_before_it_is_brought_forward_while_that_is_to_come(office: World, day: date) -> None:
    office.today = date(2024, 3, 28)
    office.decision("23 009", "E1")
    office.log("23 009-1", period="20 working days")
    given(office, "23 009-1", "1 month")
    consent(office, feed(office, date(2024, 12, 27), without=(date(2024, 4, 1),)))
    office.today = day
    reversed_(office, "23 009-1")
    assert due(office, "23 009-1") == "2024-04-26 v3"


def test_holds_and_what_was_sent_anew_lie_in_between(office: World) -> None:
    given(office)
    with office.writing() as session:
        resend(session, office.rulebook, office.moment, REC, "never got it", "Kim")
        place_hold(session, office.rulebook, office.moment, REC, date(2024, 4, 20), "a bereavement")
    closed(office, date(2024, 5, 8))
    with office.writing() as session:
        resend(session, office.rulebook, office.moment, REC, "nor that", "Kim")
    closed(office, date(2024, 5, 9))
    given(office)
    assert due(office, REC) == "2024-06-03 v7"
    reversed_(office)
    assert due(office, REC) == "2024-05-17 v8"
    reversed_(office)
    assert due(office, REC) == "2024-04-30 v9"


def test_more_time_upon_a_clock_that_runs_again_is_taken_back_to_that(office: World) -> None:
    with office.writing() as session:
        stop(session, office.rulebook, office.moment, REC, *STOP)
    office.today = date(2024, 4, 8)
    with office.writing() as session:
        restart(session, office.rulebook, office.moment, REC, "decided", "Kim")
    assert due(office, REC) == "2024-05-07 v3"
    given(office)
    assert due(office, REC) == "2024-05-21 v4"
    consent(office, feed(office, date(2024, 4, 16)))
    closed(office, date(2024, 5, 20))
    assert due(office, REC) == "2024-05-22 v5"
    reversed_(office)
    assert due(office, REC) == "2024-05-08 v6", "counted on today's calendar, as the clock left it"
    consent(office, feed(office, date(2024, 12, 27), without=(date(2024, 4, 16),)))
    assert due(office, REC) == "2024-05-07 v7"


def test_a_clock_that_ran_again_after_it_is_no_extension(office: World) -> None:
    given(office)
    with office.writing() as session:
        stop(session, office.rulebook, office.moment, REC, *STOP)
        restart(session, office.rulebook, office.moment, REC, "decided", "Kim")
    closed(office, date(2024, 5, 8))
    with pytest.raises(Refused, match="has no extension in force: its current due date is from: calendar change"):
        reversed_(office)


def test_the_receipt_of_a_stage_is_not_corrected_over_more_time_that_a_calendar_moved(office: World) -> None:
    """T: the ten working days that were agreed are not wiped out."""
    later = Moment(date(2024, 4, 10), office.moment.now, "Kim")
    with office.writing() as session:
        begin(session, office.rulebook, office.moment, "23 001", "care_provider", office.today)
    given(office, CARE)
    assert due(office, CARE) == "2024-05-17 v2"
    closed(office, date(2024, 5, 8))
    assert due(office, CARE) == "2024-05-20 v3"
    with office.writing() as session:
        found = find(session, CARE)
        receipt = corrected_receipt(found, "", None, office.rulebook, office.rulebook.calendar, date(2024, 4, 9))
        with pytest.raises(Refused, match="a stage that was given no more time: take the extension back first"):
            correct_date(session, office.rulebook, later, CARE, receipt, "typed wrongly", "Kim")
    reversed_(office, CARE)
    assert due(office, CARE) == "2024-05-02 v4"
