"""A download holds what the pages of the same list show, whatever it is narrowed by, and in the same order (D6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from compliance.domain.authorities import AuthorityType
from compliance.domain.delivery import Answer, Result
from compliance.domain.next_action import Action, Actor
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.standing import Standing
from compliance.domain.work_filters import NO_ONE, Filters, Order
from compliance.store import cases
from compliance.store.deadline_tables import ExtensionRequest
from compliance.store.rows import insert_rows
from compliance.usecases.my_work import all_work, my_work
from tests.support.next_actions import refreshed
from tests.support.prepared import prepared
from tests.support.world import World

NARROWED: dict[str, Any] = {
    "authority": "E1",
    "authority_type": AuthorityType.COUNTY,
    "state": Standing.OVERDUE,
    "kind": Kind.SERVICE_IMPROVEMENT,
    "category": "Apology",
    "action": Action.JUDGE_EVIDENCE,
    "who": (Actor.CASEWORKER, Actor.CASEWORK_MANAGER),
    "person": "Kim",
    "caseworker": NO_ONE,
    "whose": "Kim",
    "due_from": date(2024, 5, 14),
    "due_to": date(2024, 5, 14),
    "decided_from": date(2024, 4, 1),
    "decided_to": date(2024, 4, 30),
    "overdue": True,
    "held": True,
    "no_contact": True,
    "to_judge": True,
    "time_asked": True,
    "now": True,
}
"""Each filter, narrowed by a value that some recommendation of the office answers to."""


@pytest.fixture
def varied(database_kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """Two authorities, one of them without contacts, on 20 May 2024; each filter finds something there."""
    with prepared(grown_varied, database_kind, request) as world:
        yield world


def grown_varied(world: World) -> None:
    world.authority("E1")
    world.authority("E2", {}, type="county")
    for code in ("E1", "E2"):
        world.decision(f"{code} 1", code, decided_on=date(2024, 4, 2))
        for place, due in enumerate((date(2024, 5, 14), date(2024, 6, 28), date(2024, 7, 1)), start=1):
            world.log(f"{code} 1-{place}", due_on=due, categories=("Apology",))
        world.log(f"{code} 1-4", due_on=date(2024, 6, 28), response=Response.REFUSED, kind=Kind.SERVICE_IMPROVEMENT)
    world.log("E1 1-5", due_on=date(2024, 8, 1))
    world.end("E1 1-5", Outcome.SATISFIED)
    world.postbox.script["officer@e1.example"].append(Answer(Result.UNKNOWN, "no answer"))
    world.run()
    world.today = date(2024, 5, 20)
    for reference in ("E1 1-1", "E1 1-2", "E2 1-3"):
        world.evidence(reference)
    asked = {"asked_on": world.today, "asked_by": "Ann", "reason": "flood", "wished_on": date(2024, 6, 28)}
    with world.writing() as session:
        insert_rows(session, ExtensionRequest, [asked | {"recommendation_id": 2, "recorded_at": world.moment.now}])
        cases.change_recommendation(session, 3, {"hold_ends_on": date(2024, 8, 1)})
        cases.change_recommendation(session, 6, {"caseworker": "Kim"})


def paged(world: World, filters: Filters, order: Order) -> list[str]:
    with world.store.reading() as session:
        return [each.reference for each in my_work(session, world.today, filters, order=order, size=100).items]


def streamed(world: World, filters: Filters, order: Order) -> list[str]:
    with world.store.reading() as session:
        return [each.reference for each in all_work(session, world.today, filters, order)]


def test_a_download_is_narrowed_by_each_filter_as_the_pages_are(varied: World) -> None:
    assert set(NARROWED) == {each.name for each in fields(Filters)}
    refreshed(varied.store)
    for name, value in NARROWED.items():
        for order in Order:
            shown = paged(varied, Filters(**{name: value}), order)
            assert shown, name
            assert (name, streamed(varied, Filters(**{name: value}), order)) == (name, shown)


def test_a_download_is_narrowed_by_any_two_filters_as_the_pages_are(varied: World) -> None:
    refreshed(varied.store)
    for pair in combinations(NARROWED.items(), 2):
        shown = paged(varied, Filters(**dict(pair)), Order.ACTION)
        assert (pair, streamed(varied, Filters(**dict(pair)), Order.ACTION)) == (pair, shown)
