"""Contacts who were retired, or replaced: an older folder does not bring them back, and says so (R6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compliance.domain.authorities import Contact, Role
from compliance.store import events
from compliance.store.authorities import ids, take_contact_away
from compliance.store.engine import Session, Store
from compliance.usecases.change_contacts import retire_contact
from compliance.usecases.import_plan import Count, ImportReport
from compliance.usecases.manage_authority import add_contact, replace_contact, say_of_authority
from compliance.usecases.refresh_next_actions import refresh_next_actions
from tests.usecases.exchange_folders import (
    RULEBOOK,
    Tables,
    address_fault,
    good,
    having_taken_in,
    held,
    moment,
    take_in,
    write_folder,
)

OLD, CHAT = "old@e3.example", "tgram://1:secret@token/99"
Act = Callable[[Session], object]


@pytest.fixture
def store(migrated_url: str, tmp_path: Path) -> Iterator[Store]:
    with having_taken_in(migrated_url, tmp_path, stored()) as opened:
        yield opened


def stored() -> Tables:
    tables = good()
    old = {"authority_code": "E3", "role": "link_officer", "name": "Old Hand", "address": OLD}
    tables["contacts"] += [old, old | {"role": "deputy"}, old | {"name": "Bot", "address": CHAT}]
    return tables


def retire(role: Role, address: str) -> Act:
    return lambda session: retire_contact(session, RULEBOOK, moment(), "E3", role, address, "moved on")


def replace(session: Session) -> int:
    return replace_contact(session, RULEBOOK, moment(), "E3", OLD, ("New Hand", "new@e3.example"), address_fault)


def add_again(session: Session) -> int:
    back = Contact(Role.LINK_OFFICER, "Old Hand", OLD.upper())
    return add_contact(session, RULEBOOK, moment(), "E3", back, address_fault)


def left_out(role: str, name: str, address: str) -> dict[str, str]:
    who = {"authority_code": "E3", "role": role, "name": name, "address": address}
    return who | {"retired_on": "2024-03-01"}


LINK, DEPUTY = left_out("link_officer", "Old Hand", OLD), left_out("deputy", "Old Hand", OLD)
ACTS: list[tuple[str, list[Act], list[dict[str, str]]]] = [
    ("retired", [retire(Role.LINK_OFFICER, OLD)], [LINK]),
    ("retired in both", [retire(Role.LINK_OFFICER, OLD), retire(Role.DEPUTY, OLD)], [LINK, DEPUTY]),
    ("replaced", [replace], [LINK, DEPUTY]),
    ("a chat", [retire(Role.LINK_OFFICER, CHAT)], [left_out("link_officer", "Bot", "tgram://...")]),
]


@pytest.mark.parametrize(("acts", "wanted"), [row[1:] for row in ACTS], ids=[row[0] for row in ACTS])
def test_importing_the_same_again_leaves_out_who_was_retired(
    store: Store, tmp_path: Path, acts: list[Act], wanted: list[dict[str, str]]
) -> None:
    with store.writing() as session:
        for act in acts:
            act(session)
    refresh_next_actions(store)
    before = held(store)
    report = take_in(store, write_folder(tmp_path / "again", stored()), tmp_path / "kept")
    assert report.left_out == wanted
    assert report.counts["contacts"] == Count(unchanged=5)
    assert held(store) == before


def test_in_another_role_or_added_again_it_is_a_contact(store: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        retire(Role.LINK_OFFICER, OLD)(session)
        retire(Role.LINK_OFFICER, CHAT)(session)
        add_again(session)
    tables = good()
    old = {"authority_code": "E3", "role": "leader", "name": "Old Hand", "address": OLD}
    tables["contacts"] += [
        old,
        old | {"role": "link_officer", "address": OLD.upper()},
        old | {"role": "link_officer", "name": "Bot", "address": f"{CHAT}9"},
    ]
    report = take_in(store, write_folder(tmp_path / "again", tables), tmp_path / "kept")
    assert (report.left_out, report.counts["contacts"]) == ([], Count(new=2, unchanged=3))


def again(store: Store, tmp_path: Path, *contacts: tuple[str, str, str]) -> ImportReport:
    """Import contacts of E3, each with role, name and address."""
    tables = good()
    tables["contacts"] = [
        {"authority_code": "E3", "role": role, "name": name, "address": address} for role, name, address in contacts
    ]
    return take_in(store, write_folder(tmp_path / "again", tables), tmp_path / "kept")


def there_and_back(session: Session) -> None:
    replace(session)
    replace_contact(session, RULEBOOK, moment(), "E3", "new@e3.example", ("Old Hand", OLD), address_fault)


def in_small_letters(session: Session) -> None:
    old = ("Old Hand", OLD.capitalize())
    replace_contact(session, RULEBOOK, moment(), "E3", OLD, old, address_fault)


def as_older_offices_said(session: Session) -> None:
    """The event of a replaced address as it was written before it said in which roles."""
    there_and_back(session)
    say_of_authority(session, moment(), "E3", {"act": "contact replaced", "was": OLD, "name": "X", "address": "x@x.x"})


@pytest.mark.parametrize("act", [replace, there_and_back, in_small_letters, as_older_offices_said])
def test_who_was_replaced_was_so_in_their_roles_alone(store: Store, tmp_path: Path, act: Act) -> None:
    with store.writing() as session:
        act(session)
    report = again(store, tmp_path, ("leader", "Old Hand", OLD))
    assert (report.left_out, report.counts["contacts"]) == ([], Count(new=1))


def test_a_chat_that_was_retired_is_told_from_another_by_its_address_and_not_by_a_name(
    store: Store, tmp_path: Path
) -> None:
    with store.writing() as session:
        retire(Role.LINK_OFFICER, CHAT)(session)
        kept = str([each.entry.payload for each in events.stream(session, events.authority_stream("E3"))])
        assert "secret" not in kept
    report = again(store, tmp_path, ("link_officer", "Bot", "tgram://2:other@token/99"), ("link_officer", "", CHAT))
    assert report.left_out == [left_out("link_officer", "", "tgram://...")]
    assert report.counts["contacts"] == Count(new=1, unchanged=1)


def test_a_chat_of_which_only_the_scheme_is_on_record_is_left_out_without_a_name(store: Store, tmp_path: Path) -> None:
    said = {"act": "contact retired", "role": "link_officer", "name": "Bot", "address": "tgram://..."}
    with store.writing() as session:
        take_contact_away(session, ids(session)["E3"], "link_officer", CHAT)
        say_of_authority(session, moment(), "E3", dict(said))
    report = again(store, tmp_path, ("link_officer", "", CHAT), ("link_officer", "Another", CHAT + "1"))
    assert (len(report.left_out), report.counts["contacts"]) == (1, Count(new=1, unchanged=1))
