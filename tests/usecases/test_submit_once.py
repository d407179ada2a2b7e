"""A form is submitted once, and only on top of what the person saw; also when two come at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from compliance.domain.errors import ChangedSince, Refused, SentOtherwise
from compliance.domain.history import Entry, Happening
from compliance.store import events, used_keys
from compliance.store.engine import Session
from compliance.usecases.changed_since import changes_since, require_unchanged, stamp_of
from compliance.usecases.credentials import digest
from compliance.usecases.record_view import record_view, views_of
from compliance.usecases.submit_once import submit_once
from tests.support.world import World

STREAM = "recommendation/23 001-1"


def happen(session: Session, world: World, actor: str = "Kim", stream: str = STREAM) -> None:
    moment = world.moment
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), Happening.RESPONDED, actor, {})
    events.append(session, [entry])


def test_the_second_time_gives_what_came_of_the_first(world: World) -> None:
    done: list[str] = []

    def act() -> str:
        done.append("done")
        return f"/cases/{len(done)}"

    for _ in range(3):
        with world.writing() as session:
            assert submit_once(session, "a key", world.machine, act) == "/cases/1"
    with world.writing() as session:
        assert submit_once(session, "another key", world.machine, act) == "/cases/2"
    assert len(done) == 2


def test_what_says_something_else_is_given_no_success_of_the_first(world: World) -> None:
    with world.writing() as session:
        assert submit_once(session, "a key", world.machine, lambda: "/done", "one") == "/done"
    with pytest.raises(SentOtherwise), world.writing() as session:
        submit_once(session, "a key", world.machine, lambda: "/done", "two")
    with world.writing() as session:
        assert submit_once(session, "a key", world.machine, lambda: "/never", "one") == "/done"


def test_a_key_from_before_what_was_said_was_kept_gives_its_result(world: World) -> None:
    with world.writing() as session:
        used_keys.take(session, digest("a key"), world.machine)
        used_keys.keep_result(session, digest("a key"), "/done")
    with world.writing() as session:
        assert submit_once(session, "a key", world.machine, lambda: "/never", "one") == "/done"


def test_what_failed_may_be_tried_again_with_the_same_key(world: World) -> None:
    def fail() -> str:
        raise Refused("not today")

    with pytest.raises(Refused), world.writing() as session:
        submit_once(session, "a key", world.machine, fail)
    with world.writing() as session:
        assert submit_once(session, "a key", world.machine, lambda: "/done") == "/done"


def test_of_many_at_once_one_does_it_and_all_get_its_result(world: World) -> None:
    begun = threading.Barrier(6, timeout=60)
    done: list[int] = []

    def submit(number: int) -> str:
        begun.wait()
        with world.writing() as session:

            def act() -> str:
                done.append(number)
                happen(session, world)
                return f"/by/{number}"

            return submit_once(session, "a key", world.machine, act)

    with ThreadPoolExecutor(6) as crowd:
        results = set(crowd.map(submit, range(6)))
    assert results == {f"/by/{done[0]}"}
    assert len(done) == 1
    with world.store.reading() as session:
        assert stamp_of(session, STREAM) == 1


def test_the_second_takes_over_when_the_first_fails_meanwhile(world: World) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        def act() -> str:
            inside.set()
            assert go_on.wait(60)
            raise Refused("not today")

        with pytest.raises(Refused), world.writing() as session:
            submit_once(session, "a key", world.machine, act)

    with ThreadPoolExecutor(2) as crowd:
        failing = crowd.submit(first)
        assert inside.wait(60)

        def second() -> str:
            with world.writing() as session:
                return submit_once(session, "a key", world.machine, lambda: "/done")

        waiting = crowd.submit(second)
        go_on.set()
        failing.result(60)
        assert waiting.result(60) == "/done"


def test_a_stamp_that_is_old_is_refused_with_what_changed_and_by_whom(world: World) -> None:
    with world.writing() as session:
        happen(session, world, "Ann")
        seen = stamp_of(session, STREAM)
    with world.writing() as session:
        happen(session, world, "Bo")
    words = "has changed since you opened it; nothing was saved"
    with pytest.raises(ChangedSince, match=words) as changed, world.writing() as session:
        require_unchanged(session, STREAM, seen)
    with world.store.reading() as session:
        (change,) = changes_since(session, STREAM, changed.value.seen)
    assert (change.what, change.by, change.at) == (Happening.RESPONDED, "Bo", world.moment.now)


def test_of_many_who_saw_the_same_one_saves(world: World) -> None:
    with world.writing() as session:
        happen(session, world)
    begun = threading.Barrier(6, timeout=60)

    def save(number: int) -> bool:
        begun.wait()
        try:
            with world.writing() as session:
                require_unchanged(session, STREAM, 1)
                happen(session, world, str(number))
                happen(session, world, str(number))
        except ChangedSince:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(save, range(6))) == 1
    with world.store.reading() as session:
        assert stamp_of(session, STREAM) == 3


def test_between_the_look_and_the_writing_nobody_slips_in(world: World) -> None:
    """On PostgreSQL another may write between the two; SQLite has one writer anyhow."""
    if world.store.is_sqlite:
        with world.writing() as session:
            require_unchanged(session, STREAM, 0)
            happen(session, world)
            happen(session, world)
        return
    with pytest.raises(ChangedSince), world.writing() as session:
        require_unchanged(session, STREAM, 0)
        with world.writing() as other:
            happen(other, world, "Bo")
        happen(session, world, "Ann")
    with world.store.reading() as session:
        assert [link.entry.actor for link in events.stream(session, STREAM)] == ["Bo"]


def test_who_read_a_personal_remedy_is_kept_and_is_no_change_of_it(world: World) -> None:
    with world.writing() as session:
        happen(session, world)
        record_view(session, world.moment, {"23 001": ["23 001-1", "23 001-2"], "23 002": []})
        record_view(session, world.moment, {"23 001": ["23 001-1"]})
        assert stamp_of(session, STREAM) == 1
    at = world.moment.now.isoformat()
    with world.store.reading() as session:
        assert views_of(session, "23 001") == [
            ("Tester", at, ["23 001-1", "23 001-2"]),
            ("Tester", at, ["23 001-1"]),
        ]
        assert views_of(session, "23 002") == []
