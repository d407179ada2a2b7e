"""Queries on the ledger of flow runs: silence must never look like "nothing due"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlmodel import Session

from compliance.store.delivery_tables import FlowRun
from compliance.store.rows import table_of

RUN = table_of(FlowRun)


def start(session: Session, flow: str, as_of: date, started_at: datetime) -> int:
    """Note that a flow has woken up and give the number of its row."""
    statement = insert(RUN).values(flow=flow, as_of=as_of, started_at=started_at, result="").returning(RUN.c.id)
    identifier: int = session.execute(statement).scalar_one()
    return identifier


def finish(session: Session, identifier: int, finished_at: datetime, result: str) -> None:
    """Write what a run came to."""
    session.execute(update(RUN).where(RUN.c.id == identifier).values(finished_at=finished_at, result=result))


def latest(session: Session) -> list[Row[Any]]:
    """The row that was started last of each flow, by name of the flow."""
    newest = select(RUN.c.flow, func.max(RUN.c.started_at).label("started_at")).group_by(RUN.c.flow).subquery()
    last = (
        select(func.max(RUN.c.id).label("id"))
        .join(newest, (RUN.c.flow == newest.c.flow) & (RUN.c.started_at == newest.c.started_at))
        .group_by(RUN.c.flow)
        .subquery()
    )
    return list(session.execute(select(RUN).join(last, RUN.c.id == last.c.id).order_by(RUN.c.flow)))


def of_flow(session: Session, flow: str) -> list[Row[Any]]:
    """Every run of one flow, in the order they were started."""
    return list(session.execute(select(RUN).where(RUN.c.flow == flow).order_by(RUN.c.started_at, RUN.c.id)))


def finished_after(session: Session, instant: datetime) -> list[Row[Any]]:
    """Rows of runs that ended after an instant, oldest first."""
    return list(session.execute(select(RUN).where(RUN.c.finished_at > instant).order_by(RUN.c.finished_at, RUN.c.id)))


def last_success(session: Session, flow: str, failed: str) -> datetime | None:
    """When the newest run of a flow ended whose result does not begin with `failed`; None for none."""
    statement = (
        select(RUN.c.finished_at)
        .where(RUN.c.flow == flow, RUN.c.finished_at.is_not(None), RUN.c.result.not_like(f"{failed}%"))
        .order_by(RUN.c.started_at.desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def first_start(session: Session) -> datetime | None:
    """When the first run of any flow began; None when nothing ever ran."""
    return session.execute(select(RUN.c.started_at).order_by(RUN.c.id).limit(1)).scalar_one_or_none()
