"""A date moves and is put back untold: who had still to get the letter about it gets that, nobody twice (D6, R2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.delivery import Answer
from compliance.usecases.reopen import resend
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World, day
from tests.usecases.followed import Followed, ended_and_opened, extend, opened
from tests.usecases.test_date_back_for_one import ANN, BOB, LATER, NAME, SILENT
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move


def resent(case: Followed) -> None:
    """It is sent anew."""
    case.act(resend, "he never got it", "Kim")


CHANGES: dict[str, Callable[[Followed], None] | None] = {
    "logged": None,
    "more time": extend,
    "sent anew": resent,
    "reopened": ended_and_opened,
}


@pytest.mark.parametrize("answer", [LATER, SILENT], ids=["refused for now", "in doubt"])
@pytest.mark.parametrize(
    "change", [None, extend, resent, ended_and_opened], ids=["logged", "more time", "anew", "reopened"]
)
@AWAY_AND_BACK
def test_r2_3_a_letter_about_the_date_goes_to_who_had_not_got_it(
    world: World, away: Move, back: Move, change: Callable[[Followed], None] | None, answer: Answer
) -> None:
    """Ann has it, Bob not yet, when the date goes away and comes back."""
    world.authority("E1", {"link_officer": ANN})
    world.contact("E1", "link_officer", BOB)
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-05-31"))
    case = Followed(world, "23 001")
    if change is not None:
        world.walk("2024-04-03")
        if change is ended_and_opened:
            world.end(NAME)
            world.walk("2024-04-04")
            opened(case)
        else:
            change(case)
        world.today = day("2024-04-05")
    world.postbox.always[BOB] = answer
    world.plan()
    world.send(patient=True)
    to_ann = [about for _, who, about in world.mail() if who == ANN]
    there = case.due_on
    assert there is not None
    away(case, "2024-07-26")
    world.send()
    back(case, there.isoformat())
    del world.postbox.always[BOB]
    for key in world.keys("in_doubt"):
        world.settle(key, Settlement.RESEND)
    world.today = world.today + ONE_DAY
    world.walk(world.today + 4 * ONE_DAY)
    assert [about for _, who, about in world.mail() if who == ANN] == to_ann
    assert [about for _, who, about in world.mail() if who == BOB] == to_ann
