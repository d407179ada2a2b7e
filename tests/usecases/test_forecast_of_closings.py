"""Before an authority closes, the forecast shows its successor what reaches nobody until then, and no more (R8, S8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.domain.authorities import Role
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import close_authority
from tests.support.world import World, day

REC, ANN = "23 001-1", "ann@e1.example"
OFFICER, HEAD = ("link_officer", "una@s9.example"), ("chief_executive", "kim@s9.example")


def leaves(world: World) -> None:
    """Ann leaves, and nobody takes her place."""
    with world.writing() as session:
        retire_contact(session, world.rulebook, world.moment, "E1", Role.LINK_OFFICER, ANN, "she left")


def is_moved(world: World) -> None:
    """She leaves before a letter about another date."""
    leaves(world)
    world.extend(REC, "2024-05-03")


def nothing(_: World) -> None:
    """There was nobody from the outset."""


def closes(world: World, last_day: str) -> None:
    """S9 takes over from E1 on the day after."""
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", day(last_day), "S9")


def foreseen(world: World, until: str) -> list[tuple[str, str, list[str]]]:
    """Who gets what when, by the forecast."""
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, day(until))
    return sorted((str(each.day), each.recipient, sorted(str(x["step"]) for x in each.items)) for each in coming)


def went(world: World, since: str) -> list[tuple[str, str, list[str]]]:
    """Who got what when."""
    mail = ((on, who, sorted(each.removeprefix(f"{REC} ") for each in items)) for on, who, items in world.mail())
    return sorted(each for each in mail if each[0] >= since)


def begun(world: World, there: dict[str, str], successor: dict[str, str], happens: Callable[[World], None]) -> None:
    """A remedy due on 24 April, of which E1 was told on the 2nd if anybody was there."""
    world.authority("E1", there)
    world.authority("S9", successor)
    world.decision("23 001", "E1")
    world.log(REC, due_on=day("2024-04-24"))
    world.run()
    world.today = day("2024-04-08")
    happens(world)


@pytest.mark.parametrize(
    ("there", "happens"), [({}, nothing), ({"link_officer": ANN}, leaves)], ids=["nobody ever", "she left"]
)
def test_r8_what_reaches_nobody_on_the_way_goes_to_the_successor(
    world: World, there: dict[str, str], happens: Callable[[World], None]
) -> None:
    begun(world, there, dict([OFFICER]), happens)
    closes(world, "2024-04-11")
    world.run()
    world.today = day("2024-04-09")
    expected = foreseen(world, "2024-04-16")
    assert expected == [("2024-04-12", "una@s9.example", ["due_in_10_working_days"])]
    world.walk("2024-04-16")
    assert went(world, "2024-04-09") == expected


@pytest.mark.parametrize(
    ("successor", "last_day"),
    [([OFFICER], "2024-04-19"), ([HEAD], "2024-05-09"), ([OFFICER, HEAD], "2024-05-02")],
    ids=["officer", "head", "both"],
)
@pytest.mark.parametrize(
    ("there", "happens"),
    [({}, nothing), ({"link_officer": ANN}, leaves), ({"link_officer": ANN}, is_moved)],
    ids=["nobody ever", "she left", "another date"],
)
def test_r8_what_is_foreseen_is_what_goes_whenever_it_closes(
    world: World,
    there: dict[str, str],
    happens: Callable[[World], None],
    successor: list[tuple[str, str]],
    last_day: str,
) -> None:
    begun(world, there, dict(successor), happens)
    closes(world, last_day)
    expected = foreseen(world, "2024-05-14")
    world.walk("2024-05-14")
    assert went(world, "2024-04-08") == expected


def test_r8_a_letter_that_a_later_reminder_overtook_is_not_foreseen(world: World) -> None:
    world.authority("E1", {HEAD[0]: "chi@e1.example"})
    world.authority("S9", dict([OFFICER]))
    world.decision()
    world.log(due_on=day("2024-04-15"))
    world.run()
    world.today = day("2024-04-08")
    world.extend(REC, "2024-04-19")
    world.walk("2024-04-26")
    closes(world, "2024-05-08")
    world.today = day("2024-04-29")
    coming = foreseen(world, "2024-05-21")
    world.walk("2024-05-21")
    assert coming == went(world, "2024-04-29")
    assert coming == [("2024-05-03", "chi@e1.example", ["overdue_10_working_days"])]
