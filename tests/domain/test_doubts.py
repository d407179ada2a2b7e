"""When a doubt ends, and how (R2.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance.domain.delivery import ALLOWED, MessageState
from compliance.domain.doubts import DoubtPolicy, Doubts, Ruling, ruling

GRACE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
PERSON, RESEND, ASSUME = DoubtPolicy.PERSON, DoubtPolicy.RESEND, DoubtPolicy.ASSUME_SENT
SENT, WAITING = MessageState.SENT, MessageState.WAITING


@pytest.mark.parametrize(
    ("found", "age", "policy", "state"),
    [
        # the record shows it: at once, whatever the policy
        (True, timedelta(0), PERSON, SENT),
        (True, 100 * HOUR, RESEND, SENT),
        # the record does not show it: once it had time to
        (False, timedelta(0), PERSON, None),
        (False, GRACE - timedelta(seconds=1), ASSUME, None),
        (False, GRACE, PERSON, WAITING),
        (False, 100 * HOUR, ASSUME, WAITING),
        # an instant in the future, as when an earlier day is run again
        (False, -HOUR, RESEND, None),
        (None, -HOUR, RESEND, None),
        # no record, or no answer: the policy, when its time has come
        (None, 24 * HOUR - timedelta(seconds=1), RESEND, None),
        (None, 24 * HOUR, RESEND, WAITING),
        (None, 24 * HOUR - timedelta(seconds=1), ASSUME, None),
        (None, 24 * HOUR, ASSUME, SENT),
        (None, 9999 * HOUR, PERSON, None),
    ],
)
def test_how_a_doubt_ends(found: bool | None, age: timedelta, policy: DoubtPolicy, state: MessageState | None) -> None:
    ended = ruling(found, age, GRACE, Doubts(policy, 24 * HOUR))
    assert (None if ended is None else ended.state) is state


def test_the_reason_names_the_policy_and_the_hours() -> None:
    doubts = Doubts(RESEND, timedelta(hours=1.5))
    assert ruling(None, 2 * HOUR, GRACE, doubts) == Ruling(
        WAITING, "in doubt for 1.5 hours: the office has such messages sent again"
    )
    assert ruling(None, 30 * HOUR, GRACE, Doubts(ASSUME)) == Ruling(
        SENT, "in doubt for 24 hours: the office takes such messages as sent"
    )


def test_a_doubt_ends_only_as_the_table_of_changes_allows() -> None:
    assert {SENT, WAITING} <= ALLOWED[MessageState.IN_DOUBT]
