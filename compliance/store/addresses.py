"""Queries on reports about addresses and on the health that follows from them (rule R6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from compliance.domain.address_health import AddressState, Severity, folded
from compliance.domain.authorities import Role
from compliance.store.delivery_tables import AddressHealth, Message, MessageItem, ReturnedMail, Step
from compliance.store.put_back import standing_for
from compliance.store.rows import chunks, insert_rows, table_of

REPORT = table_of(ReturnedMail)
HEALTH = table_of(AddressHealth)
MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
STEP = table_of(Step)


def known_as(session: Session, fingerprint: str) -> Severity | None:
    """The severity with which a report with this fingerprint is on record; None when it is not."""
    found = select(REPORT.c.severity).where(REPORT.c.fingerprint == fingerprint)
    severity = session.execute(found).scalar_one_or_none()
    return None if severity is None else Severity(severity)


def add_report(session: Session, row: Mapping[str, Any]) -> None:
    """Put a report on record."""
    insert_rows(session, ReturnedMail, [row])


def reports_about(session: Session, address: str) -> list[Row[Any]]:
    """The reports about a folded address with the `key` of their message, oldest first."""
    statement = (
        select(REPORT, MESSAGE.c.key)
        .outerjoin(MESSAGE, REPORT.c.message_id == MESSAGE.c.id)
        .where(REPORT.c.recipient == address)
        .order_by(REPORT.c.received_at, REPORT.c.id)
    )
    return list(session.execute(statement))


def health_of(session: Session, addresses: Iterable[str]) -> dict[str, Row[Any]]:
    """What is on record of these folded addresses, by address; one that nobody reported on has no row."""
    found: dict[str, Row[Any]] = {}
    for some in chunks(sorted(set(addresses))):
        for row in session.execute(select(HEALTH).where(HEALTH.c.address.in_(some))):
            found[row.address] = row
    return found


def reported_on(session: Session) -> list[Row[Any]]:
    """Every address there was a report about: those that are stopped first, then by address."""
    found = session.execute(select(HEALTH).order_by(HEALTH.c.address))
    order = [AddressState.STOPPED, AddressState.FAILING, AddressState.WORKING]
    return sorted(found, key=lambda row: order.index(AddressState(row.state)))


def is_stopped(session: Session, address: str) -> bool:
    """Whether a folded address is not written to any more."""
    state = session.execute(select(HEALTH.c.state).where(HEALTH.c.address == address)).scalar_one_or_none()
    return state == AddressState.STOPPED.value


def stopped(session: Session) -> set[str]:
    """The folded addresses that are not written to any more."""
    statement = select(HEALTH.c.address).where(HEALTH.c.state == AddressState.STOPPED.value)
    return set(session.execute(statement).scalars())


def set_health(session: Session, address: str, values: Mapping[str, Any]) -> None:
    """Write down how an address fares."""
    changed = update(HEALTH).where(HEALTH.c.address == address).values(**values).returning(HEALTH.c.address)
    if session.execute(changed).scalar_one_or_none() is None:
        session.execute(insert(HEALTH).values(address=address, **values))


def lost_for(session: Session, step_ids: Sequence[int]) -> dict[int, set[str]]:
    """Whom a step did not reach: the recipients of its messages that failed or came back, by step id.

    Of a date that was put back also those of the step it goes on from.
    """
    found: dict[int, set[str]] = {}
    for some in chunks(step_ids):
        those = standing_for(some)
        statement = (
            select(those.c.step_id, ITEM.c.recipient)
            .join(ITEM, ITEM.c.step_id == those.c.stands_for)
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(ITEM.c.dropped.is_(None), MESSAGE.c.state == "failed")
        )
        for step, recipient in session.execute(statement):
            found.setdefault(step, set()).add(recipient)
    return found


def lost_about(session: Session, recommendation_ids: Sequence[int]) -> dict[int, set[str]]:
    """Whom the newest message about a recommendation did not reach, folded, by recommendation id.

    An address that was brought back since, or that something has arrived at, is not among them.
    """
    newest: dict[tuple[int, str], Row[Any]] = {}
    for some in chunks(recommendation_ids):
        statement = (
            select(ITEM.c.recommendation_id, ITEM.c.recipient, MESSAGE.c.state, MESSAGE.c.day)
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(ITEM.c.recommendation_id.in_(some), ITEM.c.dropped.is_(None))
            .where(MESSAGE.c.state.in_(("sent", "failed")))
            .order_by(MESSAGE.c.day, MESSAGE.c.id)
        )
        newest |= {(row.recommendation_id, folded(row.recipient)): row for row in session.execute(statement)}
    known = health_of(session, {recipient for _, recipient in newest})
    found: dict[int, set[str]] = {}
    for (about, recipient), row in newest.items():
        health = known.get(recipient)
        works = health is not None and health.state == AddressState.WORKING and health.since >= row.day
        if row.state == "failed" and not works:
            found.setdefault(about, set()).add(recipient)
    return found


@dataclass(frozen=True)
class Told:
    """One attempt to reach the authority about a recommendation: its day, whether it got there, why not."""

    day: date
    reached: bool
    why: str


def tries(session: Session, recommendation_id: int, last: date) -> list[Told]:
    """Messages to the authority about a recommendation that got there or were lost, and steps that had nobody to go to.

    What waits, is in doubt or was suppressed tells nothing.
    """
    about = (
        select(MESSAGE.c.day, MESSAGE.c.state, MESSAGE.c.reason)
        .join(ITEM, ITEM.c.message_id == MESSAGE.c.id)
        .where(
            ITEM.c.recommendation_id == recommendation_id,
            ITEM.c.dropped.is_(None),
            MESSAGE.c.day <= last,
            MESSAGE.c.state.in_(("sent", "failed")),
            MESSAGE.c.recipient_role.in_([role.value for role in Role]),
        )
    )
    found = {Told(row.day, row.state == "sent", row.reason) for row in session.execute(about)}
    nobody = select(STEP.c.on_day, STEP.c.reason).where(
        STEP.c.recommendation_id == recommendation_id, STEP.c.state == "failed", STEP.c.on_day <= last
    )
    found |= {Told(row.on_day, False, row.reason) for row in session.execute(nobody)}
    return sorted(found, key=lambda each: (each.day, each.reached, each.why))
