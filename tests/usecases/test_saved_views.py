"""A narrowed list is kept under a name, shared or not, and opened again as it was."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from compliance.domain.errors import NotFound, WrongUse
from compliance.domain.next_action import Actor
from compliance.domain.work_filters import Filters, Order, from_query
from compliance.usecases.saved_views import View, delete_view, list_views, save_view
from tests.support.world import World

MINE = Filters(who=(Actor.CASEWORKER,), overdue=True, category="Provide training & guidance")


def save(world: World, name: str, filters: Filters = MINE, *, by: str = "Kim", shared: bool = False) -> View:
    with world.writing() as session:
        return save_view(session, replace(world.moment, actor=by), name, filters, shared=shared, order=Order.DUE)


def names(world: World, person: str) -> list[tuple[str, str]]:
    with world.store.reading() as session:
        return [(view.person, view.name) for view in list_views(session, person)]


def test_views_are_ones_own_and_those_others_share(world: World) -> None:
    save(world, "late")
    save(world, " Every   thing ", Filters())
    save(world, "mine alone", by="Lou")
    save(world, "for all", by="Lou", shared=True)
    assert names(world, "Kim") == [("Kim", "Every thing"), ("Kim", "late"), ("Lou", "for all")]
    assert names(world, "Lou") == [("Lou", "for all"), ("Lou", "mine alone")]


def test_a_view_opens_as_it_was_kept(world: World) -> None:
    save(world, "late")
    with world.store.reading() as session:
        (view,) = list_views(session, "Kim")
    query = dict(parse_qsl(view.query))
    assert (from_query(query), query["order"]) == (MINE, Order.DUE)


def test_the_same_name_again_replaces_it(world: World) -> None:
    save(world, "late")
    save(world, "late", Filters(held=True))
    with world.store.reading() as session:
        assert [view.query for view in list_views(session, "Kim")] == ["held=yes&order=due"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\0b"])
def test_a_name_has_to_be_one(world: World, name: str) -> None:
    with pytest.raises(WrongUse, match="expected 1 to 80 characters"):
        save(world, name)


def test_only_ones_own_can_be_let_go_of(world: World) -> None:
    save(world, "late", shared=True)
    with pytest.raises(NotFound, match="Lou has no saved list 'late'"), world.writing() as session:
        delete_view(session, replace(world.moment, actor="Lou"), "late")
    with world.writing() as session:
        delete_view(session, replace(world.moment, actor="Kim"), "late")
    assert names(world, "Kim") == []
