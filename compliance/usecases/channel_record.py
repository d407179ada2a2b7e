"""Ask a channel's own record what became of a message that nobody knows the fate of (rule R2.5).

Asking may take as long as a delivery, so it is never done inside a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.notify.protocol import Switchboard, TracksDelivery


@dataclass(frozen=True)
class Recorded:
    """Whether the record shows a message (None: no record, or no answer) and the channel's own name for it."""

    found: bool | None
    reference: str = ""


def ask_record(switchboard: Switchboard, recipient: str, key: str) -> Recorded:
    """What the channel of a recipient has on record under a key."""
    channel = switchboard.channel_for(recipient)
    found = channel.record_of(key)
    if not found or not isinstance(channel, TracksDelivery):
        return Recorded(found)
    report = channel.report_of(key, "")
    return Recorded(found, "" if report is None else report.reference)
