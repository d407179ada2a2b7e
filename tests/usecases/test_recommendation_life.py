"""Log, extend, send and judge evidence, record an outcome; what each refuses, with nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from compliance.domain.errors import NotFound, Refused
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.usecases.case_records import EvidencePiece, Extension
from compliance.usecases.change_deadline import extend
from compliance.usecases.explain import explain
from compliance.usecases.review_evidence import review_evidence
from compliance.usecases.submit_evidence import submit_evidence
from tests.support.world import World

REC = "23 001-1"


def everything(world: World) -> dict[str, list[Any]]:
    """Every row of every table."""
    with world.store.reading() as session:
        return {
            name: [tuple(row) for row in session.connection().execute(select(table).order_by(*table.primary_key))]
            for name, table in SQLModel.metadata.tables.items()
        }


def refused(world: World, act: Callable[[], object], words: str) -> None:
    """The act is refused in these words, on one line, and the database is as it was."""
    before = everything(world)
    with pytest.raises(Refused, match=words) as said:
        act()
    assert "\n" not in str(said.value)
    assert everything(world) == before


def explained(world: World, reference: str = REC) -> dict[str, Any]:
    with world.store.reading() as session:
        return explain(session, world.rulebook, world.moment, reference)


def test_logging_plans_the_ladder_and_shows_its_sums(office: World) -> None:
    logged = office.log(REC, period="1 month", categories=("Apology", "Other"), kind=Kind.SERVICE_IMPROVEMENT)
    assert logged.receipt.due_on == date(2024, 5, 2)
    assert [(step.name, step.on_day.isoformat()) for step in logged.steps][:2] == [
        ("logged", "2024-04-02"),
        ("due_in_20_working_days", "2024-04-04"),
    ]
    story = explained(office)
    assert story["recommendation"]["categories"] == ["Apology", "Other"]
    assert story["recommendation"]["expected_evidence"] == list(office.rulebook.categories["Apology"]) + [
        line for line in office.rulebook.categories["Other"] if line not in office.rulebook.categories["Apology"]
    ]
    assert story["deadlines"][0]["receipt"] == logged.receipt.as_dict() | {"words": list(logged.words)}
    assert [event["kind"] for event in story["events"]] == ["logged"]
    assert story["history_intact"] is True


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({"reference": "99 999-1"}, "there is no decision '99 999'"),
        ({"reference": REC}, f"recommendation '{REC}' is already logged"),
        ({"due_on": date(2024, 4, 1)}, "due_on: expected a day on or after the decision of 2024-04-02"),
        ({"period": "1 fortnight"}, "period: expected a period such as '28 days'"),
        ({"period": "1 month", "due_on": date(2024, 5, 1)}, "period: expected exactly one of period and due_on"),
        ({"period": ""}, "period: expected exactly one of period and due_on"),
        ({"action": " "}, "action: expected what the authority is to do"),
        ({"categories": ("Apology", "Cake")}, "categories: expected categories of .* not Cake"),
    ],
)
def test_logging_refuses(office: World, draft: dict[str, Any], words: str) -> None:
    office.log(REC)
    refused(office, lambda: office.log(**{"reference": "23 001-2"} | draft), words)


def test_logging_refuses_a_closed_authority_and_a_decision_of_tomorrow(world: World) -> None:
    world.authority("E2")
    world.authority("E1", closed_on=date(2024, 3, 31), successor="E2")
    world.decision("23 001")
    refused(world, lambda: world.log(REC), "E1 closed on 2024-03-31; its successor is E2")
    world.decision("24 001", "E2", decided_on=date(2024, 4, 3))
    refused(world, lambda: world.log("24 001-1"), "is dated 2024-04-03, after today 2024-04-02")


def test_an_extension_makes_a_version_and_keeps_the_original(office: World) -> None:
    office.log(REC)
    office.run()
    first = office.extend(REC, "2024-06-01")
    second = office.extend(REC, "2024-07-01", "a second flood")
    assert (first.version, first.previous_due_on) == (2, date(2024, 5, 14))
    assert (second.version, second.original_due_on, second.previous_due_on) == (3, date(2024, 5, 14), date(2024, 6, 1))
    story = explained(office)
    assert [(d["version"], d["kind"], d["due_on"]) for d in story["deadlines"]] == [
        (1, "original", "2024-05-14"),
        (2, "extension", "2024-06-01"),
        (3, "extension", "2024-07-01"),
    ]
    assert story["recommendation"]["original_due_on"] == "2024-05-14"
    assert [event["kind"] for event in story["events"]] == ["logged", "deadline_changed", "deadline_changed"]
    assert "planned" not in {state for name, state in office.steps(REC, 2).items() if name != "deadline_changed"}
    assert "logged" not in office.steps(REC, 3)


@pytest.mark.parametrize(
    ("extension", "words"),
    [
        ({"to": "2024-05-14"}, "new_due_on: expected a day after the current due date 2024-05-14"),
        ({"to": "2024-05-01"}, "new_due_on: expected a day after the current due date 2024-05-14"),
        ({"to": "2024-06-01", "reason": " "}, "reason: expected a reason"),
        ({"to": "2024-06-01", "by": ""}, "agreed_by: expected the name"),
        ({"to": "2024-05-01", "reason": "", "by": ""}, "new_due_on.*; reason.*; agreed_by"),
        ({"reference": "23 009-1", "to": "2024-06-01"}, "there is no recommendation '23 009-1'"),
    ],
)
def test_an_extension_is_refused(office: World, extension: dict[str, Any], words: str) -> None:
    office.log(REC)
    refused(office, lambda: office.extend(**{"reference": REC} | extension), words)


def test_nothing_is_done_to_a_closed_recommendation(office: World) -> None:
    office.log(REC)
    office.evidence(REC)
    office.end(REC)
    closed = "was closed as satisfied on 2024-04-02"
    refused(office, lambda: office.extend(REC, "2024-06-01"), closed)
    refused(office, lambda: office.evidence(REC, "more"), closed)
    refused(office, lambda: office.end(REC), closed)
    refused(office, lambda: office.judge(REC, Judgement.SUFFICIENT), closed)


def test_the_same_submission_twice_is_one(office: World) -> None:
    office.log(REC)
    assert office.evidence(REC)
    before = everything(office)
    assert not office.evidence(REC)
    assert everything(office) == before
    assert office.evidence(REC, "another")
    assert explained(office)["recommendation"]["evidence_waiting"] == 2


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (EvidencePiece(date(2024, 4, 2), " ", "a note"), "submitted_by: expected the name"),
        (EvidencePiece(date(2024, 4, 2), "Ann", " "), "evidence needs a note or a file"),
        (EvidencePiece(date(2024, 4, 1), "Ann", "a note"), "received_on: expected a day on or after the decision"),
    ],
)
def test_evidence_is_refused(office: World, piece: EvidencePiece, words: str) -> None:
    office.log(REC)

    def act() -> None:
        with office.writing() as session:
            submit_evidence(session, office.rulebook, office.moment, REC, piece)

    refused(office, act, words)


def test_a_judgement_is_final_and_says_what_is_missing(office: World) -> None:
    office.log(REC)
    office.log("23 001-2")
    office.evidence(REC)
    refused(office, lambda: office.judge(REC, Judgement.INSUFFICIENT, " "), "needs a word on what is missing")
    refused(office, lambda: office.judge(REC, Judgement.WAITING), "a judgement is")

    def judge(reference: str, piece: int) -> None:
        with office.writing() as session:
            review_evidence(session, office.rulebook, office.moment, reference, piece, Judgement.SUFFICIENT)

    refused(office, lambda: judge("23 001-2", 1), "has no evidence number 1")
    refused(office, lambda: judge(REC, 7), "has no evidence number 7")
    judge(REC, 1)
    refused(office, lambda: judge(REC, 1), "already judged sufficient")
    assert explained(office)["recommendation"]["evidence_waiting"] == 0


@pytest.mark.parametrize(("completed", "late"), [("2024-05-13", False), ("2024-05-14", False), ("2024-05-15", True)])
def test_late_is_computed_from_the_day_it_was_completed(office: World, completed: str, late: bool) -> None:
    office.log(REC)
    office.evidence(REC)
    office.today = date(2024, 6, 3)
    closed = office.end(REC, completed_on=date.fromisoformat(completed))
    assert closed.late is late
    story = explained(office)
    assert story["outcome"]["late"] is late
    assert story["evidence"][0]["judgement"] == "sufficient"
    assert story["recommendation"]["evidence_waiting"] == 0


def test_late_is_judged_on_the_amended_date(office: World) -> None:
    office.log(REC)
    office.extend(REC, "2024-05-31")
    office.today = date(2024, 6, 3)
    assert not office.end(REC, completed_on=date(2024, 5, 31)).late


@pytest.mark.parametrize(
    ("outcome", "more", "words"),
    [
        (Outcome.SATISFIED, {"completed_on": None}, "completed_on: expected the day"),
        (
            Outcome.SATISFIED,
            {"completed_on": date(2024, 4, 1)},
            "completed_on: expected a day on or after the decision",
        ),
        (
            Outcome.SATISFIED,
            {"completed_on": date(2024, 4, 3)},
            "completed_on: expected a day on or before the day it was recorded",
        ),
        (
            Outcome.SATISFIED,
            {"reason": ""},
            "reason: expected why no evidence is needed: none on record shows that it was done",
        ),
        (Outcome.SATISFIED, {"recorded_on": date(2024, 4, 1)}, "recorded_on: expected a day on or after the decision"),
        (Outcome.NOT_SATISFIED, {"approved_by": None}, "approved_by: expected a second person"),
        (Outcome.NOT_SATISFIED, {"approved_by": " cAs "}, "approved_by: expected somebody other than recorded_by"),
        (Outcome.NOT_SATISFIED, {"reason": " "}, "reason: expected a reason"),
        (Outcome.CEASED, {"approved_by": "Cas"}, "approved_by: expected somebody other than recorded_by"),
        (Outcome.CEASED, {"reason": ""}, "reason: expected a reason"),
        (Outcome.CEASED, {"recorded_by": ""}, "recorded_by: expected the name"),
    ],
)
def test_an_outcome_is_refused(office: World, outcome: Outcome, more: dict[str, Any], words: str) -> None:
    office.log(REC)
    refused(office, lambda: office.end(REC, outcome, **more), words)


def test_insufficient_evidence_alone_is_no_evidence(office: World) -> None:
    office.log(REC)
    office.evidence(REC)
    office.judge(REC, Judgement.INSUFFICIENT, "a signature")
    refused(office, lambda: office.end(REC, reason=""), "reason: expected why no evidence is needed")


def test_what_was_refused_is_not_satisfied_and_never_ceased(office: World) -> None:
    office.log(REC, response=Response.REFUSED)
    refused(office, lambda: office.end(REC, Outcome.CEASED), "expected not_satisfied")
    assert office.end(REC, Outcome.NOT_SATISFIED).late is False


def test_an_unknown_reference_is_said_to_be_unknown(office: World) -> None:
    with pytest.raises(NotFound, match="there is no recommendation 'x'"):
        explained(office, "x")
    refused(office, lambda: office.end("x"), "there is no recommendation 'x'")


def test_what_has_not_happened_yet_is_refused(office: World) -> None:
    """Dates of tomorrow: an extension, evidence, an outcome."""
    office.log(REC)
    tomorrow = office.today + timedelta(days=1)
    later = Extension(tomorrow, date(2024, 6, 3), "flood", "Kim")

    def extend_tomorrow() -> None:
        with office.writing() as session:
            extend(session, office.rulebook, office.moment, REC, later)

    refused(office, extend_tomorrow, "agreed_on: expected a day on or before today")
    received = "received_on: expected a day on or before today"
    refused(office, lambda: office.evidence(REC, received=tomorrow.isoformat()), received)
    recorded = "recorded_on: expected a day on or before today"
    refused(office, lambda: office.end(REC, recorded_on=tomorrow), recorded)


def test_a_refused_recommendation_is_not_ceased(office: World) -> None:
    """E3: refused counts as not satisfied when closed."""
    office.log(REC, response=Response.REFUSED)
    words = "expected not_satisfied, because the authority refused"
    refused(office, lambda: office.end(REC, Outcome.CEASED, reason="pointless", approved_by="Lena"), words)
    assert office.end(REC, Outcome.NOT_SATISFIED, reason="refused", approved_by="Lena").outcome is Outcome.NOT_SATISFIED
