"""Reminders through GOV.UK Notify: its id is kept, and its record ends what a broken connection left open (R2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.notify_server import (
    DROP,
    TAKE_AND_DROP,
    NotifyServer,
    Reply,
    running_notify_server,
)
from tests.support.notify_world import world_through
from tests.support.world import ONE_DAY, World

REC = "23 001-1"
PHONE = "sms:+447700900123"


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    with running_notify_server() as running:
        yield running


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, server: NotifyServer) -> Iterator[World]:
    """An office that sends through it."""
    made = world_through(server, migrated_url, tmp_path / "home", link_officer="ann@e1.example")
    yield made
    made.close()


def test_notifys_id_stands_in_the_ledger(office: World, server: NotifyServer) -> None:
    office.log(REC)
    office.run()
    (message,) = office.messages()
    (taken,) = server.taken
    assert (message["state"], message["channel_reference"]) == ("sent", taken["id"])
    assert (taken["reference"], taken["email_address"]) == (message["key"], "ann@e1.example")
    assert taken["asked"]["personalisation"]["subject"] == message["subject"]


def test_a_contact_with_a_phone_gets_a_text_message(office: World, server: NotifyServer) -> None:
    office.contact("E1", "deputy", PHONE)
    office.contact("E1", "link_officer", PHONE)
    office.log(REC)
    office.run()
    assert {(each["recipient"], each["channel"]) for each in office.messages()} == {
        ("ann@e1.example", "mail"),
        (PHONE, "sms"),
    }
    (text,) = [each["asked"] for each in server.taken if each["type"] == "sms"]
    assert text["personalisation"]["body"] == "Please contact us."
    assert "Do 23 001-1" not in str(text)


def test_an_answer_that_was_lost_is_found_in_its_record(office: World, server: NotifyServer) -> None:
    server.script.append(Reply(way=TAKE_AND_DROP))
    office.log(REC)
    office.plan()
    assert office.send().counts == {"in_doubt": 1}
    assert office.send().counts == {"settled_sent": 1}
    (message,), (taken,) = office.messages(), server.taken
    assert (message["state"], message["channel_reference"]) == ("sent", taken["id"])
    assert office.tasks() == []


def test_a_request_that_was_lost_is_sent_again_once_the_record_had_time(office: World, server: NotifyServer) -> None:
    server.script.append(Reply(way=DROP))
    office.log(REC)
    office.plan()
    assert office.send().counts == {"in_doubt": 1}
    assert office.send().counts == {}
    office.today += ONE_DAY
    assert office.send().counts == {"settled_waiting": 1, "sent": 1}
    assert server.keys() == office.keys("sent")


def test_a_record_that_has_forgotten_settles_nothing(office: World, server: NotifyServer) -> None:
    server.script.append(Reply(way=TAKE_AND_DROP))
    office.log(REC)
    office.plan()
    office.send()
    server.taken.clear()
    office.today += 10 * ONE_DAY
    assert office.send().counts == {}
    assert len(office.keys("in_doubt")) == 1


def test_a_wrong_key_uses_up_no_attempt(office: World, server: NotifyServer) -> None:
    server.down = Reply(403, "AuthError", "Invalid token: API key not found")
    office.log(REC)
    office.plan()
    done = office.send()
    assert done.counts == {"refused_for_now": 1}
    assert (
        "notify: the office's own mail settings need mending: GOV.UK Notify: 403 Invalid token" in done.unreachable[0]
    )
    assert office.messages()[0]["attempts"] == []
    server.down = None
    assert office.send().counts == {"sent": 1}


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        (
            Reply(400, "ValidationError", "email_address Not a valid email address"),
            ["address_stopped", "message_failed", "no_contact"],
        ),
        (Reply(400, "BadRequestError", "Emails cannot be longer than 1000000 bytes"), ["message_failed", "no_contact"]),
    ],
    ids=["the address", "the text"],
)
def test_what_notify_refuses_for_good_fails_at_once(
    office: World, server: NotifyServer, reply: Reply, kinds: list[str]
) -> None:
    """Only what is about the address counts against it (R6)."""
    server.down = reply
    office.log(REC)
    office.plan()
    assert office.send().counts == {"failed": 1}
    assert [kind for kind, _, _ in office.tasks()] == kinds
