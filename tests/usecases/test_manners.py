"""Good manners: the minimum gap for each person, the sending hours, and what arms a ladder anew (R2.2, R5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from compliance.domain.evidence import Judgement
from compliance.domain.hours import SendingHours
from compliance.domain.ladders import Ladder
from compliance.domain.moment import Moment
from compliance.domain.recommendations import Kind
from compliance.usecases.dispatch_messages import Dispatch, dispatch
from compliance.usecases.reopen import reopen, resend
from tests.support.world import World

ANN, DAN, BO = "ann@e1.example", "dan@e1.example", "bo@e1.example"
REC = "23 001-1"


def gap(office: World, working_days: int) -> None:
    office.rulebook = replace(office.rulebook, minimum_gap=working_days)


def test_a_step_goes_to_those_who_are_not_too_soon_and_waits_for_the_others(office: World) -> None:
    gap(office, 4)
    office.log(REC, due_on=date(2024, 4, 9))
    # Due on the 9th: Ann had the reminder of the 4th on the 8th, so "due today" waits for her until the 12th.
    office.walk("2024-04-15")
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "a date")
    office.walk("2024-04-22")
    # The chaser of the 16th goes to the deputy on its day; Ann was written to on the 15th and gets it on the 19th.
    assert [(day, who, items) for day, who, items in office.mail() if day >= "2024-04-15"] == [
        ("2024-04-15", ANN, [f"{REC} evidence_insufficient-1"]),
        ("2024-04-16", DAN, [f"{REC} overdue_5_working_days"]),
        ("2024-04-19", ANN, [f"{REC} overdue_5_working_days"]),
    ]
    assert office.steps(REC)["overdue_5_working_days"] == "sent"
    assert office.messages(recipient=DAN)[0]["state"] == "sent"


@pytest.mark.parametrize("ended_by", ["extension", "outcome", "next step"])
def test_a_step_that_some_got_ends_as_sent_whatever_ends_it(office: World, ended_by: str) -> None:
    gap(office, 15)
    office.log(REC, due_on=date(2024, 4, 9))
    office.walk("2024-04-15")
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "a date")
    office.walk("2024-04-17")
    assert office.steps(REC)["overdue_5_working_days"] == "planned"
    assert (DAN, [f"{REC} overdue_5_working_days"]) in [(who, items) for _, who, items in office.mail()]
    if ended_by == "extension":
        office.extend(REC, "2024-07-01")
    elif ended_by == "outcome":
        office.end(REC)
    else:
        office.walk("2024-04-23")
        assert (BO, [f"{REC} overdue_10_working_days"]) in [(who, items) for _, who, items in office.mail()]
    why = ": deadline version 2 replaced it" if ended_by == "extension" else ""
    assert office.steps(REC)["overdue_5_working_days"] == f"sent{why}"


def test_a_task_is_raised_once_though_its_letters_go_on_two_days(office: World) -> None:
    gap(office, 3)
    office.rulebook = replace(office.rulebook, staff={})
    ladder = office.rulebook.default_ladder
    step = replace(ladder.step("overdue_10_working_days"), recipients=ladder.step("overdue_5_working_days").recipients)
    steps = (ladder.step("logged"), step)
    office.rulebook = replace(office.rulebook, ladders={ladder.name: Ladder(ladder.name, steps)})
    office.log(REC, due_on=date(2024, 4, 9))
    office.run()
    office.run("2024-04-22")
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "a date")
    office.run("2024-04-22")
    plans = [office.run(day) for day in ("2024-04-23", "2024-04-24", "2024-04-25")]
    assert [plan.escalated for plan in plans] == [1, 0, 0]
    assert [(day, who) for day, who, _ in office.mail()][1:] == [
        ("2024-04-22", ANN),
        ("2024-04-23", DAN),
        ("2024-04-25", ANN),
    ]


def test_notices_do_not_wait_for_the_gap_but_count_for_it(office: World) -> None:
    gap(office, 5)
    office.log(REC, due_on=date(2024, 5, 14))
    office.run()
    office.run("2024-04-26")
    office.extend(REC, "2024-05-15")
    office.run("2024-04-26")
    office.walk("2024-05-07")
    # Ten working days before 15 May are the 30th of April, one day after the notice's Monday.
    assert [(day, items) for day, _, items in office.mail()][1:] == [
        ("2024-04-26", [f"{REC} deadline_changed"]),
        ("2024-05-03", [f"{REC} due_in_10_working_days"]),
    ]


def send_at(office: World, utc: datetime, *, patient: bool) -> Dispatch:
    moment = Moment(office.today, utc, "Tester")
    return dispatch(replace(office.dispatcher(patient=patient), moment=lambda: moment))


def test_scheduled_sending_keeps_the_hours_and_a_day_by_hand_does_not(office: World) -> None:
    office.rulebook = replace(office.rulebook, hours=SendingHours(time(7), time(19)))
    office.log(REC)
    office.plan()
    for utc in (datetime(2024, 4, 2, 5, 59, tzinfo=UTC), datetime(2024, 4, 2, 18, 0, tzinfo=UTC)):
        early = send_at(office, utc, patient=True)
        assert (early.out_of_hours, early.counts) == (True, {})
    assert office.mail() == []
    on_time = send_at(office, datetime(2024, 4, 2, 6, 0, tzinfo=UTC), patient=True)
    assert (on_time.out_of_hours, on_time.counts) == (False, {"sent": 1})
    office.log("23 001-2")
    office.today = date(2024, 4, 3)
    office.plan()
    assert send_at(office, datetime(2024, 4, 3, 2, 0, tzinfo=UTC), patient=False).counts == {"sent": 1}


def test_sending_stops_when_the_hours_end_in_the_middle_of_a_round(office: World) -> None:
    office.rulebook = replace(office.rulebook, hours=SendingHours(time(7), time(19)))
    office.many(45)
    office.plan()
    clock = {"now": datetime(2024, 4, 2, 17, 59, tzinfo=UTC)}

    def later(_letter: object) -> None:
        clock["now"] = datetime(2024, 4, 2, 18, 0, tzinfo=UTC)

    office.postbox.before = later
    done = dispatch(
        replace(office.dispatcher(patient=True), moment=lambda: Moment(office.today, clock["now"], "Tester"))
    )
    assert done.counts == {"sent": 20}
    assert done.out_of_hours
    assert len(office.keys("waiting")) == 25


def test_a_recommendation_sent_anew_gets_its_letter_and_the_rungs_after_it(office: World) -> None:
    office.log(REC)
    office.walk("2024-04-29")
    assert office.steps(REC)["due_in_10_working_days"] == "sent"
    with office.writing() as session:
        resend(session, office.rulebook, office.moment, REC, "they never got it", "Kim")
    office.walk("2024-05-15")
    assert [(day, items) for day, _, items in office.mail()][2:] == [
        ("2024-04-30", [f"{REC} logged"]),
        ("2024-05-09", [f"{REC} due_in_3_working_days"]),
        ("2024-05-14", [f"{REC} due_today"]),
    ]
    # Sent twice to one person, each time for its own deadline version (R2.2).
    assert [office.steps(REC, version)["logged"] for version in (1, 2)] == ["sent", "sent"]
    assert office.steps(REC, 2)["due_in_10_working_days"].startswith("skipped: ")


def test_a_reopened_recommendation_gets_the_same_rungs_again(office: World) -> None:
    office.log(REC)
    office.walk("2024-05-14")
    office.end(REC)
    office.walk("2024-05-16")
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, REC, "it came back", "Kim", date(2024, 6, 6))
    office.walk("2024-06-06")
    assert [(day, items) for day, _, items in office.mail()][5:] == [
        ("2024-05-16", [f"{REC} reopened"]),
        ("2024-05-22", [f"{REC} due_in_10_working_days"]),
        ("2024-06-03", [f"{REC} due_in_3_working_days"]),
        ("2024-06-06", [f"{REC} due_today"]),
    ]
    assert [office.steps(REC, version)["due_today"] for version in (1, 2)] == ["sent", "sent"]


def test_each_recommendation_walks_its_own_ladder(office: World) -> None:
    office.log(REC)
    office.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT)
    office.walk("2024-04-30")
    assert [items for _, _, items in office.mail()] == [
        [f"{REC} logged", "23 001-2 logged"],
        ["23 001-2 due_in_20_working_days"],
        [f"{REC} due_in_10_working_days"],
    ]


def test_a_step_of_a_ladder_that_no_longer_exists_is_skipped_with_the_reason(office: World) -> None:
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT)
    office.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT)
    office.plan()
    office.log("23 001-3", kind=Kind.SERVICE_IMPROVEMENT)
    kept = {name: each for name, each in office.rulebook.ladders.items() if name != "service_improvement"}
    office.rulebook = replace(office.rulebook, ladders=kept)
    office.run("2024-04-15")
    reason = "there is no ladder 'service_improvement' any more"
    assert office.mail() == []
    assert office.steps(REC)["logged"] == f"superseded: {reason}"
    assert office.steps("23 001-3")["logged"] == f"skipped: {reason}"
    assert office.steps(REC)["due_in_20_working_days"] == f"skipped: {reason}"
