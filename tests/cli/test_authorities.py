"""Authorities: who is in jurisdiction, who is written to, who took over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ANN, BO, Amends
from tests.cli.days import work_on

HEIR = ("authority", "add", "E2", "--name", "Greater Sutton", "--type", "unitary")


def test_an_authority_is_added_and_shown(amends: Amends, empty_home: Path) -> None:
    added = amends(*HEIR, "--population", "210000", "--opened-on", "2024-05-01", "--format", "json").json
    assert added == {
        "code": "E2",
        "name": "Greater Sutton",
        "type": "unitary",
        "population": 210000,
        "opened_on": "2024-05-01",
        "closed_on": None,
        "successor_code": None,
        "contacts": [],
    }
    assert amends("authority", "show", "E2", "--format", "json").json == added
    assert amends("authority", "list", "--format", "json").json == [added | {"contacts": 0}]
    assert "No contacts: nobody there can be written to." in amends("authority", "show", "E2").out


def test_a_contact_is_written_to_once_in_a_role(amends: Amends, office: Path) -> None:
    words = ("authority", "contact", "add", "E1", "--role", "link_officer", "--address")
    said = amends(*words, ANN.upper())
    assert (said.code, "is link officer of" in said.err) == (1, True)
    assert amends("authority", "contact", "add", "E1", "--role", "deputy", "--address", ANN).code == 0
    people = amends("authority", "show", "E1", "--format", "json").json["contacts"]
    assert [(person["role"], person["address"]) for person in people] == [
        ("link_officer", ANN),
        ("chief_executive", BO),
        ("deputy", ANN),
    ]


def test_open_remedies_move_to_the_successor(amends: Amends, office: Path) -> None:
    amends(*HEIR, "--opened-on", "2024-05-01")
    amends("authority", "contact", "add", "E2", "--role", "link_officer", "--address", "cy@greater.example")
    closed = amends("authority", "close", "E1", "--on", "2024-04-30", "--successor", "E2", "--format", "json").json
    assert (closed["closed_on"], closed["successor_code"]) == ("2024-04-30", "E2")
    work_on("2024-05-02")
    (message,) = amends("messages", "--format", "json").json
    assert (message["recipient"], message["authority_code"]) == ("cy@greater.example", "E2")
    again = amends("authority", "close", "E1", "--on", "2024-04-30", "--successor", "E2")
    assert (again.code, again.err) == (1, "amends: authority 'E1' closed on 2024-04-30 already\n")


@pytest.mark.parametrize(
    ("opened_on", "closes_on", "expected"),
    [
        ("2024-05-02", "2024-04-30", "successor: expected an authority that is open on 2024-05-01, and E2 is not"),
        ("2020-01-01", "2019-12-30", "successor: expected an authority that is open on 2019-12-31, and E2 is not"),
    ],
)
def test_a_successor_is_open_the_day_after(
    amends: Amends, office: Path, opened_on: str, closes_on: str, expected: str
) -> None:
    amends(*HEIR, "--opened-on", opened_on)
    said = amends("authority", "close", "E1", "--on", closes_on, "--successor", "E2")
    assert (said.code, said.err) == (1, f"amends: {expected}\n")


def test_no_authority_closes_before_it_opened(amends: Amends, office: Path) -> None:
    amends(*HEIR, "--opened-on", "2024-05-01")
    said = amends("authority", "close", "E2", "--on", "2024-04-30", "--successor", "E1")
    assert (said.code, said.err) == (1, "amends: closed on: expected a day on or after 2024-05-01, when E2 opened\n")


def test_nobody_is_added_to_a_closed_authority(amends: Amends, office: Path) -> None:
    amends(*HEIR)
    amends("authority", "close", "E2", "--on", "2024-04-30", "--successor", "E1")
    words = ("authority", "contact", "add", "E2", "--role", "leader", "--address", "x@y.example")
    assert "closed on 2024-04-30" in amends(*words, "--as-of", "2024-05-01").err
    assert amends(*words, "--as-of", "2024-04-30").code == 0
    log = ("log", "--decision", "24 1", "--reference", "24 1-1", "--kind", "personal_remedy", "--action", "Pay")
    new = ("--authority", "E2", "--decided-on", "2024-05-02", "--outcome", "upheld", "--period", "1 month")
    assert "E2 closed on 2024-04-30; its successor is E1" in amends(*log, *new).err


def test_somebody_else_answers_where_an_address_did(amends: Amends, office: Path) -> None:
    words = ("authority", "contact", "replace", "E1")
    done = amends(*words, ANN, "--name", "Bea", "--address", "bea@sutton.example", "--format", "json")
    assert ("Bea", "bea@sutton.example") in [(person["name"], person["address"]) for person in done.json["contacts"]]
    assert ANN not in [person["address"] for person in done.json["contacts"]]
    for old, address, line in (
        (ANN, "x@y.example", "no contact with the address"),
        ("bea@sutton.example", "no address", "address: expected"),
        ("bea@sutton.example", "bea@sutton.example", "is a contact of Sutton's Council already"),
    ):
        refused = amends(*words, old, "--address", address)
        assert (refused.code, line in refused.err) == (1, True)
