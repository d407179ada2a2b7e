"""The history is told from a cursor on, at least once, always under the same ids (K)."""

from __future__ import annotations

import threading

import pytest

from compliance.domain.errors import NotReady
from compliance.domain.history import Entry, Happening
from compliance.store import events
from compliance.usecases.publish_happenings import Batch, next_batch, told
from tests.support.world import World

REC = "23 001-1"


def ask(world: World, limit: int = 500) -> Batch | None:
    with world.writing() as session:
        return next_batch(session, limit)


def take(world: World, limit: int = 500) -> list[str]:
    """Ask for a batch, take it, and give the names in it."""
    batch = ask(world, limit)
    if batch is None:
        return []
    with world.writing() as session:
        told(session, batch)
    return [each.name for each in batch.announcements]


def test_who_begins_to_tell_begins_at_the_end(office: World) -> None:
    office.log(REC)
    assert ask(office) is None
    office.evidence(REC)
    assert take(office) == ["amends.recommendation.evidence_received"]
    assert ask(office) is None


def test_what_was_not_taken_is_told_again_under_the_same_ids(office: World) -> None:
    assert ask(office) is None
    office.log(REC)
    office.evidence(REC)
    first, again = ask(office), ask(office)
    assert first is not None
    assert first == again
    assert [each.payload["seq"] for each in first.announcements] == [1, 2]
    assert first.announcements[1].follows == first.announcements[0].id
    assert first.announcements[0].labels == {
        "amends.recommendation": REC,
        "amends.authority": "E1",
        "amends.kind": "personal_remedy",
    }
    assert not any("Do 23" in str(each.payload) for each in first.announcements)


def test_batches_follow_each_other_and_the_cursor_never_goes_back(office: World) -> None:
    assert ask(office) is None
    for number in range(5):
        office.log(f"23 001-{number}")
    slow = ask(office, 2)
    assert slow is not None
    names = [name for _ in range(4) for name in take(office, 2)]
    assert names == ["amends.recommendation.logged"] * 5
    with office.writing() as session:
        told(session, slow)
    assert ask(office) is None


def entry(stream: str, world: World) -> Entry:
    at = world.moment.now.isoformat()
    return Entry(stream, at, world.today.isoformat(), Happening.OVERDUE, "Tester", {})


def test_an_event_that_is_committed_late_is_not_passed_over(office: World) -> None:
    """PostgreSQL gives the late one its id first: a cursor that did not wait would never come back for it."""
    assert ask(office) is None
    written, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with office.writing() as session:
            events.append(session, [entry("recommendation/slow", office)])
            written.set()
            assert go_on.wait(60)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert written.wait(60)
    if office.store.is_sqlite:
        go_on.set()
        writer.join()
    else:
        with office.writing() as session:
            events.append(session, [entry("recommendation/fast", office)])
        with pytest.raises(NotReady, match="told next time"):
            ask(office)
        go_on.set()
        writer.join()
    batch = ask(office)
    assert batch is not None
    assert "amends.recommendation.slow" in {each.resource for each in batch.announcements}
