"""Queries on evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.domain.evidence import Judgement
from compliance.store.case_tables import Decision, Evidence, Recommendation, RecordedOutcome
from compliance.store.rows import insert_rows, table_of

EVIDENCE = table_of(Evidence)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
OUTCOME = table_of(RecordedOutcome)


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert pieces of evidence."""
    insert_rows(session, Evidence, rows)


def of_recommendation(session: Session, recommendation_id: int) -> list[Evidence]:
    """All evidence of one recommendation, oldest first; nothing is ever replaced (E1)."""
    statement = select(Evidence).where(EVIDENCE.c.recommendation_id == recommendation_id)
    return list(session.execute(statement.order_by(EVIDENCE.c.received_on, EVIDENCE.c.id)).scalars())


def piece(session: Session, identifier: int) -> Evidence | None:
    """One piece of evidence by its number."""
    return session.execute(select(Evidence).where(EVIDENCE.c.id == identifier)).scalar_one_or_none()


def same_file(session: Session, identifier: int) -> list[Row[Any]]:
    """The pieces of a case that are the same file as one piece, that one with them; none where it has no file.

    With `reference` and `kind` of the recommendation and `case_reference`.
    """
    one, its = EVIDENCE.alias("one"), RECOMMENDATION.alias("its")
    statement = (
        select(
            *(EVIDENCE.c[name] for name in ("id", "file_name", "sha256", "media_type")),
            *(RECOMMENDATION.c[name] for name in ("reference", "kind")),
            DECISION.c.reference.label("case_reference"),
        )
        .select_from(one)
        .join(its, one.c.recommendation_id == its.c.id)
        .join(DECISION, its.c.decision_id == DECISION.c.id)
        .join(RECOMMENDATION, RECOMMENDATION.c.decision_id == its.c.decision_id)
        .join(EVIDENCE, (EVIDENCE.c.recommendation_id == RECOMMENDATION.c.id) & (EVIDENCE.c.sha256 == one.c.sha256))
        .where(one.c.id == identifier)
        .order_by(EVIDENCE.c.id)
    )
    return list(session.execute(statement))


def known_as(session: Session, recommendation_id: int, fingerprint: str) -> Evidence | None:
    """This very submission, where it is stored already."""
    statement = select(Evidence).where(
        EVIDENCE.c.recommendation_id == recommendation_id, EVIDENCE.c.fingerprint == fingerprint
    )
    return session.execute(statement).scalar_one_or_none()


def judge(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Write a judgement."""
    session.execute(update(EVIDENCE).where(EVIDENCE.c.id == identifier).values(**values))


def wait_again(session: Session, recommendation_id: int) -> int:
    """Let the evidence that the outcome in force judged wait once more, before that is withdrawn; gives how many (E2).

    What the outcome judged was judged at the instant it was recorded.
    """
    outcome = select(OUTCOME.c.recorded_at).where(
        OUTCOME.c.recommendation_id == recommendation_id, OUTCOME.c.withdrawn_at.is_(None)
    )
    its = (EVIDENCE.c.recommendation_id == recommendation_id, EVIDENCE.c.judged_at == outcome.scalar_subquery())
    judged = EVIDENCE.c.judgement.in_((Judgement.SUFFICIENT.value, Judgement.INSUFFICIENT.value))
    pieces = list(session.execute(select(EVIDENCE.c.id).where(*its, judged)).scalars())
    values = {
        "judgement": Judgement.WAITING.value,
        "missing": "",
        "judged_by": "",
        "judged_on": None,
        "judged_at": None,
    }
    session.execute(update(EVIDENCE).where(EVIDENCE.c.id.in_(pieces)).values(**values))
    return len(pieces)


def everything(session: Session) -> list[Row[Any]]:
    """All evidence with its recommendation's reference, for export; not that of stages of clocks (T)."""
    statement = (
        select(EVIDENCE, RECOMMENDATION.c.reference)
        .join(RECOMMENDATION, EVIDENCE.c.recommendation_id == RECOMMENDATION.c.id)
        .where(RECOMMENDATION.c.clock == "")
        .order_by(RECOMMENDATION.c.reference, EVIDENCE.c.received_on, EVIDENCE.c.id)
    )
    return list(session.execute(statement))
