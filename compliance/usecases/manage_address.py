"""Look at how addresses fare, and bring back one that was given up (rule R6)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from compliance.domain.address_health import AddressState, folded
from compliance.domain.delivery import shown
from compliance.domain.errors import NotFound, Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.words import is_blank
from compliance.store import addresses, authorities
from compliance.store.engine import Session, lock
from compliance.usecases.address_reports import RESTORED, reset
from compliance.usecases.plan_reminders import plan_again
from compliance.usecases.try_again import failed_at, try_again

Holders = dict[str, list[dict[str, str]]]


def list_addresses(session: Session, state: AddressState | None = None) -> list[dict[str, object]]:
    """Every address there was a report about, those given up first, each with whose it is; narrowed to one state."""
    holders = _holders(session)
    rows = addresses.reported_on(session)
    return [_shown(row.address, row, holders) for row in rows if state is None or row.state == state]


def show_address(session: Session, address: str) -> dict[str, object]:
    """One address with every report about it, oldest first.

    Raises NotFound for one that is nobody's and that nothing was reported about.
    """
    key, holders = folded(address), _holders(session)
    row = addresses.health_of(session, [key]).get(key)
    if row is None and key not in holders:
        raise NotFound(f"{shown(address)} is nobody's address, and nothing was reported about it")
    reports = [
        {
            "at": each.received_at.isoformat(),
            "severity": RESTORED if each.status == RESTORED else each.severity,
            "status": "" if each.status == RESTORED else each.status,
            "detail": each.detail,
            "source": each.source,
            "message": each.key,
        }
        for each in addresses.reports_about(session, key)
    ]
    return _shown(key, row, holders) | {"reports": reports}


def restore_address(session: Session, rulebook: Rulebook, moment: Moment, address: str, reason: str) -> int:
    """Write to an address again, on a person's word; what was reported before counts no more.

    Reminders that were never sent to it, reached nobody and are still right go to it (R6); gives about how many
    recommendations. Raises Refused without a reason and for an address that works, NotFound for one nothing was
    reported about.
    """
    if is_blank(reason):
        raise Refused("restoring an address needs a reason")
    lock(session, "plan_reminders")  # whoever weighs addresses holds this lock
    key = folded(address)
    row = addresses.health_of(session, [key]).get(key)
    if row is None:
        raise NotFound(f"nothing was reported about {shown(address)}: it is written to")
    if row.state == AddressState.WORKING:
        raise Refused(f"{shown(address)} works: there is nothing to restore")
    reset(session, moment, address, reason.strip())
    codes = {each["authority_code"] for each in _holders(session).get(key, [])}
    failed = [each for code in sorted(codes) for each in failed_at(session, code, moment.today)]
    again, _ = try_again(session, rulebook, failed, moment.today)
    plan_again(session, rulebook, moment, again)
    return len(again)


def health_by_address(session: Session, wanted: list[str]) -> dict[str, dict[str, object]]:
    """State, since when and why, for each of the addresses as they are spelt."""
    found = addresses.health_of(session, map(folded, wanted))
    return {address: _health(found.get(folded(address))) for address in wanted}


def _holders(session: Session) -> Holders:
    found: Holders = defaultdict(list)
    for code, role, name, address in authorities.all_contacts(session):
        found[folded(address)].append({"authority_code": code, "role": role, "name": name, "address": address})
    return dict(found)


def _shown(key: str, row: Any, holders: Holders) -> dict[str, object]:
    people = holders.get(key, [])
    contacts = [{name: value for name, value in person.items() if name != "address"} for person in people]
    spelt = people[0]["address"] if people else key
    return {"address": spelt} | _health(row) | {"contacts": contacts}


def _health(row: Any) -> dict[str, object]:
    if row is None:
        return {"state": "working", "since": None, "hard_count": 0, "soft_count": 0, "detail": ""}
    return {
        "state": row.state,
        "since": row.since.isoformat(),
        "hard_count": row.hard_count,
        "soft_count": row.soft_count,
        "detail": row.detail,
    }
