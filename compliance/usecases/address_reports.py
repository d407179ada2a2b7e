"""Putting reports about addresses on record and weighing them: one that fails too often is stopped (rule R6)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from compliance.domain.address_health import AddressState, Health, Report, Severity, folded, health
from compliance.domain.delivery import is_web_address, shown
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.tasks import TaskKind
from compliance.store import addresses, events, tasks
from compliance.store.engine import Session
from compliance.usecases.open_tasks import Wanted, open_tasks

RESTORED = "restored"  # the status of a person's word that an address works


def report(
    session: Session,
    moment: Moment,
    *,
    fingerprint: str,
    recipient: str,
    severity: Severity,
    at: datetime,
    message_id: int | None = None,
    status: str = "",
    detail: str = "",
    source: str = "",
) -> None:
    """Put one report on record; `at` in the future is taken as now, for nothing can be reported before it happens."""
    row = {
        "fingerprint": fingerprint,
        "received_at": min(at, moment.now),
        "recipient": folded(recipient),
        "message_id": message_id,
        "severity": severity.value,
        "status": status,
        "detail": detail,
        "source": source,
        "recorded_at": moment.now,
    }
    addresses.add_report(session, row)


def weigh(session: Session, rulebook: Rulebook, moment: Moment, address: str, message_id: int | None = None) -> bool:
    """Write down the health of an address as its reports have it; True when that stops it.

    A stopped address becomes a task and an event: it is never given up in silence. The caller holds the planner's lock.
    """
    zone = ZoneInfo(rulebook.office.time_zone)
    key = folded(address)
    given = [_as_report(row, zone) for row in addresses.reports_about(session, key)]
    found = health(given, rulebook.thresholds)
    before = addresses.health_of(session, [key]).get(key)
    _write(session, moment, key, found)
    was_stopped = before is not None and before.state == AddressState.STOPPED
    if found.state is not AddressState.STOPPED or was_stopped:
        return False
    why = f"{shown(address)} is not written to any more: {found.detail}"
    wanted = Wanted(TaskKind.ADDRESS_STOPPED, subject(address), why, message_id=message_id)
    open_tasks(session, rulebook, moment.today, [wanted])
    payload = {"address": shown(address), "detail": found.detail, "hard": found.hard_count, "soft": found.soft_count}
    say(session, moment, address, Happening.ADDRESS_STOPPED, payload)
    return True


def reset(session: Session, moment: Moment, address: str, reason: str) -> None:
    """Take a person's word that an address works: what was reported before counts no more.

    The caller holds the planner's lock.
    """
    key = folded(address)
    count = len(addresses.reports_about(session, key))
    report(
        session,
        moment,
        fingerprint=f"{RESTORED}/{digest(address)}/{count}",
        recipient=address,
        severity=Severity.DELIVERED,
        at=moment.now,
        status=RESTORED,
        detail=reason,
        source=moment.actor,
    )
    _write(session, moment, key, Health(since=moment.today, detail=reason))
    tasks.close(session, TaskKind.ADDRESS_STOPPED, subject(address), moment.today)
    say(session, moment, address, Happening.ADDRESS_RESTORED, {"address": shown(address), "reason": reason})


def digest(address: str) -> str:
    """Stands for an address where it may not be shown: an Apprise URL may hold a secret."""
    return hashlib.sha256(folded(address).encode()).hexdigest()[:16]


def subject(address: str) -> str:
    """What a task about an address is about, the same for each way to spell it."""
    return f"address {shown(folded(address))}" + (f" {digest(address)}" if is_web_address(address) else "")


def address_stream(address: str) -> str:
    """The stream of what happened to an address, however it is spelt."""
    return f"address/{digest(address)}"


def say(session: Session, moment: Moment, address: str, kind: Happening, payload: dict[str, object]) -> None:
    """Append one event to an address's history."""
    entry = Entry(
        address_stream(address), moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload
    )
    events.append(session, [entry])


def _as_report(row: Any, zone: ZoneInfo) -> Report:
    day = row.received_at.astimezone(zone).date()
    restores = row.status == RESTORED and row.message_id is None
    return Report(day, Severity(row.severity), row.message_id or row.fingerprint, row.detail, restores)


def _write(session: Session, moment: Moment, key: str, found: Health) -> None:
    values = {
        "state": found.state.value,
        "soft_count": found.soft_count,
        "hard_count": found.hard_count,
        "since": found.since or moment.today,
        "detail": found.detail,
        "changed_at": moment.now,
        "changed_by": moment.actor,
    }
    addresses.set_health(session, key, values)
