"""Doubts that end without a person: by the channel's own record, or by the office's policy (R2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from compliance.domain.delivery import Answer, Result
from compliance.domain.doubts import DoubtPolicy, Doubts
from compliance.notify.protocol import Letter
from compliance.store import events
from compliance.usecases.dispatch_messages import dispatch, settler
from compliance.usecases.settle_doubts import settle_doubts
from compliance.usecases.settle_message import Settlement
from tests.support.world import ONE_DAY, World

REC = "23 001-1"
ANN = "ann@e1.example"
LOST = Answer(Result.UNKNOWN, "no answer after the whole mail was handed over")


def doubted(office: World, *, arrived: bool) -> str:
    """A message whose answer was lost today; the key. `arrived`: the channel has it on record all the same."""
    office.log(REC)
    office.plan()
    (key,) = office.keys("waiting")
    office.postbox.script[ANN].append(LOST)
    if arrived:
        office.postbox.before = office.postbox.letters.append
    office.send()
    office.postbox.before = None
    assert office.keys("in_doubt") == [key]
    assert office.tasks() == [("message_in_doubt", "caseworker", f"message {key}")]
    return key


def with_policy(office: World, policy: DoubtPolicy, hours: float = 24) -> None:
    office.rulebook = replace(office.rulebook, doubts=Doubts(policy, timedelta(hours=hours)))


def settle(office: World) -> Counter[str]:
    return settle_doubts(settler(office.dispatcher()))


def settlements(office: World, key: str) -> list[dict[str, Any]]:
    """The events that ended doubts about a message, with who did it."""
    with office.store.reading() as session:
        return [
            {**link.entry.payload, "by": link.entry.actor}
            for link in events.stream(session, f"message/{key}")
            if link.entry.kind.value == "message_settled"
        ]


def test_a_record_that_shows_it_ends_the_doubt_at_once(office: World) -> None:
    key = doubted(office, arrived=True)
    office.postbox.record = True
    assert office.send().counts == {"settled_sent": 1}
    assert office.keys("sent") == [key]
    assert office.tasks() == []
    assert office.steps(REC)["logged"].startswith("sent")
    assert settlements(office, key) == [
        {"as": "sent", "reason": "found in the channel's own record", "was": "in_doubt", "by": "amends"}
    ]
    assert len(office.postbox.letters) == 1


def test_a_record_that_does_not_show_it_has_it_sent_again_after_a_while(office: World) -> None:
    key = doubted(office, arrived=False)
    office.postbox.record = True
    assert office.send().counts == {}
    assert office.keys("in_doubt") == [key]
    office.today += ONE_DAY
    assert office.send().counts == {"settled_waiting": 1, "sent": 1}
    assert [letter.key for letter in office.postbox.letters] == [key]
    assert office.tasks() == []
    assert settlements(office, key)[0]["as"] == "resend"


def test_without_a_record_a_doubt_waits_for_a_person(office: World) -> None:
    key = doubted(office, arrived=False)
    office.today += 300 * ONE_DAY
    assert settle(office) == {}
    assert office.keys("in_doubt") == [key]


@pytest.mark.parametrize(
    ("policy", "counts", "letters"),
    [
        (DoubtPolicy.RESEND, {"settled_waiting": 1, "sent": 1}, 1),
        (DoubtPolicy.ASSUME_SENT, {"settled_sent": 1}, 0),
    ],
)
def test_the_office_may_have_a_policy_for_what_remains(
    office: World, policy: DoubtPolicy, counts: dict[str, int], letters: int
) -> None:
    key = doubted(office, arrived=False)
    with_policy(office, policy)
    assert office.send().counts == {}
    office.today += ONE_DAY
    assert office.send().counts == counts
    assert office.keys("sent") == [key]
    assert len(office.postbox.letters) == letters
    assert office.tasks() == []
    (event,) = settlements(office, key)
    assert event["reason"].startswith("in doubt for 24 hours: the office ")


def test_the_policy_respects_its_hours(office: World) -> None:
    doubted(office, arrived=False)
    with_policy(office, DoubtPolicy.RESEND, hours=49)
    office.today += 2 * ONE_DAY
    assert settle(office) == {}
    office.today += ONE_DAY
    assert settle(office) == {"settled_waiting": 1}


def test_doubts_are_settled_on_a_closed_day_too(office: World) -> None:
    key = doubted(office, arrived=True)
    office.postbox.record = True
    office.today = office.today.replace(day=6)  # a Saturday
    assert office.send().counts == {"settled_sent": 1}
    assert office.keys("sent") == [key]


class Record:
    """A channel's record that does something while it is asked the first time; it says yes then, nothing later."""

    def __init__(self, office: World, meanwhile: Callable[[], object], word: bool | None = True) -> None:
        self.asked: list[str] = []
        self._meanwhile: Callable[[], object] | None = meanwhile
        self._word = word
        setattr(office.postbox, "record_of", self)  # noqa: B010  # mypy forbids assigning to a method

    def __call__(self, key: str) -> bool | None:
        self.asked.append(key)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is None:
            return None
        meanwhile()
        return self._word


def test_what_a_person_settled_meanwhile_stays_settled(office: World) -> None:
    """The record is asked outside of any transaction: a person may be quicker."""
    key = doubted(office, arrived=True)
    record = Record(office, lambda: office.settle(key, Settlement.RESEND))
    assert settle(office) == {}
    assert (record.asked, office.keys("waiting")) == ([key], [key])
    assert [each["by"] for each in settlements(office, key)] == ["Tester"]


def test_an_older_doubts_answer_does_not_end_a_newer_one(office: World) -> None:
    key = doubted(office, arrived=True)

    def sent_again_and_lost_again() -> None:
        office.settle(key, Settlement.RESEND)
        office.postbox.script[ANN].append(LOST)
        assert dispatch(office.dispatcher("other")).counts == {"in_doubt": 1}

    Record(office, sent_again_and_lost_again)
    assert settle(office) == {}
    assert office.keys("in_doubt") == [key]
    assert [each["by"] for each in settlements(office, key)] == ["Tester"]


def test_two_settlers_at_once_write_one_event(office: World) -> None:
    key = doubted(office, arrived=True)
    office.postbox.record = True
    ask = office.postbox.record_of

    def other_settles() -> None:
        setattr(office.postbox, "record_of", ask)  # noqa: B010  # mypy forbids assigning to a method
        assert settle(office) == {"settled_sent": 1}

    Record(office, other_settles)
    assert settle(office) == {}
    assert len(settlements(office, key)) == 1


def test_a_dead_senders_message_is_asked_for_outside_of_any_transaction(office: World) -> None:
    """Asking a record may take as long as a delivery: meanwhile others must be able to write."""
    office.log(REC)
    office.plan()

    def killed(_: Letter) -> None:
        raise KeyboardInterrupt

    office.postbox.before = killed
    with pytest.raises(KeyboardInterrupt):
        office.send()
    office.postbox.before = None
    office.lease_runs_out()
    Record(office, lambda: office.log("23 001-2"), word=False)
    assert office.send().counts == {"reaped_waiting": 1, "sent": 1}
