"""Deadlines that wait, from logging to the day they get a date (D2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.domain.work_filters import Filters
from compliance.store import cases
from compliance.usecases.deadline_versions import Moved
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.list_tasks import Narrowed, list_tasks
from compliance.usecases.my_work import my_work
from compliance.usecases.reopen import reopen
from compliance.usecases.wait_for import end_wait, review_wait, waiting
from tests.support.next_actions import refreshed
from tests.support.world import World, day

ONE, TWO, THREE = "23 001-1", "23 001-2", "23 001-3"
REVIEW = date(2024, 7, 1)
ON_ONE = Wait(WaitKind.RECOMMENDATION, ONE, REVIEW)
EVENT = Wait(WaitKind.EVENT, "the new council is established", REVIEW)


def wait(office: World, reference: str = TWO, waits: Wait = ON_ONE, period: str = "1 month", **more: Any) -> None:
    office.log(reference, period=period, waits=waits, **more)


def stop_waiting(office: World, reference: str, on: str, reason: str = "it happened", by: str = "Kim") -> Moved:
    with office.writing() as session:
        return end_wait(session, office.rulebook, office.moment, reference, day(on), reason, by)


def story(office: World, reference: str = TWO) -> Any:
    with office.store.reading() as session:
        return explain(session, office.rulebook, office.moment, reference)


def versions(office: World, reference: str = TWO) -> list[tuple[str, str | None]]:
    return [(each["kind"], each["due_on"]) for each in story(office, reference)["deadlines"]]


def test_while_it_waits_only_what_is_counted_from_logging_or_decision_is_planned(office: World) -> None:
    office.log(ONE)
    wait(office)
    assert set(office.steps(TWO)) == {"logged", "delayed_remedy"}
    record = story(office)["recommendation"]
    assert (record["due_on"], record["original_due_on"]) == (None, None)
    office.walk("2024-06-20")
    assert not [each for each in office.mail() if f"{TWO} due_today" in each[2]]
    assert ("2024-04-02", "ann@e1.example", [f"{ONE} logged", f"{TWO} logged"]) in office.mail()


def test_the_other_one_satisfied_gives_the_date_in_the_same_transaction(office: World) -> None:
    office.log(ONE)
    wait(office)
    wait(office, THREE, Wait(WaitKind.RECOMMENDATION, TWO, REVIEW), period="", kind=Kind.SERVICE_IMPROVEMENT)
    office.walk("2024-05-10")
    office.end(ONE, completed_on=date(2024, 5, 2))
    # One month after 2 May, the day it was completed, is 2 June; 10 May was only the day of recording.
    assert versions(office) == [("original", None), ("dated", "2024-06-02")]
    record = story(office)["recommendation"]
    assert (record["original_due_on"], record["due_on"]) == ("2024-06-02", "2024-06-02")
    assert versions(office, THREE) == [("original", None)]
    assert office.steps(TWO, 2)["due_in_10_working_days"] == "planned"
    assert office.steps(TWO)["delayed_remedy"] == "superseded: deadline version 2 replaced it"
    office.run("2024-05-13")
    assert f"{TWO} deadline_changed" in office.mail()[-1][2]
    office.end(TWO, completed_on=date(2024, 5, 13))
    assert versions(office, THREE) == [("original", None), ("dated", "2024-05-13")]
    office.run("2024-05-14")
    text = " ".join(
        next(each.text for each in office.postbox.letters if THREE in each.text and "Reason" in each.text).split()
    )
    assert f"Reason: recommendation {TWO} was completed on 13 May 2024" in text


@pytest.mark.parametrize("outcome", [Outcome.NOT_SATISFIED, Outcome.CEASED])
def test_the_other_one_ended_otherwise_asks_a_person(office: World, outcome: Outcome) -> None:
    office.log(ONE)
    wait(office)
    office.end(ONE, outcome)
    assert versions(office) == [("original", None)]
    office.run()
    assert office.tasks() == [("wait_review", "caseworker", f"recommendation {TWO}")]
    assert stop_waiting(office, TWO, "2024-04-02").receipt.due_on == date(2024, 5, 2)
    assert office.tasks() == []


def test_an_event_ends_by_hand_on_its_day_and_the_authority_hears(office: World) -> None:
    wait(office, waits=EVENT, period="10 working days")
    office.walk("2024-04-30")
    moved = stop_waiting(office, TWO, "2024-04-22", "the order came into force")
    # After Monday 22 April: 23-26 are four days, 29 April to 3 May five, 6 May is a bank holiday, 7 May the tenth.
    assert moved.receipt.due_on == date(2024, 5, 7)
    assert story(office)["waits"] == [
        {
            "recommendation": TWO,
            "kind": "event",
            "waits_for": "the new council is established",
            "period": "10 working days",
            "review_on": "2024-07-01",
            "ended_on": "2024-04-22",
            "ended_by": "Kim",
        }
    ]
    office.run()
    letters = [each for each in office.postbox.letters if each.subject.startswith("Due date now")]
    assert ["What this remedy was waiting for has happened" in " ".join(each.text.split()) for each in letters] == [
        True
    ]


def test_a_wait_on_a_satisfied_one_gets_its_date_at_once_and_its_logging_message(office: World) -> None:
    office.log(ONE)
    office.end(ONE)
    office.today = date(2024, 4, 9)
    wait(office)
    assert versions(office) == [("original", None), ("dated", "2024-05-02")]
    assert office.steps(TWO, 2)["logged"] == "planned"
    with office.store.reading() as session:
        assert waiting(session) == []


def test_the_review_date_asks_once_until_somebody_has_looked(office: World) -> None:
    wait(office, waits=EVENT)
    office.run("2024-06-28")
    assert office.tasks() == []
    office.run("2024-07-01")
    office.run("2024-07-02")
    assert office.tasks() == [("wait_review", "caseworker", f"recommendation {TWO}")]
    with office.writing() as session:
        review_wait(session, office.moment, TWO, date(2024, 9, 2), "put off until autumn", "Kim")
    assert office.tasks() == []
    assert story(office)["events"][-1]["kind"] == "wait_reviewed"
    office.run("2024-08-30")
    assert office.tasks() == []
    office.run("2024-09-02")
    assert office.tasks() == [("wait_review", "caseworker", f"recommendation {TWO}")]
    with office.store.reading() as session:
        assert [(each["recommendation"], each["review_on"]) for each in waiting(session)] == [(TWO, "2024-09-02")]


def test_the_list_says_whose_and_by_when_as_the_task_does(office: World) -> None:
    """R6: before the review date it is that date; from then on the task's day, and it can be done at once."""
    wait(office, waits=EVENT)
    shown = ("next_action", "next_who", "next_by")
    assert [listed(office)[each] for each in shown] == ["review_wait", "caseworker", "2024-07-01"]
    assert listed(office, now=True) == {}
    office.run("2024-07-01")
    with office.store.reading() as session:
        (task,) = list_tasks(session, office.today)
    assert task["due_on"] == "2024-07-08"
    assert [listed(office, now=True)[each] for each in shown] == ["review_wait", "caseworker", "2024-07-08"]
    with office.writing() as session:
        review_wait(session, office.moment, TWO, date(2024, 9, 2), "put off until autumn", "Kim")
    assert listed(office)["next_by"] == "2024-09-02"
    assert listed(office, now=True) == {}


def listed(office: World, *, now: bool = False) -> dict[str, Any]:
    """What the list of the day says of the one recommendation there is; nothing where it is not in it."""
    refreshed(office.store)
    with office.store.reading() as session:
        return next((each.as_row() for each in my_work(session, office.today, Filters(now=now)).items), {})


def test_history_is_never_asked_about(office: World) -> None:
    """R7: old cases that are brought in raise nothing."""
    wait(office, waits=EVENT)
    with office.writing() as session:
        record = cases.recommendation(session, TWO)
        assert record is not None
        assert record.id is not None
        cases.change_recommendation(session, record.id, {"live_from": None})
    assert office.run("2024-07-01").to_review == 0


def test_one_opened_again_after_its_wait_came_true_has_its_date(office: World) -> None:
    office.log(ONE)
    wait(office)
    office.end(TWO, Outcome.CEASED)
    office.end(ONE)
    assert versions(office) == [("original", None)]
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, TWO, "it is wanted after all", "Kim")
    assert versions(office) == [("original", None), ("reopened", "2024-05-02")]
    assert story(office)["waits"][0]["ended_on"] == "2024-04-02"


def test_an_event_of_a_personal_remedy_stands_in_no_list(office: World) -> None:
    wait(office, waits=Wait(WaitKind.CONDITION, "Ms Smith wins her appeal", REVIEW))
    office.run("2024-07-01")
    with office.store.reading() as session:
        found = cases.recommendation(session, TWO)
        assert found is not None
        action = next_action_of(session, found.id or 0, office.today)
        (task,) = list_tasks(session, office.today, Narrowed())
    assert action.what == "look whether the deadline still waits for what our decision names"
    assert task["reason"] == "it has waited for what our decision names until its review date"


def test_an_event_of_a_personal_remedy_never_travels_by_mail(office: World) -> None:
    wait(office, waits=Wait(WaitKind.CONDITION, "Ms Smith wins her appeal", REVIEW))
    office.run()
    (letter,) = office.postbox.letters
    assert "it waits for what our decision names" in " ".join(letter.text.split())
    assert "Smith" not in letter.text + str(letter.html)


@pytest.mark.parametrize(
    ("waits", "more", "said"),
    [
        (Wait(WaitKind.RECOMMENDATION, TWO, REVIEW), {}, "waits_on: expected another recommendation than itself"),
        (Wait(WaitKind.RECOMMENDATION, "nope", REVIEW), {}, "waits_on: there is no recommendation 'nope'"),
        (Wait(WaitKind.RECOMMENDATION, "23 002-1", REVIEW), {}, "waits_on: expected a recommendation to the same auth"),
        (Wait(WaitKind.RECOMMENDATION, "23 001-9", REVIEW), {}, "waits_on: expected a recommendation that can still"),
        (Wait(WaitKind.EVENT, " ", REVIEW), {}, "waits_for: expected what the deadline waits for"),
        (Wait(WaitKind.EVENT, "x", date(2024, 4, 1)), {}, "review_on: expected a day on or after today, 2024-04-02"),
        (EVENT, {"due_on": date(2024, 6, 1)}, "due_on: expected no due date beside waits_for"),
        (EVENT, {"period": "soon"}, "period: expected a period such as"),
    ],
)
def test_what_cannot_be_waited_for_is_refused_and_nothing_is_stored(
    office: World, waits: Wait, more: dict[str, Any], said: str
) -> None:
    office.authority("E2")
    office.decision("23 002", "E2")
    office.log("23 002-1")
    office.log("23 001-9")
    office.end("23 001-9", Outcome.CEASED)
    with pytest.raises(Refused, match=said):
        office.log(TWO, **{"period": "", "waits": waits} | more)
    with pytest.raises(NotFound):
        story(office)


@pytest.mark.parametrize(
    ("on", "reason", "by", "said"),
    [
        ("2024-04-03", "so", "Kim", "on: expected a day from the decision of 2024-04-02 to today, 2024-04-02"),
        ("2024-04-01", "so", "Kim", "on: expected a day from the decision of 2024-04-02 to today, 2024-04-02"),
        ("2024-04-02", " ", "Kim", "reason: expected why the deadline changes"),
        ("2024-04-02", "so", "", "by: expected the name"),
    ],
)
def test_an_end_that_says_too_little_or_too_much_is_refused(
    office: World, on: str, reason: str, by: str, said: str
) -> None:
    wait(office, waits=EVENT)
    with pytest.raises(Refused, match=said):
        stop_waiting(office, TWO, on, reason, by)
    assert versions(office) == [("original", None)]


def test_what_does_not_wait_is_neither_ended_nor_reviewed(office: World) -> None:
    office.log(ONE)
    wait(office)
    with pytest.raises(Refused, match="waits on '23 001-1', which is open"):
        stop_waiting(office, TWO, "2024-04-02")
    office.end(ONE)
    for reference in (TWO, THREE):
        if reference == THREE:
            office.log(THREE)
        with pytest.raises(Refused, match="waits for nothing"):
            stop_waiting(office, reference, "2024-04-02")
        with office.writing() as session, pytest.raises(Refused, match="waits for nothing"):
            review_wait(session, office.moment, reference, REVIEW, "so", "Kim")


def test_the_next_review_is_a_day_to_come(office: World) -> None:
    wait(office, waits=EVENT)
    with office.writing() as session, pytest.raises(Refused, match="review_on: expected a day after today"):
        review_wait(session, office.moment, TWO, office.today, "so", "Kim")
