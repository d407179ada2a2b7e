"""A day that an act chose, such as that of sending anew, comes back once it is a working day again (D9, R2.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.deadlines import fixed
from compliance.usecases.change_deadline import correct
from compliance.usecases.reopen import resend
from tests.support.world import World, day
from tests.usecases.test_calendar_taken_back import (
    BRIDGE,
    DUE_IN_3,
    N,
    another_ladder,
    as_before_the_upgrade,
    case_due,
    configured,
    each_way,
    rungs,
    sent,
)


def sent_anew(world: World) -> None:
    """It went out, and goes out again on 15 April."""
    world.run()
    world.today = day("2024-04-15")
    with world.writing() as session:
        resend(session, world.rulebook, world.moment, N, "never got it", "Kim")


def told_late(world: World) -> None:
    """Nothing had gone out when its date was corrected on 15 April."""
    world.today = day("2024-04-15")
    receipt = fixed(day("2024-06-14"), world.rulebook.calendar, "corrected")
    with world.writing() as session:
        correct(session, world.rulebook, world.moment, N, receipt, "typed wrong", "Kim", may_give_time=True)


acts = pytest.mark.parametrize("act", [sent_anew, told_late], ids=["sent anew", "told late"])


@acts
@each_way
def test_a_letter_goes_on_its_day_again_once_that_is_open(
    world: World, close: Callable[..., None], act: Callable[[World], None]
) -> None:
    case_due(world, "2024-05-31")
    act(world)
    assert rungs(world)["logged"] == ("2024-04-15", "planned")
    close(world, *BRIDGE)
    assert rungs(world)["logged"] == ("2024-04-18", "planned")
    close(world, *BRIDGE, "2024-04-18")
    assert rungs(world)["logged"] == ("2024-04-19", "planned")
    close(world, "2024-04-15")
    assert rungs(world)["logged"] == ("2024-04-16", "planned")
    close(world)
    assert rungs(world)["logged"] == ("2024-04-15", "planned")
    world.walk("2024-04-20")
    assert sent(world)["logged"][-1] == "2024-04-15"


def test_a_letter_that_went_later_meanwhile_goes_once(world: World) -> None:
    case_due(world, "2024-05-31")
    sent_anew(world)
    configured(world, *BRIDGE)
    world.walk("2024-04-18")
    configured(world)
    world.walk("2024-04-25")
    assert sent(world)["logged"] == ["2024-04-02", "2024-04-18"]


def test_a_letter_whose_day_is_over_when_it_is_open_again_goes_at_once(world: World) -> None:
    case_due(world, "2024-05-31")
    sent_anew(world)
    configured(world, *BRIDGE)
    world.today = day("2024-04-16")
    configured(world)
    world.walk("2024-04-25")
    assert sent(world)["logged"] == ["2024-04-02", "2024-04-16"]


@each_way
def test_so_does_a_reminder_of_a_ladder_that_nobody_knows(world: World, close: Callable[..., None]) -> None:
    case_due(world, "2024-04-19", "2024-04-04")
    as_before_the_upgrade(world)
    another_ladder(world)
    close(world, "2024-04-16")
    assert rungs(world)[DUE_IN_3] == ("2024-04-17", "planned")
    close(world)
    assert rungs(world)[DUE_IN_3] == ("2024-04-16", "planned")
