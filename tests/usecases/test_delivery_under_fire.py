"""Several senders at once, and senders killed: each message exactly once, or in doubt (R2), at a real mail server."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.domain.delivery import Patience
from compliance.usecases.case_records import write
from compliance.usecases.dispatch_messages import Dispatch, dispatch
from compliance.usecases.settle_message import Settlement
from tests.support import sender
from tests.support.smtp import SmtpSink
from tests.support.world import ONE_DAY, World

SENDERS = 4


@pytest.fixture
def mailing(migrated_url: str, tmp_path: Path, smtp_sink: SmtpSink) -> Iterator[World]:
    """An office that sends through a real mail server, four connections at once."""
    made = World(migrated_url, tmp_path / "home", mail_url=smtp_sink.url, senders=SENDERS)
    yield made
    made.close()


def planned(world: World, count: int) -> list[str]:
    """One message to each of `count` people, waiting; the keys."""
    world.many(count)
    assert world.plan().messages == count
    return sorted(world.keys("waiting"))


def states(world: World) -> Counter[str]:
    return Counter(str(each["state"]) for each in world.messages())


def together(*acts: Callable[[], object]) -> None:
    """Do several things at the same moment; nothing of it may fail."""
    start = threading.Barrier(len(acts))

    def after_the_others(act: Callable[[], object]) -> None:
        start.wait()
        act()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(after_the_others, act) for act in acts]:
            done.result()


def test_two_dispatchers_in_threads_send_each_message_once(mailing: World, smtp_sink: SmtpSink) -> None:
    keys = planned(mailing, 60)
    done: list[Dispatch] = []
    together(*(lambda owner=owner: done.append(dispatch(mailing.dispatcher(owner))) for owner in ("one", "two")))
    assert sorted(smtp_sink.keys()) == keys
    assert sum((part.counts for part in done), Counter()) == {"sent": 60}
    assert states(mailing) == {"sent": 60}
    # No update was lost: one attempt each, and every step carries its message's state.
    assert {tuple(attempt["result"] for attempt in each["attempts"]) for each in mailing.messages()} == {("accepted",)}
    assert {mailing.steps(f"M{number:04} case-1")["logged"] for number in range(0, 60, 20)} == {"sent"}
    assert mailing.run().messages == 0
    assert len(smtp_sink.keys()) == 60


def test_two_processes_send_each_message_once(
    mailing: World, smtp_sink: SmtpSink, migrated_url: str, tmp_path: Path
) -> None:
    keys = planned(mailing, 160)
    smtp_sink.stall_after(0)
    processes = [sender.start(mailing, migrated_url, tmp_path / "home", smtp_sink.url) for _ in range(2)]
    smtp_sink.wait_for(2 * SENDERS, seconds=60)  # both are in the middle of it
    smtp_sink.go_on()
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert sorted(smtp_sink.keys()) == keys
    assert states(mailing) == {"sent": 160}


@pytest.mark.parametrize("answered", [0, 7])
def test_killed_in_the_middle_each_message_arrives_once_or_is_in_doubt(
    mailing: World, smtp_sink: SmtpSink, migrated_url: str, tmp_path: Path, answered: int
) -> None:
    keys = planned(mailing, 40)
    smtp_sink.stall_after(answered)
    process = sender.start(mailing, migrated_url, tmp_path / "home", smtp_sink.url)
    smtp_sink.wait_for(answered + 1 + answered % 3, seconds=60)
    process.kill()
    process.wait()
    smtp_sink.go_on()
    before = len(smtp_sink.keys())
    # Until the lease has run out nobody touches what the dead sender was at.
    held = mailing.send()
    assert held.counts["in_doubt"] == 0
    mailing.lease_runs_out()
    mailing.send()
    arrived, doubted = Counter(smtp_sink.keys()), set(mailing.keys("in_doubt"))
    assert set(arrived.values()) == {1}
    assert states(mailing) == {"sent": 40 - len(doubted), "in_doubt": len(doubted)}
    assert set(mailing.keys("sent")) <= set(arrived)
    assert 1 <= len(doubted) <= SENDERS
    assert before >= answered + 1
    assert [owner for kind, owner, _ in mailing.tasks() if kind == "message_in_doubt"] == ["caseworker"] * len(doubted)
    for key in doubted:
        mailing.settle(key, Settlement.SENT if key in arrived else Settlement.RESEND)
    mailing.send()
    assert sorted(smtp_sink.keys()) == keys
    assert states(mailing) == {"sent": 40}
    assert mailing.tasks() == []


def test_an_unreachable_server_uses_up_no_attempts(mailing: World, migrated_url: str, tmp_path: Path) -> None:
    keys = planned(mailing, 10)
    nowhere = World(migrated_url, tmp_path / "home", mail_url="smtp://127.0.0.1:1", senders=SENDERS)
    nowhere.rulebook = replace(nowhere.rulebook, patience=Patience(attempts=2))
    for _ in range(4):
        done = nowhere.send()
        assert set(done.counts) == {"refused_for_now"}
        assert done.counts["refused_for_now"] <= SENDERS
        assert "mail: no connection to 127.0.0.1:1" in done.unreachable[0]
    nowhere.close()
    assert sorted(mailing.keys("waiting")) == keys
    assert [each["attempts"] for each in mailing.messages()] == [[]] * 10
    mailing.send()
    assert states(mailing) == {"sent": 10}


def test_refused_at_the_door_for_now_and_for_good(mailing: World, smtp_sink: SmtpSink) -> None:
    addresses = mailing.many(6)
    smtp_sink.refuse_once(addresses[0], "451 try later")
    smtp_sink.refuse(addresses[1], "550 no such user")
    smtp_sink.refuse(addresses[2], "452 mailbox full")
    mailing.plan()
    mailing.send()
    ledger = {each["recipient"]: each for each in mailing.messages()}
    results = {name: [attempt["result"] for attempt in each["attempts"]] for name, each in ledger.items()}
    assert results[addresses[0]] == ["refused_for_now", "accepted"]
    assert (ledger[addresses[1]]["state"], results[addresses[1]]) == ("failed", ["refused_for_good"])
    assert ledger[addresses[1]]["reason"] == "550 no such user"
    assert ledger[addresses[2]]["state"] == "failed"
    assert len(results[addresses[2]]) == mailing.rulebook.patience.attempts
    assert [recipient for recipient in addresses if ledger[recipient]["state"] == "sent"] == [
        addresses[0],
        *addresses[3:],
    ]
    # What the server refuses for good stops the address; what it never takes fails, and nobody else is there (R6).
    kinds = [kind for kind, _, _ in mailing.tasks()]
    assert kinds == ["address_stopped", *["message_failed"] * 2, *["no_contact"] * 2]
    smtp_sink.accept(addresses[2])
    mailing.settle(ledger[addresses[2]]["key"], Settlement.RESEND)
    mailing.send()
    assert states(mailing) == {"sent": 5, "failed": 1}


def test_planning_and_sending_at_once_lose_no_step(migrated_url: str, tmp_path: Path) -> None:
    """Yesterday's mail still waits while today's steps are put to it and four senders take it away."""
    world = World(migrated_url, tmp_path / "home", senders=SENDERS)
    count = 40
    addresses = world.many(count)
    world.plan()
    for _ in range(3):
        world.today += ONE_DAY
        with world.writing() as session:
            stories = [
                world.story(session, f"M{number:04} case-{world.today.day}", world.today + 42 * ONE_DAY)
                for number in range(count)
            ]
            write(session, world.rulebook, stories, lambda _: world.moment.now, "Tester")
        together(world.plan, world.send)
    world.run(world.today + ONE_DAY)
    world.run(world.today + 3 * ONE_DAY)
    sent = Counter(f"{recipient} {item}" for _, recipient, items in world.mail() for item in items)
    assert set(sent.values()) == {1}
    assert len(sent) == 4 * count
    assert {recipient for _, recipient, _ in world.mail()} == set(addresses)
    assert max(Counter((day, recipient) for day, recipient, _ in world.mail()).values()) == 1
    # What the ledger says of each letter is what the letter said.
    lines = [line for letter in world.postbox.letters for line in letter.text.splitlines()]
    said = Counter(line for line in lines if line.startswith("Recommendation: "))
    assert set(said.values()) == {1}
    assert len(said) == 4 * count
    world.close()
