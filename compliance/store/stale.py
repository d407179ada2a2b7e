"""Which stored next actions are stale, and putting fresh ones in their place (decision record 0026).

What is read here is read in one transaction and written in a later one, so that nothing is locked while next actions
are derived. `take` is what makes that safe: it takes away exactly the marks that were read, and tells when somebody
else took one of them meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlmodel import Session

from compliance.store.case_tables import Contact, Decision, Recommendation
from compliance.store.rows import chunks, insert_rows, table_of
from compliance.store.work_tables import StaleAction, StoredAction

STALE = table_of(StaleAction)
STORED = table_of(StoredAction)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
CONTACT = table_of(Contact)


def is_any(session: Session) -> bool:
    """Whether anything is stale; one step in an index."""
    return session.execute(select(STALE.c.id).limit(1)).first() is not None


def of_many(session: Session) -> list[Row[Any]]:
    """The marks that are about all recommendations of an authority or an address: `id, authority_id, address`."""
    wide = STALE.c.recommendation_id.is_(None)
    return list(session.execute(select(STALE.c.id, STALE.c.authority_id, STALE.c.address).where(wide)))


def batch(session: Session, limit: int) -> dict[int, list[int]]:
    """Up to `limit` stale recommendations, each with the numbers of all its marks: all, or `take` could be fooled."""
    first = select(STALE.c.recommendation_id).where(STALE.c.recommendation_id.is_not(None))
    chosen = first.distinct().order_by(STALE.c.recommendation_id).limit(limit).subquery()
    found: dict[int, list[int]] = {}
    statement = select(STALE.c.recommendation_id, STALE.c.id).where(
        STALE.c.recommendation_id.in_(select(chosen.c.recommendation_id))
    )
    for recommendation, mark in session.execute(statement):
        found.setdefault(recommendation, []).append(mark)
    return found


def take(session: Session, marks: Sequence[int]) -> bool:
    """Take marks away; False when one of them was gone already: then nothing that rests on them may be written."""
    taken = 0
    for some in chunks(sorted(marks)):
        taken += len(session.execute(delete(STALE).where(STALE.c.id.in_(some)).returning(STALE.c.id)).all())
    return taken == len(marks)


def mark_open_of(session: Session, authority_ids: Collection[int]) -> None:
    """Mark every open recommendation of cases about some authorities."""
    still_open = (
        select(RECOMMENDATION.c.id)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .where(RECOMMENDATION.c.closed_on.is_(None), DECISION.c.authority_id.in_(sorted(authority_ids)))
    )
    session.execute(insert(STALE).from_select(["recommendation_id"], still_open))


def mark_all(session: Session) -> None:
    """Mark every recommendation there is: for who wrote past the triggers."""
    session.execute(insert(STALE).from_select(["recommendation_id"], select(RECOMMENDATION.c.id)))


def authorities_by_address(session: Session) -> list[Row[Any]]:
    """Every address of a contact with the `authority_id` it is one of."""
    return list(session.execute(select(CONTACT.c.authority_id, CONTACT.c.address)))


def replace(session: Session, recommendation_ids: Sequence[int], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put fresh next actions in the place of those there are of some recommendations."""
    for some in chunks(recommendation_ids):
        session.execute(delete(STORED).where(STORED.c.recommendation_id.in_(some)))
    insert_rows(session, StoredAction, rows)
