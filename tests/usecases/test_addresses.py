"""How addresses fare, bringing one back, and what stands beside a late outcome (R6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from compliance.domain.address_health import AddressState, Severity
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import NotFound, Refused
from compliance.domain.reachability import Reachability
from compliance.domain.returned import Returned
from compliance.usecases.explain import explain
from compliance.usecases.forecast import forecast
from compliance.usecases.manage_address import list_addresses, restore_address, show_address
from compliance.usecases.manage_authority import replace_contact, show_authority
from compliance.usecases.reachability import reachability
from tests.support.world import World

ANN, DAN, MO = "ann@e1.example", "dan@e1.example", "mo@e1.example"
REC = "23 001-1"
UNKNOWN_USER = Answer(Result.REFUSED_FOR_GOOD, "550 5.1.1 no such user", of_address=True)


@pytest.fixture
def stopped(office: World) -> World:
    """An office whose message to Ann came back."""
    office.log(REC)
    office.run()
    key = office.keys("sent")[0]
    office.report(
        Returned(key, ANN, Severity.HARD, "5.1.1", "User unknown", "folder", datetime(2024, 4, 2, 8, tzinfo=UTC))
    )
    return office


def restore(office: World, address: str, reason: str = "she has our test") -> None:
    with office.writing() as session:
        restore_address(session, office.rulebook, office.moment, address, reason)


def reached(office: World, until: str | None = None) -> Reachability:
    with office.store.reading() as session:
        found = explain(session, office.rulebook, office.moment, REC)["recommendation"]
        assert isinstance(found, dict)
        return reachability(session, 1, date.fromisoformat(until) if until else None)


def test_an_address_is_listed_with_whose_it_is_and_shown_with_its_reports(stopped: World) -> None:
    with stopped.store.reading() as session:
        [listed] = list_addresses(session)
        assert list_addresses(session, AddressState.FAILING) == []
        found = show_address(session, "ANN@e1.example")
    assert listed == {
        "address": ANN,
        "state": "stopped",
        "since": "2024-04-02",
        "hard_count": 1,
        "soft_count": 0,
        "detail": "User unknown",
        "contacts": [{"authority_code": "E1", "role": "link_officer", "name": "link_officer of E1"}],
    }
    assert found == listed | {
        "reports": [
            {
                "at": "2024-04-02T08:00:00+00:00",
                "severity": "hard",
                "status": "5.1.1",
                "detail": "User unknown",
                "source": "folder",
                "message": stopped.keys("failed")[0],
            }
        ]
    }


def test_a_person_brings_an_address_back(stopped: World) -> None:
    restore(stopped, "Ann@E1.example")
    assert stopped.health(ANN) == "working"
    assert "address_stopped" not in [kind for kind, _, _ in stopped.tasks()]
    with stopped.store.reading() as session:
        reports = show_address(session, ANN)["reports"]
        assert isinstance(reports, list)
        assert (reports[-1]["severity"], reports[-1]["source"]) == ("restored", "Tester")
    stopped.run("2024-04-29")
    assert stopped.mail()[-1] == ("2024-04-29", ANN, [f"{REC} due_in_10_working_days"])
    # It can be given up, and brought back, again.
    key = next(each["key"] for each in stopped.messages(recipient=ANN) if each["state"] == "sent")
    stopped.report(Returned(key, ANN, Severity.HARD, "5.1.1", "User unknown", "folder", stopped.moment.now))
    assert stopped.health(ANN) == "stopped"
    restore(stopped, ANN)
    assert stopped.health(ANN) == "working"


def test_restoring_needs_a_reason_and_something_to_restore(stopped: World) -> None:
    with pytest.raises(Refused, match="restoring an address needs a reason"):
        restore(stopped, ANN, " ")
    with pytest.raises(NotFound, match=f"nothing was reported about {DAN}"):
        restore(stopped, DAN)
    restore(stopped, ANN)
    with pytest.raises(Refused, match=f"{ANN} works: there is nothing to restore"):
        restore(stopped, ANN)
    with stopped.store.reading() as session, pytest.raises(NotFound, match="is nobody's address"):
        show_address(session, "nobody@e1.example")


def test_an_authority_shows_the_health_of_each_contact(stopped: World) -> None:
    with stopped.store.reading() as session:
        contacts = show_authority(session, "E1")["contacts"]
    assert isinstance(contacts, list)
    assert {each["address"]: each["health"]["state"] for each in contacts} == {
        ANN: "stopped",
        DAN: "working",
        "bo@e1.example": "working",
        MO: "working",
    }


def test_somebody_else_at_the_address_ends_its_tasks(stopped: World) -> None:
    with stopped.writing() as session:
        replace_contact(session, stopped.rulebook, stopped.moment, "E1", ANN, ("Una", "una@e1.example"), lambda _: None)
    assert stopped.tasks() == []
    stopped.run("2024-04-29")
    assert stopped.mail()[-1] == ("2024-04-29", "una@e1.example", [f"{REC} due_in_10_working_days"])


def test_the_forecast_passes_over_an_address_that_was_given_up(stopped: World) -> None:
    with stopped.store.reading() as session:
        coming = forecast(session, stopped.rulebook, stopped.moment, date(2024, 4, 3), date(2024, 4, 30))
    assert [(each.day.isoformat(), each.recipient) for each in coming] == [("2024-04-29", DAN)]


def test_beside_a_late_outcome_stands_since_when_nobody_could_be_reached(office: World) -> None:
    office.log(REC)
    office.run()
    assert reached(office).reachable
    for address in (ANN, DAN, MO):
        office.postbox.always[address] = UNKNOWN_USER
    office.run("2024-04-29")
    office.run("2024-05-14")
    since = date(2024, 4, 29)
    assert reached(office, "2024-04-28").reachable
    assert reached(office) == Reachability(
        False, since, "no message about it has arrived: E1 has no working address as link_officer"
    )
    office.today = date(2024, 5, 20)
    closed = office.end(REC)
    assert (closed.late, closed.reached.since) == (True, since)
    with office.store.reading() as session:
        found = explain(session, office.rulebook, office.moment, REC)
    assert found["reachability"] == closed.reached.as_dict()


def test_when_every_address_is_given_up_silence_is_told_of(world: World) -> None:
    world.authority("E1", {"link_officer": ANN})
    world.decision("23 001", "E1")
    world.log(REC)
    world.postbox.always[ANN] = UNKNOWN_USER
    world.run()
    assert reached(world) == Reachability(False, date(2024, 4, 2), "E1 has no working address")
    assert ("no_contact", "caseworker", f"recommendation {REC}") in world.tasks()


def test_an_authority_without_contacts_cannot_be_reached(world: World) -> None:
    world.authority("E1", {})
    world.decision("23 001", "E1")
    world.log(REC)
    assert reached(world) == Reachability(False, None, "E1 has no contact")
    world.run()
    assert reached(world) == Reachability(False, date(2024, 4, 2), "E1 has no contact")
