"""Queries behind the figures, as known at a moment (rules S8 to S11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, Row, ScalarSelect, Select, and_, exists, func, or_, select
from sqlmodel import Session

from compliance.domain.history import Happening
from compliance.store.case_tables import (
    Authority,
    Decision,
    Event,
    PublicSummary,
    Recommendation,
    RecordedOutcome,
)
from compliance.store.deadline_tables import Deadline
from compliance.store.events import RECOMMENDATION_STREAM
from compliance.store.rows import table_of

AUTHORITY = table_of(Authority)
DECISION = table_of(Decision)
RECOMMENDATION = table_of(Recommendation)
DEADLINE = table_of(Deadline)
OUTCOME = table_of(RecordedOutcome)
SUMMARY = table_of(PublicSummary)
EVENT = table_of(Event)


@dataclass(frozen=True)
class Wanted:
    """Which cases may have figures: those of the days from `first` to `last`, as known at `as_at`.

    With `by_due` a case may also belong there by a due date, else only by a day on which an outcome was recorded (S2).
    `authority_ids` narrows to cases about some authorities, None to none in particular.
    """

    first: date
    last: date
    as_at: datetime
    by_due: bool
    authority_ids: Collection[int] | None = None


def decisions(session: Session, wanted: Wanted) -> list[Row[Any]]:
    """Decisions that were decided in those days or may have a compliance outcome in them, by reference.

    Columns `id, reference, authority_code, decided_on, outcome, satisfactory_remedy`.
    """
    decided = DECISION.c.decided_on.between(wanted.first, wanted.last)
    found = _decisions(wanted).where(or_(decided, DECISION.c.id.in_(_ended(wanted))))
    return list(session.execute(found.order_by(DECISION.c.reference)))


def ended(session: Session, wanted: Wanted) -> list[Row[Any]]:
    """Decisions that may have a compliance outcome in those days; columns as `decisions` has them."""
    return list(session.execute(_decisions(wanted).where(DECISION.c.id.in_(_ended(wanted)))))


def alike(session: Session, wanted: Wanted) -> list[Row[Any]]:
    """How many decisions of those days that are not in `ended` are alike in all that figures look at.

    Columns `authority_code, outcome, satisfactory_remedy, number`, and one of the days they were `decided_on`.
    """
    same = (AUTHORITY.c.code, DECISION.c.outcome, DECISION.c.satisfactory_remedy)
    statement = (
        select(
            AUTHORITY.c.code.label("authority_code"),
            *same[1:],
            func.count().label("number"),
            func.min(DECISION.c.decided_on).label("decided_on"),
        )
        .select_from(DECISION)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(*_known(wanted), DECISION.c.decided_on.between(wanted.first, wanted.last))
        .where(DECISION.c.id.not_in(_ended(wanted)))
        .group_by(*same)
    )
    return list(session.execute(statement))


def recommendations(session: Session, wanted: Wanted) -> list[Row[Any]]:
    """Every recommendation, known at that moment, of the cases that may have a compliance outcome in those days.

    Columns `decision_id, due_on, outcome, completed_on, recorded_on`; the due date and the outcome are those in force
    at that moment (D7, S9).
    """
    in_force = and_(
        OUTCOME.c.recommendation_id == RECOMMENDATION.c.id,
        OUTCOME.c.recorded_at <= wanted.as_at,
        or_(OUTCOME.c.withdrawn_at.is_(None), OUTCOME.c.withdrawn_at > wanted.as_at),
    )
    latest = and_(
        DEADLINE.c.recommendation_id == RECOMMENDATION.c.id, DEADLINE.c.version == _latest_version(wanted.as_at)
    )
    statement = (
        select(
            RECOMMENDATION.c.decision_id,
            DEADLINE.c.due_on,
            OUTCOME.c.outcome,
            OUTCOME.c.completed_on,
            OUTCOME.c.recorded_on,
        )
        .select_from(RECOMMENDATION)
        .join(DEADLINE, latest)
        .outerjoin(OUTCOME, in_force)
        .where(
            RECOMMENDATION.c.decision_id.in_(_ended(wanted)),
            RECOMMENDATION.c.recorded_at <= wanted.as_at,
            RECOMMENDATION.c.clock == "",
        )
        .order_by(RECOMMENDATION.c.id)
    )
    return list(session.execute(statement))


def _decisions(wanted: Wanted) -> Select[Any]:
    return (
        select(
            DECISION.c.id,
            DECISION.c.reference,
            AUTHORITY.c.code.label("authority_code"),
            DECISION.c.decided_on,
            DECISION.c.outcome,
            DECISION.c.satisfactory_remedy,
        )
        .select_from(DECISION)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(*_known(wanted))
    )


def _known(wanted: Wanted) -> list[ColumnElement[bool]]:
    known: list[ColumnElement[bool]] = [DECISION.c.recorded_at <= wanted.as_at]
    if wanted.authority_ids is not None:
        known.append(DECISION.c.authority_id.in_(sorted(wanted.authority_ids)))
    return known


def _ended(wanted: Wanted) -> Select[Any]:
    """The cases of which a recommendation that has an outcome belongs to those days, by the outcome or by a due date.

    Without any such recommendation there is nothing to count but the decision: what is open has no figure yet.
    """
    days: list[ColumnElement[bool]] = [OUTCOME.c.recorded_on.between(wanted.first, wanted.last)]
    if wanted.by_due:
        days.append(and_(RECOMMENDATION.c.due_on >= wanted.first, RECOMMENDATION.c.original_due_on <= wanted.last))
    found = (
        select(RECOMMENDATION.c.decision_id)
        .join(OUTCOME, OUTCOME.c.recommendation_id == RECOMMENDATION.c.id)
        .where(RECOMMENDATION.c.clock == "", or_(*days))
    )
    if wanted.authority_ids is None:
        return found
    about = select(DECISION.c.id).where(DECISION.c.authority_id.in_(sorted(wanted.authority_ids)))
    return found.where(RECOMMENDATION.c.decision_id.in_(about))


def _latest_version(as_at: datetime) -> ScalarSelect[Any]:
    """The newest deadline version of a recommendation that was known at a moment."""
    version = DEADLINE.alias("version")
    return (
        select(func.max(version.c.version))
        .where(version.c.recommendation_id == RECOMMENDATION.c.id, version.c.recorded_at <= as_at)
        .correlate(RECOMMENDATION)
        .scalar_subquery()
    )


def service_improvements(session: Session, first: date, last: date, as_at: datetime) -> list[Row[Any]]:
    """Agreed service improvements of cases decided in a year whose public summary was clear by then (L3, L6, A1).

    Columns `authority_code, reference` (of the case)`, subject, public_summary`.
    """
    statement = (
        select(
            AUTHORITY.c.code.label("authority_code"),
            DECISION.c.reference,
            DECISION.c.subject,
            SUMMARY.c.summary.label("public_summary"),
        )
        .select_from(RECOMMENDATION)
        .join(SUMMARY, SUMMARY.c.id == _shown_summary(as_at))
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(
            RECOMMENDATION.c.kind == "service_improvement",
            RECOMMENDATION.c.clock == "",
            SUMMARY.c.summary != "",
            RECOMMENDATION.c.response == "agreed",
            ~_answered_after(as_at),
            DECISION.c.decided_on.between(first, last),
            DECISION.c.recorded_at <= as_at,
            RECOMMENDATION.c.recorded_at <= as_at,
        )
        .order_by(DECISION.c.reference, RECOMMENDATION.c.reference)
    )
    return list(session.execute(statement))


def _shown_summary(as_at: datetime) -> ScalarSelect[Any]:
    """The newest version of a recommendation's public summary that might be shown at a moment."""
    version = SUMMARY.alias("version")
    return (
        select(func.max(version.c.id))
        .where(version.c.recommendation_id == RECOMMENDATION.c.id, version.c.cleared_at <= as_at)
        .correlate(RECOMMENDATION)
        .scalar_subquery()
    )


def _answered_after(as_at: datetime) -> Exists:
    """Whether the answer came only after a moment; an agreement is never taken back, so it was none before (S9)."""
    stream = RECOMMENDATION_STREAM + RECOMMENDATION.c.reference
    return exists().where(EVENT.c.stream == stream, EVENT.c.kind == Happening.RESPONDED.value, EVENT.c.at > as_at)
