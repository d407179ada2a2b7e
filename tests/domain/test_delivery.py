"""What may happen to a message and when it is tried again (R2, R3, R6)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain.delivery import (
    ALLOWED,
    STEP_AFTER,
    Answer,
    MessageState,
    Patience,
    Result,
    after_answer,
    channel_of,
    is_phone_address,
    is_web_address,
    message_key,
    shown,
    transition,
    wait_before,
)
from compliance.domain.errors import Refused
from compliance.domain.reminders import TERMINAL
from tests.domain.almanac import patient

# Written out once more, so that a change of the table is a change here too.
PATHS = {
    ("waiting", "sending"),
    ("waiting", "suppressed"),
    ("waiting", "failed"),
    ("sending", "sent"),
    ("sending", "waiting"),
    ("sending", "failed"),
    ("sending", "in_doubt"),
    ("in_doubt", "sent"),
    ("in_doubt", "waiting"),
    ("failed", "waiting"),
    ("sent", "failed"),
}


@pytest.mark.parametrize(("current", "new"), list(product(MessageState, MessageState)))
def test_r2_every_change_of_state_is_in_the_table_or_refused(current: MessageState, new: MessageState) -> None:
    if (current.value, new.value) in PATHS:
        assert transition(current, new) is new
    else:
        with pytest.raises(Refused, match=f"a message that is {current.value} cannot become {new.value}"):
            transition(current, new)


def test_r2_suppressed_stays_what_it_is_and_sent_unless_it_comes_back() -> None:
    assert {state for state, after in ALLOWED.items() if not after} == {"suppressed"}
    assert ALLOWED[MessageState.SENT] == {MessageState.FAILED}
    assert set(ALLOWED) == set(MessageState)


def test_r2_every_state_can_be_reached_from_waiting_and_sent_only_through_sending_or_doubt() -> None:
    reached = {MessageState.WAITING}
    while more := {new for state in reached for new in ALLOWED[state]} - reached:
        reached |= more
    assert reached == set(MessageState)
    assert {state for state, after in ALLOWED.items() if MessageState.SENT in after} == {"sending", "in_doubt"}


def test_r2_3_a_message_that_ended_ends_its_steps() -> None:
    assert set(STEP_AFTER) == set(MessageState)
    under_way = {MessageState.WAITING, MessageState.SENDING}
    assert {STEP_AFTER[state].value for state in under_way} == {"queued"}
    for state in set(MessageState) - under_way:
        assert STEP_AFTER[state] in TERMINAL
        assert STEP_AFTER[state].value == state.value


@pytest.mark.parametrize(
    ("result", "attempt", "state"),
    [
        (Result.ACCEPTED, 1, "sent"),
        (Result.ACCEPTED, 99, "sent"),
        (Result.REFUSED_FOR_NOW, 1, "waiting"),
        (Result.REFUSED_FOR_NOW, 2, "waiting"),
        (Result.REFUSED_FOR_NOW, 3, "failed"),
        (Result.REFUSED_FOR_NOW, 4, "failed"),
        (Result.REFUSED_FOR_GOOD, 1, "failed"),
        (Result.UNKNOWN, 1, "in_doubt"),
        (Result.UNKNOWN, 3, "in_doubt"),
    ],
)
def test_r2_5_the_channels_answer_decides(result: Result, attempt: int, state: str) -> None:
    assert after_answer(Answer(result, "250 OK"), attempt, Patience(attempts=3)) == state


@pytest.mark.parametrize(
    ("attempt", "jitter", "seconds"),
    [
        (1, 0.0, 30),
        (1, 0.5, 45),
        (2, 0.0, 60),
        (3, 0.0, 120),
        (6, 0.0, 960),
        (7, 0.0, 1800),
        (50, 0.0, 1800),
        (50, 0.5, 2700),
    ],
)
def test_the_pause_doubles_up_to_its_cap(attempt: int, jitter: float, seconds: int) -> None:
    assert wait_before(attempt, Patience(), jitter) == timedelta(seconds=seconds)


PATIENCE = st.builds(
    Patience,
    attempts=st.integers(1, 20),
    first_wait=st.floats(0.1, 600),
    longest_wait=st.floats(600, 86_400),
)
JITTER = st.floats(0, 1, exclude_max=True)


@patient
@given(patience=PATIENCE, attempt=st.integers(1, 5_000), jitter=JITTER, other=JITTER)
def test_the_pause_never_shrinks_and_never_passes_its_cap(
    patience: Patience, attempt: int, jitter: float, other: float
) -> None:
    pause = wait_before(attempt, patience, jitter)
    later = wait_before(attempt + 1, patience, jitter)
    cap = timedelta(seconds=patience.longest_wait)
    assert timedelta(0) < pause <= later <= cap
    assert wait_before(attempt, patience, other) * 2 >= pause - timedelta(microseconds=2), "at least half is fixed"


@patient
@given(patience=PATIENCE, jitter=JITTER)
def test_the_pause_reaches_at_least_half_of_its_cap(patience: Patience, jitter: float) -> None:
    assert wait_before(1_000_000, patience, jitter) >= timedelta(seconds=patience.longest_wait / 2)


def test_a_key_is_the_day_and_what_nobody_can_guess() -> None:
    assert message_key(date(2024, 5, 1), "0123456789abcdef0123") == "20240501-0123456789abcdef0123"


@pytest.mark.parametrize("token", ["", "0123456789abcdef012", "0123456789ABCDEF0123", "ann@sutton.example..."])
def test_a_key_takes_nothing_else(token: str) -> None:
    with pytest.raises(ValueError, match="20 hexadecimal digits"):
        message_key(date(2024, 5, 1), token)


@pytest.mark.parametrize(
    ("address", "web", "text"),
    [
        ("link@sutton.example", False, "link@sutton.example"),
        ("msteams://secret-token/abc", True, "msteams://..."),
        ("mailto://user:password@host", True, "mailto://..."),
        ("", False, ""),
    ],
)
def test_r6_a_log_shows_no_secret_of_an_address(address: str, web: bool, text: str) -> None:
    assert is_web_address(address) is web
    assert shown(address) == text


@pytest.mark.parametrize(
    ("address", "channel", "phone"),
    [
        ("a@b.example", "mail", False),
        ("sms:+447700900123", "sms", True),
        ("sms://user@host/+447700900123", "sms", False),
        ("json://host/x", "json", False),
        ("smseagle://token@host/447700900123", "smseagle", False),
    ],
)
def test_the_kind_of_channel_an_address_needs(address: str, channel: str, phone: bool) -> None:
    assert channel_of(address) == channel
    assert is_phone_address(address) is phone


def test_a_phone_number_is_shown_in_full_like_an_email_address() -> None:
    assert shown("sms:+447700900123") == "sms:+447700900123"
