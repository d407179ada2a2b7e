"""A letter to several people of which some prove lost goes on to the next contact, in whatever order (R6, R2.2)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.delivery import Answer, Result
from compliance.domain.returned import Returned
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import replace_contact
from compliance.usecases.statutory_clock import begin
from tests.support.world import World, day

ANN, DAN, BO, MO = (f"{name}@e1.example" for name in ("ann", "dan", "bo", "mo"))
LATER = Answer(Result.REFUSED_FOR_NOW, "451 later", unreachable=True)


@pytest.fixture
def reported(office: World) -> tuple[World, str]:
    """A public report was told to the chief executive and the monitoring officer, another remedy to Ann."""
    office.log("23 001-1")
    office.today = date(2024, 4, 12)
    stage = reports(office, "23 001")
    office.run()
    office.today = date(2024, 4, 16)
    return office, stage


def reports(world: World, case: str) -> str:
    """A public report about a case was received on 2 April; its stage."""
    with world.writing() as session:
        begun = begin(session, world.rulebook, world.moment, case, "public_report", day("2024-04-02"))
    return begun.reference


def returns(world: World, address: str) -> None:
    """The first message to an address comes back for good."""
    key = world.messages(recipient=address)[0]["key"]
    world.report(Returned(key, address, Severity.HARD, "5.1.1", "User unknown", "folder", world.moment.now))


def who_has(world: World, stage: str, step: str = "logged") -> list[str]:
    """Who got a step of the stage."""
    return sorted(who for _, who, items in world.mail() if f"{stage} {step}" in items)


@pytest.mark.parametrize("order", [(ANN, MO), (MO, ANN)], ids=["ann first", "mo first"])
@pytest.mark.parametrize("between", ["nothing", "planned", "a day"])
def test_r6_two_that_come_back_leave_it_to_the_third(
    reported: tuple[World, str], order: tuple[str, str], between: str
) -> None:
    world, stage = reported
    for address in order:
        returns(world, address)
        if between == "planned":
            world.plan()
        elif between == "a day":
            world.run()
            world.today = date(2024, 4, 17)
    world.walk("2024-04-19")
    found = who_has(world, stage)
    assert found == ([ANN, BO] if between == "a day" and order[0] == MO else [BO, DAN])


@pytest.mark.parametrize("order", [(ANN, MO), (MO, ANN)], ids=["ann first", "mo first"])
def test_r8_the_forecast_says_to_whom_and_when(reported: tuple[World, str], order: tuple[str, str]) -> None:
    """Dan has another message that day when Ann's address has stopped before her message went."""
    world, _ = reported
    for address in order:
        returns(world, address)
    with world.store.reading() as session:
        coming = forecast(session, world.rulebook, world.moment, world.today, day("2024-04-18"))
    expected = [(str(each.day), each.recipient, sorted(item["step"] for item in each.items)) for each in coming]
    world.walk("2024-04-18")
    found = [each for each in world.mail() if each[0] >= "2024-04-16"]
    assert [(on, who, sorted(item.rpartition(" ")[2] for item in items)) for on, who, items in found] == expected


@pytest.mark.parametrize("waits", [MO, BO])
def test_r6_an_address_that_stops_while_its_message_waits_did_not_get_it(
    reported: tuple[World, str], waits: str
) -> None:
    """The letter about another report waits for one of the two, whose address stops; the other has it."""
    world, _ = reported
    world.decision("23 002", decided_on=day("2024-04-02"))
    stage = reports(world, "23 002")
    world.postbox.always[waits] = LATER
    world.run()
    returns(world, waits)
    world.walk("2024-04-18")
    assert who_has(world, stage) == sorted([ANN, BO if waits == MO else MO])


def test_r6_one_that_goes_instead_of_a_lost_one_goes_on_where_its_reader_has_left(
    reported: tuple[World, str],
) -> None:
    world, stage = reported
    returns(world, MO)
    with world.writing() as session:
        una = ("Una", "una@e1.example")
        replace_contact(session, world.rulebook, world.moment, "E1", ANN, una, lambda _: None)
    world.walk("2024-04-18")
    assert who_has(world, stage) == [BO, "una@e1.example"]
