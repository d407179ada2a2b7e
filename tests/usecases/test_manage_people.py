"""Who works at the office: added, changed, let in no more; each change stands in the history."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import extract_parameters

from compliance.domain.errors import NotFound, Refused
from compliance.runtime import machine_now
from compliance.store import events, people
from compliance.usecases import credentials
from compliance.usecases.credentials import password_matches
from compliance.usecases.manage_people import (
    add_person,
    change_person,
    give_codes,
    list_people,
    person_stream,
    set_active,
    set_password,
)
from compliance.usecases.web_session import find_session, open_session
from tests.support.world import World

PASSWORD = "four long words here"


def add(world: World, name: str = "Kim Shaw", email: str = "kim@o.example", *roles: str) -> int:
    with world.writing() as session:
        given = roles or ("investigator",)
        return add_person(session, world.rulebook.roles, world.moment, name, email, given).identifier


def history(world: World, identifier: int) -> list[tuple[str, str, Any]]:
    with world.store.reading() as session:
        return [
            (link.entry.kind.value, link.entry.actor, link.entry.payload.get("act"))
            for link in events.stream(session, person_stream(identifier))
        ]


def test_somebody_is_added_with_what_they_can_sign_in_with(world: World) -> None:
    identifier = add(world, "  Kim   Shaw ", " KIM@O.example ", "manager", "investigator", "manager")
    with world.store.reading() as session:
        (found,) = list_people(session)
    assert found == {
        "name": "Kim Shaw",
        "email": "kim@o.example",
        "roles": ["investigator", "manager"],
        "active": True,
        "password": False,
        "code": False,
        "provider": False,
    }
    assert history(world, identifier) == [("person_changed", "Tester", "added")]


@pytest.mark.parametrize(
    ("name", "email", "roles", "said"),
    [
        ("", "a@o.example", ["manager"], "name: expected 1 to 100 letters"),
        ("A" * 101, "a@o.example", ["manager"], "name: expected 1 to 100 letters"),
        ("A\0B", "a@o.example", ["manager"], "name: expected 1 to 100 letters"),
        ("KIM SHAW", "a@o.example", ["manager"], "name: somebody is called 'Kim Shaw' already"),
        ("Ann", "KIM@o.example", ["manager"], "email: kim@o.example is Kim Shaw's address already"),
        ("Ann", "ann", ["manager"], "email: expected an e-mail address, not 'ann'"),
        ("Ann", "a@o.example", [], "roles: expected roles of investigator, "),
        ("Ann", "a@o.example", ["manager", "boss"], "not 'boss'"),
    ],
)
def test_what_nobody_is_added_with(world: World, name: str, email: str, roles: list[str], said: str) -> None:
    add(world)
    with pytest.raises(Refused, match=said), world.writing() as session:
        add_person(session, world.rulebook.roles, world.moment, name, email, roles)
    with world.store.reading() as session:
        assert [each["name"] for each in list_people(session)] == ["Kim Shaw"]


def test_a_person_is_changed_and_the_history_says_from_what_to_what(world: World) -> None:
    identifier = add(world)
    with world.writing() as session:
        changed = change_person(
            session, world.rulebook.roles, world.moment, "kim@o.example", new_name="Kim Bell", roles=["director"]
        )
    assert (changed.name, changed.email, changed.roles) == ("Kim Bell", "kim@o.example", frozenset({"director"}))
    with world.store.reading() as session:
        last = events.stream(session, person_stream(identifier))[-1].entry.payload
    assert last == {
        "act": "changed",
        "from": {"name": "Kim Shaw", "roles": "investigator"},
        "to": {"name": "Kim Bell", "roles": "director"},
    }


def test_changes_that_are_none_or_clash_are_refused(world: World) -> None:
    add(world)
    add(world, "Ann Bell", "ann@o.example")
    table, moment = world.rulebook.roles, world.moment
    for given, said in [
        ({}, "nothing is to be changed"),
        ({"new_name": "Kim Shaw"}, "nothing is to be changed"),
        ({"new_name": "ann bell"}, "somebody is called 'Ann Bell' already"),
        ({"email": "Ann@o.example"}, "is Ann Bell's address already"),
        ({"roles": ["boss"]}, "not 'boss'"),
    ]:
        with pytest.raises(Refused, match=said), world.writing() as session:
            change_person(session, table, moment, "Kim Shaw", **given)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="nobody called 'Bo'"), world.writing() as session:
        change_person(session, table, moment, "Bo", new_name="Bea")


def test_who_is_let_in_no_more_is_signed_out_at_once(world: World) -> None:
    identifier = add(world)
    token = signed_in(world, identifier)
    with world.writing() as session:
        set_active(session, world.moment, "Kim Shaw", active=False)
    assert not is_signed_in(world, token)
    with pytest.raises(Refused, match="is not active already"), world.writing() as session:
        set_active(session, world.moment, "Kim Shaw", active=False)
    with world.writing() as session:
        set_active(session, world.moment, "Kim Shaw", active=True)
    assert not is_signed_in(world, token), "an ended session does not come back"
    acts = [act for _, _, act in history(world, identifier) if act]
    assert acts == ["added", "let in no more", "let in again"]


@pytest.mark.parametrize("new", ["password", "codes"])
def test_new_secrets_sign_a_person_out_and_stay_out_of_the_history(world: World, new: str) -> None:
    identifier = add(world)
    token, secret = signed_in(world, identifier), PASSWORD
    with world.writing() as session:
        if new == "password":
            set_password(session, world.moment, "Kim Shaw", PASSWORD)
        else:
            _, secret = give_codes(session, world.moment, "Kim Shaw")
    assert not is_signed_in(world, token)
    with world.store.reading() as session:
        row = people.by_identifier(session, identifier)
        assert row is not None
        assert password_matches(row.password_hash, PASSWORD) == (new == "password")
        told = str([link.entry.payload for link in events.stream(session, person_stream(identifier))])
    assert secret not in told
    assert "argon2" not in told


def test_a_password_that_is_easy_to_guess_is_refused(world: World) -> None:
    add(world)
    with pytest.raises(Refused, match="password: expected 12 to 256 letters, not 5"), world.writing() as session:
        set_password(session, world.moment, "Kim Shaw", "tulip")


def signed_in(world: World, identifier: int) -> str:
    with world.writing() as session:
        row = people.by_identifier(session, identifier)
        assert row is not None
        return open_session(
            session, world.moment, machine_now(), world.rulebook.sign_in, people.value(row), "test"
        ).token


def is_signed_in(world: World, token: str) -> bool:
    with world.store.reading() as session:
        return find_session(session, machine_now(), world.rulebook.sign_in, world.rulebook.roles, token) is not None


def test_what_is_stored_of_a_password_is_dear_to_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    stored = credentials.hash_password("four long words here")
    assert stored.startswith("$argon2id$")
    assert extract_parameters(stored).memory_cost >= 19 * 1024  # KiB: what OWASP asks for at least
    assert password_matches(stored, "four long words here")
