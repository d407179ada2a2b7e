"""A date moves and is put back before anybody is told: what reached nobody is as right as before (R2.3, R6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.domain.deadlines import fixed
from compliance.store import tasks
from compliance.usecases.change_closures import NewClosure
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.change_deadline import correct
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.manage_tasks import finish_task
from compliance.usecases.request_extension import refuse
from tests.support.world import World, day
from tests.usecases.calendar_office import consent
from tests.usecases.followed import Followed, ask_for_time, reverse

ANN = "ann@e1.example"
OVERDUE_10 = "overdue_10_working_days"
OVERDUE_20 = "overdue_20_working_days"
OF_THE_LETTER = "overdue 10 working days letter about recommendation 23 001-1"
OF_THE_REFUSAL = "extension refused letter about recommendation 23 001-1"


def followed(world: World, due_on: str) -> Followed:
    """A recommendation to an authority with a link officer alone."""
    world.authority("E1", {"link_officer": ANN})
    world.decision("23 001", "E1")
    world.log("23 001-1", due_on=day(due_on))
    return Followed(world, "23 001")


def more_time(case: Followed, to: str) -> None:
    """The date moves, because more time is given."""
    case.world.extend(case.name, to, case.why("flood"))


def taken_back(case: Followed, _: str) -> None:
    """More time is taken back."""
    reverse(case)


def corrected_to(case: Followed, due_on: str) -> None:
    """Another date was meant, somebody says who may give time."""
    to = fixed(day(due_on), case.world.rulebook.calendar, "corrected")
    case.act(partial(correct, may_give_time=True), to, case.why("typed wrongly"), "Kim")


Move = Callable[[Followed, str], None]
AWAY_AND_BACK = pytest.mark.parametrize(
    ("away", "back"), [(more_time, taken_back), (corrected_to, corrected_to)], ids=["more time", "corrected"]
)


def leaves(case: Followed) -> None:
    """Ann leaves, and nobody takes her place."""
    case.act(retire_contact, Role.LINK_OFFICER, ANN, "she left", about="E1")


def comes(case: Followed, role: Role) -> None:
    """Somebody comes who can be written to."""
    case.act(add_contact, Contact(role, "", f"{role}@e1.example"), lambda _: None, about="E1")


def went_to(case: Followed, role: Role) -> list[str]:
    """What they were sent."""
    found = [about for _, who, abouts in case.world.mail() for about in abouts if who == f"{role}@e1.example"]
    return [about.removeprefix(f"{case.name} ") for about in found]


def nobody_for(case: Followed) -> list[str]:
    """What the open tasks are about that there is nobody to write to."""
    return [about for kind, _, about in case.world.tasks() if kind == "no_contact"]


@AWAY_AND_BACK
def test_r6_a_letter_that_reached_nobody_goes_to_who_comes_and_once(world: World, away: Move, back: Move) -> None:
    case = followed(world, "2024-04-16")
    world.walk("2024-05-02")
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    assert nobody_for(case) == ["recommendation 23 001-1"]
    comes(case, Role.CHIEF_EXECUTIVE)
    world.walk("2024-05-07")
    assert went_to(case, Role.CHIEF_EXECUTIVE) == [OVERDUE_10]
    away(case, "2024-06-28")
    back(case, "2024-04-16")
    world.walk("2024-05-10")
    assert went_to(case, Role.CHIEF_EXECUTIVE) == [OVERDUE_10]
    assert nobody_for(case) == []


@AWAY_AND_BACK
def test_r6_its_task_is_there_again(world: World, away: Move, back: Move) -> None:
    case = followed(world, "2024-04-16")
    world.walk("2024-04-12")
    leaves(case)
    world.walk("2024-05-01")
    assert OF_THE_LETTER in nobody_for(case)
    away(case, "2024-06-28")
    world.walk("2024-05-07")
    assert OF_THE_LETTER not in nobody_for(case)
    back(case, "2024-04-16")
    world.walk("2024-05-08")
    assert OF_THE_LETTER in nobody_for(case)
    assert [kind for kind, _, _ in world.tasks()].count(OVERDUE_10) == 1
    world.today = day("2024-05-09")
    comes(case, Role.CHIEF_EXECUTIVE)
    world.walk("2024-05-10")
    assert went_to(case, Role.CHIEF_EXECUTIVE) == [OVERDUE_10]


@AWAY_AND_BACK
def test_r2_4_of_several_only_the_one_that_is_right_now_goes(world: World, away: Move, back: Move) -> None:
    case = followed(world, "2024-04-24")
    world.walk("2024-04-05")
    leaves(case)
    world.walk("2024-04-19")
    away(case, "2024-06-28")
    back(case, "2024-04-24")
    world.today = day("2024-04-22")
    comes(case, Role.LINK_OFFICER)
    world.walk("2024-04-23")
    assert went_to(case, Role.LINK_OFFICER) == ["due_in_3_working_days"]


@AWAY_AND_BACK
def test_r6_a_refusal_that_reached_nobody_is_asked_about_again(world: World, away: Move, back: Move) -> None:
    case = followed(world, "2024-04-16")
    world.walk("2024-05-02")
    leaves(case)
    world.today = day("2024-05-03")
    ask_for_time(case, "2024-06-14")
    case.act(refuse, "no", "Kim")
    world.walk("2024-05-07")
    assert OF_THE_REFUSAL in nobody_for(case)
    away(case, "2024-06-28")
    world.walk("2024-05-08")
    assert OF_THE_REFUSAL not in nobody_for(case), "the date meets the wish"
    back(case, "2024-04-16")
    world.walk("2024-05-09")
    assert OF_THE_REFUSAL in nobody_for(case)
    world.today = day("2024-05-10")
    comes(case, Role.LINK_OFFICER)
    world.walk("2024-05-14")
    assert went_to(case, Role.LINK_OFFICER) == ["extension_refused-1"]
    assert OF_THE_REFUSAL not in nobody_for(case)


def test_r6_a_refusal_goes_to_who_came_while_the_date_met_the_wish(world: World) -> None:
    case = followed(world, "2024-04-16")
    world.walk("2024-05-02")
    leaves(case)
    world.today = day("2024-05-03")
    ask_for_time(case, "2024-06-14")
    case.act(refuse, "no", "Kim")
    world.walk("2024-05-07")
    corrected_to(case, "2024-06-28")
    comes(case, Role.LINK_OFFICER)
    corrected_to(case, "2024-04-16")
    world.walk("2024-05-09")
    assert went_to(case, Role.LINK_OFFICER) == ["extension_refused-1"]


@AWAY_AND_BACK
@pytest.mark.parametrize("times", [1, 2])
def test_what_a_person_did_is_not_asked_again_where_its_day_is_closed_since(
    world: World, away: Move, back: Move, times: int
) -> None:
    """R2: raised on 15 May and done, and in the afternoon the authority says that it is closed on that day."""
    case = followed(world, "2024-04-16")
    world.walk("2024-05-15")
    with world.writing() as session:
        asked = [row.id for row in tasks.still_open(session) if row.kind == OVERDUE_20]
        for each in asked:
            finish_task(session, world.moment, each, "rang them")
    assert len(asked) == 1
    consent(world, NewClosure("E1", world.today, "Flood"))
    for _ in range(times):
        away(case, "2024-06-28")
        back(case, "2024-04-16")
    world.walk("2024-05-31")
    assert OVERDUE_20 not in [kind for kind, _, _ in world.tasks()]


def test_what_nobody_did_is_asked_again_when_that_day_is_open(world: World) -> None:
    """R2.3: more time ended what was asked."""
    case = followed(world, "2024-04-16")
    world.walk("2024-05-15")
    consent(world, NewClosure("E1", world.today, "Flood"))
    more_time(case, "2024-06-28")
    reverse(case)
    world.walk("2024-05-31")
    assert [kind for kind, _, _ in world.tasks()].count(OVERDUE_20) == 1
