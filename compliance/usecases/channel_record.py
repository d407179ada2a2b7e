"""Ask a channel's own record what became of a message that nobody knows the fate of (rule R2.5).

Asking may take as long as a delivery, so it is never done inside a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.domain.delivery import Answer, Result
from compliance.notify.protocol import Switchboard, TracksDelivery


@dataclass(frozen=True)
class Recorded:
    """Whether the record shows a message (None: no record, or no answer) and the channel's own name for it."""

    found: bool | None
    reference: str = ""


def ask_record(switchboard: Switchboard, recipient: str, key: str, known: str) -> Recorded:
    """What the channel of a recipient has on record under a key.

    `known` is the channel's own name for an earlier sending under the key, one that came back; "" without one. What the
    record shows of that one says nothing of this.
    """
    channel = switchboard.channel_for(recipient)
    found = channel.record_of(key)
    if not found or not isinstance(channel, TracksDelivery):
        return Recorded(found)
    report = channel.report_of(key, "")
    if report is None:
        return Recorded(found=None if known else True)
    return Recorded(found=False) if report.reference == known else Recorded(True, report.reference)


def word_of_record(recorded: Recorded) -> Answer:
    """What the channel's own record says of a message whose sender stopped, as the answer nobody heard."""
    if recorded.found is None:
        return Answer(Result.UNKNOWN, "the sender stopped before the answer was on record")
    if recorded.found:
        return Answer(Result.ACCEPTED, "found in the channel's own record", reference=recorded.reference)
    return Answer(Result.REFUSED_FOR_NOW, "not in the channel's own record", unreachable=True)
