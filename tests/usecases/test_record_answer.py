"""An authority's answer: recorded once it comes, only ever towards agreement, and never counted as complying (L6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.errors import NotFound, Refused
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.explain import explain
from compliance.usecases.measure_compliance import measure_compliance
from compliance.usecases.open_recommendation import find
from compliance.usecases.record_answer import record_answer
from tests.support.world import World

REC = "23 001-1"


def answered(office: World, response: Response, reason: str = "") -> None:
    with office.writing() as session:
        record_answer(session, office.moment, REC, response, reason)


def test_an_answer_ends_the_wait_for_it_and_leaves_the_reminders(office: World) -> None:
    office.log(REC, response=None)
    before = office.steps(REC)
    answered(office, Response.AGREED)
    with office.store.reading() as session:
        action = next_action_of(session, find(session, REC).id, office.today)
        story: dict[str, Any] = explain(session, office.rulebook, office.moment, REC)
    assert action.action == "carry_out"
    assert story["recommendation"]["response"] == "agreed"
    assert [event["kind"] for event in story["events"]] == ["logged", "responded"]
    assert office.steps(REC) == before


def test_a_refusal_needs_its_reasons_and_may_turn_into_an_agreement(office: World) -> None:
    office.log(REC, response=None)
    with pytest.raises(Refused, match="why the authority refuses"):
        answered(office, Response.REFUSED, " ")
    answered(office, Response.REFUSED, "no money")
    answered(office, Response.AGREED)
    for response in Response:
        with pytest.raises(Refused, match="on record already: agreed"):
            answered(office, response, "why")


def test_nothing_is_answered_about_what_is_closed_or_not_there(office: World) -> None:
    with pytest.raises(NotFound):
        answered(office, Response.AGREED)
    office.log(REC, response=None)
    office.evidence(REC)
    office.end(REC, Outcome.SATISFIED)
    with pytest.raises(Refused, match="was closed as satisfied"):
        answered(office, Response.AGREED)


def test_an_answer_changes_no_figure_of_before_it(office: World) -> None:
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT, public_summary="Review it", response=None)
    before = office.moment.now
    office.today += timedelta(days=1)
    answered(office, Response.AGREED)
    with office.store.reading() as session:
        listed = [
            measure_compliance(session, office.rulebook, date(2025, 3, 31), at).letter_data("E1")
            for at in (before, office.moment.now)
        ]
    assert listed[0]["service_improvements"] == []
    assert listed[1]["service_improvements"] != []
