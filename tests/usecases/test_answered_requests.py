"""A request for more time is answered by the time that is given, or says what can be done (D6, D7, D9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from compliance.domain.deadlines import fixed
from compliance.domain.errors import Refused
from compliance.store.delivery_tables import Task
from compliance.store.rows import table_of
from compliance.usecases.case_pieces import ExtensionAsked
from compliance.usecases.case_records import Extension
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_deadline import correct, extend, reverse_extension
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.open_case import open_case
from compliance.usecases.open_recommendation import find
from compliance.usecases.request_extension import Request, ask, grant, refuse, withdraw
from compliance.usecases.stop_clock import restart, stop
from tests.support.world import World
from tests.usecases.calendar_office import consent
from tests.usecases.test_deadline_changes import DUE, REC, act, events, said, versions

TASK = table_of(Task)
WISHED = date(2024, 6, 14)
ASKS = "Ann asks for time until 2024-06-14"


@pytest.fixture
def asked(office: World) -> World:
    """A remedy due on 14 May for which Ann wishes to have time until 14 June."""
    office.log(REC)
    act(office, ask, REC, Request(WISHED, "flood", "Ann", office.today))
    return office


def task(office: World) -> tuple[Any, Any] | None:
    """Why the task to answer the request is there and what it says to type; None where there is none."""
    with office.store.reading() as session:
        found = [(each["reason"], each["command"]) for each in list_tasks(session, office.today)]
    assert len(found) <= 1
    return found[0] if found else None


def requests(office: World) -> tuple[ExtensionAsked, ...]:
    with office.store.reading() as session:
        (about,) = open_case(session, office.moment, REC).recommendations
    return about.requests


def following(office: World) -> tuple[str, str]:
    """The next action, and what it says to type."""
    with office.store.reading() as session:
        found = next_action_of(session, find(session, REC).id, office.today)
    return found.what, found.command


def corrected(office: World, to: date) -> None:
    act(office, correct, REC, fixed(to, office.rulebook.calendar), "typed wrongly", "Kim")


@pytest.mark.parametrize("to", ["2024-06-14", "2024-06-28"])
def test_time_until_the_wished_day_or_beyond_is_the_answer(asked: World, to: str) -> None:
    asked.run()
    asked.extend(REC, to)
    (request,) = requests(asked)
    assert (request.state, request.decided_by, request.decision_reason) == ("granted", "Kim", "flood")
    assert (str(request.granted_due_on), request.decided_on) == (to, asked.today)
    assert asked.tasks() == []
    assert events(asked) == ["logged", "extension_asked", "deadline_changed"]
    with pytest.raises(Refused, match="no request for more time"):
        act(asked, refuse, REC, "no", "Kim")
    asked.run()
    asked.walk("2024-04-12")
    answers = [steps for _, _, steps in asked.mail()][1:]
    assert answers == [[f"{REC} deadline_changed"]], "one letter is the answer"
    assert "We have agreed to more time." in said(asked)
    act(asked, ask, REC, Request(date(2024, 7, 12), "flood again", "Ann", asked.today))


def test_time_given_short_of_the_wish_leaves_it_waiting_with_the_date_of_now(asked: World) -> None:
    assert task(asked) == (f"{ASKS} (due {DUE})", f"amends extension grant '{REC}' --reason WHY")
    asked.extend(REC, "2024-05-31")
    assert task(asked) == (f"{ASKS} (due 2024-05-31, originally {DUE})", f"amends extension grant '{REC}' --reason WHY")
    act(asked, reverse_extension, REC, "another case", "Kim")
    assert task(asked) == (f"{ASKS} (due {DUE})", f"amends extension grant '{REC}' --reason WHY")
    asked.extend(REC, "2024-06-13")
    act(asked, grant, REC, "rightly", "Kim")
    assert [(each.state, each.granted_due_on) for each in requests(asked)] == [("granted", WISHED)]
    assert versions(asked)[-1] == (5, "extension", "2024-06-14")
    assert task(asked) is None


def test_a_date_as_late_as_the_wish_leaves_what_can_be_done(asked: World) -> None:
    """D6: nobody agreed to more time, so a person still answers, but neither grants nor refuses what is there."""
    corrected(asked, date(2024, 6, 20))
    type_ = f"amends extension withdraw '{REC}' --reason WHY"
    assert task(asked) == (f"{ASKS} (due 2024-06-20, which is no earlier)", type_)
    what = "take back the request for more time until 2024-06-14, or grant a later day: it is due on 2024-06-20"
    assert following(asked) == (what, type_)
    with pytest.raises(Refused, match="until: expected a day after the due date, for 2024-06-20 is no earlier than"):
        act(asked, grant, REC, "rightly", "Kim")
    with pytest.raises(Refused, match="nothing is left to refuse: 2024-06-20 is no earlier than the wished date 2024-"):
        act(asked, refuse, REC, "no", "Kim")
    act(asked, withdraw, REC, "the date was corrected", "Kim")
    assert task(asked) is None


def test_a_later_day_than_the_date_of_now_can_be_granted(asked: World) -> None:
    corrected(asked, WISHED)
    act(asked, grant, REC, "rightly", "Kim", date(2024, 6, 28))
    assert versions(asked)[1:] == [(2, "correction", "2024-06-14"), (3, "extension", "2024-06-28")]
    assert [each.state for each in requests(asked)] == ["granted"]


def test_a_closing_day_and_a_clock_move_the_date_that_the_task_names(office: World) -> None:
    office.log(REC, period="20 working days")
    act(office, ask, REC, Request(date(2024, 5, 1), "flood", "Ann", office.today))
    consent(office, NewClosure("E1", date(2024, 4, 16), "Festival"))
    assert task(office) == (
        "Ann asks for time until 2024-05-01 (due 2024-05-01, which is no earlier)",
        f"amends extension withdraw '{REC}' --reason WHY",
    )
    act(office, stop, REC, "legal_proceedings", "judicial review", "Kim")
    assert task(office) == (
        "Ann asks for time until 2024-05-01 (no due date)",
        f"amends extension refuse '{REC}' --reason WHY",
    )
    assert following(office)[1] == f"amends extension refuse '{REC}' --reason WHY"
    act(office, restart, REC, "decided", "Kim")
    assert "which is no earlier" in str(task(office))


def test_who_asked_is_answered_though_the_date_is_the_one_that_was_told(office: World) -> None:
    """D7: corrected to an earlier day that nobody heard of yet, then granted until the day before that."""
    office.log(REC)
    office.run()
    corrected(office, date(2024, 5, 10))
    act(office, ask, REC, Request(date.fromisoformat(DUE), "flood", "Ann", office.today))
    act(office, grant, REC, "rightly", "Kim")
    office.run("2024-04-03")
    assert [steps for _, _, steps in office.mail()][1:] == [[f"{REC} deadline_changed"]]
    assert "We have agreed to more time." in said(office)


@pytest.mark.parametrize(("to", "refused"), [("2024-06-13", True), ("2024-06-14", False), ("2024-06-20", False)])
def test_a_refusal_that_is_not_out_ends_where_the_time_is_given(asked: World, to: str, refused: bool) -> None:
    """R2.4: nobody reads that there is no more time beside the letter that gives it."""
    asked.run()
    act(asked, refuse, REC, "no", "Kim")
    asked.extend(REC, to)
    asked.walk("2024-04-04")
    told = [step for _, _, steps in asked.mail() for step in steps if "extension_refused" in step]
    assert bool(told) is refused
    assert f"{REC} deadline_changed" in [step for _, _, steps in asked.mail() for step in steps]


def test_time_agreed_before_the_request_closes_its_task_on_no_day_before_it_was_opened(office: World) -> None:
    """As an import brings it: agreed on 3 April, and the request is of the 5th."""
    office.log(REC)
    office.today = date(2024, 4, 5)
    act(office, ask, REC, Request(WISHED, "flood", "Ann", office.today))
    before = replace(office.moment, today=date(2024, 4, 3))
    with office.writing() as session:
        extend(session, office.rulebook, before, REC, Extension(before.today, WISHED, "flood", "Kim"))
    assert office.tasks() == []
    with office.store.reading() as session:
        (row,) = session.execute(select(TASK.c.opened_on, TASK.c.closed_on)).all()
    assert row.closed_on == row.opened_on == office.today
