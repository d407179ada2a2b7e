"""A refusal that a later date overtook goes after all where nobody was told that date and it is gone (D7, R2.3)."""

from __future__ import annotations

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Role
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.reopen import reopen
from compliance.usecases.request_extension import grant, refuse
from tests.support.world import World, day
from tests.usecases.conftest import opened as with_people
from tests.usecases.followed import (
    CHANGED_ON,
    Followed,
    ask_for_time,
    correct_to,
    foretold,
    of_one_contact,
    somebody_comes,
    to_una,
    told,
)
from tests.usecases.test_told_after_all import may_be_lost, proves_lost

REFUSED = "extension_refused-1"
LOST = pytest.mark.parametrize("lost", ["comes back", "doubt"])


@pytest.fixture
def case(world: World) -> Followed:
    """A recommendation due on 14 May, of which the authority was told on 2 April; on 11 April more time is refused."""
    office = with_people(world)
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    office.run()
    found = Followed(office, "23 001")
    is_refused(found)
    return found


def is_refused(case: Followed) -> None:
    """The authority asks for time until 30 May, and gets none."""
    case.world.today = CHANGED_ON
    ask_for_time(case, "2024-05-30")
    case.act(refuse, "no need", "Kim")


def goes(case: Followed) -> list[str]:
    """What goes from today on, as is foreseen."""
    before = len(told(case.world, case.name))
    coming = foretold(case.world).get(case.name, [])
    case.world.run()
    assert told(case.world, case.name)[before:] == coming
    case.world.walk("2024-04-19")
    return told(case.world, case.name)[before:]


@LOST
@pytest.mark.parametrize("letter", ["before its letter", "after its letter"])
def test_d7_the_later_date_is_gone_and_nobody_was_told_it(case: Followed, lost: str, letter: str) -> None:
    world = case.world
    correct_to(case, "2024-06-03")
    may_be_lost(world, lost)
    world.run()
    assert world.steps(case.name)[REFUSED].startswith("superseded")
    world.today = day("2024-04-12")
    correct_to(case, "2024-05-14")
    if letter == "after its letter":
        world.run()
        world.today = day("2024-04-15")
    proves_lost(world, lost, "2024-04-11")
    assert REFUSED in goes(case)
    assert world.tasks() == [each for each in world.tasks() if each[0] == "address_stopped"]


@LOST
def test_d7_a_refusal_that_comes_back_while_the_later_date_is_in_doubt(case: Followed, lost: str) -> None:
    world = case.world
    world.run()
    (key,) = [each["key"] for each in world.messages() if each["day"] == CHANGED_ON.isoformat()]
    world.today = day("2024-04-12")
    correct_to(case, "2024-06-03")
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-15")
    correct_to(case, "2024-05-14")
    world.run()
    ann = "ann@e1.example"
    world.report(Returned(str(key), ann, Severity.SOFT, "4.2.2", "full", "folder", world.moment.now))
    world.walk("2024-04-17")
    assert REFUSED not in told(world, case.name)
    proves_lost(world, lost, "2024-04-12")
    world.walk("2024-04-24")
    assert REFUSED in told(world, case.name)


@LOST
def test_d7_a_later_date_with_which_it_was_opened_again(case: Followed, lost: str) -> None:
    world = case.world
    world.end(case.name)
    case.act(reopen, "payment came back", "Kim", day("2024-06-05"))
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-12")
    correct_to(case, "2024-05-14")
    proves_lost(world, lost, "2024-04-11")
    assert REFUSED in goes(case)


@LOST
def test_d7_not_while_the_date_in_force_reaches_the_wish(case: Followed, lost: str) -> None:
    world = case.world
    correct_to(case, "2024-06-03")
    may_be_lost(world, lost)
    world.run()
    world.today = day("2024-04-12")
    proves_lost(world, lost, "2024-04-11")
    assert REFUSED not in goes(case)


def test_d7_nor_where_somebody_else_was_told_the_date(case: Followed) -> None:
    world = case.world
    correct_to(case, "2024-06-03")
    world.run()
    world.today = day("2024-04-12")
    proves_lost(world, "comes back", "2024-04-11")
    world.run()
    world.today = day("2024-04-15")
    correct_to(case, "2024-05-14")
    assert REFUSED not in goes(case)


def test_d7_where_nobody_else_answers_it_goes_to_whoever_comes(world: World) -> None:
    case = of_one_contact(world)
    is_refused(case)
    correct_to(case, "2024-06-03")
    world.run()
    world.today = day("2024-04-12")
    correct_to(case, "2024-05-14")
    proves_lost(world, "comes back", "2024-04-11")
    world.walk("2024-04-15")
    assert ("no_contact", "caseworker", f"recommendation {case.name}") in world.tasks()
    somebody_comes(case)
    world.walk("2024-04-17")
    assert [REFUSED] in to_una(case)


@pytest.mark.parametrize("answer", ["refused", "granted"])
def test_d7_the_record_says_that_an_older_refusal_was_overtaken(world: World, answer: str) -> None:
    case = of_one_contact(world)
    with world.writing() as session:
        retire_contact(session, world.rulebook, world.moment, "E1", Role.LINK_OFFICER, "ann@e1.example", "left")
    is_refused(case)
    world.run()
    assert world.steps(case.name)[REFUSED] == "failed: E1 has no contact as link_officer"
    world.today = day("2024-04-12")
    ask_for_time(case, "2024-05-21")
    if answer == "refused":
        case.act(refuse, "not even that", "Kim")
    else:
        case.act(grant, "yes", "Kim")
    assert world.steps(case.name)[REFUSED].startswith("superseded: a later request was answered since")
    world.run()
    world.today = day("2024-04-15")
    somebody_comes(case)
    world.walk("2024-04-16")
    assert to_una(case)[0] == ["extension_refused-2" if answer == "refused" else "deadline_changed"]
    assert [REFUSED] not in to_una(case)
