"""The forecast names whoever gets a message that waits for somebody who has left (R8, R6, S8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from compliance.domain.authorities import Role
from compliance.domain.delivery import Answer, MessageState, Result
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import close_authority, replace_contact
from tests.support.world import ONE_DAY, World
from tests.usecases.test_several_lost import reports

ANN, DAN, BO, MO = (f"{name}@e1.example" for name in ("ann", "dan", "bo", "mo"))
LATER = Answer(Result.REFUSED_FOR_NOW, "451 later", unreachable=True)
REC = "23 001-1"


def replaced(world: World) -> None:
    """Una takes Ann's place."""
    with world.writing() as session:
        una = ("Una", "una@e1.example")
        replace_contact(session, world.rulebook, world.moment, "E1", ANN, una, lambda _: None)


def retired(world: World) -> None:
    """Ann leaves, and nobody takes her place."""
    with world.writing() as session:
        retire_contact(session, world.rulebook, world.moment, "E1", Role.LINK_OFFICER, ANN, "she left")


def taken_over(world: World) -> None:
    """Another authority took over yesterday."""
    world.authority("S9", {"link_officer": "una@s9.example"})
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", world.today - ONE_DAY, "S9")


def taken_over_with_ann(world: World) -> None:
    """The same, and Ann went on to it."""
    world.authority("S9", {"link_officer": ANN})
    with world.writing() as session:
        close_authority(session, world.rulebook, world.moment, "E1", world.today - ONE_DAY, "S9")


def nothing(world: World) -> None:
    """She is there as before."""


LEAVES = pytest.mark.parametrize(
    "leaves",
    [replaced, retired, taken_over, taken_over_with_ann, nothing],
    ids=["replaced", "retired", "taken over", "went on", "there"],
)


def foreseen(world: World) -> list[tuple[str, list[str]]]:
    """Who gets what today, by the forecast."""
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, world.today)
    return sorted((each.recipient, sorted(str(x["step"]) for x in each.items)) for each in coming)


def went(world: World) -> list[tuple[str, list[str]]]:
    """Who got what today."""
    today = world.today.isoformat()
    return sorted(
        (who, sorted(each.removeprefix(f"{REC} ") for each in items)) for on, who, items in world.mail() if on == today
    )


@LEAVES
@pytest.mark.parametrize("step", ["logged", "reminder"])
@pytest.mark.parametrize("waits", [(ANN,), (ANN, DAN, BO, MO)], ids=["ann", "all"])
def test_r8_a_message_that_waits_is_foreseen_to_whoever_gets_it(
    office: World, leaves: Callable[[World], None], step: str, waits: tuple[str, ...]
) -> None:
    office.log(REC)
    if step == "reminder":
        office.walk("2024-04-28")
        office.today = date(2024, 4, 29)
    for address in waits:
        office.postbox.always[address] = LATER
    office.run()
    assert office.messages(state=MessageState.WAITING)
    office.today += ONE_DAY
    leaves(office)
    office.postbox.always.clear()
    expected = foreseen(office)
    assert expected
    office.run()
    assert went(office) == expected


@pytest.mark.parametrize("waits", [(MO,), (BO,), (MO, BO)], ids=["mo", "bo", "both"])
@pytest.mark.parametrize("leaver", [MO, BO], ids=["mo leaves", "bo leaves"])
def test_r8_what_others_got_is_foreseen_to_nobody_else(office: World, waits: tuple[str, ...], leaver: str) -> None:
    """A public report is told to two: where one has it, whoever comes for the other does not get it (R6)."""
    office.today = date(2024, 4, 11)
    reports(office, "23 001")
    for address in waits:
        office.postbox.always[address] = LATER
    office.run()
    office.today += ONE_DAY
    with office.writing() as session:
        una = ("Una", "una@e1.example")
        replace_contact(session, office.rulebook, office.moment, "E1", leaver, una, lambda _: None)
    office.postbox.always.clear()
    expected = foreseen(office)
    office.run()
    assert [who for who, _ in went(office)] == [who for who, _ in expected]
