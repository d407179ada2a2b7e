"""What is logged of a decision and its recommendations, to the last field (L1, L3, D2)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text as sql

from compliance.domain.agreed_action_answers import parse_answers
from compliance.domain.errors import Refused, Unanswered, WrongUse
from compliance.domain.recommendations import DecisionOutcome, Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.usecases.case_records import Draft
from compliance.usecases.explain import explain
from compliance.usecases.log_decision import DecisionDraft, log_decision
from compliance.usecases.log_recommendation import log_recommendation
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.prepare_logging import known_case, next_number
from compliance.usecases.propose_recommendations import Numbering, drafts, propose
from tests.support.world import World

NEW = DecisionDraft("23 002", "E1", date(2024, 4, 1), DecisionOutcome.UPHELD, "Schools", date(2023, 9, 4), True)
REPORT = Wait(WaitKind.EVENT, "the authority received the report", date(2024, 7, 1))


def log(office: World, draft: DecisionDraft) -> bool:
    with office.writing() as session:
        return log_decision(session, office.moment, draft)


def log_to(office: World, reference: str, case: str = "23 001") -> None:
    """Log a recommendation of any reference to a case of the office."""
    draft = Draft(reference, case, Kind.PERSONAL_REMEDY, "Apologise", due_on=date(2024, 5, 14))
    with office.writing() as session:
        log_recommendation(session, office.rulebook, office.moment, draft)


def columns(office: World, reference: str) -> tuple[Any, ...]:
    asked = sql("SELECT received_on, satisfactory_remedy FROM decision WHERE reference = :reference")
    with office.store.reading() as session:
        return tuple(session.execute(asked, {"reference": reference}).one())


def test_the_received_day_and_the_satisfactory_remedy_are_stored(office: World) -> None:
    assert log(office, NEW)
    received, remedied = columns(office, "23 002")
    assert (str(received), bool(remedied)) == ("2023-09-04", True)
    assert log(office, replace(NEW, reference="23 003", received_on=None, satisfactory_remedy=None))
    assert columns(office, "23 003") == (None, None)
    with office.store.reading() as session:
        known = known_case(session, office.moment, DecisionDraft("23 002")).draft
    assert known == NEW


def test_a_satisfactory_remedy_counts_in_the_third_statistic(office: World) -> None:
    log(office, NEW)
    with office.store.reading() as session:
        figures = measure_compliance(session, office.rulebook, date(2025, 3, 31), office.moment.now)
    data: Any = figures.letter_data("E1")
    assert (data["satisfactory_remedy"]["numerator"], data["satisfactory_remedy"]["denominator"]) == (1, 2)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (
            replace(NEW, received_on=date(2024, 4, 2)),
            "received_on: expected a day on or before the decision of 2024-04",
        ),
        (replace(NEW, outcome=DecisionOutcome.NOT_UPHELD), "satisfactory_remedy: expected it of an upheld case only"),
        (replace(NEW, reference="23 001", decided_on=None, subject=""), "is stored without received date"),
    ],
)
def test_what_cannot_be_so_is_refused(office: World, draft: DecisionDraft, said: str) -> None:
    with pytest.raises(Refused, match=said):
        log(office, draft)
    with office.store.reading() as session:
        assert session.execute(sql("SELECT count(*) FROM decision")).scalar() == 1


def test_what_is_on_record_may_be_said_again_and_not_otherwise(office: World) -> None:
    log(office, NEW)
    assert log(office, NEW) is False
    with pytest.raises(Refused, match="stored with satisfactory remedy 'yes', not 'no'"):
        log(office, replace(NEW, satisfactory_remedy=False))
    with pytest.raises(Refused, match="stored with received date '2023-09-04', not '2023-09-05'"):
        log(office, replace(NEW, received_on=date(2023, 9, 5)))


def test_what_a_deadline_counts_from_may_have_come_already(office: World) -> None:
    office.decision("23 009", decided_on=date(2024, 3, 4))
    logged = office.log("23 009-1", period="3 months", waits=REPORT, wait_ended_on=date(2024, 3, 11))
    assert str(logged.receipt.due_on) == "2024-06-11"
    with office.store.reading() as session:
        found: Any = explain(session, office.rulebook, office.moment, "23 009-1")
    (waited,) = found["waits"]
    assert (waited["waits_for"], waited["ended_on"], waited["ended_by"]) == (REPORT.what, "2024-03-11", "Tester")
    assert [(each["kind"], each["due_on"]) for each in found["deadlines"]][-1] == ("dated", "2024-06-11")
    assert office.steps("23 009-1", 2)["due_in_10_working_days"] == "planned"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"period": "1 month", "wait_ended_on": date(2024, 4, 2)},
            "wait_ended_on: expected no day: the deadline waits",
        ),
        ({"period": "", "waits": REPORT, "wait_ended_on": date(2024, 4, 1)}, "on or after the decision of 2024-04-02"),
        ({"period": "", "waits": REPORT, "wait_ended_on": date(2024, 4, 3)}, "on or before today, 2024-04-02"),
        (
            {
                "period": "",
                "waits": replace(REPORT, kind=WaitKind.RECOMMENDATION, what="23 001-1"),
                "wait_ended_on": date(2024, 4, 2),
            },
            "when the other recommendation is satisfied",
        ),
    ],
)
def test_an_end_of_a_wait_that_cannot_be_is_refused(office: World, given: dict[str, Any], said: str) -> None:
    office.log("23 001-1")
    with pytest.raises(Refused, match=said):
        office.log("23 001-2", **given)


def test_answers_about_a_text_say_all_that_options_can(office: World) -> None:
    text = "Within three months of the date of this report the Council will review its policy on school transport."
    case = DecisionDraft("23 001", "E1", date(2024, 4, 2))
    reading = propose(office.rulebook, text, case.decided_on)
    answers = (
        "1 waits_for=the authority received the report",
        "1 period=3 months",
        "1 wait_ended_on=2024-04-02",
        "1 public_summary=The council will review its policy",
        "1 evidence=the new policy; minutes",
        "1 review_on=2024-09-01",
    )
    given = parse_answers(answers)
    draft = drafts(office.rulebook, office.moment, case, reading, given, Numbering("23 001"))[1]
    assert (draft.wait_ended_on, draft.public_summary) == (date(2024, 4, 2), "The council will review its policy")
    assert draft.expected_evidence == ("the new policy", "minutes")
    assert draft.waits is not None
    assert draft.waits.review_on == date(2024, 9, 1)
    with pytest.raises(Unanswered) as refused:
        once = parse_answers(["1 period=1 month", "1 review_on=2024-09-01"])
        drafts(office.rulebook, office.moment, case, reading, once, Numbering("23 001"))
    assert refused.value.lines == ("Proposal 1: review_on: expected no day: the deadline waits for nothing",)
    with pytest.raises(WrongUse, match="wait_ended_on 'soon' is not a date"):
        parse_answers(["1 wait_ended_on=soon"])


@pytest.mark.parametrize(
    "typed", ["23001", "23/001", "23-001", "23.001", " 23_0 01", "23\N{NO-BREAK SPACE}001", "23\N{EN DASH}001"]
)
def test_a_new_decision_is_none_on_record_with_other_spaces_or_marks(office: World, typed: str) -> None:
    """L1: the same case under two references would be logged, and the authority asked, twice."""
    said = "differs only by the way it is written from '23 001' on record"
    for draft in (replace(NEW, reference=typed), replace(NEW, reference=typed, other_than=("23 002",))):
        with pytest.raises(Refused, match=said):
            log(office, draft)
        with office.store.reading() as session, pytest.raises(Refused, match=said):
            known_case(session, office.moment, draft)
    # Said to be another one it is stored, and found by its reference from then on.
    assert log(office, replace(NEW, reference=typed, other_than=("23 001",)))
    assert not log(office, replace(NEW, reference=typed))
    with pytest.raises(Refused, match=re.escape(f"from '23 001' and {typed!r} on record")):
        log(office, replace(NEW, reference="23 .001", other_than=()))


@pytest.mark.parametrize("typed", ["23 0012", "23 00", "23 001 1", "23 001-2", "A23 001"])
def test_what_differs_by_more_than_marks_is_another_decision(office: World, typed: str) -> None:
    office.log("23 001-1")
    assert log(office, replace(NEW, reference=typed))


def test_capitals_tell_no_two_decisions_apart(office: World) -> None:
    assert log(office, replace(NEW, reference="LG-24 a"))
    with pytest.raises(Refused, match="from 'LG-24 a' on record"):
        log(office, replace(NEW, reference="lg24A"))


WRITTEN = [
    "Case 23 001",
    "Ref: 23 001",
    "#23001",
    "(23 001)",
    "23,001",
    "23:001",
    "23\N{MINUS SIGN}001",
    "Re: 23 001",
    "\uff12\uff13 001",
]


@pytest.mark.parametrize("typed", WRITTEN, ids=ascii)
def test_another_way_to_write_a_reference_is_no_new_decision(office: World, typed: str) -> None:
    """L1: neither where the one on record is written plainly, nor where it is not."""
    draft = replace(NEW, reference=typed)
    with pytest.raises(Refused, match="from '23 001' on record"):
        log(office, draft)
    assert log(office, replace(draft, other_than=("23 001",)))
    with pytest.raises(Refused, match=re.escape(f"{typed!r} on record")):
        log(office, replace(NEW, reference="23.001", other_than=("23 001",)))


def test_the_reference_of_a_recommendation_is_no_new_decision(office: World) -> None:
    office.log("23 001-1")
    for typed in ("23 001-1", "23001\N{EN DASH}1", "23 001/1", "23001 (1)", "23 001_1"):
        with pytest.raises(
            Refused, match=re.escape(f"'{typed}' is what a recommendation of '23 001' on record is called")
        ):
            log(office, replace(NEW, reference=typed))
    assert log(office, replace(NEW, reference="23 001-2"))
    assert log(office, replace(NEW, reference="23 001-1", other_than=("23 001",)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("23\N{ZERO WIDTH SPACE}002", "decision: expected a reference without the invisible U+200B"),
        ("23 002\N{SOFT HYPHEN}", "decision: expected a reference without the invisible U+00AD"),
        ("-", "decision: expected a reference with a letter or a digit"),
        ("\N{PARTY POPPER}", "decision: expected a reference with a letter or a digit"),
    ],
    ids=ascii,
)
def test_what_nobody_could_read_is_no_reference(office: World, typed: str, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        log(office, replace(NEW, reference=typed))


@pytest.mark.parametrize("typed", ["23001-1", "23 001\N{EN DASH}1", "23 001 1", "Case 23 001-1"], ids=ascii)
def test_a_recommendation_is_none_on_record_written_otherwise(office: World, typed: str) -> None:
    """L2: logged twice, the authority is asked twice."""
    office.log("23 001-1")
    with pytest.raises(
        Refused, match=f"recommendation '{typed}' differs only by the way it is written from '23 001-1'"
    ):
        log_to(office, typed)


def test_a_recommendation_is_not_called_as_its_case(office: World) -> None:
    with pytest.raises(Refused, match="'23001' is the reference of its decision: expected one of its own"):
        log_to(office, "23001")


def test_recommendations_of_one_case_that_are_counted_on_are_several(office: World) -> None:
    for reference in ("23 001-1", "23 001-11", "23 001-1-1"):
        log_to(office, reference)


def test_a_recommendation_may_begin_with_the_reference_of_its_case_as_that_is_on_record(office: World) -> None:
    """Older references hold what is not seen; what stands behind them does not."""
    case = "23\N{ZERO WIDTH SPACE} 005"
    office.decision(case, decided_on=date(2024, 3, 4))
    log_to(office, f"{case}-1", case)
    for wrong in (f"{case}-\N{SOFT HYPHEN}2", "23\N{ZERO WIDTH SPACE}005-2"):
        with pytest.raises(Refused, match="reference: expected a reference without the invisible"):
            log_to(office, wrong, case)


@pytest.mark.parametrize("written", ["23001/1", "23 001 (1)", "Case 23-001-1"], ids=ascii)
def test_the_number_that_is_proposed_is_had_by_none_however_it_is_written(office: World, written: str) -> None:
    log_to(office, written)
    with office.store.reading() as session:
        number = next_number(session, DecisionDraft("23 001"))
    assert number == 2
    log_to(office, f"23 001-{number}")
