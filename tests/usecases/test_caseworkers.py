"""Who looks after what, and what happens when people leave."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.store import tasks
from compliance.usecases.assign_caseworker import assign_case, assign_caseworker, loads
from compliance.usecases.explain import explain
from compliance.usecases.hand_over import HandedOver, hand_over
from compliance.usecases.manage_tasks import assign_task
from compliance.usecases.open_tasks import Wanted, open_tasks
from tests.support.world import World

ONE, TWO, THREE = "23 001-1", "23 001-2", "23 001-3"


@pytest.fixture
def busy(office: World) -> World:
    """Three open recommendations; Ivy looks after the first two and has a task about the second one."""
    for reference in (ONE, TWO, THREE):
        office.log(reference)
    for reference in (ONE, TWO):
        assign(office, reference, "Ivy")
    return office


def assign(office: World, reference: str, person: str, reason: str = "") -> str:
    with office.writing() as session:
        return assign_caseworker(session, office.moment, reference, person, reason)


def over(office: World, person: str, to: str, reason: str = "left", only: list[str] | None = None) -> HandedOver:
    with office.writing() as session:
        return hand_over(session, office.moment, person, to, reason, only)


def story(office: World, reference: str) -> dict[str, Any]:
    with office.store.reading() as session:
        return explain(session, office.rulebook, office.moment, reference)


def who(office: World) -> list[str]:
    return [story(office, reference)["recommendation"]["caseworker"] for reference in (ONE, TWO, THREE)]


def test_a_person_is_assigned_and_it_is_on_record(busy: World) -> None:
    assert who(busy) == ["Ivy", "Ivy", ""]
    assert assign(busy, ONE, " Tom ", "on leave") == "Ivy"
    event = story(busy, ONE)["events"][-1]
    assert (event["kind"], event["actor"]) == ("caseworker_changed", "Tester")
    assert event["payload"] == {"caseworker": "Tom", "before": "Ivy", "reason": "on leave"}
    assert story(busy, ONE)["history_intact"]


@pytest.mark.parametrize(
    ("reference", "person", "reason", "words"),
    [
        (ONE, "Ivy", "why", "looks after '23 001-1' already"),
        (ONE, "Tom", " ", "expected why Tom looks after '23 001-1' in place of Ivy"),
        (ONE, " ", "why", "expected the name of a person"),
        (ONE, "T\nom", "why", "expected the name of a person"),
        ("23 001-9", "Tom", "", "there is no recommendation"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(
    busy: World, reference: str, person: str, reason: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        assign(busy, reference, person, reason)
    assert who(busy) == ["Ivy", "Ivy", ""]


def test_a_case_is_given_with_all_that_is_open(busy: World) -> None:
    busy.end(ONE)
    with busy.writing() as session:
        assert assign_case(session, busy.moment, "23 001", "Tom", "moved") == [TWO, THREE]
    assert who(busy) == ["Ivy", "Tom", "Tom"]
    with busy.writing() as session:
        with pytest.raises(Refused, match="all of decision '23 001' already"):
            assign_case(session, busy.moment, "23 001", "Tom", "moved")
        with pytest.raises(Refused, match="expected why"):
            assign_case(session, busy.moment, "23 001", "Kim")
        with pytest.raises(NotFound):
            assign_case(session, busy.moment, "24 001", "Kim")


def test_everything_is_handed_over_with_the_tasks(busy: World) -> None:
    busy.authority("E2", {})
    busy.decision("24 001", "E2")
    busy.log("24 001-1")
    busy.run()
    (task,) = [row for row in _tasks(busy) if row.reference == "24 001-1"]
    with busy.writing() as session:
        assign_task(session, busy.moment, task.id, "Ivy")
    assert over(busy, "Ivy", "Tom") == HandedOver((ONE, TWO), 1)
    assert who(busy) == ["Tom", "Tom", ""]
    assert [row.assigned_to for row in _tasks(busy) if row.id == task.id] == ["Tom"]
    with busy.store.reading() as session:
        assert loads(session, busy.today) == [
            {"person": "", "open": 2, "overdue": 0},
            {"person": "Tom", "open": 2, "overdue": 0},
        ]
    with pytest.raises(Refused, match="Ivy looks after nothing that is open"):
        over(busy, "Ivy", "Tom")


def test_what_nobody_looks_after_is_handed_over_and_tasks_stay_with_their_roles(busy: World) -> None:
    busy.log("23 001-4")
    with busy.writing() as session:
        open_tasks(session, busy.rulebook, busy.today, [Wanted("calendar_alarm", "calendar x", "because")])
    assert over(busy, "", "Tom", reason="", only=[THREE]) == HandedOver((THREE,), 0)
    assert over(busy, " ", "Tom", reason="") == HandedOver(("23 001-4",), 0)
    assert (who(busy), {row.assigned_to for row in _tasks(busy)}) == (["Ivy", "Ivy", "Tom"], {""})
    assert story(busy, THREE)["events"][-1]["payload"] == {"caseworker": "Tom", "before": "", "reason": ""}
    for only, words in (([ONE], f"somebody has '{ONE}', or it is closed"), (None, "nothing is open that nobody")):
        with pytest.raises(Refused, match=words):
            over(busy, "", "Tom", only=only)


def test_one_is_handed_over_with_the_tasks_about_it_only(busy: World) -> None:
    assert over(busy, "Ivy", "Tom", only=[TWO]) == HandedOver((TWO,), 0)
    assert who(busy) == ["Ivy", "Tom", ""]


def test_what_is_closed_stays_with_whom_it_was(busy: World) -> None:
    busy.end(ONE)
    assert over(busy, "Ivy", "Tom").recommendations == (TWO,)
    assert who(busy) == ["Ivy", "Tom", ""]


@pytest.mark.parametrize(
    ("person", "to", "reason", "only", "words"),
    [
        ("Ivy", "Ivy ", "left", None, "expected somebody else than Ivy"),
        ("Ivy", "Tom", " ", None, "expected why Tom takes over from Ivy"),
        ("Ivy", "Tom", "left", [THREE], "Ivy does not look after '23 001-3'"),
        ("Ivy", " ", "left", None, "expected the name of a person"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(
    busy: World, person: str, to: str, reason: str, only: list[str] | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        over(busy, person, to, reason, only)
    assert who(busy) == ["Ivy", "Ivy", ""]


def _tasks(office: World) -> list[Any]:
    with office.store.reading() as session:
        return tasks.still_open(session)
