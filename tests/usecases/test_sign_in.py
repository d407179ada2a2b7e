"""Signing in with a password and a one-time code, its limits, and what the history keeps of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from compliance.store import events, people, web_sessions
from compliance.usecases import sign_in
from compliance.usecases.manage_people import add_person, give_codes, person_stream, set_active, set_password
from compliance.usecases.sign_in import STRANGERS, Door, NotLetIn, TooManyAttempts, begin_sign_in, finish_sign_in
from compliance.usecases.web_session import KEPT, TOUCHED_EVERY, end_session, find_session, touch_session
from tests.support.world import World

PASSWORD = "four long words here"
KIM, ANN = "kim@o.example", "ann@o.example"
HERE, THERE = "192.0.2.1", "192.0.2.2"


class Entrance:
    """The door of an office, with people who have a password and codes; its wall clock stands still."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.secrets: dict[str, str] = {}
        self.door = Door(
            world.store,
            world.rulebook.sign_in,
            lambda actor: replace(world.moment, actor=actor),
            lambda: world.machine,
        )

    def add(self, name: str, email: str) -> int:
        with self.world.writing() as session:
            person = add_person(session, self.world.rulebook.roles, self.world.moment, name, email, ["manager"])
            set_password(session, self.world.moment, name, PASSWORD)
            _, self.secrets[email] = give_codes(session, self.world.moment, name)
        return person.identifier

    def code(self, email: str = KIM, steps: int = 0) -> str:
        return pyotp.TOTP(self.secrets[email]).at(self.world.machine, steps)

    def try_in(self, email: str, password: str, code: str, address: str = HERE) -> str:
        """Both steps; gives the cookie's secret."""
        return finish_sign_in(self.door, begin_sign_in(self.door, email, password, address), code, address).token

    def wait(self, **time: int) -> None:
        self.world.machine += timedelta(**time)

    def told(self, stream: str) -> list[str]:
        with self.world.store.reading() as session:
            return [link.entry.kind.value for link in events.stream(session, stream)]


@pytest.fixture
def entrance(world: World) -> Entrance:
    """Kim may sign in."""
    made = Entrance(world)
    made.add("Kim Shaw", KIM)
    return made


def test_password_and_code_sign_in(entrance: Entrance) -> None:
    world = entrance.world
    token = entrance.try_in(" KIM@O.example ", PASSWORD, entrance.code())
    with world.store.reading() as session:
        signed = find_session(session, world.machine, world.rulebook.sign_in, world.rulebook.roles, token)
        row = people.by_email(session, KIM)
        last = events.stream(session, person_stream(row.id or 0 if row else 0))[-1].entry
    assert signed is not None
    assert (signed.person.name, signed.may("see_overview"), signed.may("reopen")) == ("Kim Shaw", True, False)
    assert (last.kind.value, last.actor, last.payload) == ("signed_in", "Kim Shaw", {"way": "password and code"})


@pytest.mark.parametrize(
    ("email", "password", "steps"),
    [
        (KIM, "not the right words", 0),
        (KIM, PASSWORD, 9),
        ("nobody@o.example", PASSWORD, 0),
        ("no\0body@o.example", PASSWORD, 0),
        ("x" * 5000, "y" * 100_000, 0),
        (KIM, "", 0),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(entrance: Entrance, email: str, password: str, steps: int) -> None:
    with pytest.raises(NotLetIn) as refused:
        entrance.try_in(email, password, entrance.code(steps=steps))
    assert str(refused.value) == "The e-mail address, the password or the code is not right"


@pytest.mark.parametrize("lacks", ["password", "code", "active"])
def test_who_lacks_something_is_answered_the_same(entrance: Entrance, lacks: str) -> None:
    with entrance.world.writing() as session:
        row = people.by_email(session, KIM)
        assert row is not None
        if lacks == "active":
            set_active(session, entrance.world.moment, row.name, active=False)
        else:
            people.change(session, row.id or 0, {"password_hash" if lacks == "password" else "code_secret": ""})
    with pytest.raises(NotLetIn, match="is not right"):
        entrance.try_in(KIM, PASSWORD, entrance.code())


def test_an_unknown_account_costs_a_hash_too(entrance: Entrance, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def watched(stored: str, password: str) -> bool:
        checked.append(password)
        return False

    monkeypatch.setattr(sign_in, "password_matches", watched)
    for email in (KIM, "nobody@o.example"):
        begin_sign_in(entrance.door, email, PASSWORD, HERE)
    assert checked == [PASSWORD, PASSWORD]


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "²²²²²²", "١٢٣٤٥٦", "-12345", "0" * 5000])
def test_what_is_no_code(entrance: Entrance, code: str) -> None:
    with pytest.raises(NotLetIn):
        entrance.try_in(KIM, PASSWORD, code)


def test_a_code_counts_once_and_none_before_it_counts_any_more(entrance: Entrance) -> None:
    code, earlier, later = entrance.code(), entrance.code(steps=-1), entrance.code(steps=1)
    entrance.try_in(KIM, PASSWORD, f" {code[:3]} {code[3:]} ")
    for used in (code, earlier):
        with pytest.raises(NotLetIn):
            entrance.try_in(KIM, PASSWORD, used)
    entrance.try_in(KIM, PASSWORD, later)


def test_of_two_who_use_a_code_at_once_one_gets_in(entrance: Entrance) -> None:
    tokens = [begin_sign_in(entrance.door, KIM, PASSWORD, HERE) for _ in range(4)]
    code = entrance.code()

    def enter(token: str) -> bool:
        try:
            finish_sign_in(entrance.door, token, code, HERE)
        except NotLetIn:
            return False
        return True

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(enter, tokens)) == [False, False, False, True]


def test_the_second_step_is_good_for_one_try_and_ten_minutes(entrance: Entrance) -> None:
    token = begin_sign_in(entrance.door, KIM, PASSWORD, HERE)
    with pytest.raises(NotLetIn):
        finish_sign_in(entrance.door, token, "000000", HERE)
    with pytest.raises(NotLetIn):
        finish_sign_in(entrance.door, token, entrance.code(), HERE)
    token = begin_sign_in(entrance.door, KIM, PASSWORD, HERE)
    entrance.wait(minutes=11)
    for given in (token, "", "made up"):
        with pytest.raises(NotLetIn):
            finish_sign_in(entrance.door, given, entrance.code(), HERE)


def test_an_account_is_shut_after_five_failures_wherever_they_come_from(entrance: Entrance) -> None:
    entrance.add("Ann Bell", ANN)
    for number in range(5):
        with pytest.raises(NotLetIn):
            entrance.try_in(KIM, "wrong words again", "000000", f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts, match="Try again in 15 minutes"):
        entrance.try_in(KIM, PASSWORD, entrance.code(), THERE)
    entrance.try_in(ANN, PASSWORD, entrance.code(ANN), HERE)
    entrance.wait(minutes=16)
    entrance.try_in(KIM, PASSWORD, entrance.code())


def test_success_forgives_the_failures_of_the_account(entrance: Entrance) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(NotLetIn):
                entrance.try_in(KIM, "wrong words again", "000000")
        entrance.try_in(KIM, PASSWORD, entrance.code())
        entrance.wait(seconds=60)


def test_an_address_is_shut_after_fifty_failures_whoever_is_tried(entrance: Entrance) -> None:
    door = replace(entrance.door, rules=replace(entrance.door.rules, address_failures=3))
    for number in range(3):
        begin_sign_in(door, f"{number}@o.example", "wrong words again", HERE)
    with pytest.raises(TooManyAttempts):
        begin_sign_in(door, KIM, PASSWORD, HERE)
    assert begin_sign_in(door, KIM, PASSWORD, THERE)


def test_a_crowd_at_once_is_counted_too(entrance: Entrance) -> None:
    def knock(_: int) -> bool:
        try:
            begin_sign_in(entrance.door, KIM, "wrong words again", HERE)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(knock, range(8))) == 5


def test_failures_stand_in_the_history_without_what_was_typed(entrance: Entrance) -> None:
    for email, password in ((KIM, "a secret slip of the pen"), ("nobody@o.example", "x"), (KIM, PASSWORD)):
        with pytest.raises(NotLetIn):
            entrance.try_in(email, password, "000000")
    with entrance.world.store.reading() as session:
        row = people.by_email(session, KIM)
        assert row is not None
        entries = [link.entry for link in events.stream(session, person_stream(row.id or 0))]
        strangers = [link.entry for link in events.stream(session, STRANGERS)]
    failed = [entry for entry in entries if entry.kind.value == "sign_in_failed"]
    assert [entry.payload for entry in (*failed, *strangers)] == [{"address": HERE}] * 3
    assert (len(failed), len(strangers)) == (2, 1)
    assert "slip" not in str(entries) + str(strangers)


def test_a_session_ends_by_itself_and_stays_while_somebody_is_there(entrance: Entrance) -> None:
    world, rules = entrance.world, entrance.world.rulebook.sign_in
    token = entrance.try_in(KIM, PASSWORD, entrance.code())
    began = world.machine
    while world.machine - began < rules.longest - timedelta(minutes=50):
        entrance.wait(minutes=50)
        with world.writing() as session:
            signed = find_session(session, world.machine, rules, world.rulebook.roles, token)
            assert signed is not None
            assert signed.to_touch
            touch_session(session, signed, world.machine)
    with world.store.reading() as session:
        now = began + rules.longest - timedelta(seconds=1)
        assert find_session(session, now, rules, world.rulebook.roles, token) is not None
        assert find_session(session, began + rules.longest, rules, world.rulebook.roles, token) is None
        assert find_session(session, world.machine + rules.idle, rules, world.rulebook.roles, token) is None


def test_seeing_pages_hardly_writes(entrance: Entrance) -> None:
    world, rules = entrance.world, entrance.world.rulebook.sign_in
    token = entrance.try_in(KIM, PASSWORD, entrance.code())
    with world.store.reading() as session:
        for ago, to_touch in ((timedelta(0), False), (TOUCHED_EVERY, True)):
            signed = find_session(session, world.machine + ago, rules, world.rulebook.roles, token)
            assert signed is not None
            assert signed.to_touch == to_touch


def test_signing_out_ends_it(entrance: Entrance) -> None:
    world = entrance.world
    token = entrance.try_in(KIM, PASSWORD, entrance.code())
    for _ in range(2):
        with world.writing() as session:
            end_session(session, world.moment, token)
    with world.store.reading() as session:
        assert find_session(session, world.machine, world.rulebook.sign_in, world.rulebook.roles, token) is None
        row = people.by_email(session, KIM)
        kinds = [link.entry.kind.value for link in events.stream(session, person_stream(row.id or 0 if row else 0))]
    assert kinds.count("signed_out") == 1


def test_nothing_of_it_is_kept_for_ever_but_the_history(entrance: Entrance) -> None:
    entrance.try_in(KIM, PASSWORD, entrance.code())
    with pytest.raises(NotLetIn):
        entrance.try_in(KIM, "wrong words again", "000000")
    entrance.wait(days=KEPT.days + 1)
    entrance.try_in(KIM, PASSWORD, entrance.code())
    with entrance.world.store.reading() as session:
        since = entrance.world.machine - timedelta(days=99)
        assert web_sessions.failures_of_address(session, HERE, since) == 0
