"""A text becomes recommendations when a person confirms: all of them, or none (L2, D2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text as sql

from compliance.domain.agreed_action_answers import parse_answers
from compliance.domain.errors import NotFound, Refused, Unanswered, WrongUse
from compliance.domain.recommendations import DecisionOutcome, Response
from compliance.store import events
from compliance.usecases.log_decision import DecisionDraft
from compliance.usecases.propose_recommendations import (
    MOST_LETTERS,
    Beside,
    Confirmed,
    Numbering,
    confirm,
    described,
    drafts,
    propose,
)
from tests.support.world import World

CASE = DecisionDraft("23 001", "E1")
NEW = DecisionDraft("23 002", "E1", date(2024, 4, 1), DecisionOutcome.UPHELD, "Schools")
GOOD = """Within one month of this decision the Council has agreed to:
- apologise to Ms A;
- pay Ms A £150 for her distress, and £50 a week from 5 February 2024 until 25 March 2024 for what she did not get;
- review its policy by 28 June 2024.

Once the review has been completed, the Council will write to Ms A to explain what it has changed.
"""


def log(office: World, text: str, *answers: str, case: DecisionDraft = CASE, stem: str = "") -> Confirmed:
    """Read, answer and confirm, in one transaction."""
    with office.writing() as session:
        whole = described(session, office.moment, case)
        reading = propose(office.rulebook, text, whole.decided_on)
        to = Numbering(stem or case.reference, Response.AGREED)
        ready = drafts(office.rulebook, office.moment, whole, reading, parse_answers(answers), to)
        return confirm(session, office.rulebook, office.moment, whole, ready)


def stored(office: World, columns: str, table: str = "recommendation") -> list[tuple[object, ...]]:
    order = "id" if table in {"recommendation", "decision"} else "recommendation_id"
    with office.writing() as session:
        return [tuple(row) for row in session.execute(sql(f"SELECT {columns} FROM {table} ORDER BY {order}"))]


def test_what_is_confirmed_is_logged_with_dates_sums_waits_and_steps(office: World) -> None:
    done = log(office, GOOD)
    assert done.decision_stored is False
    assert [(number, each.reference, str(each.receipt.due_on)) for number, each in done.logged] == [
        (1, "23 001-1", "2024-05-02"),
        (2, "23 001-2", "2024-05-02"),
        (3, "23 001-3", "2024-06-28"),
        (4, "23 001-4", "None"),
    ]
    assert all(each.steps for _, each in done.logged[:3])
    assert stored(office, "kind, action, response") == [
        ("personal_remedy", "apologise to Ms A", "agreed"),
        (
            "personal_remedy",
            "pay Ms A £150 for her distress, and £50 a week from 5 February 2024 until 25 March 2024 for what she "
            "did not get",
            "agreed",
        ),
        ("service_improvement", "review its policy", "agreed"),
        ("personal_remedy", "write to Ms A to explain what it has changed", "agreed"),
    ]
    sums = sorted(stored(office, "amount, per, from_on, ends_on", "remedy_sum"), key=lambda row: str(row[1] or ""))
    assert [(float(str(amount)), per or "", str(start or ""), str(end or "")) for amount, per, start, end in sums] == [
        (150.0, "", "", ""),
        (50.0, "week", "2024-02-05", "2024-03-25"),
    ]
    assert stored(office, "kind, description", "deadline_wait") == [("event", "the review has been completed")]


def test_reading_saves_nothing(office: World) -> None:
    with office.writing() as session:
        whole = described(session, office.moment, CASE)
        assert len(propose(office.rulebook, GOOD, whole.decided_on).proposals) == 4
    assert stored(office, "id") == []


def test_a_new_decision_is_stored_with_its_recommendations(office: World) -> None:
    assert log(office, GOOD, case=NEW).decision_stored is True
    assert stored(office, "reference, subject", "decision")[-1] == ("23 002", "Schools")


OPEN = "The Council will apologise to Ms A within one month. The Council will pay Ms A £50 for her distress."


def test_an_open_question_refuses_all_with_a_line_each(office: World) -> None:
    with pytest.raises(Unanswered) as caught:
        log(office, OPEN, case=NEW)
    assert [line[:11] for line in caught.value.lines] == ["Proposal 1:", "Proposal 2:"]
    assert str(caught.value) == "2 answers are needed first, nothing was written"
    assert stored(office, "id") == []
    assert len(stored(office, "id", "decision")) == 1


def test_answers_open_the_way(office: World) -> None:
    done = log(office, OPEN, "1 period=1 month", "2 due_on=2024-06-03", "2 sums=75", "2 action=Pay Ms A")
    assert [str(each.receipt.due_on) for _, each in done.logged] == ["2024-05-02", "2024-06-03"]
    assert stored(office, "action")[1] == ("Pay Ms A",)
    assert [float(str(row[0])) for row in stored(office, "amount", "remedy_sum")] == [75.0]


def test_one_may_wait_on_another_of_the_same_text(office: World) -> None:
    log(office, OPEN, "1 period=1 month", "2 waits_on=23 001-1", "2 period=2 weeks")
    assert [row[:2] for row in stored(office, "kind, period", "deadline_wait")] == [("recommendation", "2 weeks")]


def test_what_is_left_out_is_not_logged_and_its_number_stays_free(office: World) -> None:
    done = log(office, OPEN, "1 leave_out", "2 period=1 month", stem="23 001/a")
    assert [each.reference for _, each in done.logged] == ["23 001/a-2"]


def test_leaving_everything_out_is_refused(office: World) -> None:
    with pytest.raises(Unanswered) as caught:
        log(office, OPEN, "1 leave_out", "2 leave_out")
    assert caught.value.lines == ("every proposal is left out: there is nothing to log",)


def test_the_same_text_twice_is_refused(office: World) -> None:
    log(office, GOOD)
    with pytest.raises(Refused, match="recommendation '23 001-1' is already logged"):
        log(office, GOOD)
    assert len(stored(office, "id")) == 4


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("1 period=soon", "Proposal 1: period: expected a period such as"),
        ("1 categories=Flowers", "Proposal 1: categories: expected categories of config/categories.yaml"),
        ("1 due_on=2024-01-01", "Proposal 1: due_on: expected a day on or after the decision of 2024-04-02"),
    ],
)
def test_what_logging_would_refuse_is_a_line(office: World, answer: str, line: str) -> None:
    with pytest.raises(Unanswered) as caught:
        log(office, GOOD, answer)
    (said,) = caught.value.lines
    assert said.startswith(line)


def test_a_sum_that_ends_before_it_begins_is_a_line(office: World) -> None:
    text = "The Council will pay Ms A £50 a week from 5 May 2023 until 5 April 2023 for distress by 28 June 2024."
    with pytest.raises(Unanswered) as caught:
        log(office, text)
    assert "expected an end on or after 2023-05-05" in caught.value.lines[0]


TWO = "Council A will apologise to Ms A by 28 June 2024. Council B will apologise to Ms A by 28 June 2024."


def test_of_two_bodies_only_what_is_for_the_authority_is_logged(office: World) -> None:
    with pytest.raises(Unanswered) as caught:
        log(office, TWO, "1 authority=E1", "2 authority=E2")
    assert caught.value.lines == ("Proposal 2: it is for 'E2', the decision is about 'E1': leave it out",)
    done = log(office, TWO, "1 authority=E1", "2 leave_out")
    assert [each.reference for _, each in done.logged] == ["23 001-1"]


@pytest.mark.parametrize(
    ("case", "error", "words"),
    [
        (DecisionDraft("23 009"), NotFound, "there is no decision '23 009': give its authority and the day of it"),
        (DecisionDraft("23 009", "E9", date(2024, 4, 1)), NotFound, "there is no authority 'E9'"),
        (DecisionDraft("23 009", "E1", date(2024, 4, 3)), Refused, "is dated 2024-04-03, after today"),
        (replace(CASE, authority_code="E9"), Refused, "is stored with authority 'E1', not 'E9'"),
        (replace(CASE, decided_on=date(2024, 4, 1)), Refused, "is stored with decision date '2024-04-02'"),
    ],
)
def test_the_decision_must_be_one_that_can_be(
    office: World, case: DecisionDraft, error: type[Exception], words: str
) -> None:
    with office.writing() as session, pytest.raises(error, match=words):
        described(session, office.moment, case)


@pytest.mark.parametrize("text", ["", " \n\t", "\N{NO-BREAK SPACE}", "...", "x" * (MOST_LETTERS + 1)])
def test_no_text_and_too_much_text_are_refused(office: World, text: str) -> None:
    with pytest.raises(WrongUse):
        propose(office.rulebook, text, None)


def test_l6_the_reasons_of_a_refusal_are_on_record_and_who_logs_may_look_after_it(office: World) -> None:
    with office.writing() as session:
        reading = propose(office.rulebook, GOOD, date(2024, 4, 2))
        ready = drafts(office.rulebook, office.moment, CASE, reading, {}, Numbering("23 001", Response.REFUSED))
        beside = Beside("Ada Lane", " it disputes the fault ")
        confirm(session, office.rulebook, office.moment, CASE, ready, beside)
        kinds = [[link.entry.kind.value for link in links] for links in events.chains(session)]
        said = events.stream(session, "recommendation/23 001-1")[1].entry.payload
    assert kinds == [["logged", "responded", "caseworker_changed"]] * 4
    assert said == {"response": "refused", "reason": "it disputes the fault"}
    assert stored(office, "response, caseworker") == [("refused", "Ada Lane")] * 4
