"""What older evidence lacks, and a newer letter says with its own, is not told once more behind it (E2, E8, R2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from compliance.domain.evidence import Judgement
from compliance.usecases.review_evidence import review_evidence
from tests.support.world import World, day
from tests.usecases.followed import Followed, letters, opened, told

LACKING = Judgement.INSUFFICIENT


def judge(case: Followed, piece: int, judgement: Judgement, missing: str = "") -> None:
    """Judge one piece by its number, a minute later than what was before."""
    world = case.world
    world.at = time(world.at.hour, world.at.minute + 1)
    with world.writing() as session:
        review_evidence(session, world.rulebook, world.moment, case.name, piece, judgement, missing)


def arrive(case: Followed, *names: str) -> None:
    """Pieces come, each a minute after the other."""
    for name in names:
        case.world.at = time(case.world.at.hour, case.world.at.minute + 1)
        case.world.evidence(case.name, name)


def after_all(case: Followed, piece: int, missing: str) -> None:
    """A piece that was called sufficient is not."""
    judge(case, piece, Judgement.SUFFICIENT)
    judge(case, piece, LACKING, missing)


def about_evidence(world: World, name: str) -> list[str]:
    """The letters about evidence so far, by the number of their piece."""
    return [each.rpartition("-")[2] for each in told(world, name) if "insufficient" in each]


def closed_and_opened(case: Followed) -> None:
    """It is closed by mistake and opened again."""
    case.world.at = time(15)
    case.world.end(case.name)
    opened(case)


def third_taken_back(case: Followed) -> None:
    """A third piece lacks something, and that is taken back before anybody is told."""
    arrive(case, "a third")
    judge(case, 3, LACKING, "the date")
    judge(case, 3, Judgement.WITHDRAWN)


def third_after_all_taken_back(case: Followed) -> None:
    """The same of one that was called sufficient first."""
    arrive(case, "a third")
    after_all(case, 3, "the date")
    judge(case, 3, Judgement.WITHDRAWN)


THEN = pytest.mark.parametrize(
    "then",
    [closed_and_opened, third_taken_back, third_after_all_taken_back],
    ids=["opened again", "third taken back", "third after all"],
)


@THEN
@pytest.mark.parametrize("out", [True, False], ids=["told", "not yet told"])
def test_e2_the_letter_that_says_both_is_the_only_one(
    known: Followed, then: Callable[[Followed], None], out: bool
) -> None:
    world = known.world
    arrive(known, "one", "two")
    judge(known, 1, LACKING, "the minutes")
    after_all(known, 2, "the policy")
    if out:
        world.run()
        world.today = day("2024-04-12")
    then(known)
    world.walk("2024-04-18")
    assert about_evidence(world, known.name) == ["2"]
    (letter,) = [each for each in letters(world) if "the policy" in each]
    assert "the minutes" in letter


def test_e2_words_that_only_stand_within_others_are_told(known: Followed) -> None:
    """What the second lacks names the minutes, and is about something else."""
    world = known.world
    arrive(known, "one", "two", "three")
    judge(known, 1, LACKING, "the minutes")
    judge(known, 2, LACKING, "a list of who got the minutes")
    after_all(known, 3, "the policy")
    judge(known, 3, Judgement.WITHDRAWN)
    world.walk("2024-04-18")
    assert sorted(about_evidence(world, known.name)) == ["1", "2"]


@THEN
def test_e2_pieces_that_lack_something_each_are_told_of_each(known: Followed, then: Callable[[Followed], None]) -> None:
    """A third said both, and that is taken back: neither letter has the words of the other."""
    world = known.world
    arrive(known, "one", "two")
    judge(known, 1, LACKING, "the minutes")
    judge(known, 2, LACKING, "the policy")
    then(known)
    world.walk("2024-04-18")
    assert sorted(about_evidence(world, known.name)) == ["1", "2"]


def test_e2_where_the_newer_judgement_is_taken_back_the_older_letter_goes(known: Followed) -> None:
    arrive(known, "one", "two")
    judge(known, 1, LACKING, "the minutes")
    after_all(known, 2, "the policy")
    judge(known, 2, Judgement.WITHDRAWN)
    known.world.walk("2024-04-15")

    assert about_evidence(known.world, known.name) == ["1"]
