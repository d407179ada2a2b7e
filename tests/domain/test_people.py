"""What roles let people do, and what is asked of who signs in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.authorities import StaffRole
from compliance.domain.people import MEANING, OfficeRole, Permission, Person, SignInRules
from compliance.domain.sign_in import email_fault, folded_email, is_over, password_fault

TABLE = {
    "clerk": OfficeRole("clerk", "Clerk", StaffRole.CASEWORKER, frozenset({Permission.SEE_CASES})),
    "boss": OfficeRole("boss", "Boss", StaffRole.DIRECTOR, frozenset({Permission.SEE_CASES, Permission.REOPEN})),
    "watcher": OfficeRole("watcher", "Watcher", None, frozenset({Permission.SEE_RUNNING})),
}
START = datetime(2026, 3, 3, 9, tzinfo=UTC)


def person(*roles: str) -> Person:
    return Person(1, "Kim Shaw", "kim@o.example", frozenset(roles))


@pytest.mark.parametrize(
    ("roles", "permissions", "owners"),
    [
        ((), set(), set()),
        (("clerk",), {"see_cases"}, {"caseworker"}),
        (("clerk", "boss"), {"see_cases", "reopen"}, {"caseworker", "director"}),
        (("watcher",), {"see_running"}, set()),
        (("gone", "watcher"), {"see_running"}, set()),
        (("gone",), set(), set()),
    ],
)
def test_what_roles_add_up_to(roles: tuple[str, ...], permissions: set[str], owners: set[str]) -> None:
    assert person(*roles).permissions(TABLE) == permissions
    assert person(*roles).owners(TABLE) == owners


def test_every_permission_has_its_meaning_in_words() -> None:
    assert set(MEANING) == set(Permission)
    assert all(words and not words.endswith(".") for words in MEANING.values())


@pytest.mark.parametrize(
    ("groups", "roles"),
    [(["a"], {"clerk"}), (["a", "b"], {"clerk", "boss"}), (["c"], set()), ([], set())],
)
def test_groups_of_a_provider_stand_for_roles(groups: list[str], roles: set[str]) -> None:
    rules = SignInRules(claim="groups", claim_roles={"a": ("clerk",), "b": ("clerk", "boss")})
    assert rules.roles_of(groups) == roles
    assert SignInRules().roles_of(groups) == set()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("correct horse battery", None),
        ("elevenchars", "expected 12 to 256 letters, not 11"),
        ("twelve chars", None),
        ("x" * 257, "expected 12 to 256 letters, not 257"),
        ("abababababab", "expected at least 5 different letters"),
        ("i am KIM SHAW today", "expected one without the person's name or e-mail address"),
        ("kim@o.example 2026", "expected one without the person's name or e-mail address"),
    ],
)
def test_passwords(password: str, fault: str | None) -> None:
    assert password_fault(password, "Kim Shaw", "kim@o.example") == fault


@pytest.mark.parametrize(
    "text", ["", "kim", "kim@", "@o.example", "kim@o", "a b@o.example", "a@o.example\n", "a@b.c\0"]
)
def test_what_is_no_address(text: str) -> None:
    assert email_fault(text) is not None


def test_addresses_are_compared_folded() -> None:
    assert folded_email("  Kim@O.Example ") == "kim@o.example"
    assert email_fault("kim@o.example") is None


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_session_ends_when_nobody_is_there_or_its_time_is_up(seen_after: int, asked_after: int) -> None:
    rules = SignInRules(idle=timedelta(minutes=60), longest=timedelta(minutes=720))
    ends_at = START + rules.longest
    seen, now = START + timedelta(minutes=seen_after), START + timedelta(minutes=seen_after + asked_after)
    assert is_over(seen, ends_at, now, rules) == (seen_after + asked_after >= 720 or asked_after >= 60)
