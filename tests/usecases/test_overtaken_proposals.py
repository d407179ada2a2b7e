"""A proposed outcome that evidence overtakes is not forgotten: somebody says how to go on (E3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.deadlines import fixed
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response
from compliance.usecases.case_records import EvidencePiece
from compliance.usecases.change_deadline import correct
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.list_tasks import Narrowed, list_tasks
from compliance.usecases.manage_people import add_person
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.propose_outcome import propose
from compliance.usecases.stop_clock import stop
from compliance.usecases.submit_evidence import submit_evidence
from tests.support.next_actions import disagreements, refreshed
from tests.support.world import World

REC = "23 001-1"


def proposed(world: World, by: str = "Cas") -> None:
    with world.writing() as session:
        about = (session, world.rulebook, replace(world.moment, actor=by), REC)
        propose(*about, Outcome.NOT_SATISFIED, "no review was held")


def next_one(world: World) -> tuple[str, str]:
    with world.store.reading() as session:
        found = next_action_of(session, 1, world.today)
    refreshed(world.store)
    assert disagreements(world.store, [world.today]) == []
    return found.action.value, found.who.value


def what_next(world: World) -> str:
    with world.store.reading() as session:
        return next_action_of(session, 1, world.today).what


def corrected(world: World, to: str) -> None:
    receipt = fixed(date.fromisoformat(to), world.rulebook.calendar, "corrected")
    with world.writing() as session:
        correct(session, world.rulebook, world.moment, REC, receipt, "a slip", "Kim", may_give_time=True)


def stopped(world: World) -> None:
    with world.writing() as session:
        stop(session, world.rulebook, world.moment, REC, "legal_proceedings", "court", "Kim", date(2024, 5, 10))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (stopped, "its clock was stopped"),
        (lambda world: corrected(world, "2024-06-28"), "its due date was corrected to 28 June 2024"),
    ],
)
def test_e3_what_was_not_done_in_time_is_not_decided_once_the_time_is_to_come(
    late: World, change: Callable[[World], None], why: str
) -> None:
    proposed(late)
    change(late)
    with late.store.reading() as session:
        told = explain(session, late.rulebook, late.moment, REC)["events"]
    assert isinstance(told, list)
    assert told[-1]["kind"] == "outcome_proposal_withdrawn"
    assert told[-1]["payload"]["overtaken"] == why
    assert next_one(late)[0] != "decide_outcome"


def test_e3_what_is_still_late_is_still_decided(late: World) -> None:
    proposed(late)
    corrected(late, "2024-05-15")
    assert next_one(late)[0] == "decide_outcome"


def test_e3_what_was_proposed_before_the_date_does_not_rest_on_it(office: World) -> None:
    office.log(REC)
    office.today = date(2024, 5, 10)
    proposed(office)
    office.today = date(2024, 5, 21)
    corrected(office, "2024-06-28")
    assert next_one(office)[0] == "decide_outcome"


def test_e3_a_refusal_does_not_rest_on_the_date(office: World) -> None:
    office.log(REC, response=Response.REFUSED)
    office.today = date(2024, 5, 21)
    proposed(office)
    stopped(office)
    assert next_one(office)[0] == "decide_outcome"


def test_evidence_that_overtook_it_and_is_not_sufficient_gives_it_back(late: World) -> None:
    proposed(late)
    late.evidence(REC)
    task = ("outcome_overtaken", "casework_manager", f"recommendation {REC}")
    assert late.tasks() == [task]
    assert next_one(late) == ("judge_evidence", "caseworker")
    assert what_next(late).endswith("; it overtook a proposed outcome")
    late.judge(REC, Judgement.INSUFFICIENT, "the minutes")
    assert next_one(late) == ("reconsider_outcome", "casework_manager")
    assert what_next(late) == "decide how to go on: evidence overtook the proposed outcome, and does not suffice"
    late.today = late.today.replace(day=22)
    late.evidence(REC, "more of it")
    assert (late.tasks(), next_one(late)) == ([task], ("judge_evidence", "caseworker"))
    late.judge(REC, Judgement.WITHDRAWN)
    assert next_one(late) == ("reconsider_outcome", "casework_manager")
    with late.store.reading() as session:
        (listed,) = list_tasks(session, late.today, Narrowed(kind="outcome_overtaken"))
    assert listed["reason"] == "evidence overtook the outcome not satisfied, which Cas proposed"
    proposed(late)
    assert (next_one(late), [kind for kind, _, _ in late.tasks()]) == (
        ("decide_outcome", "director"),
        ["outcome_proposed"],
    )


def test_while_the_evidence_suffices_the_outcome_is_recorded_and_says_what_it_overtook(late: World) -> None:
    proposed(late)
    late.evidence(REC)
    late.judge(REC, Judgement.SUFFICIENT)
    assert next_one(late) == ("record_outcome", "caseworker")
    assert what_next(late) == "record the outcome: the evidence is sufficient; it overtook a proposed outcome"
    late.end(REC)
    assert (late.tasks(), next_one(late)) == ([], ("nothing", "nobody"))


def test_how_to_go_on_after_it_was_overtaken_is_the_task_of_who_proposed_it(late: World) -> None:
    with late.writing() as session:
        add_person(session, late.rulebook.roles, late.moment, "Mia Katz", "mia@o.example", ["casework_manager"])
    proposed(late, by="Mia Katz")
    late.evidence(REC)
    late.judge(REC, Judgement.INSUFFICIENT, "the minutes")
    with late.store.reading() as session:
        (task,) = list_tasks(session, late.today, Narrowed(kind="outcome_overtaken"))
        assert next_action_of(session, 1, late.today).assigned_to == "Mia Katz"
    assert (task["owner"], task["assigned_to"]) == ("casework_manager", "Mia Katz")
    with late.writing() as session:
        finish_task(session, late.moment, 1 + 1, "I rang them")
    assert late.tasks() == []
    assert next_one(late)[0] != "reconsider_outcome"


def test_more_time_answers_how_to_go_on_after_it_was_overtaken(late: World) -> None:
    proposed(late)
    late.evidence(REC)
    late.judge(REC, Judgement.INSUFFICIENT, "the minutes")
    late.extend(REC, "2024-06-28")
    assert late.tasks() == []


def test_what_is_imported_overtakes_it_on_the_day_it_is_put_on_record(late: World) -> None:
    """Evidence of the week before: the proposal ends today, and its task has its days from today."""
    proposed(late)
    came = late.today.replace(day=14)
    piece = EvidencePiece(came, "Ann", "the minutes")
    with late.writing() as session:
        then = replace(late.moment, today=came, now=late.moment.now - timedelta(days=7))
        assert submit_evidence(session, late.rulebook, then, REC, piece, late.moment)
    with late.store.reading() as session:
        (listed,) = list_tasks(session, late.today, Narrowed(kind="outcome_overtaken"))
        story: dict[str, Any] = explain(session, late.rulebook, late.moment, REC)
    assert (listed["opened_on"], listed["overdue"]) == ("2024-05-21", False)
    days = {event["kind"]: event["day"] for event in story["events"]}
    assert (days["evidence_received"], days["outcome_proposal_withdrawn"]) == ("2024-05-14", "2024-05-21")
