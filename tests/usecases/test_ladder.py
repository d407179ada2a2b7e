"""Reminders day by day: one recommendation through its whole ladder, digests, outages (R1 to R3, D5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from compliance.domain.outcomes import Outcome
from compliance.domain.reminders import TERMINAL
from compliance.usecases.forecast import forecast
from tests.support.world import World

ANN, DAN, BO = "ann@e1.example", "dan@e1.example", "bo@e1.example"
REC = "23 001-1"

# Due on Tuesday 14 May 2024; 6 and 27 May are bank holidays.
WHOLE_LADDER = [
    ("2024-04-02", ANN, [f"{REC} logged"]),
    ("2024-04-29", ANN, [f"{REC} due_in_10_working_days"]),
    ("2024-05-09", ANN, [f"{REC} due_in_3_working_days"]),
    ("2024-05-14", ANN, [f"{REC} due_today"]),
    ("2024-05-21", ANN, [f"{REC} overdue_5_working_days"]),
    ("2024-05-21", DAN, [f"{REC} overdue_5_working_days"]),
    ("2024-05-29", BO, [f"{REC} overdue_10_working_days"]),
]


def test_one_recommendation_through_its_whole_ladder(office: World) -> None:
    office.log(REC)
    office.walk("2024-06-30")
    assert sorted(office.mail()) == sorted(WHOLE_LADDER)
    assert office.tasks() == [
        ("overdue_10_working_days", "casework_manager", f"recommendation {REC}"),
        ("overdue_20_working_days", "director", f"recommendation {REC}"),
    ]
    office.run("2025-03-02")
    assert len(office.tasks()) == 2
    office.run("2025-03-03")
    assert ("delayed_remedy", "casework_manager", f"recommendation {REC}") in office.tasks()
    assert {state.split(":")[0] for state in office.steps(REC).values()} <= TERMINAL
    assert sorted(office.mail()) == sorted(WHOLE_LADDER)


def test_the_same_day_run_twice_sends_nothing_more(office: World) -> None:
    office.log(REC)
    for today, recipient, _ in WHOLE_LADDER:
        office.run(today)
        sent = len(office.postbox.letters)
        again = office.run(today)
        assert (again.queued, again.messages, again.superseded, again.overdue, again.escalated) == (0, 0, 0, 0, 0)
        assert len(office.postbox.letters) == sent, recipient
    assert [letter.recipient for letter in office.postbox.letters] == [ANN, ANN, ANN, ANN, ANN, DAN, BO]


def test_what_the_forecast_says_is_what_goes_out(office: World) -> None:
    office.log(REC)
    office.log("23 001-2", due_on=date(2024, 5, 6))
    office.decision("23 002")
    office.log("23 002-1", period="3 weeks")
    with office.store.reading() as session:
        coming = forecast(session, office.rulebook, office.moment, office.today, date(2024, 7, 1))
    said = [
        (each.day.isoformat(), each.recipient, sorted(f"{x['recommendation']} {x['step']}" for x in each.items))
        for each in coming
    ]
    office.walk("2024-07-01")
    assert said == sorted(office.mail())
    assert len(said) > 12


def test_several_recommendations_of_one_officer_are_one_message_a_day(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    office.decision("23 002")
    office.log("23 002-1")
    office.walk("2024-06-30")
    for _, recipient, items in office.mail():
        assert len(items) == 3, recipient
    assert len(office.mail()) == len(WHOLE_LADDER)
    assert max(Counter((day, recipient) for day, recipient, _ in office.mail()).values()) == 1
    lines = office.postbox.letters[1].text.splitlines()
    about = ("23 001-1", "23 001-2", "23 002-1")
    assert [lines.count(f"Recommendation: {reference}") for reference in about] == [1, 1, 1]


@pytest.mark.parametrize(
    ("back_on", "right", "recipients", "superseded"),
    [
        ("2024-05-07", "due_in_10_working_days", [ANN], ["logged"]),
        ("2024-05-12", None, [], []),
        ("2024-05-13", "due_in_3_working_days", [ANN], ["logged", "due_in_10_working_days"]),
        (
            "2024-05-24",
            "overdue_5_working_days",
            [ANN, DAN],
            ["logged", "due_in_10_working_days", "due_in_3_working_days", "due_today"],
        ),
        (
            "2024-06-10",
            "overdue_10_working_days",
            [BO],
            ["logged", "due_in_10_working_days", "due_in_3_working_days", "due_today", "overdue_5_working_days"],
        ),
    ],
)
def test_after_an_outage_only_the_right_step_goes_out(
    office: World, back_on: str, right: str | None, recipients: list[str], superseded: list[str]
) -> None:
    office.log(REC)
    office.run(back_on)
    assert sorted(office.mail()) == [(back_on, recipient, [f"{REC} {right}"]) for recipient in sorted(recipients)]
    steps = office.steps(REC)
    assert {name for name, state in steps.items() if state.startswith("superseded")} == set(superseded)
    assert {state for state in steps.values() if state.startswith("superseded")} <= {
        f"superseded: {right} is right now"
    }


@pytest.mark.parametrize("days", [10, 35, 400])
def test_an_outage_in_the_middle_gives_each_recipient_one_mail(office: World, days: int) -> None:
    """Running until 29 April, then nothing for a while, for a heap of recommendations due around it."""
    for number in range(1, 13):
        office.log(f"23 001-{number}", due_on=date(2024, 4, 20 + number // 3))
    office.walk("2024-04-29")
    before = office.mail()
    back = date(2024, 4, 29).toordinal() + days
    office.run(office.rulebook.calendar.on_or_after(date.fromordinal(back)))
    fresh = [message for message in office.mail() if message not in before]
    assert len({recipient for _, recipient, _ in fresh}) == len(fresh)
    for number in range(1, 13):
        due_track = [state for name, state in office.steps(f"23 001-{number}").items() if name != "delayed_remedy"]
        assert "planned" not in due_track or days == 10
        assert "queued" not in due_track
    if days == 400:
        # It is the director's turn, a task; what writes to nobody does not silence the letter that is right now.
        assert [recipient for _, recipient, _ in fresh] == [BO]
        tasks = {"overdue_10_working_days", "overdue_20_working_days", "delayed_remedy"}
        assert {kind for kind, _, _ in office.tasks()} == tasks


def test_a_step_waits_for_the_next_day_when_its_recipient_had_mail_today(office: World) -> None:
    office.log(REC)
    office.run()
    office.log("23 001-2")
    plan = office.run()
    assert (plan.later, plan.messages) == (1, 0)
    office.run("2024-04-03")
    assert office.mail() == [("2024-04-02", ANN, [f"{REC} logged"]), ("2024-04-03", ANN, ["23 001-2 logged"])]


def test_a_message_that_waits_takes_in_what_becomes_due(office: World) -> None:
    office.log(REC)
    office.plan()
    office.today = date(2024, 4, 3)
    office.log("23 001-2")
    office.run()
    assert office.mail() == [("2024-04-03", ANN, ["23 001-1 logged", "23 001-2 logged"])]


def test_a_message_sent_a_day_late_leaves_no_second_one_that_day(office: World) -> None:
    office.log(REC)
    office.plan()
    office.today = date(2024, 4, 3)
    office.send()
    office.log("23 001-2")
    office.run()
    assert office.mail() == [("2024-04-03", ANN, [f"{REC} logged"])]


def test_r1_what_is_logged_on_the_day_of_a_reminder_is_told_as_new(office: World) -> None:
    office.log(REC, due_on=date(2024, 4, 9))
    office.log("23 001-2", due_on=date(2024, 4, 5))  # logged on 2 April, three working days before
    office.walk("2024-04-09")
    assert [(day, items) for day, _, items in office.mail()] == [
        ("2024-04-02", [f"{REC} logged", "23 001-2 logged"]),
        ("2024-04-04", [f"{REC} due_in_3_working_days"]),
        ("2024-04-05", ["23 001-2 due_today"]),
        ("2024-04-09", [f"{REC} due_today"]),
    ]
    why = "the first letter about the recommendation goes first"
    assert office.steps("23 001-2")["due_in_3_working_days"].startswith(f"skipped: {why}")


def test_a_waiting_rung_gives_way_to_the_one_that_is_right_now(office: World) -> None:
    office.log(REC)
    office.plan()
    plan = office.run("2024-05-09")
    assert plan.superseded == 2
    assert office.mail() == [("2024-05-09", ANN, [f"{REC} due_in_3_working_days"])]
    assert office.steps(REC)["logged"] == "superseded: due_in_3_working_days is right now"


def test_a_waiting_rung_for_others_gives_way_too(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = date(2024, 5, 21)
    office.plan()
    office.run("2024-05-29")
    assert office.mail()[1:] == [("2024-05-29", BO, [f"{REC} overdue_10_working_days"])]
    assert {each["state"] for each in office.messages(recipient=ANN)} == {"sent", "suppressed"}
    assert office.steps(REC)["overdue_5_working_days"] == "superseded: overdue_10_working_days is right now"


def test_a_rung_is_not_sent_when_the_planner_slept_past_the_next_one(office: World) -> None:
    office.log(REC)
    office.plan()
    office.today = date(2024, 5, 9)
    office.send()
    assert office.mail() == []
    assert [each["state"] for each in office.messages()] == ["suppressed"]
    office.run()
    assert office.mail() == [("2024-05-09", ANN, [f"{REC} due_in_3_working_days"])]


def test_nothing_goes_out_on_closed_days(office: World) -> None:
    office.log(REC, due_on=date(2024, 5, 6))
    office.walk("2024-05-06")
    for today in ("2024-05-04", "2024-05-05", "2024-05-06"):
        assert not office.run(today).working_day
    office.log("23 001-2", due_on=date(2024, 7, 1))
    office.run()
    assert "2024-05-06" not in {day for day, _, _ in office.mail()}
    office.run("2024-05-07")
    assert office.mail()[-1] == ("2024-05-07", ANN, ["23 001-1 due_today", "23 001-2 logged"])


def test_overdue_is_noted_once_a_deadline_version_and_not_on_the_day_itself(office: World) -> None:
    office.log(REC, due_on=date(2024, 5, 4))
    assert [office.run(f"2024-05-0{day}").overdue for day in (4, 5, 6)] == [0, 1, 0]
    office.extend(REC, "2024-05-09")
    assert [office.run(f"2024-05-{day:02}").overdue for day in (8, 9, 10, 13)] == [0, 0, 1, 0]


def test_the_minimum_gap_holds_the_next_reminder(office: World) -> None:
    office.rulebook = replace(office.rulebook, minimum_gap=4)
    office.log(REC, due_on=date(2024, 4, 9))
    office.walk("2024-04-12")
    # Logged on the 2nd; three working days before is the 4th, held until the 8th; the due day falls to the 12th.
    assert [(day, items) for day, _, items in office.mail()] == [
        ("2024-04-02", [f"{REC} logged"]),
        ("2024-04-08", [f"{REC} due_in_3_working_days"]),
        ("2024-04-12", [f"{REC} due_today"]),
    ]


def test_a_step_that_the_ladder_no_longer_has_ends(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    office.plan()
    ladder = office.rulebook.default_ladder
    renamed = replace(ladder.steps[0], name="on_logging")
    shorter = {ladder.name: replace(ladder, steps=(renamed, *ladder.steps[2:]))}
    office.rulebook = replace(office.rulebook, ladders={**office.rulebook.ladders, **shorter})
    office.run("2024-04-29")
    assert office.mail() == []
    assert office.steps(REC)["logged"] == "superseded: the ladder has no such step any more"
    assert office.steps(REC)["due_in_10_working_days"] == "skipped: the ladder has no such step any more"


def test_every_step_has_ended_when_its_recommendation_has(office: World) -> None:
    for number in (1, 2, 3):
        office.log(f"23 001-{number}", due_on=date(2024, 5, 14 + number))
    office.walk("2024-05-10")
    for number, outcome in enumerate(Outcome, start=1):
        office.end(f"23 001-{number}", outcome)
    office.walk("2024-06-20")
    for number in (1, 2, 3):
        states = {state.split(":")[0] for state in office.steps(f"23 001-{number}").values()}
        assert states <= TERMINAL
    assert [items for day, _, items in office.mail() if day > "2024-05-10"] == [["23 001-1 satisfied"]]
