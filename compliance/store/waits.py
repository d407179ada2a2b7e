"""Queries on what open-ended deadlines wait for (rule D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.store.case_tables import Recommendation
from compliance.store.deadline_tables import DeadlineWait
from compliance.store.rows import chunks, insert_rows, table_of

WAIT = table_of(DeadlineWait)
RECOMMENDATION = table_of(Recommendation)
OTHER = RECOMMENDATION.alias("other")


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert waits."""
    insert_rows(session, DeadlineWait, rows)


def ids(session: Session, references: Iterable[str]) -> dict[str, int]:
    """The ids of the recommendations of these references."""
    found: dict[str, int] = {}
    for some in chunks(sorted(set(references))):
        statement = select(RECOMMENDATION.c.reference, RECOMMENDATION.c.id).where(RECOMMENDATION.c.reference.in_(some))
        found |= {reference: identifier for reference, identifier in session.execute(statement)}
    return found


def _named() -> Any:
    """Waits with `reference`, kind (`serves`) and state of what waits, and `waits_on`: the other one's reference."""
    return (
        select(
            WAIT,
            RECOMMENDATION.c.reference,
            RECOMMENDATION.c.closed_on,
            RECOMMENDATION.c.kind.label("serves"),
            OTHER.c.reference.label("waits_on"),
            OTHER.c.outcome.label("other_outcome"),
        )
        .join(RECOMMENDATION, WAIT.c.recommendation_id == RECOMMENDATION.c.id)
        .outerjoin(OTHER, WAIT.c.waits_on_id == OTHER.c.id)
    )


def still_waiting(session: Session, recommendation_id: int) -> Row[Any] | None:
    """The wait of a recommendation that has not ended, with `waits_on`, the other recommendation's reference."""
    wanted = (WAIT.c.recommendation_id == recommendation_id, WAIT.c.ended_on.is_(None))
    return session.execute(_named().where(*wanted)).one_or_none()


def of_recommendation(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """Every wait of a recommendation, oldest first, columns as of `still_waiting`."""
    return list(session.execute(_named().where(WAIT.c.recommendation_id == recommendation_id).order_by(WAIT.c.id)))


def everything(session: Session) -> list[Row[Any]]:
    """Every wait there is, oldest first, columns as of `still_waiting`."""
    return list(session.execute(_named().order_by(WAIT.c.id)))


def waiting_on(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """The open recommendations that still wait on this one, by reference."""
    wanted = (WAIT.c.waits_on_id == recommendation_id, WAIT.c.ended_on.is_(None), RECOMMENDATION.c.closed_on.is_(None))
    return list(session.execute(_named().where(*wanted).order_by(RECOMMENDATION.c.reference)))


def open_waits(session: Session) -> list[Row[Any]]:
    """The waits of all open recommendations, the one to be reviewed first first."""
    wanted = (WAIT.c.ended_on.is_(None), RECOMMENDATION.c.closed_on.is_(None))
    return list(session.execute(_named().where(*wanted).order_by(WAIT.c.review_on, RECOMMENDATION.c.reference)))


def to_review(session: Session, today: date) -> list[Row[Any]]:
    """The waits of live open recommendations whose review date has come."""
    wanted = (
        WAIT.c.ended_on.is_(None),
        WAIT.c.review_on <= today,
        RECOMMENDATION.c.closed_on.is_(None),
        RECOMMENDATION.c.live_from.is_not(None),
    )
    return list(session.execute(_named().where(*wanted).order_by(WAIT.c.review_on, WAIT.c.id)))


def ended_by(session: Session, recommendation_id: int, completed_on: date) -> list[Row[Any]]:
    """The waits on this one that ended on the day it was completed, by reference; also of what is closed by now."""
    wanted = (WAIT.c.waits_on_id == recommendation_id, WAIT.c.ended_on == completed_on)
    return list(session.execute(_named().where(*wanted).order_by(RECOMMENDATION.c.reference)))


def begin_again(session: Session, identifier: int, review_on: date) -> None:
    """Let a wait that had ended go on; somebody looks at it on a day."""
    session.execute(update(WAIT).where(WAIT.c.id == identifier).values(ended_on=None, ended_by="", review_on=review_on))


def end(session: Session, recommendation_id: int, ended_on: date, ended_by: str) -> None:
    """End the wait of a recommendation, if it still waits."""
    session.execute(
        update(WAIT)
        .where(WAIT.c.recommendation_id == recommendation_id, WAIT.c.ended_on.is_(None))
        .values(ended_on=ended_on, ended_by=ended_by)
    )


def review(session: Session, identifier: int, review_on: date) -> None:
    """Set the next review date."""
    session.execute(update(WAIT).where(WAIT.c.id == identifier).values(review_on=review_on))
