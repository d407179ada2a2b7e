"""The task about a letter that can reach nobody stands as long as that letter would go, and no longer (R6, D6)."""

from __future__ import annotations

import pytest

from compliance.domain.authorities import Role
from tests.support.world import World, day
from tests.usecases.followed import Followed, hold
from tests.usecases.test_hidden_failures import PLAIN, comes, leaves, nobody, personal


@pytest.fixture
def moved(world: World) -> Followed:
    """Nobody is left to write to, and the date is moved to 28 June, which no letter can tell."""
    found = personal(world, {"link_officer": "ann@e1.example"})
    world.walk("2024-05-29")
    world.today = day("2024-05-30")
    leaves(world)
    world.extend(found.name, "2024-06-28")
    return found


def of_letters(world: World) -> list[str]:
    """The letters that have a task of their own, by name."""
    return sorted(each.removesuffix(f" letter about {PLAIN}") for each in nobody(world) if each != PLAIN)


@pytest.mark.parametrize(
    ("walk_to", "letters"),
    [
        ("2024-06-13", ["deadline changed"]),
        ("2024-06-14", ["deadline changed", "due in 10 working days"]),
        ("2024-06-25", ["deadline changed", "due in 3 working days"]),
        ("2024-07-08", ["deadline changed", "overdue 5 working days"]),
    ],
)
def test_r6_its_task_ends_when_a_later_letter_takes_its_place(
    moved: Followed, walk_to: str, letters: list[str]
) -> None:
    moved.world.walk(walk_to)
    assert of_letters(moved.world) == letters


def test_r6_and_when_a_newer_date_does_though_a_letter_called_so_is_to_come(moved: Followed) -> None:
    world = moved.world
    world.walk("2024-07-08")
    world.extend(moved.name, "2024-08-30")
    world.run()
    assert of_letters(world) == ["deadline changed"]


def test_r6_it_stays_while_what_took_its_place_waits_for_a_hold(moved: Followed) -> None:
    world = moved.world
    world.walk("2024-06-14")
    hold(moved, "2024-06-26")
    world.walk("2024-06-26")
    assert of_letters(world) == ["deadline changed", "due in 10 working days"]
    world.walk("2024-06-27")
    assert of_letters(world) == ["deadline changed", "due in 3 working days"]


def test_r2_4_what_has_no_task_any_more_does_not_go_when_somebody_comes(moved: Followed) -> None:
    """The reminder that took its place gives way to the letter about the date: the older one is not right again."""
    world = moved.world
    world.walk("2024-07-08")
    comes(world, Role.LINK_OFFICER)
    world.walk("2024-07-10")
    to_bo = [items for _, who, items in world.mail() if who == "bo@e1.example"]
    assert to_bo == [[f"{moved.name} deadline_changed"]]
    assert of_letters(world) == []
