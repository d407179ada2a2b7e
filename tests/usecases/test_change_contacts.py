"""Another name for an address, and somebody who has left: nothing is written to them any more (R6, R4)."""

from __future__ import annotations

import pytest

from compliance.domain.authorities import Role
from compliance.domain.delivery import Answer, Result
from compliance.domain.errors import NotFound, Refused
from compliance.store.events import authority_stream, stream
from compliance.usecases.change_contacts import contact_of, rename_contact, retire_contact
from compliance.usecases.derive_next_action import next_action_of
from compliance.usecases.manage_authority import replace_contact, show_authority
from tests.support.world import World

REC = "23 001-1"
ANN, DAN = "ann@e1.example", "dan@e1.example"
BOUNCE = Answer(Result.REFUSED_FOR_GOOD, "550 no such user", of_address=True)


@pytest.fixture
def office(world: World) -> World:
    """Ann is link officer, Dan deputy, and there is something to remind them of."""
    world.authority("E1", {"link_officer": ANN, "deputy": DAN})
    world.decision()
    world.log(REC)
    return world


def retire(world: World, address: str = ANN, role: Role = Role.LINK_OFFICER, reason: str = "has left") -> bool:
    with world.writing() as session:
        return retire_contact(session, world.rulebook, world.moment, "E1", role, address, reason)


def rename(world: World, address: str, name: str) -> None:
    with world.writing() as session:
        rename_contact(session, world.moment, "E1", address, name)


def people(world: World) -> list[tuple[str, str, str]]:
    with world.store.reading() as session:
        held = show_authority(session, "E1")["contacts"]
        assert isinstance(held, list)
        return [(each["role"], each["name"], each["address"]) for each in held]


def told(world: World) -> list[dict[str, object]]:
    with world.store.reading() as session:
        return [dict(link.entry.payload) for link in stream(session, authority_stream("E1"))]


def test_who_has_left_is_not_written_to_any_more(office: World) -> None:
    assert retire(office) is True
    assert people(office) == [("deputy", "deputy of E1", DAN)]
    said = {"act": "contact retired", "role": "link_officer", "name": "link_officer of E1", "address": ANN}
    assert told(office) == [said | {"reason": "has left"}]
    office.run()
    assert office.mail() == [("2024-04-02", DAN, [f"{REC} logged"])]


def test_what_waits_to_be_sent_to_them_goes_to_others_the_same_day(office: World) -> None:
    office.plan()
    assert office.mail("waiting") == [("2024-04-02", ANN, [f"{REC} logged"])]
    retire(office)
    office.send()
    assert office.mail() == [("2024-04-02", DAN, [f"{REC} logged"])]


def test_what_waits_for_a_replaced_contact_goes_to_the_new_one(office: World) -> None:
    office.plan()
    with office.writing() as session:
        replace_contact(session, office.rulebook, office.moment, "E1", ANN, ("Una", "una@e1.example"), lambda _: None)
    office.send()
    assert office.mail() == [("2024-04-02", "una@e1.example", [f"{REC} logged"])]


def test_the_last_one_who_leaves_is_missed_at_once(office: World) -> None:
    retire(office, DAN, Role.DEPUTY)
    assert retire(office) is False
    with office.store.reading() as session:
        assert next_action_of(session, 1, office.today).action.value == "find_contact"
    office.run()
    assert {kind for kind, _, _ in office.tasks()} == {"no_contact"}


def test_one_role_is_left_and_the_other_kept(office: World) -> None:
    office.contact("E1", "deputy", ANN)
    retire(office, ANN, Role.DEPUTY)
    assert [(role, address) for role, _, address in people(office)] == [("link_officer", ANN), ("deputy", DAN)]


def test_tasks_about_an_address_nobody_answers_at_end(office: World) -> None:
    office.postbox.always[ANN] = BOUNCE
    office.run()
    assert {"address_stopped", "message_failed"} <= {kind for kind, _, _ in office.tasks()}
    retire(office)
    assert office.tasks() == []


@pytest.mark.parametrize(
    ("address", "reason", "expected"),
    [
        (ANN, " ", (Refused, "reason: expected why nobody is written to there any more")),
        (DAN, "has left", (NotFound, "E1 has no link_officer with the address 'dan@e1.example'")),
    ],
)
def test_what_cannot_be_is_refused(
    office: World, address: str, reason: str, expected: tuple[type[Exception], str]
) -> None:
    with pytest.raises(expected[0], match=expected[1]):
        retire(office, address, reason=reason)
    assert len(people(office)) == 2
    assert told(office) == []


def test_a_name_is_put_right_in_every_role(office: World) -> None:
    office.contact("E1", "monitoring_officer", ANN)
    rename(office, ANN, "Ann Bell")
    assert [name for _, name, address in people(office) if address == ANN] == ["Ann Bell", "Ann Bell"]
    assert told(office)[0] == {
        "act": "contact renamed",
        "was": "link_officer of E1",
        "name": "Ann Bell",
        "address": ANN,
    }
    with pytest.raises(Refused, match="has this name already"):
        rename(office, ANN, "Ann Bell")
    with pytest.raises(NotFound, match="no contact with the address"):
        rename(office, "none@e1.example", "Nobody")


def test_a_contact_is_found_by_its_number_at_its_own_authority_only(office: World) -> None:
    office.authority("E2")
    with office.store.reading() as session:
        assert contact_of(session, "E1", 1).address == ANN
        for code, number in (("E2", 1), ("E1", 99)):
            with pytest.raises(NotFound, match="perhaps they have left"):
                contact_of(session, code, number)
