"""Authorities, their successors and whom to write to (S8, R6)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.authorities import AuthorityType, Contact, Role, Tenure, answering, reach, responsible

CUMBRIA_END = date(2023, 3, 31)
TENURES = {
    "ALLERDALE": Tenure(closed_on=CUMBRIA_END, successor="CUMBERLAND"),
    "CUMBERLAND": Tenure(opened_on=date(2023, 4, 1), closed_on=date(2030, 12, 31), successor="NORTH"),
    "NORTH": Tenure(opened_on=date(2031, 1, 1)),
    "GONE": Tenure(closed_on=CUMBRIA_END),
    "PING": Tenure(closed_on=CUMBRIA_END, successor="PONG"),
    "PONG": Tenure(closed_on=CUMBRIA_END, successor="PING"),
    "SELF": Tenure(closed_on=CUMBRIA_END, successor="SELF"),
}


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("ALLERDALE", "2020-01-01", "ALLERDALE"),
        ("ALLERDALE", "2023-03-31", "ALLERDALE"),
        ("ALLERDALE", "2023-04-01", "CUMBERLAND"),
        ("ALLERDALE", "2030-12-31", "CUMBERLAND"),
        ("ALLERDALE", "2031-01-01", "NORTH"),
        ("CUMBERLAND", "2040-01-01", "NORTH"),
        ("NORTH", "2040-01-01", "NORTH"),
        ("GONE", "2040-01-01", "GONE"),
        ("PING", "2040-01-01", "PONG"),
        ("SELF", "2040-01-01", "SELF"),
    ],
)
def test_s8_open_remedies_follow_the_successor(code: str, day: str, expected: str) -> None:
    assert responsible(code, TENURES, date.fromisoformat(day)) == expected


@pytest.mark.parametrize("code", ["GONE", "PING", "SELF"])
def test_s8_nobody_answers_where_the_last_of_a_chain_has_closed(code: str) -> None:
    assert answering(code, TENURES, CUMBRIA_END) == code
    assert answering(code, TENURES, date(2023, 4, 1)) is None
    assert answering("ALLERDALE", TENURES, date(2040, 1, 1)) == "NORTH"


@pytest.mark.parametrize(
    ("day", "is_open"),
    [("2023-03-31", False), ("2023-04-01", True), ("2030-12-31", True), ("2031-01-01", False)],
)
def test_an_authority_is_open_from_its_first_to_its_last_day(day: str, is_open: bool) -> None:
    assert TENURES["CUMBERLAND"].is_open(date.fromisoformat(day)) is is_open
    assert Tenure().is_open(date.fromisoformat(day))


LINK = Contact(Role.LINK_OFFICER, "Lin", "lin@sutton.example")
SECOND = Contact(Role.LINK_OFFICER, "Lou", "lou@sutton.example")
DEPUTY = Contact(Role.DEPUTY, "Dee", "dee@sutton.example")
CHIEF = Contact(Role.CHIEF_EXECUTIVE, "Cleo", "cleo@sutton.example")


@pytest.mark.parametrize(
    ("contacts", "wanted", "expected"),
    [
        ([LINK, DEPUTY, CHIEF], [Role.LINK_OFFICER], [LINK]),
        ([LINK, SECOND, DEPUTY], [Role.LINK_OFFICER], [LINK, SECOND]),
        ([LINK, DEPUTY, CHIEF], [Role.CHIEF_EXECUTIVE, Role.LINK_OFFICER], [CHIEF, LINK]),
        # The deputy stands in for a missing link officer, and for nobody else.
        ([DEPUTY, CHIEF], [Role.LINK_OFFICER], [DEPUTY]),
        ([DEPUTY, CHIEF], [Role.LINK_OFFICER, Role.DEPUTY], [DEPUTY]),
        ([LINK, DEPUTY], [Role.CHIEF_EXECUTIVE], []),
        ([CHIEF], [Role.LINK_OFFICER], []),
        ([], [Role.LINK_OFFICER], []),
        ([LINK], [], []),
    ],
)
def test_r6_whom_to_write_to(contacts: list[Contact], wanted: list[Role], expected: list[Contact]) -> None:
    assert reach(contacts, wanted) == expected


MONITOR = Contact(Role.MONITORING_OFFICER, "Mo", "mo@sutton.example")
FALLBACK = (Role.LINK_OFFICER, Role.DEPUTY, Role.MONITORING_OFFICER)


@pytest.mark.parametrize(
    ("contacts", "wanted", "stopped", "expected"),
    [
        ([LINK, DEPUTY, MONITOR], [Role.LINK_OFFICER], [LINK], [DEPUTY]),
        ([LINK, SECOND, DEPUTY], [Role.LINK_OFFICER], [LINK], [SECOND]),
        ([LINK, DEPUTY, MONITOR], [Role.LINK_OFFICER], [LINK, DEPUTY], [MONITOR]),
        ([LINK, DEPUTY, MONITOR], [Role.LINK_OFFICER], [LINK, DEPUTY, MONITOR], []),
        ([LINK, DEPUTY, CHIEF], [Role.CHIEF_EXECUTIVE], [CHIEF], [LINK]),
        ([LINK, DEPUTY, CHIEF], [Role.LINK_OFFICER, Role.CHIEF_EXECUTIVE], [CHIEF], [LINK]),
        ([LINK, DEPUTY, MONITOR], [Role.LINK_OFFICER, Role.DEPUTY], [LINK], [DEPUTY]),
        ([DEPUTY, MONITOR], [Role.LINK_OFFICER], [DEPUTY], [MONITOR]),
        # A role nobody ever held is a gap in the address book, not a failure: staff are told.
        ([LINK, MONITOR], [Role.CHIEF_EXECUTIVE], [], []),
        ([MONITOR], [Role.LINK_OFFICER], [], []),
    ],
)
def test_r6_an_address_that_fails_is_stood_in_for(
    contacts: list[Contact], wanted: list[Role], stopped: list[Contact], expected: list[Contact]
) -> None:
    out_of_reach = {contact.address for contact in stopped}
    assert reach(contacts, wanted, out_of_reach, FALLBACK) == expected


def test_r6_a_stopped_address_is_known_whatever_its_spelling() -> None:
    shouted = Contact(Role.LINK_OFFICER, "Lin", "LIN@Sutton.Example")
    assert reach([shouted, DEPUTY], [Role.LINK_OFFICER], {"lin@sutton.example"}, FALLBACK) == [DEPUTY]


def test_r3_one_address_is_written_to_once_whatever_its_roles_and_its_case() -> None:
    same = Contact(Role.DEPUTY, "Lin again", "LIN@Sutton.example")
    assert reach([LINK, same], [Role.LINK_OFFICER, Role.DEPUTY]) == [LINK]


def test_the_names_of_the_exchange_format() -> None:
    assert {*AuthorityType} == {"county", "district", "metropolitan", "unitary", "london_borough", "other"}
    assert {*Role} == {"link_officer", "deputy", "chief_executive", "monitoring_officer", "leader", "scrutiny_chair"}
