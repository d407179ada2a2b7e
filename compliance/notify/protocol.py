"""What a use case knows of sending: a letter to compose, a channel to hand it to, and the channel's answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from compliance.domain.delivery import Answer
from compliance.domain.returned import Returned


@dataclass(frozen=True)
class ToldChange:
    """A change of a deadline that a message tells: its kind, why, and who agreed to it; `reason` may be ""."""

    change: str
    reason: str
    agreed_by: str


@dataclass(frozen=True)
class Item:
    """One recommendation within a message: what the templates may speak of.

    `template` names the folder under config/templates; `facts` holds what only that kind of item has, such as the
    reason of an extension; `authority` is named where a message is about several; `sums` are in words.
    `overdue_days` is negative before the due date, 0 on it (calendar days). All three are None while the deadline
    is open-ended (D2, D6). `response` is what the authority answered, "" while it has not (L6); `statutory` says that
    it is a stage of a statutory clock, which nobody agrees to (T). `changes` are those of its deadline since the
    authority was last told, oldest first, where this message tells of them (D6).
    """

    template: str
    step: str
    recommendation: str
    decision: str
    action: str
    due_on: date | None
    original_due_on: date | None
    overdue_days: int | None
    expected_evidence: Sequence[str] = ()
    receipt: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    authority: str = ""
    sums: Sequence[str] = ()
    response: str = ""
    statutory: bool = False
    changes: Sequence[ToldChange] = ()


@dataclass(frozen=True)
class Digest:
    """Everything one message says: to whom, on which day, about which recommendations (R3)."""

    key: str
    day: date
    recipient: str
    recipient_name: str
    recipient_role: str
    authority: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A composed message, ready for a channel. The key goes into X-Amends-Key and the Message-ID."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment] = ()


class Composer(Protocol):
    """Turns a digest into a letter; raises RulebookError when a template cannot be filled."""

    def compose(self, digest: Digest) -> Letter:
        """Fill the office's templates."""


class Channel(Protocol):
    """A way to reach one recipient. Safe to use from several threads at once."""

    name: str

    def deliver(self, letter: Letter) -> Answer:
        """Hand one letter over. Never raises for what the other side says or fails to say: that is the answer."""

    def record_of(self, key: str) -> bool | None:
        """Whether the channel's own record shows this key as accepted; None where it keeps no record (R2.5)."""

    def probe(self) -> Answer:
        """Whether the other side could take a letter now, without sending one; UNKNOWN where only sending tells."""

    def close(self) -> None:
        """Give back connections."""


class Fate(StrEnum):
    """What a channel says became of a message it had accepted."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    RETURNED_FOR_GOOD = "returned_for_good"
    RETURNED_FOR_NOW = "returned_for_now"


@dataclass(frozen=True)
class DeliveryReport:
    """A channel's word on one accepted message.

    `key` is ours, `reference` the channel's own name for it, `recipient` the address in our form, `status` the
    channel's own word and `detail` what it means, `at` the instant it happened (None where it is not said), `source`
    how the word came.
    """

    key: str
    reference: str
    recipient: str
    fate: Fate
    status: str
    detail: str
    at: datetime | None
    source: str


@runtime_checkable
class TracksDelivery(Protocol):
    """A channel that can be asked what became of a message after it had accepted it."""

    def report_of(self, key: str, reference: str) -> DeliveryReport | None:
        """The channel's word by its own `reference`, or by our key where that is ""; None when it gives no answer."""


class Switchboard(Protocol):
    """Finds the channel that serves an address."""

    def channel_for(self, recipient: str) -> Channel:
        """The channel for an e-mail address or Apprise URL."""

    def fault(self, address: str) -> str | None:
        """Why an address cannot be used, in the words of an import report; None when it can."""

    def probe(self) -> Answer:
        """Whether the office's mail channel could take a letter now."""

    def close(self) -> None:
        """Close every channel."""


@dataclass(frozen=True)
class Piece:
    """One mail in the mailbox of returned mail: its place there, a digest of it, and what it reports.

    `fault` says in one line why there is nothing to report.
    """

    place: str
    fingerprint: str
    reports: Sequence[Returned] = ()
    fault: str = ""


class ReturnedMailbox(Protocol):
    """Where mail comes back to. Raises NotReady, in one line, when it cannot be read."""

    name: str

    def pieces(self) -> Iterator[Piece]:
        """What lies there now, oldest first; nothing is changed by looking."""

    def put_away(self, piece: Piece) -> None:
        """Move a piece that is on record out of the way."""

    def leave(self, piece: Piece) -> None:
        """Let a piece lie for a person; where the mailbox can, mark it as looked at."""

    def close(self) -> None:
        """Give back connections."""
