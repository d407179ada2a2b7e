"""The same date, counted otherwise: its receipt is corrected, and no letter goes that says nothing new (D6, D8, T)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import Refused
from compliance.domain.returned import Returned
from compliance.store import cases, tasks
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.open_recommendation import find
from compliance.usecases.settle_message import Settlement
from compliance.usecases.simulate_ladder import simulate
from tests.support.world import World
from tests.usecases.test_simulate_ladder import example
from tests.usecases.test_stage_receipt import corrected
from tests.usecases.test_statutory_clock import FIRST, done, start, story

REC = "23 001-1"
DUE = "2025-02-28"


@pytest.fixture
def told(office: World) -> World:
    """A public report of which 30 November was typed as the day of receipt; the authority was told of it that day."""
    office.today = date(2024, 12, 2)
    assert start(office, "2024-11-30").receipt.due_on == date(2025, 2, 28)
    office.run()
    office.today = date(2024, 12, 3)
    return office


def newest(office: World, reference: str) -> tuple[int, str, str, str, str]:
    """The number, kind and date of the newest version, and the day and period it is counted by."""
    version = story(office, reference)["deadlines"][-1]
    receipt = version["receipt"]
    return version["version"], version["kind"], version["due_on"], receipt["anchor"], receipt["period"]


def written(office: World) -> list[str]:
    return sorted(f"{who} {step}" for _, who, items in office.mail() for step in items)


def test_a_wrong_day_of_receipt_is_corrected_where_both_give_one_date(told: World) -> None:
    corrected(told, FIRST, received="2024-12-01")
    assert newest(told, FIRST) == (2, "correction", DUE, "2024-12-01", "3 months")
    with pytest.raises(Refused, match="completed_on: expected a day on or after 2024-12-01, when the authority"):
        done(told, FIRST, "2024-11-30")
    corrected(told, FIRST, received="2024-11-30")
    assert newest(told, FIRST)[2:4] == (DUE, "2024-11-30")


def test_nothing_is_written_about_it_and_all_else_goes_as_before(told: World) -> None:
    corrected(told, FIRST, received="2024-12-01")
    told.walk("2025-03-20")
    days = {"decided_on": date(2024, 12, 2), "logged_on": date(2024, 12, 2), "due_on": date(2025, 2, 28)}
    _, lines = simulate(told.rulebook, told.installation.composer, example(clock="public_report", **days))
    steps = [(each.day.isoformat(), each.step) for each in lines if each.to]
    assert sorted({(day, item.removeprefix(f"{FIRST} ")) for day, _, items in told.mail() for item in items}) == sorted(
        steps
    )
    assert len(written(told)) == len(set(written(told)))
    assert all(each.startswith("superseded") or each == "sent" for each in told.steps(FIRST).values())


def test_what_is_overdue_stays_so_and_nothing_comes_twice(told: World) -> None:
    told.walk("2025-03-20")
    before = written(told)
    with told.writing() as session:
        for task in tasks.still_open(session)[:1]:
            finish_task(session, told.moment, task.id, "called them")
    asked = told.tasks()
    corrected(told, FIRST, received="2024-12-01")
    told.walk("2025-04-10")
    assert (written(told), told.tasks()) == (before, asked)


def test_the_first_letter_tells_the_right_receipt(office: World) -> None:
    office.today = date(2024, 12, 2)
    start(office, "2024-11-30")
    corrected(office, FIRST, received="2024-12-01")
    office.run()
    assert written(office) == [f"{who} {FIRST} logged" for who in ("bo@e1.example", "mo@e1.example")]
    letter = " ".join(office.postbox.letters[0].text.split())
    assert "You have 3 months beginning with 1 December 2024." in letter


def test_another_period_with_the_same_date_is_taken(office: World) -> None:
    office.log(REC, period="30 days")
    office.run()
    corrected(office, REC, period="1 month")
    assert newest(office, REC) == (2, "correction", "2024-05-02", "2024-04-02", "1 month")
    corrected(office, REC, to="2024-05-02")
    assert newest(office, REC) == (3, "correction", "2024-05-02", "2024-05-02", "")
    office.run("2024-04-03")
    assert [steps for _, _, steps in office.mail()] == [[f"{REC} logged"]]


def test_a_date_that_moved_untold_is_told_with_how_it_is_counted(office: World) -> None:
    office.log(REC, period="30 days")
    office.run()
    corrected(office, REC, to="2024-06-02")
    corrected(office, REC, period="2 months")
    assert newest(office, REC)[1:3] == ("correction", "2024-06-02")
    office.run("2024-04-03")
    assert [steps for _, _, steps in office.mail()][1:] == [[f"{REC} deadline_changed"]]
    letter = " ".join(office.postbox.letters[-1].text.split())
    assert "Before that it was Thursday 2 May 2024." in letter
    assert letter.count("The due date we gave before was wrong") == 1


@pytest.mark.parametrize("moved", [False, True], ids=["as it came", "more time"])
@pytest.mark.parametrize("settlement", Settlement)
def test_what_is_in_doubt_when_it_is_counted_otherwise_goes_on_as_it_was(
    office: World, settlement: Settlement, moved: bool
) -> None:
    """R2.5: no letter says that a date was wrong which was not, in the place of the one in doubt."""
    office.log(REC, period="30 days")
    if moved:
        office.run()
        office.today = date(2024, 4, 3)
        corrected(office, REC, to="2024-06-02")
    office.postbox.script["ann@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    office.run()
    corrected(office, REC, period="2 months" if moved else "1 month")
    office.run("2024-04-04")
    (key,) = office.keys("in_doubt")
    office.settle(key, settlement)
    office.walk("2024-04-09")
    first = [f"{REC} logged"]
    assert [steps for _, _, steps in office.mail()] == [first, [f"{REC} deadline_changed"]][: 1 + moved]
    assert (key in [letter.key for letter in office.postbox.letters]) is (settlement is Settlement.RESEND)


@pytest.mark.parametrize("counted", [True, False], ids=["counted otherwise", "as it was"])
@pytest.mark.parametrize("severity", [Severity.HARD, Severity.SOFT])
@pytest.mark.parametrize("others", [{"deputy": "dan@e1.example"}, {}], ids=["to a deputy", "to nobody"])
def test_r6_a_letter_that_came_back_is_looked_after_however_it_is_counted(
    world: World, counted: bool, severity: Severity, others: dict[str, str]
) -> None:
    world.authority("E1", {"link_officer": "ann@e1.example"} | others)
    world.decision("23 001", "E1")
    world.log(REC, period="30 days")
    world.run()
    corrected(world, REC, to="2024-06-02")
    world.run("2024-04-03")
    (key,) = [each["key"] for each in world.messages(recipient="ann@e1.example") if each["day"] == "2024-04-03"]
    world.report(Returned(key, "ann@e1.example", severity, "5.1.1", "gone", "folder", world.moment.now))
    if counted:
        corrected(world, REC, period="2 months")
    world.walk("2024-04-08")
    assert ("message_returned", "caseworker", f"message {key}") in world.tasks()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"received": "2024-11-30"}, "received_on: expected another day than 2024-11-30, from which it is counted now"),
        ({"to": DUE}, f"to: expected another day than the current due date {DUE}"),
    ],
)
def test_a_stage_that_would_stay_as_it_is_is_refused(told: World, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        corrected(told, FIRST, **given)
    assert newest(told, FIRST) == (1, "original", DUE, "2024-11-30", "3 months")


def test_a_date_that_would_stay_as_it_is_is_refused(office: World) -> None:
    office.log(REC, period="30 days")
    with pytest.raises(Refused, match="period: expected another one than 30 days, by which it is counted now"):
        corrected(office, REC, period="30 days")
    corrected(office, REC, to="2024-05-02")
    with pytest.raises(Refused, match="to: expected another day than the current due date 2024-05-02"):
        corrected(office, REC, to="2024-05-02")
    office.extend(REC, "2024-06-02")
    for field, given in {"to": {"to": "2024-06-02"}, "period": {"period": "2 months"}}.items():
        with pytest.raises(Refused, match=f"{field}: expected another day than the current due date 2024-06-02"):
            corrected(office, REC, **given)
    with office.store.reading() as session:
        kinds = [each.kind for each in cases.deadlines(session, find(session, REC).id)]
    assert kinds == ["original", "correction", "extension"]
