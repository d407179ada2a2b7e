"""What may happen to a message, and when it is tried again (rules R2, R3 and R6)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.domain.errors import Refused
from compliance.domain.reminders import StepState

TOKEN = re.compile(r"[0-9a-f]{20}")
TEXT_MESSAGE = "sms:"
FINGERPRINT = 8
MOST_DOUBLINGS = 60  # any office caps the pause long before; without a bound attempt 1,025 overflows a float


class MessageState(StrEnum):
    """Where a message stands; `waiting` covers leased but not yet handed to a channel."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    IN_DOUBT = "in_doubt"


class Result(StrEnum):
    """What a channel answered to one attempt."""

    ACCEPTED = "accepted"
    REFUSED_FOR_NOW = "refused_for_now"
    REFUSED_FOR_GOOD = "refused_for_good"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """A channel's answer: the result, and its own words for the ledger.

    `unreachable` marks a refusal that says nothing about this message: nobody was there to take any.
    `of_address` marks a refusal for good that is about the recipient's address and not about the message (R6).
    `reference` is the channel's own name for a message it accepted, by which it can be asked later what became of it.
    """

    result: Result
    detail: str = ""
    unreachable: bool = False
    of_address: bool = False
    reference: str = ""


ALLOWED: dict[MessageState, frozenset[MessageState]] = {
    MessageState.WAITING: frozenset({MessageState.SENDING, MessageState.SUPPRESSED, MessageState.FAILED}),
    MessageState.SENDING: frozenset(
        {MessageState.SENT, MessageState.WAITING, MessageState.FAILED, MessageState.IN_DOUBT}
    ),
    MessageState.IN_DOUBT: frozenset({MessageState.SENT, MessageState.WAITING}),
    MessageState.SENT: frozenset({MessageState.FAILED}),  # it came back (R6)
    MessageState.FAILED: frozenset({MessageState.WAITING}),
    MessageState.SUPPRESSED: frozenset(),
}

STEP_AFTER: dict[MessageState, StepState] = {
    MessageState.WAITING: StepState.QUEUED,
    MessageState.SENDING: StepState.QUEUED,
    MessageState.SENT: StepState.SENT,
    MessageState.FAILED: StepState.FAILED,
    MessageState.SUPPRESSED: StepState.SUPPRESSED,
    MessageState.IN_DOUBT: StepState.IN_DOUBT,
}


def transition(current: MessageState, new: MessageState) -> MessageState:
    """Check one change of a message's state against the table; raises Refused for any other."""
    if new not in ALLOWED[current]:
        raise Refused(f"a message that is {current.value} cannot become {new.value}")
    return new


@dataclass(frozen=True)
class Patience:
    """How often and how long a refused message is tried again; seconds."""

    attempts: int = 12
    first_wait: float = 60.0
    longest_wait: float = 3600.0


def wait_before(attempt: int, patience: Patience, jitter: float) -> timedelta:
    """The pause after failed attempt number `attempt` (from 1): doubling, capped, spread by `jitter` in [0, 1).

    Half of the pause is fixed and half random, so that many messages refused at once do not return at once.
    """
    doublings = min(attempt - 1, MOST_DOUBLINGS)
    full = min(patience.longest_wait, patience.first_wait * 2.0**doublings)
    return timedelta(seconds=full / 2 + full / 2 * jitter)


def after_answer(answer: Answer, attempt: int, patience: Patience) -> MessageState:
    """The state a message in `sending` takes on its channel's answer to attempt number `attempt` (from 1)."""
    if answer.result is Result.ACCEPTED:
        return transition(MessageState.SENDING, MessageState.SENT)
    if answer.result is Result.UNKNOWN:
        return transition(MessageState.SENDING, MessageState.IN_DOUBT)
    if answer.result is Result.REFUSED_FOR_NOW and (answer.unreachable or attempt < patience.attempts):
        return transition(MessageState.SENDING, MessageState.WAITING)
    return transition(MessageState.SENDING, MessageState.FAILED)


def message_key(day: date, token: str) -> str:
    """The one builder of message keys: the day, and 20 random hexadecimal digits that nobody can guess.

    A report that names a key comes from somebody who saw the message (R6). Raises ValueError for any other token.
    """
    if not TOKEN.fullmatch(token):
        raise ValueError(f"a message key needs 20 hexadecimal digits, not {token!r}")
    return f"{day:%Y%m%d}-{token}"


def is_web_address(address: str) -> bool:
    """Tell an Apprise URL (`scheme://...`) from an e-mail address or a phone number."""
    return "://" in address


def is_phone_address(address: str) -> bool:
    """Tell a phone for text messages (`sms:+447700900123`) from any other address."""
    return address.startswith(TEXT_MESSAGE) and not is_web_address(address)


def channel_of(address: str) -> str:
    """The kind of channel an address needs: `mail`, `sms` or the scheme of an Apprise URL."""
    if is_web_address(address):
        return address.partition("://")[0]
    return "sms" if is_phone_address(address) else "mail"


def fingerprint(address: str) -> str:
    """What tells an Apprise URL from the others of its scheme without giving it away: too short to find it by."""
    return hashlib.sha256(address.encode()).hexdigest()[:FINGERPRINT]


def shown(address: str) -> str:
    """An address fit for a log: e-mail addresses in full, of an Apprise URL only the scheme (it may hold a secret)."""
    return f"{address.partition('://')[0]}://..." if is_web_address(address) else address
