"""What others are told of what happened: the same id each time, and nothing that names anybody (K)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from compliance.domain.announcements import announce, announcement_id, event_name
from compliance.domain.history import Entry, Happening, Link

AT = "2024-05-15T05:30:00+00:00"
STREAM = "recommendation/23 001-1"


def link(seq: int = 4, **payload: Any) -> Link:
    entry = Entry(STREAM, AT, "2024-05-15", Happening.OVERDUE, "Kim", payload)
    return Link(entry, seq, "before", "this one")


@pytest.mark.parametrize(
    ("stream", "kind", "name"),
    [
        (STREAM, Happening.OVERDUE, "amends.recommendation.overdue"),
        (STREAM, Happening.EVIDENCE_RECEIVED, "amends.recommendation.evidence_received"),
        (STREAM, Happening.OUTCOME_RECORDED, "amends.recommendation.outcome_recorded"),
        ("message/20240402-ab", Happening.MESSAGE_FAILED, "amends.message.failed"),
        ("message/20240402-ab", Happening.MESSAGE_IN_DOUBT, "amends.message.in_doubt"),
        ("authority/E1", Happening.AUTHORITY_CHANGED, "amends.authority.changed"),
        ("flow/send_reminders", Happening.FLOW_SILENT, "amends.flow.silent"),
        ("task/7", Happening.TASK_GIVEN, "amends.task.given"),
        ("task/7", Happening.TASK_DONE, "amends.task.done"),
    ],
)
def test_names(stream: str, kind: Happening, name: str) -> None:
    assert event_name(stream, kind) == name


@pytest.mark.parametrize("kind", Happening)
def test_every_kind_of_happening_has_a_name_of_its_own(kind: Happening) -> None:
    assert event_name("x/1", kind) == f"amends.x.{kind.value}"


def test_an_overdue_recommendation() -> None:
    told = announce(link(due_on="2024-05-14"), None, {"amends.authority": "E1"})
    assert (told.name, told.resource) == ("amends.recommendation.overdue", "amends.recommendation.23 001-1")
    assert told.labels == {"amends.recommendation": "23 001-1", "amends.authority": "E1"}
    assert told.occurred == datetime.fromisoformat(AT)
    assert told.payload == {
        "stream": STREAM,
        "seq": 4,
        "happening": "overdue",
        "day": "2024-05-15",
        "due_on": "2024-05-14",
    }
    assert told.follows is None


def test_the_id_hangs_on_the_place_in_the_history_alone() -> None:
    assert announce(link(), None).id == announce(link(due_on="x"), None).id == announcement_id(STREAM, 4, "this one")
    places = {announcement_id(STREAM, 4, "a"), announcement_id(STREAM, 5, "a"), announcement_id(STREAM, 4, "b")}
    assert len(places) == 3
    # Written down: an id that changed with a new version of the program would be told as news again.
    assert str(announcement_id("flow/x", 1, "a")) == "b0e05d9c-7f3f-5b4f-a1ba-100bb6ea2dd0"


def test_what_follows_closely_says_so() -> None:
    close, long_ago = datetime.fromisoformat(AT), datetime.fromisoformat("2024-05-14T05:30:00+00:00")
    assert announce(link(), close).follows == announcement_id(STREAM, 3, "before")
    assert announce(link(), long_ago).follows is None
    assert announce(link(1), None).follows is None


PRIVATE = {
    "action": "Pay Ms C £150",
    "public_summary": "x",
    "note": "ill",
    "reason": "bereavement",
    "missing": "proof",
    "recipient": "ann@e1.example",
    "submitted_by": "Ann",
    "recorded_by": "Cas",
    "approved_by": "Dee",
    "name": "Lee",
    "address": "lee@e1.example",
    "detail": "550",
    "expected_evidence": ["x"],
    "categories": ["Apology"],
    # Free text that hides behind a key that may be told.
    "to": "Ms C",
    "was": "ann@e1.example",
    "kind": "£",
    "step": "x" * 65,
}


def test_no_text_no_name_and_no_address_is_told() -> None:
    payload: dict[str, Any] = PRIVATE | {"outcome": "satisfied", "version": 2, "since": AT}
    told = announce(link(**payload), None)
    assert set(told.payload) == {"stream", "seq", "happening", "day", "outcome", "version", "since"}
