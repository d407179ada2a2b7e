"""What the forecast shows is what then goes out, message by message, in small offices made at random (R8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from compliance.domain.authorities import StaffRole
from compliance.domain.evidence import Judgement
from compliance.domain.recommendations import Kind
from compliance.usecases.forecast import Coming, forecast
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.stop_clock import stop
from tests.support.holding import hold
from tests.support.world import ONE_DAY, World

ANN = "ann@e1.example"
REC = "23 001-1"
MONTH = timedelta(days=30)
# Shared officers, one whose chief executive is the link officer of another body, one with nobody but a deputy.
PEOPLE = (
    {"link_officer": "shared@{n}.example", "deputy": "dan@{n}.example", "chief_executive": "bo@{n}.example"},
    {"link_officer": "shared@{n}.example", "chief_executive": "shared@{n}.example"},
    {"deputy": "bo@{n}.example"},
)
ACTS = ("none", "none", "hold", "evidence", "extend", "insufficient", "end", "stop", "resend", "reopen")
few = settings(
    deadline=None,
    max_examples=8,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def coming(world: World, days: timedelta = MONTH) -> list[Coming]:
    with world.store.reading() as session:
        return forecast(session, world.rulebook, world.moment, world.today, world.today + days)


def said(messages: list[Coming]) -> list[tuple[str, str, list[str]]]:
    """Messages in the shape of `World.mail`."""
    return sorted(
        (each.day.isoformat(), each.recipient, sorted(f"{x['recommendation']} {x['step']}" for x in each.items))
        for each in messages
    )


def lived(world: World, days: timedelta = MONTH) -> list[tuple[str, str, list[str]]]:
    """What goes out from now on, day by day."""
    before = world.mail()
    world.walk(world.today + days)
    return sorted(message for message in world.mail() if message not in before)


RECOMMENDATION = st.fixed_dictionaries(
    {
        "body": st.integers(0, len(PEOPLE) - 1),
        "due_in": st.integers(-12, 40),
        "kind": st.sampled_from(Kind),
        "act": st.sampled_from(ACTS),
        "days": st.integers(1, 25),
    }
)
OFFICE = st.fixed_dictionaries(
    {
        "gap": st.sampled_from([0, 1, 3, 7]),
        "staff": st.booleans(),
        "start": st.dates(date(2024, 3, 20), date(2024, 5, 20)),
        "planned_already": st.sampled_from(["no", "planned", "sent"]),
        "recommendations": st.lists(RECOMMENDATION, min_size=2, max_size=6),
    }
)


def do(world: World, act: str, reference: str, days: int) -> None:
    """One act on a recommendation, today; `days` is a number of days the act may need."""
    if act == "hold":
        hold(world, reference, world.today + days * ONE_DAY)
    elif act == "extend":
        world.extend(reference, date(2024, 8, 1) + days * ONE_DAY)
    elif act in {"evidence", "insufficient"}:
        world.evidence(reference)
    elif act in {"end", "reopen"}:
        world.end(reference)
    if act == "insufficient":
        world.judge(reference, Judgement.INSUFFICIENT, "a date")
    if act not in {"stop", "resend", "reopen"}:
        return
    with world.writing() as session:
        about = (session, world.rulebook, world.moment, reference)
        if act == "stop":
            stop(*about, next(iter(world.rulebook.stop_categories)), "a court has it", "Kim")
        elif act == "resend":
            resend(*about, "they never got it", "Kim")
        else:
            reopen(*about, "it came back", "Kim", world.today + days * ONE_DAY)


def build(world: World, number: int, plan: dict[str, Any]) -> None:
    """An office of its own within the world: nobody of an earlier one has anything left to be told."""
    with world.writing() as session:
        session.connection().execute(text("UPDATE reminder_step SET state = 'superseded' WHERE state = 'planned'"))
        session.connection().execute(text("UPDATE recommendation SET hold_ends_on = NULL"))
    world.today = plan["start"] - 30 * ONE_DAY
    world.rulebook = replace(
        world.rulebook,
        minimum_gap=plan["gap"],
        staff={StaffRole.CASEWORK_MANAGER: f"manager{number}@ombudsman.example"} if plan["staff"] else {},
    )
    for place, people in enumerate(PEOPLE):
        code = f"N{number}P{place}"
        world.authority(code, {role: address.format(n=number) for role, address in people.items()})
        world.decision(f"{code} case", code)
    logged = [
        (f"N{number}P{each['body']} case-{count}", each) for count, each in enumerate(plan["recommendations"], start=1)
    ]
    for reference, each in logged:
        world.log(reference, due_on=max(plan["start"] + each["due_in"] * ONE_DAY, world.today), kind=each["kind"])
    world.run()
    world.today = plan["start"]
    if plan["planned_already"] == "planned":
        world.plan()
    for reference, each in logged:
        do(world, each["act"], reference, each["days"])
    if plan["planned_already"] == "sent":
        world.run()


def test_a_month_is_lived_as_it_was_forecast(world: World) -> None:
    numbers = iter(range(1000))
    lengths = []

    @few
    @given(plan=OFFICE)
    def compare(plan: dict[str, Any]) -> None:
        build(world, next(numbers), plan)
        foreseen = said(coming(world))
        assert foreseen == lived(world)
        lengths.append(len(foreseen))

    compare()
    assert sum(lengths) > 20


def test_a_hold_moves_what_is_due_behind_its_end_and_says_so(office: World) -> None:
    office.log(REC)
    office.run()
    hold(office, REC, "2024-05-10")
    foreseen = coming(office, 45 * ONE_DAY)
    assert [(each.day.isoformat(), each.items[0]["step"], each.items[0]["ladder"]) for each in foreseen][:2] == [
        ("2024-05-13", "due_in_3_working_days", "R1"),
        ("2024-05-14", "due_today", "R1"),
    ]
    assert foreseen[0].items[0]["why"] == (
        f"{REC}: due in 3 working days, due on 2024-05-14, after the hold until 2024-05-10"
    )


@pytest.mark.parametrize(
    ("due", "on", "words"),
    [
        ("2024-04-16", "2024-04-16", "on the due date, 2024-04-16"),
        ("2024-04-20", "2024-04-22", "on the due date, 2024-04-20, 2 days late by then"),
    ],
)
def test_the_reminder_of_the_due_date_is_not_told_as_due_today(office: World, due: str, on: str, words: str) -> None:
    """Due on a Saturday it goes out on the Monday (D5), when nothing is due that day."""
    office.log(REC, due_on=date.fromisoformat(due))
    office.run()
    (found,) = [each for each in coming(office, 45 * ONE_DAY) if each.items[0]["step"] == "due_today"]
    assert (found.day.isoformat(), found.items[0]["why"]) == (on, f"{REC}: {words}")


def test_a_message_that_waits_is_foreseen_and_what_outranks_it_takes_its_place(office: World) -> None:
    office.log(REC)
    office.plan()
    assert said(coming(office, ONE_DAY)) == [("2024-04-02", ANN, [f"{REC} logged"])]
    office.today = date(2024, 5, 9)
    assert said(coming(office, ONE_DAY)) == [("2024-05-09", ANN, [f"{REC} due_in_3_working_days"])]
    assert said(coming(office, ONE_DAY)) == lived(office, ONE_DAY)


def test_who_had_mail_today_gets_the_rest_on_the_next_working_day(office: World) -> None:
    office.log(REC)
    office.run()
    office.log("23 001-2")
    assert said(coming(office, ONE_DAY)) == [("2024-04-03", ANN, ["23 001-2 logged"])]


def test_a_deadline_without_a_date_causes_nothing(office: World) -> None:
    office.log(REC)
    office.run()
    do(office, "stop", REC, 0)
    foreseen = coming(office, 90 * ONE_DAY)
    assert [each.items[0]["step"] for each in foreseen] == ["deadline_changed"]
    assert foreseen[0].items[0]["due_on"] is None
    assert said(foreseen) == [("2024-04-03", ANN, [f"{REC} deadline_changed"])]


def test_days_before_the_first_one_are_lived_too(office: World) -> None:
    office.log(REC)
    with office.store.reading() as session:
        later = forecast(session, office.rulebook, office.moment, date(2024, 4, 29), date(2024, 5, 9))
    assert [each.day.isoformat() for each in later] == ["2024-04-29", "2024-05-09"]


@pytest.mark.parametrize("staff", [True, False])
def test_staff_who_are_told_of_tasks_are_in_the_forecast(office: World, staff: bool) -> None:
    director = {StaffRole.DIRECTOR: "director@ombudsman.example"} if staff else {}
    office.rulebook = replace(office.rulebook, staff=director)
    office.log(REC)
    office.walk("2024-05-30")
    assert [each.recipient for each in coming(office)] == list(director.values())
