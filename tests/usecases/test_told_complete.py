"""That a remedy is complete is told once, and again where it is told otherwise or the first word was lost (E6)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.outcomes import Outcome
from compliance.usecases.settle_message import Settlement
from tests.support.world import day
from tests.usecases.followed import (
    Followed,
    comes_back,
    correct_to,
    foretold,
    letters,
    opened,
    told,
)
from tests.usecases.test_told_after_all import may_be_lost

ANN = "ann@e1.example"
REPLACES = "This replaces what we wrote before about that."
DONE = date(2024, 4, 10)


def complete(case: Followed, on: date = DONE) -> None:
    """It was completed on a day."""
    case.world.end(case.name, completed_on=on)


def complete_and_told(case: Followed) -> None:
    """That is told on 11 April; it is Monday then."""
    complete(case)
    case.world.run()
    case.world.today = day("2024-04-15")


def why(case: Followed) -> str:
    """What became of the newest letter that it is complete."""
    states = [case.world.steps(case.name, version).get("satisfied") for version in range(1, 5)]
    return [each for each in states if each is not None][-1]


def test_e6_the_same_is_not_told_twice(known: Followed) -> None:
    complete_and_told(known)
    opened(known)
    complete(known)
    assert foretold(known.world) == {}
    known.world.walk("2024-04-17")
    assert told(known.world, known.name) == ["satisfied"]
    assert why(known) == (
        "superseded: the authority was told the very same, and nothing since: there is nothing to write"
    )


@pytest.mark.parametrize("differs", ["day", "late"])
def test_e6_another_day_or_lateness_replaces_what_was_told(known: Followed, differs: str) -> None:
    complete_and_told(known)
    opened(known)
    if differs == "late":
        correct_to(known, "2024-04-09")
    complete(known, DONE if differs == "late" else date(2024, 4, 9))
    known.world.walk("2024-04-17")
    assert told(known.world, known.name) == ["satisfied", "satisfied"]
    assert REPLACES in letters(known.world)[-1]
    assert ("complete but late" in letters(known.world)[-1]) is (differs == "late")
    assert REPLACES not in letters(known.world)[-2]


def test_e6_it_is_told_again_after_the_word_that_it_is_open(known: Followed) -> None:
    complete_and_told(known)
    opened(known)
    known.world.run()
    known.world.today = day("2024-04-16")
    complete(known)
    known.world.walk("2024-04-17")
    assert told(known.world, known.name) == ["satisfied", "reopened", "satisfied"]
    assert REPLACES not in letters(known.world)[-1]


@pytest.mark.parametrize("on", [DONE, date(2024, 4, 9)])
def test_e6_what_may_not_have_arrived_is_told_once_more(known: Followed, on: date) -> None:
    may_be_lost(known.world, "doubt")
    complete_and_told(known)
    opened(known)
    complete(known, on)
    known.world.walk("2024-04-17")
    assert told(known.world, known.name) == ["satisfied"]
    assert REPLACES not in letters(known.world)[-1]


@pytest.mark.parametrize("on", [DONE, date(2024, 4, 9)])
@pytest.mark.parametrize("when", ["before the run", "after"])
def test_e6_what_was_told_and_proves_lost_is_told_after_all(known: Followed, on: date, when: str) -> None:
    world = known.world
    complete_and_told(known)
    opened(known)
    complete(known, on)
    if when == "after":
        world.run()
        world.today = day("2024-04-16")
    comes_back(world, ANN, "2024-04-11")
    coming = foretold(world).get(known.name, [])
    before = len(world.mail())
    world.run()
    went = [each for _, _, items in world.mail()[before:] for each in items]
    assert went == [f"{known.name} {each}" for each in coming]
    world.walk("2024-04-18")
    assert told(world, known.name) == ["satisfied"]
    replaces = when == "after" and on != DONE  # that letter had gone when the first one came back
    assert (REPLACES in letters(world)[-1]) is replaces


def test_e8_an_opening_after_the_word_that_stood_says_that_it_no_longer_does(known: Followed) -> None:
    complete_and_told(known)
    for _ in range(2):
        opened(known)
        complete(known)
    opened(known)
    known.world.walk("2024-04-16")
    assert told(known.world, known.name)[:2] == ["satisfied", "reopened"]
    assert "We have opened this recommendation again" in [each for each in letters(known.world) if "opened" in each][-1]


def test_e8_the_reason_it_no_longer_stands_is_that_of_the_last_opening(known: Followed) -> None:
    complete_and_told(known)
    opened(known)
    complete(known)
    opened(known)
    known.world.end(known.name, Outcome.NOT_SATISFIED)
    known.world.walk("2024-04-16")
    assert told(known.world, known.name) == ["satisfied", "outcome_withdrawn"]
    assert known.done[-1] in letters(known.world)[-1]
    assert known.done[0] not in letters(known.world)[-1]


def test_r2_one_in_doubt_that_arrived_is_not_told_again_by_settling(known: Followed) -> None:
    may_be_lost(known.world, "doubt")
    complete_and_told(known)
    opened(known)
    complete(known)
    known.world.run()
    (key,) = known.world.keys("in_doubt")
    known.world.settle(key, Settlement.SENT)
    known.world.walk("2024-04-17")
    assert told(known.world, known.name) == ["satisfied", "satisfied"]


def test_r6_where_both_words_come_back_one_goes_to_the_next(known: Followed) -> None:
    world = known.world
    complete_and_told(known)
    opened(known)
    complete(known, date(2024, 4, 9))
    world.run()
    world.today = day("2024-04-16")
    comes_back(world, ANN, "2024-04-15")
    comes_back(world, ANN, "2024-04-11")
    world.walk("2024-04-18")
    assert told(world, known.name) == ["satisfied"]
    assert REPLACES not in letters(world)[-1]
