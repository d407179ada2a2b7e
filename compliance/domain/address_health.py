"""Whether an address can still be written to (rule R6)."""

from __future__ import annotations

from enum import StrEnum


class AddressState(StrEnum):
    """How an address fares: a stopped one is not written to any more until a person restores it."""

    WORKING = "working"
    FAILING = "failing"
    STOPPED = "stopped"


class Severity(StrEnum):
    """What a report about a message says of its address; `ignored` is a report that proves nothing."""

    HARD = "hard"
    SOFT = "soft"
    DELIVERED = "delivered"
    IGNORED = "ignored"
