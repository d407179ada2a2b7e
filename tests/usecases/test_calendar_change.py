"""Calendar changes on consent (D9): what moves, what stays, and that only what was shown is done; on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from compliance.domain.bank_holidays import Listing
from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.reminders import StepState
from compliance.store import calendars, cases, events, steps
from compliance.usecases.authority_calendar import in_force
from compliance.usecases.change_closures import NamedCalendar
from compliance.usecases.reopen import resend
from compliance.usecases.show_calendars import list_calendars
from compliance.usecases.stop_clock import restart, stop
from compliance.usecases.update_calendar import ListChange
from tests.support.world import World, packaged_rulebook
from tests.usecases.calendar_office import NEW_DAY, REASON, consent, days_of, due, feed, look, two_calendars, versions


@pytest.fixture
def office(world: World) -> World:
    return two_calendars(world)


def test_a_preview_shows_what_would_move_and_saves_nothing(office: World) -> None:
    before = {reference: days_of(office, reference) for reference in ("23 001-1", "23 001-2", "23 001-3")}
    found = look(office, feed(office, NEW_DAY)).as_dict(applied=False)
    assert found["deadlines"] == [
        {
            "recommendation": "23 001-1",
            "authority_code": "E1",
            "original_due_on": "2024-04-30",
            "due_on": "2024-04-30",
            "new_due_on": "2024-05-01",
            "days": 1,
        }
    ]
    assert found["calendars"] == [
        {
            "calendar": "england-and-wales",
            "closed": [{"day": "2024-04-16", "name": "Jubilee"}],
            "open": [],
            "horizon": "2028-12-26",
            "new_horizon": "2028-12-26",
        }
    ]
    assert {reference: days_of(office, reference) for reference in before} == before
    assert due(office, "23 001-1") == "2024-04-30 v1"
    with office.store.reading() as session:
        assert calendars.applied(session) == {}
        assert events.stream(session, "calendar/england-and-wales") == []


def test_consent_writes_a_version_an_event_and_new_steps(office: World) -> None:
    done = consent(office, feed(office, NEW_DAY))
    assert [move.row.reference for move in done.due] == ["23 001-1"]
    assert due(office, "23 001-1") == "2024-05-01 v2"
    first, second = versions(office, "23 001-1")
    assert (first["due_on"], second["kind"], second["previous_due_on"]) == (
        "2024-04-30",
        "calendar_change",
        "2024-04-30",
    )
    assert (second["reason"], second["approved_by"]) == (REASON, "Tester")
    assert second["receipt"]["calendar_version"].startswith("list ")
    assert second["receipt"]["words"][:2] == [
        "The list of days on which nobody works changed.",
        "Jubilee (16 April 2024) is a closed day now.",
    ]
    steps = days_of(office, "23 001-1")
    assert steps["due_today", 1] == ("2024-04-30", "superseded")
    assert steps["due_today", 2] == ("2024-05-01", "planned")
    assert steps["logged", 2][1] == "planned"
    with office.store.reading() as session:
        (said,) = events.stream(session, "calendar/england-and-wales")
        told = events.stream(session, "recommendation/23 001-1")
    assert (said.entry.kind, said.entry.payload["moved"]) == (Happening.CALENDAR_CHANGED, 1)
    assert told[-1].entry.payload["kind"] == "calendar_change"


def test_months_named_dates_and_other_calendars_never_move(office: World) -> None:
    consent(office, feed(office, NEW_DAY))
    assert due(office, "23 001-2") == "2024-05-02 v1"
    assert due(office, "23 001-3") == "2024-04-30 v1"
    assert due(office, "23 002-1") == "2024-04-30 v1"


def test_steps_move_alone_where_the_date_stays(office: World) -> None:
    assert days_of(office, "23 001-3")["due_in_10_working_days", 1] == ("2024-04-16", "planned")
    consent(office, feed(office, NEW_DAY))
    steps = days_of(office, "23 001-3")
    assert steps["due_in_10_working_days", 1] == ("2024-04-15", "planned")
    assert steps["due_in_3_working_days", 1] == ("2024-04-25", "planned")
    assert office.steps("23 001-3")["due_in_10_working_days"] == "planned: was 2024-04-16 before the calendar changed"


def test_doing_it_again_changes_nothing(office: World) -> None:
    change = feed(office, NEW_DAY)
    digest = look(office, change).digest
    consent(office, change, digest)
    steps = days_of(office, "23 001-1")
    again = consent(office, change, digest)
    assert again.empty
    assert days_of(office, "23 001-1") == steps
    assert due(office, "23 001-1") == "2024-05-01 v2"
    with office.store.reading() as session:
        assert len(events.stream(session, "calendar/england-and-wales")) == 1


def test_what_was_not_shown_is_not_done(office: World) -> None:
    change = feed(office, NEW_DAY)
    digest = look(office, change).digest
    office.log("23 001-4", period="20 working days")
    with pytest.raises(Refused, match=f"not what was shown as '{digest}'"):
        consent(office, change, digest)
    with pytest.raises(Refused, match="reason: expected why"):
        consent(office, change, reason=" ")
    assert due(office, "23 001-1") == "2024-04-30 v1"
    with office.store.reading() as session:
        assert calendars.applied(session) == {}


def test_the_list_is_in_force_when_the_office_is_opened_again(office: World) -> None:
    consent(office, feed(office, NEW_DAY))
    logged = office.log("23 001-5", period="20 working days")
    assert logged.receipt.due_on == date(2024, 5, 1)
    with office.store.reading() as session:
        found = {each["name"]: each for each in list_calendars(session, office.rulebook, office.today)}
    assert found["england-and-wales"]["source"] == "feed.json"
    assert str(found["england-and-wales"]["version"]).count("list ") == 1
    assert "packages" in str(found["scotland"]["source"])


def test_a_second_list_counts_from_the_same_day_again(office: World) -> None:
    consent(office, feed(office, NEW_DAY))
    consent(office, feed(office, date(2024, 4, 17)))
    assert due(office, "23 001-1") == "2024-05-02 v3"
    third = versions(office, "23 001-1")[2]
    assert "Jubilee (17 April 2024) is a closed day now." in third["receipt"]["words"]
    assert "Jubilee (16 April 2024) is a closed day now." not in third["receipt"]["words"]


def test_a_later_list_that_drops_old_years_leaves_what_an_earlier_one_said_of_them(office: World) -> None:
    consent(office, feed(office, NEW_DAY))
    office.today = date(2025, 1, 2)
    change = feed(office, date(2025, 6, 16))
    (listing,) = change.lists.values()
    rolled = {day: name for day, name in listing.days.items() if day.year >= 2025}
    consent(office, ListChange({listing.division: Listing(listing.division, rolled)}, "newer.json", listing.division))
    assert office.rulebook.calendar.why_closed(date(2025, 6, 16)) == "Jubilee"
    with office.store.reading() as session:
        opened = in_force(session, packaged_rulebook())
    assert opened.calendar.why_closed(NEW_DAY) == "Jubilee"
    assert opened.calendar == office.rulebook.calendar


def test_a_day_that_is_open_after_all_brings_the_date_forward(office: World) -> None:
    consent(office, feed(office, NEW_DAY))
    moved = feed(office, date(2024, 12, 27), without=(NEW_DAY,))
    found = look(office, moved)
    assert [move.as_dict()["days"] for move in found.due] == [-1]
    consent(office, moved)
    assert due(office, "23 001-1") == "2024-04-30 v3"
    assert "Jubilee (16 April 2024) is a working day now." in versions(office, "23 001-1")[2]["receipt"]["words"]


def test_dates_that_are_past_closed_ones_and_history_stay(office: World) -> None:
    office.end("23 001-2")
    with office.writing() as session:
        record = cases.recommendation(session, "23 002-1")
        assert record is not None
        cases.change_recommendation(session, record.id or 0, {"live_from": None})
    office.today = date(2024, 5, 1)
    change = NamedCalendar("S1", "")
    assert look(office, change).due == ()
    assert look(office, feed(office, NEW_DAY)).due == ()


def test_a_date_that_is_today_is_not_past(office: World) -> None:
    office.today = date(2024, 4, 30)
    assert len(look(office, feed(office, NEW_DAY)).due) == 1


def test_no_date_moves_to_a_day_that_is_over(office: World) -> None:
    """D9: what was done by the day an authority was told is never late for a change that came later."""
    consent(office, feed(office, NEW_DAY))
    assert due(office, "23 001-1") == "2024-05-01 v2"
    office.today = date(2024, 5, 1)
    opened = feed(office, date(2024, 12, 27), without=(NEW_DAY,))
    found = look(office, opened)
    assert found.due == ()
    assert found.as_dict(applied=False)["kept"] == [
        {
            "recommendation": "23 001-1",
            "authority_code": "E1",
            "original_due_on": "2024-04-30",
            "due_on": "2024-05-01",
            "counted_on": "2024-04-30",
        }
    ]
    consent(office, opened)
    assert due(office, "23 001-1") == "2024-05-01 v2"
    assert office.end("23 001-1").late is False


def test_what_stayed_is_not_told_at_each_later_look(office: World) -> None:
    office.log("23 001-4", period="22 working days")
    april = (NEW_DAY, date(2024, 4, 17), date(2024, 4, 18))
    december = (date(2024, 12, 27), date(2024, 12, 30), date(2024, 12, 31))
    consent(office, feed(office, *april))
    assert due(office, "23 001-4") == "2024-05-08 v2"
    office.today = date(2024, 5, 7)
    opened = feed(office, *december, without=april)
    kept = [(each.row.reference, each.counted_on) for each in look(office, opened).kept]
    assert kept == [("23 001-4", date(2024, 5, 2))]
    consent(office, opened)
    again = look(office, opened)
    assert (again.due, again.kept, again.empty) == ((), (), True)
    further = look(office, feed(office, date(2025, 1, 2)))
    assert (further.due, further.kept) == ((), ()), "nor where another change has nothing to do with it"
    nearer = look(office, feed(office, date(2024, 4, 22)))
    assert [each.counted_on for each in nearer.kept] == [date(2024, 5, 3)]
    consent(office, feed(office, date(2024, 4, 22), date(2024, 4, 23)))
    assert due(office, "23 001-4") == "2024-05-07 v3", "a day that is not over is moved to as ever"


def test_an_extension_to_a_named_day_stays(office: World) -> None:
    office.extend("23 001-1", "2024-05-20")
    assert look(office, feed(office, NEW_DAY)).due == ()


def test_a_shrunken_list_is_refused(office: World) -> None:
    with pytest.raises(Refused, match=r"feed\.json: england-and-wales lacks May Day on 2024-05-06"):
        look(office, feed(office, without=(date(2024, 5, 6),)))


def test_a_bank_holiday_applied_by_mistake_is_taken_back(office: World) -> None:
    before = due(office, "23 001-1")
    consent(office, feed(office, NEW_DAY))
    assert due(office, "23 001-1").endswith("v2")
    without = feed(office, without=(NEW_DAY,))
    with pytest.raises(Refused, match=f"lacks Jubilee on {NEW_DAY}"):
        look(office, without)
    consent(office, replace(without, gone=frozenset({NEW_DAY})))
    assert due(office, "23 001-1") == before.replace("v1", "v3")
    with pytest.raises(Refused, match=rf"gone: expected bank holidays in force that .*feed\.json lacks, not {NEW_DAY}"):
        look(office, replace(without, gone=frozenset({NEW_DAY})))


def test_a_restarted_clock_is_counted_anew_but_never_before_the_date_before_the_stop(office: World) -> None:
    category = next(iter(office.rulebook.stop_categories))
    with office.writing() as session:
        stop(session, office.rulebook, office.moment, "23 001-1", category, "court", "Kim")
    office.today = date(2024, 4, 8)
    with office.writing() as session:
        restart(session, office.rulebook, office.moment, "23 001-1", "court has decided", "Kim")
    assert due(office, "23 001-1") == "2024-05-07 v3"
    consent(office, feed(office, NEW_DAY))
    assert due(office, "23 001-1") == "2024-05-08 v4"
    consent(office, feed(office, date(2024, 12, 27), without=(NEW_DAY,)))
    assert due(office, "23 001-1") == "2024-05-07 v5"


def test_a_step_of_a_recommendation_sent_anew_stays_unless_its_day_closes(office: World) -> None:
    office.today = date(2024, 4, 15)
    with office.writing() as session:
        resend(session, office.rulebook, office.moment, "23 001-3", "never got it", "Kim")
    assert days_of(office, "23 001-3")["logged", 2] == ("2024-04-15", "planned")
    consent(office, feed(office, NEW_DAY))
    assert days_of(office, "23 001-3")["logged", 2] == ("2024-04-15", "planned")
    consent(office, feed(office, NEW_DAY, date(2024, 4, 15)))
    assert days_of(office, "23 001-3")["logged", 2] == ("2024-04-17", "planned")


def test_the_digest_is_that_of_what_would_be_done(office: World) -> None:
    digests = {look(office, feed(office, NEW_DAY + timedelta(days=number))).digest for number in range(3)}
    assert len(digests) == 3
    assert look(office, feed(office, NEW_DAY)).digest == look(office, feed(office, NEW_DAY)).digest
    assert json.loads(json.dumps(look(office, feed(office, NEW_DAY)).as_dict(applied=False)))


def test_the_steps_of_a_stopped_clock_move_with_their_own_day(office: World) -> None:
    with office.writing() as session:
        why = ("legal_proceedings", "judicial review", "Kim")
        stop(session, office.rulebook, office.moment, "23 001-1", *why)
    step = ("delayed_remedy", 2)
    closed = date.fromisoformat(days_of(office, "23 001-1")[step][0])
    found = consent(office, feed(office, closed))
    assert "23 001-1" in {move.reference for move in found.steps}
    assert "23 001-1" not in {move.row.reference for move in found.due}
    moved, state = days_of(office, "23 001-1")[step]
    assert (moved > closed.isoformat(), state) == (True, "planned")


def test_a_rung_of_before_the_change_is_said_to_lie_before_that_and_not_before_a_live_day(office: World) -> None:
    office.today = date(2024, 4, 29)
    consent(office, feed(office, date(2024, 4, 30)))
    assert due(office, "23 001-1") == "2024-05-01 v2"
    assert office.steps("23 001-1", 2)["due_in_10_working_days"] == (
        "skipped: its day lies before the new deadline version of 2024-04-29"
    )


def test_a_rung_that_a_calendar_moved_raises_its_task_all_the_same(office: World) -> None:
    """It was not tried before, so nobody has its task yet: an escalation is never silent (R1, D9)."""
    consent(office, feed(office, NEW_DAY))
    consent(office, feed(office, date(2024, 5, 8)))
    rungs = ("overdue_10_working_days", "overdue_20_working_days")
    moved = [office.steps("23 001-3")[rung] for rung in rungs]
    assert all(each.startswith("planned: was 2024-05-") for each in moved), moved
    office.walk("2024-06-05")
    raised = {(kind, owner) for kind, owner, subject in office.tasks() if subject == "recommendation 23 001-3"}
    assert raised >= {(rungs[0], "casework_manager"), (rungs[1], "director")}


def test_a_rung_that_was_tried_keeps_why_when_a_calendar_moves_it(office: World) -> None:
    """Its task was raised once, and is not raised a second time because a calendar changed (R1, R6)."""
    step = "overdue_20_working_days"
    tried = "it reached nobody, and now there is somebody to write to"
    with office.writing() as session:
        record = cases.recommendation(session, "23 001-3")
        assert record is not None
        assert record.id is not None
        row = next(each for each in steps.of_recommendation(session, record.id) if each.step == step)
        assert row.id is not None
        steps.settle(session, [(row.id, StepState.PLANNED, tried)])
    consent(office, feed(office, date(2024, 5, 8)))
    assert office.steps("23 001-3")[step] == f"planned: {tried}"
