"""One case with all that is on record, and its timeline, from as few statements whatever there is (L2, D8, E1, R8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from compliance.domain.delivery import Answer, MessageState, Result
from compliance.domain.errors import NotFound
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import CaseOutcome, Outcome
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.case_timeline import Timeline, case_timeline
from compliance.usecases.explain import explain
from compliance.usecases.hold import place_hold
from compliance.usecases.open_case import open_case
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.statutory_clock import begin
from compliance.usecases.stop_clock import stop
from tests.support.prepared import prepared
from tests.support.statements import heard
from tests.support.world import World
from tests.usecases.conftest import opened as with_decision

ANN = "ann@e1.example"


def opened(world: World, reference: str = "23 001") -> CaseView:
    with world.store.reading() as session:
        return open_case(session, world.moment, reference)


def timeline(world: World, page: int = 1, size: int = 500, **more: Any) -> Timeline:
    with world.store.reading() as session:
        return case_timeline(session, "23 001", page=page, size=size, **more)


@pytest.fixture
def lived(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """A case in which much has happened until 21 May 2024."""
    with prepared(much_happens, database_kind, request) as world:
        yield world


def much_happens(world: World) -> None:
    with_decision(world)
    given: dict[str, Any] = {"categories": ("Apology", "Other"), "expected_evidence": ("the letter", "proof")}
    world.log("23 001-1", **given)
    world.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT, public_summary="Plans are reviewed", due_on=date(2024, 6, 3))
    world.log("23 001-3", due_on=date(2024, 7, 1))
    world.run()
    world.today = date(2024, 4, 10)
    world.evidence("23 001-1", "a draft")
    world.judge("23 001-1", Judgement.INSUFFICIENT, "the signature")
    with world.writing() as session:
        place_hold(session, world.rulebook, world.moment, "23 001-2", date(2024, 5, 31), "talks")
        ask(session, world.rulebook, world.moment, "23 001-1", Request(date(2024, 8, 1), "flood", "Ann", world.today))
        stop(session, world.rulebook, world.moment, "23 001-3", "awaiting_complainant", "ill", "Kim")
    world.extend("23 001-2", "2024-06-10")
    world.walk("2024-04-26")
    world.postbox.always[ANN] = Answer(Result.REFUSED_FOR_GOOD, "550 no such user")
    world.walk("2024-05-21")


def test_each_recommendation_is_there_with_all_it_has(lived: World) -> None:
    view = opened(lived)
    assert (view.reference, view.authority_code, view.answers_code, view.due_on) == (
        "23 001",
        "E1",
        "E1",
        date(2024, 6, 10),
    )
    first, second, third = view.recommendations
    assert (first.state, first.days_late, first.due_on) == (Standing.OVERDUE, 7, date(2024, 5, 14))
    assert (first.categories, first.expected_evidence) == (("Apology", "Other"), ("the letter", "proof"))
    (piece,) = first.evidence
    assert (piece.note, piece.judgement, piece.missing, piece.judged_by) == (
        "a draft",
        Judgement.INSUFFICIENT,
        "the signature",
        "Tester",
    )
    assert first.request is not None
    assert (first.request.asked_by, first.request.state) == ("Ann", "asked")
    assert "extension_asked" in [task.kind for task in first.tasks]
    assert (second.state, second.original_due_on, second.due_on) == (Standing.HELD, date(2024, 6, 3), date(2024, 6, 10))
    assert [(hold.reason, hold.in_force) for hold in second.holds] == [("talks", True)]
    assert [version.kind for version in second.deadlines] == ["original", "extension"]
    assert second.receipt == second.deadlines[-1].receipt
    assert second.receipt[0] == "More time was agreed."
    assert (third.state, third.stops[0].stopped_by, third.due_on) == (Standing.STOPPED, "Kim", None)
    assert third.outcome is None


def test_it_says_what_explain_says(lived: World) -> None:
    lived.end("23 001-2", Outcome.CEASED)
    view = opened(lived)
    for one in view.recommendations:
        with lived.store.reading() as session:
            told: Any = explain(session, lived.rulebook, lived.moment, one.reference)
        assert [list(each.receipt) for each in one.deadlines] == [
            each["receipt"]["words"] for each in told["deadlines"]
        ]
        assert one.next_action.command == told["next_action"]["command"]
        assert [each.number for each in one.evidence] == [each["number"] for each in told["evidence"]]
        assert (one.outcome is None) == (told["outcome"] is None)
        assert one.stamp == len(told["events"])
        assert one.to_pay.lines == tuple(each["words"] for each in told["sums"]) == ()
    assert view.recommendations[1].outcome is not None
    assert view.recommendations[1].outcome.late is False


def test_l2_by_when_a_case_is_due_is_said_of_those_that_have_a_date(lived: World) -> None:
    """The longest deadline is that of the case only once each has one (L2, D2)."""
    view = opened(lived)
    dated, other, stopped = view.recommendations
    ended = replace(stopped, closed_on=date(2024, 5, 22))
    stage = replace(stopped, clock="public_report")

    def said(*recommendations: RecommendationView) -> str:
        last = max((each.due_on for each in recommendations if each.due_on), default=None)
        return replace(view, recommendations=recommendations, due_on=last).due_in_words

    assert view.due_in_words == said(dated, other, stopped) == "2 of 3 by 10 June 2024; 1 has no date yet"
    assert said(dated, other) == said(dated, other, stage) == "all 2 by 10 June 2024"
    assert said(dated, stopped, stopped) == "1 of 3 by 14 May 2024; 2 have no date yet"
    assert said(dated, other, stopped, ended) == "2 of 4 by 10 June 2024; 1 has no date yet; 1 ended without one"
    assert said(stopped, stopped) == "2 have no date yet"
    assert said(dated) == said(stopped) == said(ended, ended) == said() == ""


def test_e7_the_outcome_of_the_case_is_there_once_nothing_is_open(lived: World) -> None:
    lived.end("23 001-1")
    lived.today = date(2024, 5, 22)
    lived.end("23 001-2", Outcome.CEASED)
    assert (opened(lived).compliance, opened(lived).compliance_recorded_on) == (CaseOutcome.OPEN, None)
    lived.today = date(2024, 5, 23)
    lived.end("23 001-3")
    view = opened(lived)
    assert (view.compliance, view.compliance_recorded_on) == (CaseOutcome.COMPLIED_LATE, date(2024, 5, 23))
    late, ceased, stopped = (each.outcome for each in view.recommendations)
    assert late and ceased and stopped
    # One whose clock stands has no date to be late or in time by (D6).
    assert [(each.late, each.in_time) for each in (late, ceased, stopped)] == [(True, False)] + [(False, False)] * 2


def test_a_case_is_opened_by_a_recommendation_too(lived: World) -> None:
    assert opened(lived, "23 001-2") == opened(lived)
    with pytest.raises(NotFound, match="no case '23 009'"):
        opened(lived, "23 009")


def test_a_case_without_recommendations(office: World) -> None:
    view = opened(office)
    assert (view.recommendations, view.due_on, view.reachable) == ((), None, True)
    assert timeline(office).entries == ()


def test_the_timeline_has_everything_newest_first(lived: World) -> None:
    whole = timeline(lived)
    assert whole.total == len(whole.entries)
    days = [entry.day for entry in whole.entries]
    assert days == sorted(days, reverse=True)
    names = {entry.name for entry in whole.entries}
    assert {"logged", "evidence_received", "evidence_judged", "deadline_changed", "held", "extension_asked"} <= names
    assert {"message", "message_failed", "task opened", "overdue"} <= names
    sent = [entry.message for entry in whole.entries if entry.message and entry.message.state is MessageState.SENT]
    assert all(each.body and each.subject and each.about for each in sent)
    letters = {letter.key: letter for letter in lived.postbox.letters}
    assert {each.key for each in sent} == set(letters)
    assert all(each.body == letters[each.key].text for each in sent)
    failed = next(
        entry.message for entry in whole.entries if entry.message and entry.message.state is MessageState.FAILED
    )
    assert failed.tries[-1][2] == "550 no such user"


def test_pages_of_the_timeline_follow_one_another(lived: World) -> None:
    whole = timeline(lived)
    found = [
        entry for page in range(1, timeline(lived, size=4).pages + 1) for entry in timeline(lived, page, 4).entries
    ]
    assert found == list(whole.entries)
    assert timeline(lived, 10**9, 4).page == timeline(lived, size=4).pages


def test_the_timeline_of_one_recommendation(lived: World) -> None:
    only = timeline(lived, recommendation="23 001-3")
    assert {entry.recommendation for entry in only.entries if entry.happening} <= {"23 001-3", ""}
    assert "deadline_changed" in {entry.name for entry in only.entries}
    assert "evidence_received" not in {entry.name for entry in only.entries}
    with pytest.raises(NotFound, match="has no recommendation"):
        timeline(lived, recommendation="23 002-1")


def test_people_of_the_authority_stand_on_it(office: World) -> None:
    from compliance.usecases.manage_authority import replace_contact  # noqa: PLC0415

    office.log("23 001-1")
    with office.writing() as session:
        replace_contact(session, office.rulebook, office.moment, "E1", ANN, ("Zoë", "zoe@e1.example"), lambda _: None)
    entry = next(entry for entry in timeline(office).entries if entry.name == "authority_changed")
    assert entry.facts is not None
    assert entry.facts["address"] == "zoe@e1.example"


def test_what_a_matter_closed_by_itself_is_told(office: World) -> None:
    office.log("23 001-1")
    with office.writing() as session:
        ask(
            session, office.rulebook, office.moment, "23 001-1", Request(date(2024, 8, 1), "flood", "Ann", office.today)
        )
    office.end("23 001-1")
    names = [entry.name for entry in timeline(office).entries if entry.task]
    assert names == ["task closed", "task opened"]


def counted(world: World) -> tuple[int, int]:
    with heard(world.store) as one:
        opened(world)
    with heard(world.store) as other:
        timeline(world, size=50)
    return len(one), len(other)


def test_more_on_record_needs_no_more_statements(lived: World) -> None:
    before = counted(lived)
    for number in range(4, 60):
        lived.log(f"23 001-{number}", due_on=date(2024, 9, 1))
        lived.evidence(f"23 001-{number}")
    lived.walk("2024-05-24")
    assert counted(lived) == before


def test_a_case_is_due_when_its_recommendations_are_whatever_its_clocks_say(office: World) -> None:
    """L2, T: a stage of a statutory clock is no recommendation of the case."""
    office.log("23 001-1")
    office.log("23 001-2", due_on=date(2024, 6, 3))
    with office.writing() as session:
        begin(session, office.rulebook, office.moment, "23 001", "public_report", office.today)
    case = opened(office)
    stage = case.recommendations[-1]
    assert (stage.due_on, case.due_on) == (date(2024, 7, 1), date(2024, 6, 3))
    title = office.rulebook.clocks["public_report"].stage(stage.stage).title
    assert stage.next_action.what == f"{title[:1].lower()}{title[1:]}"
