"""Queries behind the figures, as known at a moment (rules S8 to S11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Exists, Row, ScalarSelect, and_, exists, func, or_, select
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


def decisions(session: Session, first: date, last: date, as_at: datetime) -> list[Row[Any]]:
    """Decisions known at `as_at` that were decided in a year or have an outcome recorded or a due date in it.

    Columns `id, reference, authority_code, decided_on, outcome, satisfactory_remedy`.
    """
    touched = (
        select(RECOMMENDATION.c.decision_id)
        .outerjoin(OUTCOME, OUTCOME.c.recommendation_id == RECOMMENDATION.c.id)
        .where(
            RECOMMENDATION.c.clock == "",
            or_(
                OUTCOME.c.recorded_on.between(first, last),
                and_(RECOMMENDATION.c.due_on >= first, RECOMMENDATION.c.original_due_on <= last),
            ),
        )
    )
    statement = (
        select(
            DECISION.c.id,
            DECISION.c.reference,
            AUTHORITY.c.code.label("authority_code"),
            DECISION.c.decided_on,
            DECISION.c.outcome,
            DECISION.c.satisfactory_remedy,
        )
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(
            DECISION.c.recorded_at <= as_at,
            or_(DECISION.c.decided_on.between(first, last), DECISION.c.id.in_(touched)),
        )
        .order_by(DECISION.c.reference)
    )
    return list(session.execute(statement))


def recommendations(session: Session, first: date, last: date, as_at: datetime) -> list[Row[Any]]:
    """Every recommendation, known at `as_at`, of the cases that may have a compliance outcome in a year.

    Columns `decision_id, due_on, outcome, completed_on, recorded_on`; the due date and the outcome are those in force
    at that moment (D7, S9).
    """
    latest = (
        select(DEADLINE.c.recommendation_id, func.max(DEADLINE.c.version).label("version"))
        .where(DEADLINE.c.recorded_at <= as_at)
        .group_by(DEADLINE.c.recommendation_id)
        .subquery()
    )
    in_force = and_(
        OUTCOME.c.recommendation_id == RECOMMENDATION.c.id,
        OUTCOME.c.recorded_at <= as_at,
        or_(OUTCOME.c.withdrawn_at.is_(None), OUTCOME.c.withdrawn_at > as_at),
    )
    recorded = select(OUTCOME.c.recommendation_id).where(OUTCOME.c.recorded_on.between(first, last))
    by_due = and_(RECOMMENDATION.c.due_on >= first, RECOMMENDATION.c.original_due_on <= last)
    cases = select(RECOMMENDATION.c.decision_id).where(
        RECOMMENDATION.c.clock == "", or_(RECOMMENDATION.c.id.in_(recorded), by_due)
    )
    statement = (
        select(
            RECOMMENDATION.c.decision_id,
            DEADLINE.c.due_on,
            OUTCOME.c.outcome,
            OUTCOME.c.completed_on,
            OUTCOME.c.recorded_on,
        )
        .join(latest, latest.c.recommendation_id == RECOMMENDATION.c.id)
        .join(
            DEADLINE,
            and_(DEADLINE.c.recommendation_id == latest.c.recommendation_id, DEADLINE.c.version == latest.c.version),
        )
        .outerjoin(OUTCOME, in_force)
        .where(
            RECOMMENDATION.c.decision_id.in_(cases), RECOMMENDATION.c.recorded_at <= as_at, RECOMMENDATION.c.clock == ""
        )
        .order_by(RECOMMENDATION.c.id)
    )
    return list(session.execute(statement))


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
