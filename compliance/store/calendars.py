"""Queries on calendars: applied lists of bank holidays, authorities' own calendars and closing days (D4, D9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlmodel import Session

from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.deadline_tables import CalendarVersion, ClosureDay, Deadline
from compliance.store.delivery_tables import Step
from compliance.store.rows import chunks, insert_rows, table_of

AUTHORITY = table_of(Authority)
DECISION = table_of(Decision)
RECOMMENDATION = table_of(Recommendation)
DEADLINE = table_of(Deadline)
CLOSURE = table_of(ClosureDay)
VERSION = table_of(CalendarVersion)
STEP = table_of(Step)
NEWEST = select(func.max(VERSION.c.id)).group_by(VERSION.c.calendar)


def applied(session: Session) -> dict[str, Row[Any]]:
    """The newest applied list of each calendar that has one, by the calendar's name."""
    newest = select(func.max(VERSION.c.id)).group_by(VERSION.c.calendar).scalar_subquery()
    return {row.calendar: row for row in session.execute(select(VERSION).where(VERSION.c.id.in_(newest)))}


def newest(session: Session) -> tuple[int, ...]:
    """The ids of the newest applied lists, in order."""
    return tuple(sorted(session.execute(NEWEST).scalars()))


def add_version(session: Session, row: Mapping[str, Any]) -> None:
    """Store an applied list."""
    insert_rows(session, CalendarVersion, [row])


def own_calendars(session: Session, authority_ids: Iterable[int] | None = None) -> dict[int, str]:
    """The names of the calendars of authorities that do not go by the office's default one, by authority id."""
    statement = select(AUTHORITY.c.id, AUTHORITY.c.calendar).where(AUTHORITY.c.calendar != "")
    if authority_ids is not None:
        statement = statement.where(AUTHORITY.c.id.in_(set(authority_ids)))
    return {identifier: name for identifier, name in session.execute(statement)}


def closures(session: Session, authority_ids: Iterable[int] | None = None) -> list[Row[Any]]:
    """The closing days of all or some authorities as (authority_id, code, day, name), by code and day."""
    statement = (
        select(CLOSURE.c.authority_id, AUTHORITY.c.code, CLOSURE.c.day, CLOSURE.c.name)
        .join(AUTHORITY, CLOSURE.c.authority_id == AUTHORITY.c.id)
        .order_by(AUTHORITY.c.code, CLOSURE.c.day)
    )
    if authority_ids is not None:
        statement = statement.where(CLOSURE.c.authority_id.in_(set(authority_ids)))
    return list(session.execute(statement))


def add_closures(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert closing days."""
    insert_rows(session, ClosureDay, rows)


def remove_closure(session: Session, authority_id: int, day: date) -> None:
    """Remove one closing day."""
    session.execute(delete(CLOSURE).where(CLOSURE.c.authority_id == authority_id, CLOSURE.c.day == day))


def open_deadlines(session: Session, authority_ids: Iterable[int], *, lock: bool) -> list[Row[Any]]:
    """Open live recommendations of these authorities, each with what its date, if it has one, was computed from.

    Columns of the recommendation, and `authority_id`, `authority_code`, `decided_on` and the `receipt` of its current
    deadline version; by reference.
    """
    statement = (
        select(
            RECOMMENDATION,
            DECISION.c.authority_id,
            DECISION.c.decided_on,
            AUTHORITY.c.code.label("authority_code"),
            DEADLINE.c.receipt,
        )
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .join(
            DEADLINE,
            (DEADLINE.c.recommendation_id == RECOMMENDATION.c.id)
            & (DEADLINE.c.version == RECOMMENDATION.c.deadline_version),
        )
        .where(
            RECOMMENDATION.c.closed_on.is_(None),
            RECOMMENDATION.c.live_from.is_not(None),
        )
        .order_by(RECOMMENDATION.c.reference)
    )
    found: list[Row[Any]] = []
    for some in chunks(sorted(set(authority_ids))):
        narrowed = statement.where(DECISION.c.authority_id.in_(some))
        found += session.execute(narrowed.with_for_update(of=RECOMMENDATION) if lock else narrowed)
    return sorted(found, key=lambda row: str(row.reference))


def rungs_to_move(
    session: Session, recommendation_ids: Sequence[int], passed_by: Iterable[str]
) -> dict[int, list[Row[Any]]]:
    """The rungs in force still planned of these recommendations, by recommendation id, in order of their days.

    And those that were skipped for a reason that begins as one of `passed_by`, whose task was not raised; no notices.
    """
    found: dict[int, list[Row[Any]]] = {}
    early = or_(*(STEP.c.reason.startswith(why) for why in passed_by))
    skipped = (STEP.c.state == "skipped") & early & ~STEP.c.reason.contains(";")
    for some in chunks(recommendation_ids):
        statement = (
            select(STEP)
            .join(RECOMMENDATION, STEP.c.recommendation_id == RECOMMENDATION.c.id)
            .where(
                STEP.c.recommendation_id.in_(some),
                STEP.c.deadline_version == RECOMMENDATION.c.deadline_version,
                STEP.c.notice == "",
                (STEP.c.state == "planned") | skipped,
            )
        )
        for row in session.execute(statement.order_by(STEP.c.on_day, STEP.c.id)):
            found.setdefault(row.recommendation_id, []).append(row)
    return found


def move_step(session: Session, step: Any, values: Mapping[str, Any]) -> None:
    """Overwrite columns of one rung, as long as it is in the state in which it was found."""
    session.execute(update(STEP).where(STEP.c.id == step.id, STEP.c.state == step.state).values(**values))
