"""What the case page offers is what can be done: each act is tried in each state, offered or not (D6, E3, R4, T)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from compliance.domain.errors import AmendsError
from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.waiting import Wait, WaitKind
from compliance.runtime import open_installation
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.change_deadline import reverse_extension
from compliance.usecases.hold import place_hold
from compliance.usecases.open_case import open_case
from compliance.usecases.propose_outcome import propose
from compliance.usecases.reopen import resend
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.statutory_clock import begin, confirm
from compliance.usecases.stop_clock import stop
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from compliance.web.casework.acts import Act, Doing
from compliance.web.casework.pages import ACTS, reason_against
from compliance.web.forms import Entered
from tests.support.world import World

ONE, STAGE = "23 001-1", "23 001/public_report/1"
LATER = date(2024, 12, 2)


@pytest.fixture
def office(world: World) -> World:
    """An office with one case that has an open service improvement."""
    world.authority(contacts={"link_officer": "ann@e1.example", "chief_executive": "bo@e1.example"})
    world.decision()
    world.log(ONE, kind=Kind.SERVICE_IMPROVEMENT, response=None)
    return world


def act(office: World, what: Callable[..., Any], *more: Any) -> None:
    with office.writing() as session:
        what(session, office.rulebook, office.moment, *more)


def begun(office: World) -> None:
    act(office, begin, "23 001", "public_report", office.today)


def asked(office: World, reference: str = ONE) -> None:
    act(office, ask, reference, Request(LATER, "holidays", "Ann", office.today))


def proposed(office: World, reference: str = ONE) -> None:
    act(office, propose, reference, Outcome.NOT_SATISFIED, "nothing came")


def waits_on(office: World, other: str) -> None:
    office.log("23 001-2", kind=Kind.SERVICE_IMPROVEMENT)
    wait = Wait(WaitKind.RECOMMENDATION, other, LATER)
    office.log("23 001-3", kind=Kind.SERVICE_IMPROVEMENT, period="1 month", waits=wait)


def stopped(office: World) -> None:
    category = next(iter(office.rulebook.stop_categories))
    act(office, stop, ONE, category, "a court has it", "Kim")


def reversed_time(office: World) -> None:
    office.extend(ONE, "2024-06-28")
    act(office, reverse_extension, ONE, "by mistake", "Kim")


def sent_anew(office: World) -> None:
    office.extend(ONE, "2024-06-28")
    act(office, resend, ONE, "she never got it", "Kim")


def answered(office: World, response: Response) -> str:
    office.log("23 001-7", kind=Kind.SERVICE_IMPROVEMENT, response=response)
    return "23 001-7"


def insufficient(office: World) -> None:
    office.evidence(ONE)
    office.judge(ONE, Judgement.INSUFFICIENT, "the date")


def told_insufficient(office: World) -> None:
    insufficient(office)
    office.run("2024-04-03")


def sufficient(office: World) -> None:
    office.evidence(ONE)
    office.judge(ONE, Judgement.SUFFICIENT)


def all_clocks(office: World) -> None:
    for clock in office.rulebook.clocks:
        act(office, begin, "23 001", clock, office.today)


def stage_done(office: World) -> None:
    begun(office)
    act(office, confirm, STAGE, office.today, "Kim", "their letter")


def all_of(*acts: Callable[[World], Any]) -> Callable[[World], None]:
    """One after the other."""

    def made(office: World) -> None:
        for each in acts:
            each(office)

    return made


# What is done first, and what is then looked at.
STATES: dict[str, tuple[Callable[[World], Any], str]] = {
    "open": (lambda office: None, ONE),
    "late": (lambda office: setattr(office, "today", date(2024, 6, 3)), ONE),
    "late, with evidence": (
        all_of(lambda office: setattr(office, "today", date(2024, 6, 3)), lambda office: office.evidence(ONE)),
        ONE,
    ),
    "late, written to": (
        all_of(
            lambda office: setattr(office, "today", date(2024, 6, 3)),
            lambda office: act(office, write_to_chief_executive, ONE),
        ),
        ONE,
    ),
    "accepted": (lambda office: answered(office, Response.AGREED), "23 001-7"),
    "refused": (lambda office: answered(office, Response.REFUSED), "23 001-7"),
    "evidence waits": (lambda office: office.evidence(ONE), ONE),
    "evidence not enough": (insufficient, ONE),
    "evidence not enough, and they know": (told_insufficient, ONE),
    "evidence enough": (sufficient, ONE),
    "time asked for": (asked, ONE),
    "more time": (lambda office: office.extend(ONE, "2024-06-28"), ONE),
    "more time, sent anew": (sent_anew, ONE),
    "more time, taken back": (reversed_time, ONE),
    "stopped": (stopped, ONE),
    "held": (lambda office: act(office, place_hold, ONE, date(2024, 4, 20), "talks"), ONE),
    "waits for an event": (
        lambda office: office.log("23 001-8", period="", waits=Wait(WaitKind.EVENT, "an order", LATER)),
        "23 001-8",
    ),
    "waits for another": (lambda office: waits_on(office, "23 001-2"), "23 001-3"),
    "waits for one that failed": (
        all_of(lambda office: waits_on(office, "23 001-2"), lambda office: office.end("23 001-2", Outcome.CEASED)),
        "23 001-3",
    ),
    "proposed": (proposed, ONE),
    "satisfied": (lambda office: office.end(ONE), ONE),
    "not satisfied": (lambda office: office.end(ONE, Outcome.NOT_SATISFIED), ONE),
    "beside a clock": (begun, ONE),
    "beside all clocks": (all_clocks, ONE),
    "a stage": (begun, STAGE),
    "a stage with evidence": (all_of(begun, lambda office: office.evidence(STAGE)), STAGE),
    "a stage, time asked for": (all_of(begun, lambda office: asked(office, STAGE)), STAGE),
    "a stage, proposed": (all_of(begun, lambda office: proposed(office, STAGE)), STAGE),
    "a stage, over": (stage_done, STAGE),
}


def looked_at(office: World, reference: str) -> tuple[CaseView, RecommendationView]:
    with office.store.reading() as session:
        case = open_case(session, office.moment, "23 001")
    return case, next(each for each in case.recommendations if each.reference == reference)


def values(office: World, name: str, case: CaseView, about: RecommendationView) -> list[dict[str, Any]]:
    """What a person who knows what they do would type; several where an act offers a choice."""
    today, reason = office.today, {"reason": "they told us"}
    pieces = {each.judgement: str(each.number) for each in reversed(about.evidence)}
    piece = pieces.get(Judgement.WAITING, "0")
    good = {"number": pieces.get(Judgement.SUFFICIENT, "0"), "verdict": "insufficient", "missing": "the date"}
    bad = {"number": pieces.get(Judgement.INSUFFICIENT, "0"), "verdict": "sufficient"}
    clocks = [name for name in office.rulebook.clocks if name not in {each.clock for each in case.recommendations}]
    received = {"received_on": today}
    known: dict[str, list[dict[str, Any]]] = {
        "answer": [{"response": "agreed"}],
        "add-evidence": [{"submitted_by": "Ann", "note": f"the letter of {today + timedelta(days=1)}"}],
        "judge": [{"number": piece, "verdict": "sufficient"}],
        "judge-again": [good if Judgement.SUFFICIENT in pieces else bad],
        "stage-done": [reason | {"on": today}],
        "decide-stage": [{"decision": "approve"} | received, reason | {"decision": "decline"}],
        "satisfied": [reason | {"completed_on": today}],
        "propose-outcome": [reason | {"outcome": "not_satisfied"}],
        "decide-outcome": [{"decision": "approve"}],
        "ask-time": [reason | {"wished_on": LATER, "asked_by": "Ann"}],
        "decide-time": [reason | {"decision": "grant", "until": LATER, "in_writing": "L7"}],
        "give-time": [reason | {"to": LATER, "in_writing": "L7"}],
        # Of a date that has passed a later one is more time, which is more than an act of everybody's.
        "correct-date": [reason | {"to": about.due_on - timedelta(days=1) if about.due_on else LATER}],
        "stop-clock": [reason | {"category": next(iter(office.rulebook.stop_categories)), "on": date(2024, 4, 2)}],
        "hold": [reason | {"until": today + timedelta(days=7)}],
        "end-wait": [reason | {"on": today}],
        "review-wait": [reason | {"review_on": LATER}],
        "meeting": [{"on": today + timedelta(days=7), "whom": "Ann"}],
        "new-case": [reason | {"new": "24 777"}],
        "public-report": [received | {"clock": next(iter(clocks), "public_report")}],
        "note": [{"note": "Ann rang", "about": "recommendation"}],
        "caseworker": [reason | {"person": "Tom Bell"}],
        "chief-executive": [{"words": ""}],
    }
    return known.get(name, [reason])


class Enough(Exception):
    """It was done; it is taken back."""


def succeeds(office: World, act: Act, case: CaseView, about: RecommendationView, given: dict[str, Any]) -> bool:
    """Whether an act is taken by its rules; nothing of it stays."""
    with open_installation(office.today) as installation:
        moment = replace(office.moment, actor=act.only_by(about) or "Dee Grant")
        try:
            with office.writing() as session:
                act.do(Doing(installation, session, moment, case, about, given, Entered()))
                raise Enough
        except Enough:
            return True
        except AmendsError:
            return False


# The same use case for a remedy and for a stage, each under its own name.
OF_STAGES, OF_REMEDIES = {"stage-failed", "decide-stage"}, {"propose-outcome", "decide-outcome"}
# Of two ways one is offered: a request that waits is decided on, and a case has its new case linked from a remedy.
BY_CHOICE = {("give-time", "time asked for"), ("give-time", "a stage, time asked for"), ("new-case", "a stage")}


@pytest.mark.parametrize("state", STATES)
def test_what_is_offered_can_be_done_and_what_is_not_cannot(office: World, state: str) -> None:
    make, reference = STATES[state]
    make(office)
    case, about = looked_at(office, reference)
    twins = OF_REMEDIES if about.clock else OF_STAGES
    for each in ACTS:
        if each.name in twins:
            assert not each.can_be_done(office.rulebook, case, about)
            continue
        offered = each.can_be_done(office.rulebook, case, about)
        tried = [succeeds(office, each, case, about, given) for given in values(office, each.name, case, about)]
        if offered:
            assert all(tried), f"{each.name} is offered for {state} and refused"
        elif (each.name, state) not in BY_CHOICE and not (about.clock and each.permission == "escalate"):
            assert not any(tried), f"{each.name} could be done for {state} and is not offered"


@pytest.mark.parametrize("state", STATES)
def test_what_cannot_be_done_is_refused_with_its_reason(office: World, state: str) -> None:
    make, reference = STATES[state]
    make(office)
    case, about = looked_at(office, reference)
    refused = [each for each in ACTS if not each.can_be_done(office.rulebook, case, about)]
    assert {each.name: reason_against(each, about) for each in refused if not reason_against(each, about)} == {}


COMMON = {"add-evidence", "hold", "resend", "correct-date", "meeting", "note", "caseworker"}
TIME = {"ask-time", "give-time"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("a stage", COMMON | TIME | {"stage-done", "stage-failed"}),
        ("a stage, proposed", COMMON | TIME | {"stage-done", "decide-stage", "take-back-outcome"}),
        ("a stage, time asked for", COMMON | {"stage-done", "decide-time", "withdraw-time"}),
        ("a stage, over", {"note"}),
        ("waits for an event", COMMON - {"correct-date"} | {"end-wait", "review-wait", "new-case"}),
    ],
)
def test_these_are_offered(office: World, state: str, expected: set[str]) -> None:
    make, reference = STATES[state]
    make(office)
    case, about = looked_at(office, reference)
    offered = {each.name for each in ACTS if each.can_be_done(office.rulebook, case, about)}
    assert offered - {"public-report", "satisfied", "propose-outcome"} == expected
    if not about.clock:
        assert {"public-report", "satisfied", "propose-outcome"} <= offered
