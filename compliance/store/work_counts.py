"""Counting many lists at once: one walk over the stored next actions of what is open, however many are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, case, func, select, true
from sqlmodel import Session

from compliance.store.work_list import Wanted, common, own


def counts(session: Session, asked: Sequence[Wanted]) -> list[int]:
    """How many recommendations are in each list, in the order they are asked for: lists of open ones, of one day."""
    if not asked:
        return []
    each = [func.coalesce(func.sum(case((and_(true(), *own(wanted)), 1), else_=0)), 0) for wanted in asked]
    return [int(number) for number in session.execute(select(*each).where(*common(asked[0]))).one()]
