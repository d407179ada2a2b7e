"""What became of a message after Notify took it: asked for, or called back, each word once (R6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from compliance.domain.address_health import Severity
from compliance.domain.errors import Refused
from compliance.domain.returned import Returned
from compliance.notify.notify_callback import read_callback
from compliance.notify.protocol import DeliveryReport, Fate
from compliance.usecases.dispatch_messages import settler
from compliance.usecases.poll_delivery import Poll, Poller, poll
from compliance.usecases.record_delivery import record_delivery
from compliance.usecases.settle_doubts import settle_doubts
from compliance.usecases.settle_message import Settlement
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
ANN, BOB = "ann@e1.example", "bob@e1.example"
TOKEN = "correct-horse-battery-staple"


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    with running_notify_server() as running:
        yield running


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, server: NotifyServer) -> Iterator[World]:
    """An office that sent one message to Ann through Notify today."""
    made = world_through(server, migrated_url, tmp_path / "home", link_officer=ANN, deputy=BOB)
    made.log(REC)
    made.run()
    yield made
    made.close()


def ask(office: World) -> Poll:
    installation = office.installation
    return poll(Poller(office.store, office.rulebook, installation.switchboard, lambda: office.moment))


def called_back(office: World, **changes: Any) -> None:
    """Take a call-back about the one message, as the pages will."""
    (message,) = office.messages(recipient=ANN)
    whole = {
        "id": message["channel_reference"],
        "reference": message["key"],
        "to": ANN,
        "status": "delivered",
        "completed_at": "2024-04-02T09:30:00.000000Z",
        "notification_type": "email",
    } | changes
    report = read_callback(f"Bearer {TOKEN}", json.dumps(whole).encode(), TOKEN)
    with office.writing() as session:
        record_delivery(session, office.rulebook, office.moment, report)


def ledger(office: World) -> dict[str, Any]:
    (message,) = office.messages(recipient=ANN)
    return message


def test_what_is_under_way_is_asked_for_again(office: World, server: NotifyServer) -> None:
    assert ask(office).counts == {"under_way": 1}
    server.becomes(ledger(office)["key"], "sending")
    assert ask(office).counts == {"under_way": 1}
    assert ledger(office)["delivered_at"] is None


def test_what_arrived_is_asked_for_no_more(office: World, server: NotifyServer) -> None:
    server.becomes(ledger(office)["key"], "delivered")
    done = ask(office)
    assert (done.counts, done.lines) == ({"delivered": 1}, [])
    assert ledger(office)["delivered_at"] is not None
    asked = len(server.asked)
    assert ask(office).counts == {}
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        ("permanent-failure", "returned_for_good"),
        ("temporary-failure", "returned_for_now"),
        ("technical-failure", "returned_for_now"),
    ],
)
def test_what_came_back_is_returned_mail(office: World, server: NotifyServer, status: str, fate: str) -> None:
    server.becomes(ledger(office)["key"], status)
    done = ask(office)
    assert done.counts == {fate: 1}
    assert len(done.lines) == 1
    message = ledger(office)
    assert (message["state"], message["returned_at"] is not None) == ("failed", True)
    assert ("message_returned", "caseworker", f"message {message['key']}") in office.tasks()
    assert ask(office).counts == {}


def test_an_address_that_does_not_exist_hands_on_to_the_next_contact(office: World, server: NotifyServer) -> None:
    server.becomes(ledger(office)["key"], "permanent-failure")
    ask(office)
    office.today += ONE_DAY
    office.run()
    assert [each["email_address"] for each in server.taken] == [ANN, BOB]


def test_a_poll_and_a_call_back_say_it_once(office: World, server: NotifyServer) -> None:
    called_back(office, status="permanent-failure")
    server.becomes(ledger(office)["key"], "permanent-failure")
    tasks = office.tasks()
    assert ask(office).counts == {}
    called_back(office, status="permanent-failure")
    assert office.tasks() == tasks
    with office.store.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM returned_mail")).scalar_one() == 1


def test_the_same_word_from_elsewhere_and_later_is_known(office: World) -> None:
    message = ledger(office)
    word = DeliveryReport(
        message["key"], message["channel_reference"], ANN, Fate.DELIVERED, "delivered", "delivered", None, "poll"
    )
    called_back(office)
    with office.writing() as session:
        recorded = record_delivery(session, office.rulebook, office.moment, word)
    assert recorded is not None
    assert recorded.fate.value == "known before"


def test_a_call_back_that_it_arrived(office: World) -> None:
    called_back(office)
    assert ledger(office)["delivered_at"] is not None
    assert ledger(office)["state"] == "sent"


@pytest.mark.parametrize(
    ("status", "at"),
    [
        ("temporary-failure", None),
        ("temporary-failure", "2024-04-02T07:10:00.000000Z"),
        ("technical-failure", "2024-04-02T07:30:00.000000Z"),
        ("temporary-failure", "2024-04-02T12:00:00.000000Z"),
    ],
)
def test_what_arrived_stays_arrived_when_an_older_failure_is_reported_late(
    office: World, status: str, at: str | None
) -> None:
    """R6: also without an instant of Notify's, or with one that lies in the future: that counts as of now."""
    arrived = None if at and at > "2024-04-02T08" else "2024-04-02T07:30:00.000000Z"
    called_back(office, completed_at=arrived)
    before = ledger(office)
    for _ in range(2):
        called_back(office, status=status, completed_at=at)
    assert (ledger(office), office.tasks(), office.health(ANN)) == (before, [], "working")
    office.run()
    assert office.messages(recipient=BOB) == []


@pytest.mark.parametrize(
    ("status", "at"),
    [
        ("temporary-failure", "2024-04-02T07:31:00.000000Z"),
        ("permanent-failure", "2024-04-02T07:31:00.000000Z"),
        ("permanent-failure", None),
    ],
)
def test_what_fails_after_it_arrived_or_for_good_comes_back(office: World, status: str, at: str | None) -> None:
    called_back(office, completed_at="2024-04-02T07:30:00.000000Z")
    called_back(office, status=status, completed_at=at)
    assert ledger(office)["state"] == "failed"
    assert [each["state"] for each in office.messages(recipient=BOB)] == ["waiting"]


def test_what_came_back_is_a_persons_and_goes_on_to_the_next_contact_also_if_it_arrived(office: World) -> None:
    called_back(office, status="temporary-failure", completed_at="2024-04-02T07:10:00.000000Z")
    tasks = office.tasks()
    called_back(office, completed_at="2024-04-02T07:30:00.000000Z")
    assert (ledger(office)["state"], office.tasks(), office.health(ANN)) == ("failed", tasks, "working")


def test_a_call_back_ends_a_doubt(migrated_url: str, tmp_path: Path, server: NotifyServer) -> None:
    server.script.append(Reply(way=TAKE_AND_DROP))
    office = world_through(server, migrated_url, tmp_path / "home", link_officer=ANN)
    office.log(REC)
    office.run()
    assert len(office.keys("in_doubt")) == 1
    called_back(office, id=server.taken[0]["id"])
    message = ledger(office)
    assert (message["state"], message["channel_reference"]) == ("sent", server.taken[0]["id"])
    assert office.tasks() == []
    office.close()


def test_a_report_about_another_sending_under_the_key_is_refused(office: World) -> None:
    with pytest.raises(Refused, match="which is not its own"):
        called_back(office, id="00000000-0000-0000-0000-000000000000", status="permanent-failure")
    assert ledger(office)["state"] == "sent"


@pytest.mark.parametrize("status", ["delivered", "permanent-failure"])
@pytest.mark.parametrize("came_back", [False, True], ids=["arrived", "came back"])
def test_a_report_about_a_message_that_another_channel_took_is_refused(
    world: World, status: str, came_back: bool
) -> None:
    """The service never had it: its name is not written into the message, whatever became of that."""
    world.authority("E1", {"link_officer": ANN})
    world.decision()
    world.log(REC)
    world.run()
    (key,) = world.keys("sent")
    if came_back:
        world.report(Returned(key, ANN, Severity.HARD, "5.1.1", "no such user", "folder", world.moment.now))
    before = (ledger(world), world.tasks(), world.health(ANN))
    with pytest.raises(Refused, match="which is not its own"):
        called_back(world, id="00000000-0000-0000-0000-000000000000", status=status)
    assert (ledger(world), world.tasks(), world.health(ANN)) == before
    assert before[0]["channel_reference"] == ""


def test_a_report_about_somebody_else_changes_nothing(office: World) -> None:
    before = ledger(office)
    called_back(office, to="mallory@e1.example", status="permanent-failure")
    assert ledger(office) == before
    assert office.tasks() == []


def test_a_report_about_an_unknown_key_changes_nothing(office: World) -> None:
    before = office.messages()
    called_back(office, reference="20240402-ffffffffffffffffffff", status="permanent-failure")
    assert office.messages() == before


def test_a_silent_channel_is_left_alone_after_a_while(office: World, server: NotifyServer) -> None:
    office.many(8)
    office.run()
    server.down = Reply(503, "Exception", "down for maintenance")
    asked = len(server.asked)
    assert ask(office).counts == {"no_answer": 3}
    assert len(server.asked) == asked + 3
    server.down = None
    assert ask(office).counts == {"under_way": 9}


def test_after_a_week_nobody_asks_any_more(office: World, server: NotifyServer) -> None:
    office.today += 6 * ONE_DAY
    assert ask(office).counts == {"under_way": 1}
    office.today += ONE_DAY
    assert ask(office).counts == {}


def test_channels_that_keep_no_track_are_not_asked(office: World) -> None:
    installation = office.installation
    poller = Poller(office.store, office.rulebook, office.postbox, lambda: office.moment)
    assert poll(poller).counts == {}
    assert installation.switchboard is not office.postbox


def test_a_report_that_it_is_under_way_is_nothing_to_record(office: World) -> None:
    message = ledger(office)
    report = DeliveryReport(
        message["key"], message["channel_reference"], ANN, Fate.UNDER_WAY, "sending", "with the provider", None, "poll"
    )
    with office.writing() as session:
        assert record_delivery(session, office.rulebook, office.moment, report) is None
        arrived = replace(report, fate=Fate.DELIVERED, status="delivered")
        assert record_delivery(session, office.rulebook, office.moment, arrived) is not None
    assert ledger(office)["delivered_at"] is not None


def test_a_message_sent_again_is_reported_under_its_newest_name(office: World, server: NotifyServer) -> None:
    """It came back, a person has it sent again under the same key: the old word does not count against the new one."""
    old = ledger(office)["channel_reference"]
    called_back(office, status="technical-failure")
    office.settle(ledger(office)["key"], Settlement.RESEND)
    office.send()
    assert ledger(office)["channel_reference"] not in ("", old)
    with pytest.raises(Refused, match="which is not its own"):
        called_back(office, id=old, status="permanent-failure")
    called_back(office)
    assert ledger(office)["state"] == "sent"


@pytest.mark.parametrize(("way", "state"), [(TAKE_AND_DROP, "sent"), (DROP, "waiting")])
def test_the_record_of_what_came_back_says_nothing_of_the_next_sending(
    office: World, server: NotifyServer, way: str, state: str
) -> None:
    key = ledger(office)["key"]
    called_back(office, status="technical-failure")
    office.settle(key, Settlement.RESEND)
    server.script.append(Reply(way=way))
    office.send()
    assert office.keys("in_doubt") == [key]
    office.today += ONE_DAY
    settle_doubts(settler(office.dispatcher()))
    message = ledger(office)
    assert message["state"] == state
    first, *later = [each["id"] for each in server.taken if each["reference"] == key]
    assert message["channel_reference"] == (later[0] if way == TAKE_AND_DROP else first)
