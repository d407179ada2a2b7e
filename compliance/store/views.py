"""Queries on saved views: lists somebody narrowed and kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, or_, select, true
from sqlmodel import Session

from compliance.store.rows import insert_rows, table_of
from compliance.store.work_tables import SavedView

VIEW = table_of(SavedView)


def put(session: Session, row: Mapping[str, Any]) -> None:
    """Keep a view in the place of one that the same person has under that name."""
    remove(session, row["person"], row["name"])
    insert_rows(session, SavedView, [row])


def remove(session: Session, person: str, name: str) -> bool:
    """Take a person's view away; tells whether there was one."""
    its = (VIEW.c.person == person) & (VIEW.c.name == name)
    return session.execute(delete(VIEW).where(its).returning(VIEW.c.id)).first() is not None


def seen_by(session: Session, person: str) -> list[Row[Any]]:
    """The views of a person, then those others share, each by name."""
    statement = select(VIEW).where(or_(VIEW.c.person == person, VIEW.c.shared == true()))
    return list(session.execute(statement.order_by(VIEW.c.person != person, VIEW.c.name, VIEW.c.person)))
