"""Queries on who looks after recommendations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select, update
from sqlmodel import Session

from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.delivery_tables import Task
from compliance.store.rows import chunks, table_of

RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
TASK = table_of(Task)
AUTHORITY = table_of(Authority)


def of_person(session: Session, person: str) -> list[Row[Any]]:
    """The open recommendations of a person ("": of nobody), locked: `id`, `reference`, `caseworker`, by reference."""
    return _open(session, RECOMMENDATION.c.caseworker == person)


def ever_looked_after(session: Session, person: str) -> bool:
    """Whether a person looks after anything on record, open or not."""
    wanted = RECOMMENDATION.c.caseworker == person
    return session.execute(select(RECOMMENDATION.c.id).where(wanted).limit(1)).first() is not None


def of_case(session: Session, decision_reference: str) -> list[Row[Any]]:
    """The open recommendations of a case, locked, as `of_person` gives them."""
    case_id = select(DECISION.c.id).where(DECISION.c.reference == decision_reference).scalar_subquery()
    return _open(session, RECOMMENDATION.c.decision_id == case_id)


def _open(session: Session, wanted: ColumnElement[bool]) -> list[Row[Any]]:
    columns = (RECOMMENDATION.c.id, RECOMMENDATION.c.reference, RECOMMENDATION.c.caseworker)
    statement = select(*columns).where(wanted, RECOMMENDATION.c.closed_on.is_(None))
    return list(session.execute(statement.order_by(RECOMMENDATION.c.reference).with_for_update()))


def give(session: Session, identifiers: Iterable[int], person: str) -> None:
    """Let a person look after recommendations; "" is nobody."""
    for some in chunks(sorted(identifiers)):
        session.execute(update(RECOMMENDATION).where(RECOMMENDATION.c.id.in_(some)).values(caseworker=person))


def give_tasks(session: Session, person: str, to: str, recommendation_ids: Iterable[int] | None = None) -> int:
    """Give a person's open tasks to another, all of them or those about some recommendations; says how many."""
    mine = (TASK.c.assigned_to == person, TASK.c.closed_on.is_(None))
    if recommendation_ids is None:
        return len(session.execute(update(TASK).where(*mine).values(assigned_to=to).returning(TASK.c.id)).all())
    return sum(
        len(
            session.execute(
                update(TASK)
                .where(*mine, TASK.c.recommendation_id.in_(some))
                .values(assigned_to=to)
                .returning(TASK.c.id)
            ).all()
        )
        for some in chunks(sorted(recommendation_ids))
    )


def looked_after(session: Session, person: str) -> list[Row[Any]]:
    """The open recommendations a person looks after, for reading: due first, open-ended ones last.

    Columns `reference, kind, original_due_on, due_on` of each, `decision, subject` of its case and `authority_name`.
    """
    own = (RECOMMENDATION.c[name] for name in ("reference", "kind", "original_due_on", "due_on"))
    columns = (*own, DECISION.c.subject)
    statement = (
        select(*columns, DECISION.c.reference.label("decision"), AUTHORITY.c.name.label("authority_name"))
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(RECOMMENDATION.c.caseworker == person, RECOMMENDATION.c.closed_on.is_(None))
    )
    order = (RECOMMENDATION.c.due_on.is_(None), RECOMMENDATION.c.due_on, RECOMMENDATION.c.reference)
    return list(session.execute(statement.order_by(*order)))


def tasks_of(session: Session, person: str) -> list[Row[Any]]:
    """The open tasks given to a person, due first: `id, kind, subject, due_on, reference`; None: about no one."""
    columns = (TASK.c.id, TASK.c.kind, TASK.c.subject, TASK.c.due_on, RECOMMENDATION.c.reference)
    statement = select(*columns).outerjoin(RECOMMENDATION, TASK.c.recommendation_id == RECOMMENDATION.c.id)
    mine = statement.where(TASK.c.assigned_to == person, TASK.c.closed_on.is_(None))
    return list(session.execute(mine.order_by(TASK.c.due_on, TASK.c.id)))


def people_with_tasks(session: Session) -> dict[str, int]:
    """How many open tasks are given to each person, by name."""
    given = (TASK.c.closed_on.is_(None), TASK.c.assigned_to != "")
    statement = select(TASK.c.assigned_to, func.count()).where(*given).group_by(TASK.c.assigned_to)
    return {person: number for person, number in session.execute(statement.order_by(TASK.c.assigned_to))}


def looks_after_any(session: Session, person: str) -> bool:
    """Whether a person looks after an open recommendation; one step in an index."""
    theirs = (RECOMMENDATION.c.caseworker == person, RECOMMENDATION.c.closed_on.is_(None))
    return session.execute(select(RECOMMENDATION.c.id).where(*theirs).limit(1)).first() is not None


def overdue(session: Session, person: str, today: date) -> int:
    """How many open recommendations that a person looks after were due before a day; from those of the person alone."""
    theirs = (RECOMMENDATION.c.caseworker == person, RECOMMENDATION.c.closed_on.is_(None))
    statement = select(func.count()).select_from(RECOMMENDATION).where(*theirs, RECOMMENDATION.c.due_on < today)
    found: int = session.execute(statement).scalar_one()
    return found


def loads(session: Session, today: date) -> list[Row[Any]]:
    """How many open recommendations each person looks after and how many of them are overdue, "" for nobody.

    Columns `person`, `open`, `overdue`.
    """
    late = case((RECOMMENDATION.c.due_on < today, 1), else_=0)
    statement = (
        select(RECOMMENDATION.c.caseworker.label("person"), func.count().label("open"), func.sum(late).label("overdue"))
        .where(RECOMMENDATION.c.closed_on.is_(None))
        .group_by(RECOMMENDATION.c.caseworker)
        .order_by(RECOMMENDATION.c.caseworker)
    )
    return list(session.execute(statement))
