"""A letter that a manager writes to the chief executive goes to nobody in another role (R6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from compliance.domain.address_health import Severity
from compliance.domain.authorities import Contact, Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.recommendations import Kind
from compliance.domain.returned import Returned
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_authority import add_contact
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from tests.support.world import World

REC = "23 001-1"
BO, CLEO = "bo@e1.example", "cleo@e1.example"
WORDS = "Your link officer has not answered us since May"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user", of_address=True)
FRIDAY = date(2024, 5, 17)
TASK = ("no_contact", "casework_manager", f"chief executive letter about recommendation {REC}")


@pytest.fixture
def written(office: World) -> World:
    """A letter to Bo with words of the manager's own, about what is overdue."""
    office.log(REC, kind=Kind.SERVICE_IMPROVEMENT)
    office.run()
    office.today = FRIDAY
    with office.writing() as session:
        write_to_chief_executive(session, office.rulebook, office.moment, REC, WORDS)
    return office


def who_read_it(world: World) -> list[str]:
    return [each.recipient for each in world.postbox.letters if WORDS in each.text]


def refused(world: World) -> None:
    """The mail server knows nobody of that name."""
    world.postbox.always[BO] = BOUNCE
    world.run()


def returned(world: World) -> None:
    """It comes back after it was sent."""
    world.run()
    key = next(each["key"] for each in world.messages() if each["recipient"] == BO)
    world.postbox.letters.clear()
    at = datetime(2024, 5, 17, 8, tzinfo=UTC)
    world.report(Returned(key, BO, Severity.HARD, "5.1.1", "User unknown", "folder", at))
    world.send()


@pytest.mark.parametrize("fails", [refused, returned])
def test_the_link_officer_does_not_get_what_was_meant_for_the_chief_executive(written: World, fails: object) -> None:
    fails(written)  # type: ignore[operator]
    assert who_read_it(written) == []
    assert TASK in written.tasks()
    assert written.steps(REC)["chief_executive-1"] == "failed: E1 has no working address as chief_executive"
    with written.store.reading() as session:
        coming = forecast(session, written.rulebook, written.moment, FRIDAY, date(2024, 5, 22))
    assert "chief_executive" not in {item["step"] for each in coming for item in each.items}
    written.walk("2024-05-20")
    assert who_read_it(written) == []


def test_another_chief_executive_with_a_working_address_gets_it(written: World) -> None:
    written.contact("E1", "chief_executive", CLEO)
    written.postbox.always[BO] = BOUNCE
    written.run()
    assert who_read_it(written) == [CLEO]
    assert TASK not in written.tasks()


def test_the_one_who_comes_gets_it_and_the_task_ends(written: World) -> None:
    refused(written)
    with written.writing() as session:
        contact = Contact(Role.CHIEF_EXECUTIVE, "Cleo", CLEO)
        add_contact(session, written.rulebook, written.moment, "E1", contact, lambda _: None)
    written.send()
    assert who_read_it(written) == [CLEO]
    assert TASK not in written.tasks()


def test_a_task_of_the_caseworkers_about_the_same_does_not_stand_for_the_managers(written: World) -> None:
    for address in ("ann@e1.example", "dan@e1.example", "mo@e1.example"):
        written.postbox.always[address] = BOUNCE
    refused(written)
    written.run("2024-05-21")
    assert {owner for kind, owner, _ in written.tasks() if kind == "no_contact"} == {"casework_manager", "caseworker"}


def test_a_rung_to_the_chief_executive_still_falls_back(office: World) -> None:
    office.log(REC)
    office.postbox.always[BO] = BOUNCE
    office.run("2024-05-29")
    office.run("2024-05-30")
    assert ("ann@e1.example", [f"{REC} overdue_10_working_days"]) in [(to, said) for _, to, said in office.mail()]
