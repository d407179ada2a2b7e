"""Evidence that suffices stops chasers until the outcome is recorded; what is unanswered does not (E2, R4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.next_action_values import Action
from compliance.domain.outcomes import Outcome
from compliance.store import cases, evidence
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.list_tasks import Narrowed, list_tasks
from compliance.usecases.open_case import open_case
from compliance.usecases.reopen import reopen
from compliance.usecases.review_evidence import review_evidence, waiting_evidence
from tests.support.world import World

ANN = "ann@e1.example"
REC = "23 001-1"
OTHER = "23 001-2"


def test_sufficient_evidence_keeps_the_chasers_stopped_until_the_outcome_ends_them(office: World) -> None:
    office.log(REC)
    office.run()
    office.evidence(REC)
    office.judge(REC, Judgement.SUFFICIENT)
    office.walk("2024-05-20")
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"]]
    assert office.tasks() == []
    with office.writing() as session:
        rungs: Any = explain(session, office.rulebook, office.moment, REC)["steps"]
    told = {each["step"]: each["why"] for each in rungs}
    assert "the evidence is sufficient: the outcome is still to be recorded" in told["due_today"]
    office.end(REC)
    office.run()
    assert office.mail()[-1] == ("2024-05-20", ANN, [f"{REC} satisfied"])
    assert office.steps(REC)["due_today"] == "superseded: the recommendation was closed as satisfied"


def test_insufficient_evidence_after_sufficient_arms_the_chasers_again(office: World) -> None:
    office.log(REC)
    office.run()
    for judgement, missing in ((Judgement.SUFFICIENT, ""), (Judgement.INSUFFICIENT, "the second page")):
        office.evidence(REC, judgement.value)
        office.judge(REC, judgement, missing)
    office.run("2024-04-29")
    office.run("2024-04-30")
    assert [items for _, _, items in office.mail()] == [
        [f"{REC} logged"],
        [f"{REC} evidence_insufficient-2"],
        [f"{REC} due_in_10_working_days"],
    ]


@pytest.mark.parametrize("sufficient", [False, True])
def test_evidence_stops_no_task_of_the_offices_own(office: World, sufficient: bool) -> None:
    office.log(REC)
    office.walk("2024-05-10")
    office.evidence(REC)
    if sufficient:
        office.judge(REC, Judgement.SUFFICIENT)
    office.walk("2024-06-12")
    assert office.tasks() == [("overdue_20_working_days", "director", f"recommendation {REC}")]
    assert [items for _, _, items in office.mail()][-1] == [f"{REC} due_in_3_working_days"]


def judge(office: World, number: int, judgement: Judgement, missing: str = "") -> None:
    """Judge one piece of evidence, whichever waits first."""
    with office.writing() as session:
        review_evidence(session, office.rulebook, office.moment, REC, number, judgement, missing)


@pytest.mark.parametrize("good", [0, 1])
def test_one_good_file_of_two_that_came_together_proves_nothing(office: World, good: int) -> None:
    office.log(REC)
    office.run()
    office.evidence(REC, "the letter")
    office.evidence(REC, "the payment")
    with office.writing() as session:
        numbers = waiting_evidence(session, REC)
    judge(office, numbers[1 - good], Judgement.INSUFFICIENT, "it is not signed")
    judge(office, numbers[good], Judgement.SUFFICIENT)
    office.walk("2024-04-30")
    assert [f"{REC} due_in_10_working_days"] in [items for _, _, items in office.mail()]
    office.evidence(REC, "the letter, signed")
    office.judge(REC, Judgement.SUFFICIENT)
    before = len(office.mail())
    office.walk("2024-05-20")
    assert len(office.mail()) == before


def test_what_is_found_insufficient_after_newer_evidence_sufficed_is_unanswered(office: World) -> None:
    office.log(REC)
    office.run()
    office.evidence(REC, "the letter")
    office.run("2024-04-03")
    office.evidence(REC, "the payment")
    with office.writing() as session:
        older, newer = waiting_evidence(session, REC)
    judge(office, newer, Judgement.SUFFICIENT)
    office.run("2024-04-04")
    judge(office, older, Judgement.INSUFFICIENT, "it is not signed")
    office.walk("2024-04-30")
    assert office.mail()[-1][2] == [f"{REC} due_in_10_working_days"]


def test_a_wrong_sufficient_is_taken_back_and_the_authority_told(office: World) -> None:
    office.log(REC)
    office.run()
    office.evidence(REC)
    office.judge(REC, Judgement.SUFFICIENT)
    office.run("2024-04-03")
    with office.writing() as session:
        record = cases.recommendation(session, REC)
        assert record is not None
        assert record.id is not None
        (piece,) = evidence.of_recommendation(session, record.id)
        assert piece.id is not None
        number = piece.id
    judge(office, number, Judgement.INSUFFICIENT, "it is of another case")
    office.walk("2024-04-30")
    assert [items for _, _, items in office.mail()][1:] == [
        [f"{REC} evidence_insufficient-{number}"],
        [f"{REC} due_in_10_working_days"],
    ]


def test_what_was_sufficient_before_an_outcome_was_withdrawn_stops_nothing(office: World) -> None:
    for reference in (REC, OTHER):
        office.log(reference)
        office.run()
        office.evidence(reference)
        office.judge(reference, Judgement.SUFFICIENT)
    office.today = date(2024, 4, 3)
    office.end(REC)
    office.run()
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, REC, "it was another letter", "Kim")
    office.walk("2024-04-29")
    assert office.mail()[-1] == ("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])
    assert office.steps(OTHER)["due_in_10_working_days"] == "planned"


@pytest.mark.parametrize("satisfied", [True, False])
def test_what_only_a_withdrawn_outcome_judged_waits_for_its_judgement(office: World, satisfied: bool) -> None:
    """E2, R4: nobody looked at it; the authority is told that it is open again, and not chased."""
    office.log(REC)
    office.run()
    for note in ("looked at", "not looked at"):
        office.evidence(REC, note)
        if note == "looked at":
            office.judge(REC, Judgement.SUFFICIENT)
            office.today = date(2024, 4, 3)
    office.end(REC) if satisfied else office.end(REC, Outcome.NOT_SATISFIED)
    with office.writing() as session:
        reopen(session, office.rulebook, office.moment, REC, "the wrong one was clicked", "Kim")
        (waits,) = waiting_evidence(session, REC)
    assert next_action(office) is Action.JUDGE_EVIDENCE
    office.walk("2024-04-29")
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"], [f"{REC} reopened"]]
    judge(office, waits, Judgement.SUFFICIENT)
    assert next_action(office) is Action.RECORD_OUTCOME


def test_evidence_judged_sufficient_between_planning_and_sending_holds_the_step(office: World) -> None:
    office.log(REC)
    office.plan()
    office.evidence(REC)
    office.judge(REC, Judgement.SUFFICIENT)
    office.send()
    assert office.mail() == []
    assert office.steps(REC)["logged"] == "planned"


def next_action(office: World) -> Action:
    with office.writing() as session:
        record = cases.recommendation(session, REC)
        assert record is not None
        return next_action_of(session, record.id or 0, office.today).action


def only_piece(office: World) -> int:
    with office.writing() as session:
        record = cases.recommendation(session, REC)
        assert record is not None
        (piece,) = evidence.of_recommendation(session, record.id or 0)
        return piece.id or 0


@pytest.mark.parametrize("planned", [False, True])
@pytest.mark.parametrize("judgement", [Judgement.SUFFICIENT, Judgement.WITHDRAWN])
def test_a_wrong_insufficient_is_taken_back_before_its_letter_goes(
    office: World, judgement: Judgement, planned: bool
) -> None:
    """E2: the letter is planned, or waits in a message; nobody has got it."""
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 3)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "it is of another case")
    number = only_piece(office)
    if planned:
        office.plan()
    judge(office, number, judgement)
    why = "superseded: the judgement was taken back before the authority was told"
    assert office.steps(REC)[f"evidence_insufficient-{number}"] == why
    office.run()
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"]]
    office.walk("2024-04-30")
    chased = [f"{REC} due_in_10_working_days"] in [items for _, _, items in office.mail()]
    assert chased == (judgement is Judgement.WITHDRAWN)


def test_taken_back_twice_the_authority_is_told_once(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 3)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "it is of another case")
    number = only_piece(office)
    office.plan()
    judge(office, number, Judgement.SUFFICIENT)
    judge(office, number, Judgement.INSUFFICIENT, "the date")
    office.run("2024-04-04")
    office.run("2024-04-05")
    assert [items for _, _, items in office.mail()] == [[f"{REC} logged"], [f"{REC} evidence_insufficient-{number}"]]
    assert "the date" in office.postbox.letters[-1].text
    assert "another case" not in office.postbox.letters[-1].text


@pytest.mark.parametrize("result", [Result.ACCEPTED, Result.UNKNOWN])
def test_once_the_authority_was_told_new_evidence_mends_it(office: World, result: Result) -> None:
    """Also where it is in doubt whether it was told."""
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 3)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "it is of another case")
    office.postbox.always[ANN] = Answer(result, "")
    office.run()
    with pytest.raises(Refused) as caught:
        judge(office, only_piece(office), Judgement.SUFFICIENT)
    assert str(caught.value) == (
        "this evidence was already judged insufficient, and the authority has been told: new evidence or a note mends"
        " that"
    )


def test_a_letter_that_failed_is_settled_first(office: World) -> None:
    office.log(REC)
    office.run()
    office.today = date(2024, 4, 3)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "it is of another case")
    for address in (ANN, "dan@e1.example", "bo@e1.example", "mo@e1.example"):
        office.postbox.always[address] = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")
    office.run()
    with pytest.raises(Refused, match="the letter about it failed and may be sent again: settle that first"):
        judge(office, only_piece(office), Judgement.SUFFICIENT)


def test_the_directors_task_asks_for_the_outcome_when_the_evidence_suffices(office: World) -> None:
    """The task and the one next action say the same (E2, R6)."""
    office.log(REC)
    office.walk("2024-06-12")
    with office.store.reading() as session:
        (before,) = list_tasks(session, office.today, Narrowed(owner="director"))
    assert before["command"] == f"amends outcome record '{REC}' not_satisfied --reason WHY --approved-by NAME"
    office.evidence(REC)
    office.judge(REC, Judgement.SUFFICIENT)
    with office.store.reading() as session:
        (task,) = list_tasks(session, office.today, Narrowed(owner="director"))
        found = cases.recommendation(session, REC)
        assert found is not None
        action = next_action_of(session, found.id or 0, office.today)
        view = open_case(session, office.moment, REC).recommendations[0]
    assert task["command"] == action.command == f"amends outcome record '{REC}' satisfied --completed-on DATE"
    assert str(task["reason"]).startswith("remedy 20 working days overdue, decide how to proceed")
    assert str(task["reason"]).endswith("; the evidence suffices: the outcome is to be recorded")
    (shown,) = [each for each in view.tasks if each.owner == "director"]
    assert (shown.command, shown.reason) == (task["command"], task["reason"])
    office.run("2024-06-13")
    office.extend(REC, "2024-08-30")
    office.run("2024-06-14")
    assert not [each for each in office.tasks() if each[1] == "director"]
