"""A manager's letter to the chief executive that has not gone when the due date changes: it goes, or is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.store import tasks
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.reopen import resend
from compliance.usecases.settle_message import Settlement
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World, day
from tests.usecases.followed import Followed
from tests.usecases.test_date_comes_back import AWAY_AND_BACK, Move, corrected_to, more_time, taken_back

ANN, CHIEF = "ann@e1.example", "chi@e1.example"
NAME = "23 001-1"
LETTER = [f"{NAME} chief_executive-1"]
ASKED = ("letter_set_aside", "casework_manager", f"recommendation {NAME}")


def overdue(world: World) -> Followed:
    """Saturday 4 May, and what was due on 16 April is not done."""
    world.authority("E1", {"link_officer": ANN, "chief_executive": CHIEF})
    world.decision("23 001", "E1")
    world.log(NAME, due_on=day("2024-04-16"))
    world.walk("2024-05-03")
    world.today = day("2024-05-04")
    return Followed(world, "23 001")


def written(world: World) -> Followed:
    """The manager writes to the chief executive about it."""
    case = overdue(world)
    case.act(write_to_chief_executive, "")
    return case


def opened(world: World) -> list[Any]:
    """The open tasks."""
    with world.store.reading() as session:
        return list(tasks.still_open(session))


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


def in_doubt_while_the_date_moves(case: Followed, away: Move, back: Move) -> None:
    """It is in doubt, the date goes away and comes back, and it proves not to have arrived."""
    world = case.world
    world.postbox.script[CHIEF].append(Answer(Result.UNKNOWN, "no answer"))
    world.walk("2024-05-07")
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-05-09")


@AWAY_AND_BACK
def test_r2_5_it_goes_where_it_was_in_doubt_and_had_not_arrived(world: World, away: Move, back: Move) -> None:
    case = written(world)
    in_doubt_while_the_date_moves(case, away, back)
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


def test_r2_3_written_while_the_date_stood_wrong_it_goes_once_that_is_put_right(world: World) -> None:
    case = overdue(world)
    mistyped(case)
    case.act(write_to_chief_executive, "")
    corrected_to(case, "2024-04-16")
    world.walk("2024-05-08")
    assert [about for _, about in letters(world)] == [LETTER]
    assert ASKED not in world.tasks()


def test_r2_4_of_two_only_the_one_that_was_written_last_goes(world: World) -> None:
    case = written(world)
    mistyped(case)
    assert ASKED in world.tasks()
    case.act(write_to_chief_executive, "")
    corrected_to(case, "2024-04-16")
    world.walk("2024-05-08")
    assert [about for _, about in letters(world)] == [[f"{NAME} chief_executive-2"]]
    assert ASKED not in world.tasks()


def test_r2_5_in_doubt_when_the_date_moved_it_is_asked_about_once_it_proves_not_sent(world: World) -> None:
    case = written(world)
    world.postbox.script[CHIEF].append(Answer(Result.UNKNOWN, "no answer"))
    world.walk("2024-05-07")
    mistyped(case)
    assert ASKED not in world.tasks(), "it may have arrived"
    (key,) = world.keys("in_doubt")
    world.settle(key, Settlement.RESEND)
    world.walk("2024-05-09")
    assert letters(world) == []
    assert ASKED in world.tasks()


def test_r6_it_is_asked_about_whatever_the_date_was_in_between(world: World) -> None:
    case = written(world)
    world.postbox.always[ANN] = Answer(Result.REFUSED_FOR_NOW, "451 later", unreachable=True)
    corrected_to(case, "2024-06-28")
    world.walk("2024-05-07")
    assert ASKED not in world.tasks()
    mistyped(case)
    assert ASKED in world.tasks()
    more_time(case, "2024-06-28")
    world.walk("2024-05-08")
    assert ASKED not in world.tasks()
    taken_back(case, "")
    assert ASKED in world.tasks()


def test_r2_what_the_manager_has_decided_is_not_asked_again(world: World) -> None:
    case = written(world)
    mistyped(case)
    (number,) = [row.id for row in opened(world) if row.kind == ASKED[0]]
    with world.writing() as session:
        finish_task(session, world.moment, number, "no letter is needed")
    corrected_to(case, "2024-04-11")
    assert ASKED not in world.tasks()


def test_r2_4_a_letter_that_ended_before_the_date_was_told_is_not_taken_up_again(world: World) -> None:
    case = written(world)
    more_time(case, "2024-06-28")
    world.walk("2024-05-20")
    corrected_to(case, "2024-07-31")
    corrected_to(case, "2024-06-28")
    world.walk("2024-05-24")
    assert letters(world) == []
    corrected_to(case, "2024-05-17")
    assert ASKED not in world.tasks(), "it ended weeks ago"


def test_r2_4_what_the_manager_has_decided_does_not_go_either(world: World) -> None:
    case = written(world)
    mistyped(case)
    (number,) = [row.id for row in opened(world) if row.kind == ASKED[0]]
    with world.writing() as session:
        finish_task(session, world.moment, number, "I spoke to her")
    corrected_to(case, "2024-04-16")
    world.walk("2024-05-08")
    assert letters(world) == []


def test_r2_4_nor_where_all_of_it_was_on_one_day(world: World) -> None:
    """The date stood wrong already when the letter was written, and was put right in the end."""
    case = overdue(world)
    mistyped(case)
    case.act(write_to_chief_executive, "")
    corrected_to(case, "2024-04-11")
    (number,) = [row.id for row in opened(world) if row.kind == ASKED[0]]
    with world.writing() as session:
        finish_task(session, world.moment, number, "I spoke to her")
    corrected_to(case, "2024-04-16")
    world.walk("2024-05-08")
    assert letters(world) == []


@AWAY_AND_BACK
def test_r2_3_what_is_asked_of_the_manager_is_there_again_with_the_date(world: World, away: Move, back: Move) -> None:
    """Set aside by a first correction, of which the authority was told since."""
    case = written(world)
    mistyped(case)
    world.walk("2024-05-08")
    assert ASKED in world.tasks()
    away(case, "2024-06-28")
    assert ASKED not in world.tasks()
    back(case, "2024-04-12")
    assert ASKED in world.tasks()
    world.walk("2024-05-14")
    assert letters(world) == []


@AWAY_AND_BACK
def test_r2_3_one_that_is_written_after_the_date_came_back_stands_as_any(world: World, away: Move, back: Move) -> None:
    case = overdue(world)
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    case.act(write_to_chief_executive, "")
    in_doubt_while_the_date_moves(case, away, back)
    assert letters(world) == [("2024-05-07", LETTER)]
    assert ASKED not in world.tasks()
