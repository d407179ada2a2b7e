"""`amends staff`: people are added, changed and let in no more; a password is never an argument."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from compliance.runtime import machine_now, open_installation
from compliance.usecases.sign_in import Door, begin_sign_in, finish_sign_in
from tests.cli.conftest import Amends

KIM = ("staff", "add", "Kim Shaw", "--email", "kim@o.example", "--role", "investigator")
PASSWORD = "four long words here"


@pytest.fixture
def amends_with_kim(amends: Amends, empty_home: Path) -> Amends:
    """An installation that Kim may use."""
    assert amends(*KIM).out == "Kim Shaw is added as investigator.\n"
    return amends


class Terminal(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_somebody_is_added_and_signs_in(amends_with_kim: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    amends = amends_with_kim
    assert "no password and no code yet" in amends("staff", "list").out
    typed(monkeypatch, f"{PASSWORD}\n")
    assert amends("staff", "password", "Kim Shaw").code == 0
    shown = amends("staff", "code", "kim@o.example", "--format", "json").json
    assert shown["address"].startswith("otpauth://totp/Office%20of%20the%20Ombudsman:kim%40o.example?secret=")
    assert "password and code" in amends("staff", "list").out
    with open_installation() as office:
        door = Door(office.store, office.rulebook.sign_in, office.moment, machine_now)
        token = begin_sign_in(door, "kim@o.example", PASSWORD, "192.0.2.1")
        code = pyotp.TOTP(shown["secret"]).at(machine_now())
        opened = finish_sign_in(door, token, code, "192.0.2.1")
        assert opened.ends_at - machine_now() > timedelta(hours=11)


def test_the_list(amends_with_kim: Amends) -> None:
    (row,) = amends_with_kim("staff", "list", "--format", "json").json
    assert row == {
        "name": "Kim Shaw",
        "email": "kim@o.example",
        "roles": ["investigator"],
        "active": True,
        "password": False,
        "code": False,
        "provider": False,
    }


def test_changes(amends_with_kim: Amends) -> None:
    amends = amends_with_kim
    changed = amends("staff", "change", "Kim Shaw", "--name", "Kim Bell", "--role", "director", "--role", "manager")
    assert changed.out == "Kim Bell, kim@o.example, is director and manager.\n"
    assert amends("staff", "deactivate", "Kim Bell").out == "Kim Bell may sign in no more.\n"
    assert "may not sign in" in amends("staff", "list").out
    assert amends("staff", "deactivate", "Kim Bell", "--back").out == "Kim Bell may sign in again.\n"
    assert amends("check").code in (0, 1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "Ann", "--email", "a@o.example", "--role", "boss"), 1, "roles: expected roles of investigator, "),
        (("add", "Ann", "--email", "a@o.example"), 2, "Missing option '--role'"),
        (("add", "Ann", "--role", "manager"), 2, "Missing option '--email'"),
        (("add", "Ann", "--email", "ann", "--role", "manager"), 1, "email: expected an e-mail address, not 'ann'"),
        (("change", "Kim Shaw"), 1, "Kim Shaw: nothing is to be changed"),
        (("change", "Bo", "--name", "Bea"), 1, "there is nobody called 'Bo' here; see amends staff list"),
        (("deactivate", "Kim Shaw", "--back"), 1, "Kim Shaw is active already"),
        (("code", "Bo"), 1, "there is nobody called 'Bo' here"),
        (("password", "Kim Shaw", PASSWORD), 2, "unexpected extra argument"),
    ],
)
def test_what_is_refused(amends_with_kim: Amends, words: tuple[str, ...], code: int, said: str) -> None:
    answer = amends_with_kim("staff", *words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)
    assert said in answer.err


@pytest.mark.parametrize(("given", "said"), [("", "not 0"), ("tulip\n", "not 5"), ("x" * 9999, "not 9999")])
def test_a_password_that_will_not_do(
    amends_with_kim: Amends, monkeypatch: pytest.MonkeyPatch, given: str, said: str
) -> None:
    typed(monkeypatch, given)
    answer = amends_with_kim("staff", "password", "Kim Shaw")
    assert (answer.code, f"password: expected 12 to 256 letters, {said}" in answer.err) == (1, True)


@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("four long words hear", 2)])
def test_on_a_terminal_it_is_asked_for_twice(
    amends_with_kim: Amends, monkeypatch: pytest.MonkeyPatch, second: str, code: int
) -> None:
    answers = iter((PASSWORD, second))
    ask: Callable[[str], str] = lambda prompt: next(answers)  # noqa: E731  # as short as what it stands for
    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("sys.stdin", Terminal())
    answer = amends_with_kim("staff", "password", "Kim Shaw")
    assert (answer.code, "the two passwords are not the same" in answer.err) == (code, code == 2)


def test_demo_mode_is_refused_on_anything_but_this_machine(amends: Amends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DEMO", "true")
    for host in ("0.0.0.0", "::", "192.0.2.1", "amends.example"):
        monkeypatch.setenv("AMENDS_HOST", host)
        answer = amends("serve")
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert f"listens on this machine only, and AMENDS_HOST is '{host}'" in answer.err
