"""What a report about one of our messages says: it came back, it is late, or it arrived (rule R6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from compliance.domain.address_health import Severity, folded

# RFC 3463: class, subject, detail; one that says nothing in particular ends in .0.0.
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
MAILBOX_FULL = "5.2.2"
# Policy and security (RFC 3463): a block list or a filter speaks of the mail or of us, not of the address.
POLICY = "5.7."
ARRIVED = frozenset({"delivered", "expanded"})
# Handed on to a server that sends no reports: neither an arrival nor a failure (RFC 3464, 2.3.3).
RELAYED = "relayed"
DELAYED = "delayed"


@dataclass(frozen=True)
class Returned:
    """One report about one message to one recipient.

    `key` is that of the ledger, `status` an RFC 3463 code such as "5.1.1" or the channel's own word, `detail` one line,
    `source` who said so, `at` a zone-aware instant. `known_as` are further spellings of the recipient in the report.
    `final`: nothing more will be tried, so a soft return loses the message too; a report of a delay is not final.
    `fingerprint` makes reading the same report again harmless; without one it is made of the rest.
    `of_channel`: it comes from the record of the service that took the message, which also says what arrived, by one
    clock. `timed`: `at` is the reporter's own, not when we heard of it.
    """

    key: str
    recipient: str
    severity: Severity
    status: str
    detail: str
    source: str
    at: datetime
    final: bool = True
    known_as: tuple[str, ...] = ()
    fingerprint: str = ""
    of_channel: bool = False
    timed: bool = True

    @property
    def identity(self) -> str:
        """The fingerprint, given or made."""
        if self.fingerprint:
            return self.fingerprint
        parts = (self.key, folded(self.recipient), self.severity.value, self.status, self.source, self.at.isoformat())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def loses_message(self) -> bool:
        """Whether the message will never arrive."""
        return self.final and self.severity in (Severity.HARD, Severity.SOFT)

    def comes_too_late(self, arrived_at: datetime | None) -> bool:
        """Whether a failure for now is no news: the message arrived at that instant, and nothing failed since (R6).

        So it is with what the channel reports in another order than it happened. An address that does not exist, or a
        bounce that somebody else's server sends, is believed whatever arrived: silence must not look like an arrival.
        """
        if arrived_at is None or not self.of_channel or self.severity is not Severity.SOFT:
            return False
        return not self.timed or self.at <= arrived_at

    def is_about(self, address: str) -> bool:
        """Whether the report speaks of this recipient, however it spells the address."""
        return folded(address) in {folded(each) for each in (self.recipient, *self.known_as)}


def status_in(texts: Iterable[str]) -> str:
    """The first status that says something in particular, else the first of any kind; "" without one."""
    found = [match[0] for text in texts for match in STATUS.finditer(text)]
    return next((status for status in found if not status.endswith(".0.0")), found[0] if found else "")


def severity_of(action: str, status: str) -> Severity:
    """What an RFC 3464 action with its status says of the address; `ignored` where the two say nothing."""
    if action in ARRIVED:
        return Severity.DELIVERED
    if action == RELAYED:
        return Severity.IGNORED
    if action == DELAYED or status.startswith("4.") or status == MAILBOX_FULL or status.startswith(POLICY):
        return Severity.SOFT
    if action == "failed" or status.startswith("5."):
        return Severity.HARD
    return Severity.IGNORED
