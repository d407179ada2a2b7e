"""One sender and its leases: fences, pauses, records, letters that cannot be written (R2, R6)."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.domain.delivery import Answer, MessageState, Patience, Result
from compliance.domain.errors import NotFound, Refused, RulebookError
from compliance.domain.outcomes import Outcome
from compliance.notify.protocol import Composer, Digest, Letter
from compliance.store import outbox, sending
from compliance.usecases.dispatch_messages import dispatch, reap
from compliance.usecases.settle_message import Settlement
from tests.support.world import World

ANN = "ann@e1.example"
REC = "23 001-1"
LATER = Answer(Result.REFUSED_FOR_NOW, "451 try later")
LOST = Answer(Result.UNKNOWN, "no answer")


class Killed(Exception):
    """Stands for a process that ends."""


def results(world: World) -> list[str]:
    return [attempt["result"] for each in world.messages() for attempt in each["attempts"]]


def waiting(office: World) -> str:
    """One message in the outbox; its key."""
    office.log(REC)
    office.plan()
    return office.keys("waiting")[0]


def die_after_acceptance(world: World) -> None:
    """Send, and end between the channel's acceptance and its record."""

    def before(letter: Letter) -> None:
        world.postbox.letters.append(letter)
        raise Killed

    world.postbox.before = before
    with pytest.raises(Killed):
        world.send()
    world.postbox.before = None


def test_a_sender_that_died_leaves_its_message_in_doubt_until_a_person_knows(office: World) -> None:
    key = waiting(office)
    die_after_acceptance(office)
    office.send()
    assert office.keys("sending") == [key]
    office.lease_runs_out()
    assert office.send().counts == {"reaped_in_doubt": 1}
    assert office.send().counts == {}
    assert office.steps(REC)["logged"].startswith("in_doubt: ")
    assert office.settle(key, Settlement.SENT) is MessageState.SENT
    office.send()
    assert office.mail() == [("2024-04-02", ANN, [f"{REC} logged"])]
    assert office.steps(REC)["logged"] == "sent: they told us"
    assert office.tasks() == []
    assert [letter.key for letter in office.postbox.letters] == [key]


def test_resent_under_the_same_key(office: World) -> None:
    key = waiting(office)
    office.postbox.script[ANN].append(LOST)
    office.send()
    assert office.keys("in_doubt") == [key]
    assert office.settle(key, Settlement.RESEND) is MessageState.WAITING
    office.send()
    assert [letter.key for letter in office.postbox.letters] == [key]
    assert results(office) == ["unknown", "accepted"]


@pytest.mark.parametrize(("accepted", "state"), [(True, "sent"), (False, "sent")])
def test_the_channels_own_record_decides_without_a_person(office: World, accepted: bool, state: str) -> None:
    key = waiting(office)
    die_after_acceptance(office)
    office.postbox.record = True
    if not accepted:
        office.postbox.letters.clear()
    office.lease_runs_out()
    assert office.send().counts == ({"reaped_sent": 1} if accepted else {"reaped_waiting": 1, "sent": 1})
    assert office.keys(state) == [key]
    assert [letter.key for letter in office.postbox.letters] == [key]
    assert office.tasks() == []


@pytest.mark.parametrize("answer", [LATER, LOST, Answer(Result.REFUSED_FOR_GOOD, "550")])
def test_a_late_answer_does_not_undo_what_a_person_settled(office: World, answer: Answer) -> None:
    key = waiting(office)

    def overslept(_: Letter) -> None:
        office.postbox.before = None
        office.lease_runs_out()
        assert dispatch(office.dispatcher("other")).counts == {"reaped_in_doubt": 1}
        office.settle(key, Settlement.SENT)

    office.postbox.before = overslept
    office.postbox.script[ANN].append(answer)
    assert office.send().counts == {"overtaken": 1}
    assert office.keys("sent") == [key]


def test_a_late_refusal_does_not_undo_another_senders_acceptance(office: World) -> None:
    key = waiting(office)

    def overslept(_: Letter) -> None:
        office.postbox.before = None
        office.lease_runs_out()
        dispatch(office.dispatcher("other"))
        office.settle(key, Settlement.RESEND)
        assert dispatch(office.dispatcher("other")).counts == {"sent": 1}

    office.postbox.before = overslept
    # The nested sender is answered first.
    office.postbox.script[ANN].extend([Answer(Result.ACCEPTED), LATER])
    assert office.send().counts == {"overtaken": 1}
    assert office.keys("sent") == [key]


def test_a_late_refusal_is_fenced_off_while_another_sends(office: World) -> None:
    """Both are at the channel at once; the first one's refusal must not set the second one's message waiting."""
    key = waiting(office)
    first_in, answer_first = threading.Event(), threading.Event()

    def hold_the_first(_: Letter) -> None:
        office.postbox.before = None
        first_in.set()
        answer_first.wait()

    def answer_the_first(_: Letter) -> None:
        office.postbox.before = None
        answer_first.set()
        assert first.result().counts == {"overtaken": 1}
        assert office.keys("sending") == [key]

    office.postbox.before = hold_the_first
    office.postbox.script[ANN].append(LATER)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(office.send)
        first_in.wait()
        office.lease_runs_out()
        other = office.dispatcher("other")
        assert reap(other) == {"reaped_in_doubt": 1}
        office.settle(key, Settlement.RESEND)
        office.postbox.before = answer_the_first
        assert dispatch(other).counts == {"sent": 1}
    assert office.keys("sent") == [key]
    assert results(office) == ["unknown", "accepted"]


def test_a_message_that_is_being_filled_cannot_be_leased(world: World) -> None:
    """On PostgreSQL a sender passes over what the planner holds; on SQLite it waits for the planner anyhow."""
    if world.store.is_sqlite:
        return
    first, second = world.many(2)
    world.plan()
    moment = {"today": world.today, "now": world.machine, "until": world.machine, "patient": False}
    with world.writing() as planner:
        assert [row.recipient for row in outbox.keep_free(planner, [first], world.today)] == [first]
        with world.writing() as sender:
            leases = sending.claim(sender, "sender", 10, **moment)  # type: ignore[arg-type]
        assert len(leases) == 1
        # And the planner passes over what a sender holds.
        assert outbox.keep_free(planner, [second], world.today) == []
    assert [each["recipient"] for each in world.messages()] == [first, second]


def test_a_late_acceptance_ends_the_doubt(office: World) -> None:
    key = waiting(office)

    def overslept(_: Letter) -> None:
        office.postbox.before = None
        office.lease_runs_out()
        assert dispatch(office.dispatcher("other")).counts == {"reaped_in_doubt": 1}

    office.postbox.before = overslept
    assert office.send().counts == {"sent": 1}
    assert office.keys("sent") == [key]
    assert office.tasks() == []


def test_a_lease_that_ran_out_before_its_turn_is_left_to_others(world: World) -> None:
    """The second letter is sent by another; then its recommendation is closed, and the first sender gets to it."""
    first, second = world.many(2)
    world.plan()

    def overslept(_: Letter) -> None:
        world.postbox.before = None
        world.lease_runs_out()
        other = dispatch(world.dispatcher("other"))
        assert other.counts == {"sent": 1, "reaped_in_doubt": 1}
        world.end("M0001 case-1", Outcome.CEASED)

    world.postbox.before = overslept
    assert world.send().counts == {"sent": 1, "overtaken": 1}
    assert Counter(letter.recipient for letter in world.postbox.letters) == {first: 1, second: 1}
    assert world.steps("M0001 case-1")["logged"] == "sent"
    assert world.mail() == [
        ("2024-04-02", first, ["M0000 case-1 logged"]),
        ("2024-04-02", second, ["M0001 case-1 logged"]),
    ]


def test_leases_of_a_dead_sender_are_freed(world: World) -> None:
    world.many(3)
    world.plan()
    world.postbox.before = lambda _: (_ for _ in ()).throw(Killed)
    with pytest.raises(Killed):
        world.send()
    world.postbox.before = None
    # What it had not begun was given back at once; what it was at waits for the lease.
    assert world.send().counts == {"sent": 2}
    world.lease_runs_out()
    assert world.send().counts == {"reaped_in_doubt": 1}


def test_a_patient_sender_waits_between_attempts(office: World) -> None:
    waiting(office)
    office.postbox.script[ANN].extend([LATER, LATER])
    assert office.send(patient=True).counts == {"refused_for_now": 1}
    assert office.send(patient=True).counts == {}
    office.machine += timedelta(seconds=46)
    assert office.send(patient=True).counts == {"refused_for_now": 1}
    office.machine += timedelta(seconds=46)
    assert office.send(patient=True).counts == {}
    office.machine += timedelta(seconds=46)
    assert office.send(patient=True).counts == {"sent": 1}
    assert results(office) == ["refused_for_now", "refused_for_now", "accepted"]


def test_attempts_run_out_and_a_person_is_called(office: World) -> None:
    key = waiting(office)
    office.rulebook = replace(office.rulebook, patience=Patience(attempts=3))
    office.postbox.always[ANN] = LATER
    office.send()
    assert [attempt["result"] for attempt in office.messages(recipient=ANN)[0]["attempts"]] == ["refused_for_now"] * 3
    assert office.tasks() == [("message_failed", "caseworker", f"message {key}")]
    assert office.mail() == [("2024-04-02", "dan@e1.example", [f"{REC} logged"])]
    office.postbox.always.clear()
    office.settle(key, Settlement.RESEND)
    office.send()
    assert key in office.keys("sent")
    assert office.tasks() == []


def test_a_closed_channel_does_not_close_the_others(office: World) -> None:
    office.contact("E1", "link_officer", "json://hook.e1.example/a")
    office.authority("E2")
    office.decision("23 002", "E2")
    office.log("23 002-1")
    office.log(REC)
    office.postbox.always["json://hook.e1.example/a"] = Answer(Result.REFUSED_FOR_NOW, "no route", unreachable=True)
    office.plan()
    done = office.send()
    assert done.counts == {"sent": 2, "refused_for_now": 1}
    assert [each["recipient"] for each in office.messages(state=MessageState.WAITING)] == ["json://hook.e1.example/a"]


class Stubborn:
    """A composer that cannot write to one person."""

    def __init__(self, composer: Composer, recipient: str) -> None:
        self.composer = composer
        self.recipient = recipient

    def compose(self, digest: Digest) -> Letter:
        """Compose, or refuse."""
        if digest.recipient == self.recipient:
            raise RulebookError("templates/logged/body.txt", "cannot be filled in", 3)
        return self.composer.compose(digest)


def test_a_letter_that_cannot_be_written_fails_alone(world: World) -> None:
    first, *others = world.many(4)
    world.plan()
    stubborn = replace(world.dispatcher(), composer=Stubborn(world.installation.composer, first))
    done = dispatch(stubborn)
    assert (done.counts["sent"], done.counts["refused_for_now"]) == (3, 1)
    for _ in range(1, world.rulebook.patience.attempts):
        done = dispatch(stubborn)
    assert done.counts == {"failed": 1}
    assert [letter.recipient for letter in world.postbox.letters] == others
    assert world.messages(recipient=first)[0]["reason"] == (
        "the message cannot be written: templates/logged/body.txt, line 3: cannot be filled in"
    )
    assert [kind for kind, _, _ in world.tasks()] == ["message_failed"]


def test_settling_needs_a_reason_a_known_key_and_a_doubt(office: World) -> None:
    key = waiting(office)
    with pytest.raises(Refused, match="settling needs a reason"):
        office.settle(key, Settlement.SENT, " ")
    with pytest.raises(NotFound, match="no message with key 'x'"):
        office.settle("x", Settlement.SENT)
    with pytest.raises(Refused):
        office.settle(key, Settlement.SENT)
    office.send()
    for settlement in Settlement:
        with pytest.raises(Refused):
            office.settle(key, settlement)
    assert office.keys("sent") == [key]


def test_a_failed_message_cannot_be_settled_as_sent(office: World) -> None:
    key = waiting(office)
    office.postbox.always[ANN] = Answer(Result.REFUSED_FOR_GOOD, "550")
    office.send()
    with pytest.raises(Refused, match="failed cannot become sent"):
        office.settle(key, Settlement.SENT)


def test_resending_on_a_day_with_other_mail_does_not_stop_the_day(office: World) -> None:
    key = waiting(office)
    office.postbox.script[ANN].append(LOST)
    office.send()
    office.run("2024-04-29")
    office.settle(key, Settlement.RESEND)
    office.log("23 001-2")
    plan = office.run()
    assert plan.later == 1
    assert [letter.key for letter in office.postbox.letters].count(key) == 1
    office.run("2024-04-30")
    assert office.mail()[-1] == ("2024-04-30", ANN, ["23 001-2 logged"])


def test_a_round_tries_each_message_once(office: World) -> None:
    """A message refused for now waits for the next round, even in a day that is run by hand."""
    addresses = office.many(3)
    office.plan()
    office.postbox.always.update(dict.fromkeys(addresses, LATER))
    assert dispatch(office.dispatcher(patient=False)).counts == {"refused_for_now": 3}
    assert results(office) == ["refused_for_now"] * 3
