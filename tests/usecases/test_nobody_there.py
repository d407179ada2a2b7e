"""Letters that failed because nobody could be written to are set right before somebody comes (D6, E8, R2.4, R6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.evidence import Judgement
from compliance.domain.outcomes import Outcome
from compliance.usecases.review_evidence import review_evidence
from tests.support.world import ONE_DAY, World, day
from tests.usecases.followed import (
    SAID,
    Followed,
    comes_back,
    extend,
    letters,
    of_one_contact,
    opened,
    sent_anew,
    somebody_comes,
    somebody_takes_over,
    to_una,
)

ANN = "ann@e1.example"


@pytest.fixture
def case(world: World) -> Followed:
    """A recommendation of which the only contact was told on 2 April; now it is a Monday."""
    found = of_one_contact(world)
    world.today = day("2024-04-08")
    return found


@pytest.fixture(params=[somebody_comes, somebody_takes_over])
def una(request: pytest.FixtureRequest) -> Callable[[Followed], None]:
    """How there is somebody to write to again."""
    found: Callable[[Followed], None] = request.param
    return found


def ended(case: Followed) -> None:
    """It is recorded as satisfied."""
    case.world.end(case.name)


def not_satisfied(case: Followed) -> None:
    """It is recorded as not satisfied, which is told to nobody."""
    case.world.end(case.name, Outcome.NOT_SATISFIED)


def opened_and_ended(case: Followed) -> None:
    """It is opened again, and recorded as not satisfied."""
    opened(case)
    not_satisfied(case)


def nothing(case: Followed) -> None:
    """It stays as it was."""


def each_day(case: Followed, *acts: Callable[[Followed], None]) -> None:
    """An act a day, each told as far as somebody is to hear of it."""
    for act in acts:
        act(case)
        case.world.run()
        case.world.today += ONE_DAY


def come_back(case: Followed, *days: str) -> None:
    """The letters of these days come back, one a day, and what is to be sent again finds nobody."""
    for each in days:
        comes_back(case.world, ANN, each)
        case.world.run()
        case.world.today += ONE_DAY


@pytest.mark.parametrize(
    ("acts", "days", "gets"),
    [
        ((extend,), ("2024-04-08", "2024-04-02"), ["logged"]),
        ((extend,), ("2024-04-02", "2024-04-08"), ["logged"]),
        ((extend,), ("2024-04-08",), ["deadline_changed"]),
        ((extend, extend), ("2024-04-09", "2024-04-08", "2024-04-02"), ["logged"]),
        ((extend, extend), ("2024-04-09", "2024-04-08"), ["deadline_changed"]),
        ((not_satisfied, opened), ("2024-04-09", "2024-04-02"), ["logged"]),
        ((ended, opened), ("2024-04-09", "2024-04-08"), ["reopened"]),
        ((extend, sent_anew), ("2024-04-09", "2024-04-08", "2024-04-02"), ["logged"]),
        ((ended, opened_and_ended), ("2024-04-09", "2024-04-08"), []),
        ((ended, opened_and_ended), ("2024-04-09",), ["outcome_withdrawn"]),
    ],
    ids=lambda row: "-".join(getattr(each, "__name__", each) for each in row) or "nothing",
)
def test_r6_whoever_comes_is_told_what_nobody_heard_once(
    case: Followed,
    acts: tuple[Callable[[Followed], None], ...],
    days: tuple[str, ...],
    gets: list[str],
    una: Callable[[Followed], None],
) -> None:
    each_day(case, *acts)
    come_back(case, *days)
    una(case)
    case.world.walk(case.world.today + 5 * ONE_DAY)
    found = [each for items in to_una(case) for each in items if not each.startswith("due_in")]
    assert found == gets


def test_r6_the_one_letter_says_all_of_it(case: Followed) -> None:
    each_day(case, extend)
    come_back(case, "2024-04-08", "2024-04-02")
    somebody_comes(case)
    case.world.run()
    assert "We have recommended what is set out below" in letters(case.world)[-1]
    assert "Tuesday 21 May 2024" in letters(case.world)[-1]
    assert SAID[extend] not in letters(case.world)[-1]


def test_e2_a_letter_that_nobody_could_get_is_taken_back_with_its_judgement(case: Followed) -> None:
    world = case.world
    each_day(case, extend)
    come_back(case, "2024-04-08")
    world.evidence(case.name)
    world.judge(case.name, Judgement.INSUFFICIENT, missing="the minutes")
    world.run()
    assert world.steps(case.name, 2)["evidence_insufficient-1"].startswith("failed")
    with world.writing() as session:
        review_evidence(session, world.rulebook, world.moment, case.name, 1, Judgement.WITHDRAWN)
    somebody_comes(case)
    world.walk("2024-04-18")
    assert [each for items in to_una(case) for each in items if "insufficient" in each] == []


def test_e8_another_letter_that_comes_back_leaves_one_that_found_nobody(case: Followed) -> None:
    """The withdrawal failed; a reminder of before comes back: it is planned once (R2.1)."""
    world = case.world
    world.walk("2024-04-17")
    (reminder,) = [each["day"] for each in world.messages() if each["day"] > "2024-04-02"]
    each_day(case, ended, opened_and_ended)
    come_back(case, "2024-04-18", reminder)
    somebody_comes(case)
    world.walk("2024-04-24")
    assert to_una(case) == [["outcome_withdrawn"]]
