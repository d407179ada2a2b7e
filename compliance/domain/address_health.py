"""Whether an address can still be written to (rule R6).

Reports about messages are the evidence; the health of an address follows from them alone, in the order of their
instants. That a mail server took a message proves nothing: only a report of its arrival does, or a person's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True)
class Thresholds:
    """After how many returned messages an address is stopped: hard ones ever, soft ones within so many days."""

    hard_returns: int = 1
    soft_returns: int = 3
    soft_return_days: int = 14


@dataclass(frozen=True)
class Report:
    """One report about an address: the office's day, what it says, and of which message.

    `message` is any value that tells messages apart; two reports about one message count once. `restores` marks a
    person's word that the address works.
    """

    day: date
    severity: Severity
    message: object = None
    detail: str = ""
    restores: bool = False


@dataclass(frozen=True)
class Health:
    """How an address fares, since which day, what it counts at present and what the deciding report said."""

    state: AddressState = AddressState.WORKING
    since: date | None = None
    soft_count: int = 0
    hard_count: int = 0
    detail: str = ""


def health(reports: Iterable[Report], thresholds: Thresholds) -> Health:
    """The health that follows from reports, oldest first.

    A delivered report heals an address that fails; one that is stopped stays so until a person restores it, because
    the report may speak of an older message.
    """
    found, soft, hard = Health(), dict[object, date](), dict[object, date]()
    for report in reports:
        if report.restores or (report.severity is Severity.DELIVERED and found.state is not AddressState.STOPPED):
            soft, hard = {}, {}
            found = Health(since=report.day, detail=report.detail)
        elif report.severity in (Severity.HARD, Severity.SOFT):
            (hard if report.severity is Severity.HARD else soft).setdefault(report.message, report.day)
            found = _counted(found, report, _recent(soft, report.day, thresholds), len(hard), thresholds)
    return found


def _recent(soft: dict[object, date], day: date, thresholds: Thresholds) -> int:
    first = day - timedelta(days=thresholds.soft_return_days - 1)
    return sum(first <= each <= day for each in soft.values())


def _counted(before: Health, report: Report, soft: int, hard: int, thresholds: Thresholds) -> Health:
    if before.state is AddressState.STOPPED:
        return Health(before.state, before.since, soft, hard, before.detail)
    over = hard >= thresholds.hard_returns or soft >= thresholds.soft_returns
    state = AddressState.STOPPED if over else AddressState.FAILING
    since = before.since if before.state is state else report.day
    return Health(state, since, soft, hard, report.detail)


def folded(address: str) -> str:
    """The form in which two spellings of one address are the same: case folded, an e-mail's domain in ASCII."""
    if "://" in address:
        return address.casefold()
    local, at, domain = address.strip().casefold().rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{local}{at}{domain}"
