"""The table of roles as it comes with Amends, and what is refused in it, with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from compliance.domain.authorities import StaffRole
from compliance.domain.errors import RulebookError
from compliance.domain.people import Permission
from compliance.rulebook import load_rulebook
from tests.rulebook.conftest import PACKAGED

FILE = "roles.yaml"
CASEWORK = "  team_coordinator:\n    label: Team co-ordinator\n"


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / FILE).write_text(text.replace(old, new), encoding="utf-8")


def test_the_roles_that_come_with_amends() -> None:
    roles = load_rulebook(PACKAGED).roles
    assert {name: role.owner for name, role in roles.items()} == {
        "investigator": StaffRole.CASEWORKER,
        "team_coordinator": StaffRole.CASEWORKER,
        "casework_manager": StaffRole.CASEWORK_MANAGER,
        "director": StaffRole.DIRECTOR,
        "manager": None,
        "administrator": None,
    }
    assert frozenset().union(*(role.permissions for role in roles.values())) == set(Permission)
    may_approve = {name for name, role in roles.items() if Permission.APPROVE_OUTCOMES in role.permissions}
    assert may_approve == {"director"}, "the second person is a director of investigation (E3)"
    readers = {name for name, role in roles.items() if Permission.SEE_PERSONAL_REMEDIES in role.permissions}
    assert readers.isdisjoint({"manager", "administrator"}), "who does no casework reads no personal remedy (K)"


def test_how_people_sign_in(folder: Path) -> None:
    rules = load_rulebook(folder).sign_in
    assert (rules.idle, rules.longest) == (timedelta(minutes=60), timedelta(hours=12))
    assert (rules.account_failures, rules.address_failures, rules.window) == (5, 50, timedelta(minutes=15))
    assert (rules.claim, rules.claim_roles) == ("", None)
    change(
        folder,
        "  within_minutes: 15\n",
        "  within_minutes: 15\n  provider:\n    claim: groups\n    roles:\n      staff: [manager]\n",
    )
    rules = load_rulebook(folder).sign_in
    assert (rules.claim, rules.roles_of(["staff", "other"])) == ("groups", {"manager"})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("may: [manage_people, see_running]", "may: [manage_peeple, see_running]",
         "no permission 'manage_peeple'; did you mean 'manage_people'?"),
        ("may: [manage_people, see_running]", "may: [see_running]", "at least one role that may manage_people"),
        ("may: [manage_people, see_running]", "may: [manage_people, manage_people]", "stands there twice"),
        ("may: [manage_people, see_running]", "may: []", "may: expected at least 1"),
        ("may: [manage_people, see_running]", "may: manage_people", "may: expected a list"),
        (CASEWORK, "  Team Coordinator:\n    label: x\n", "small letters, digits and underscores"),
        (CASEWORK, "  team_coordinator:\n", "team_coordinator.label: is missing"),
        ("tasks_of: director", "tasks_of: boss", "tasks_of: expected caseworker, casework_manager or director"),
        ("tasks_of: director", "task_of: director", "unknown key 'task_of'; did you mean 'tasks_of'?"),
        ("idle_minutes: 60", "idle_minutes: 0", "sign_in.idle_minutes: expected 1 or more, not 0"),
        ("longest_hours: 12", "longest_hours: 169", "sign_in.longest_hours: expected 168 or less, not 169"),
        ("account_failures: 5", "account_failures: many", "expected a whole number, not 'many'"),
        ("  within_minutes: 15\n", "  within_minutes: 15\n  provider: {claim: groups, roles: {staff: [managr]}}\n",
         "no role 'managr'; did you mean 'manager'?"),
        ("  within_minutes: 15\n", "  within_minutes: 15\n  provider: {claim: groups}\n", "provider.roles: is missing"),
    ],
)  # fmt: skip
def test_what_is_refused(folder: Path, old: str, new: str, said: str) -> None:
    change(folder, old, new)
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    assert said in str(caught.value)
    assert (caught.value.file, "\n" in str(caught.value)) == (str(folder / FILE), False)
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    assert caught.value.line is not None
    assert 1 <= caught.value.line <= len(lines)


def test_the_line_of_a_fault_is_the_one_it_stands_on(folder: Path) -> None:
    change(folder, "may: [manage_people, see_running]", "may:\n      - manage_people\n      - see_runing")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    assert lines[(caught.value.line or 0) - 1] == "      - see_runing"
