"""A manager's letter to the chief executive that has not gone when the due date changes: it goes, or is asked about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.reopen import resend
from compliance.usecases.settle_message import Settlement
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World, day
from tests.usecases.followed import Followed
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move, corrected_to

ANN, CHIEF = "ann@e1.example", "chi@e1.example"
NAME = "23 001-1"
LETTER = [f"{NAME} chief_executive-1"]
ASKED = ("letter_set_aside", "casework_manager", f"recommendation {NAME}")


def written(world: World) -> Followed:
    """On Saturday 4 May the manager writes to the chief executive about what was due on 16 April."""
    world.authority("E1", {"link_officer": ANN, "chief_executive": CHIEF})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-16"))
    world.walk("2024-05-03")
    world.today = day("2024-05-04")
    case = Followed(world, "23 001")
    case.act(write_to_chief_executive, "")
    return case


def letters(world: World) -> list[tuple[str, list[str]]]:
    """What the chief executive was sent of it, by day."""
    return [(sent, about) for sent, who, about in world.mail() if who.startswith("chi") and "chief" in about[0]]


@AWAY_AND_BACK
def test_r2_3_it_goes_where_the_date_is_put_back(world: World, away: Move, back: Move) -> None:
    case = written(world)
    away(case, "2024-06-28")
    world.walk("2024-05-05")
    back(case, "2024-04-16")
    world.walk("2024-05-10")
    assert letters(world) == [("2024-05-07", LETTER)]
    assert ASKED not in world.tasks()
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    world.walk("2024-05-14")
    assert letters(world) == [("2024-05-07", LETTER)], "once"


@AWAY_AND_BACK
def test_r2_5_it_goes_where_it_was_in_doubt_and_had_not_arrived(world: World, away: Move, back: Move) -> None:
    case = written(world)
    world.postbox.script[CHIEF].append(Answer(Result.UNKNOWN, "no answer"))
    world.walk("2024-05-07")
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-05-09")
    assert [about for _, about in letters(world)] == [LETTER]


@AWAY_AND_BACK
def test_r6_it_goes_to_who_comes(world: World, away: Move, back: Move) -> None:
    case = written(world)
    case.act(retire_contact, Role.CHIEF_EXECUTIVE, CHIEF, "he left", about="E1")
    world.walk("2024-05-08")
    asked = [task for task in world.tasks() if task[0] == "no_contact"]
    assert asked
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    world.today = day("2024-05-09")
    world.run()
    assert [task for task in world.tasks() if task[0] == "no_contact"] == asked
    successor = Contact(Role.CHIEF_EXECUTIVE, "", "chief@e1.example")
    case.act(add_contact, successor, lambda _: None, about="E1")
    world.walk("2024-05-10")
    assert [about for _, about in letters(world)] == [LETTER]


def resent(case: Followed) -> None:
    """It is sent anew."""
    case.act(resend, "she never got it", "Kim")


def mistyped(case: Followed) -> None:
    """Another date of the past was meant."""
    corrected_to(case, "2024-04-12")


Change = Callable[[Followed], None]


@pytest.mark.parametrize("change", [mistyped, resent], ids=["corrected", "sent anew"])
def test_r6_what_is_still_overdue_by_another_date_is_asked_about(world: World, change: Change) -> None:
    case = written(world)
    change(case)
    assert ASKED in world.tasks()
    world.walk("2024-05-08")
    assert letters(world) == []
    assert ASKED in world.tasks()
    case.act(write_to_chief_executive, "")
    assert ASKED not in world.tasks()
    world.walk("2024-05-10")
    assert [about for _, about in letters(world)] == [[f"{NAME} chief_executive-2"]]


@pytest.mark.parametrize("away", ["2024-06-28", "2024-05-04"])
def test_d6_it_ends_in_silence_where_nothing_is_overdue_any_more(world: World, away: str) -> None:
    case = written(world)
    corrected_to(case, away)
    assert ASKED not in world.tasks()
    world.walk("2024-05-05")
    assert letters(world) == []


def test_d6_the_task_ends_with_a_date_that_is_not_past(world: World) -> None:
    case = written(world)
    mistyped(case)
    corrected_to(case, "2024-06-28")
    assert ASKED not in world.tasks(), "with that very change"
    world.walk("2024-05-07")
    assert ASKED not in world.tasks()
    assert letters(world) == []


def test_d6_put_back_after_another_date_of_the_past_it_goes(world: World) -> None:
    case = written(world)
    mistyped(case)
    corrected_to(case, "2024-04-16")
    assert ASKED not in world.tasks()
    world.walk("2024-05-08")
    assert [about for _, about in letters(world)] == [LETTER]
