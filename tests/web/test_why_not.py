"""What cannot be done to a recommendation is refused with its reason, on the page of the act (E3, E8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import httpx
import pytest

from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind
from compliance.usecases.propose_outcome import propose
from compliance.usecases.request_extension import Request, ask
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

REFERENCE = "23 001-1"


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one open recommendation, and somebody who may do everything to it."""
    with serving_office(world) as made:
        made.person("Kim Shaw", "director", "casework_manager", "investigator")
        world.authority()
        world.decision(subject="Housing")
        world.log(REFERENCE, kind=Kind.SERVICE_IMPROVEMENT, response=None)
        yield made


def refusal(office: WebOffice, name: str) -> str:
    """What the page of an act says that cannot be done now."""
    page = office.browser_of("Kim Shaw").get(f"/recommendations/{name}/{REFERENCE}")
    assert page.status_code == httpx.codes.CONFLICT
    return " ".join(page.text.split())


def test_what_cannot_be_done_now_says_why(office: WebOffice) -> None:
    world = office.world
    with world.writing() as session:
        propose(session, world.rulebook, replace(world.moment, actor="Cas"), REFERENCE, Outcome.NOT_SATISFIED, "no")
    assert "Cas proposed not satisfied already: that waits for a second person" in refusal(office, "propose-outcome")
    world.evidence(REFERENCE)
    assert "evidence waits for a judgement: judge it first" in refusal(office, "propose-outcome")
    overtaken = "the outcome not satisfied, which Cas proposed, was overtaken on 2 April 2024: evidence came before"
    assert overtaken in refusal(office, "decide-outcome")
    assert "no evidence has been judged, so there is nothing to take back" in refusal(office, "judge-again")
    world.judge(REFERENCE, Judgement.SUFFICIENT)
    with world.writing() as session:
        ask(session, world.rulebook, world.moment, REFERENCE, Request(date(2024, 6, 3), "flood", "Ann", world.today))
    assert "more time was asked for, until 3 June 2024: grant or refuse that first" in refusal(
        office, "propose-outcome"
    )
    world.end(REFERENCE)
    assert "it was closed as satisfied on 2 April 2024: open it again first" in refusal(office, "judge-again")
