"""Queries on decisions, recommendations and their deadline versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from compliance.domain.authorities import AuthorityType
from compliance.domain.references import core
from compliance.store.case_tables import (
    Authority,
    Decision,
    ExpectedEvidence,
    Recommendation,
    RecommendationCategory,
)
from compliance.store.deadline_tables import Deadline
from compliance.store.rows import chunks, insert_returning, insert_rows, table_of

AUTHORITY = table_of(Authority)
DECISION = table_of(Decision)
RECOMMENDATION = table_of(Recommendation)
DEADLINE = table_of(Deadline)
EXPECTED = table_of(ExpectedEvidence)
CATEGORY = table_of(RecommendationCategory)


def decision(session: Session, reference: str) -> Decision | None:
    """The decision of that reference."""
    return session.execute(select(Decision).where(DECISION.c.reference == reference)).scalar_one_or_none()


def decisions(session: Session) -> list[Row[Any]]:
    """Every decision with its authority's code as `authority_code`, by reference."""
    statement = (
        select(DECISION, AUTHORITY.c.code.label("authority_code"))
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .order_by(DECISION.c.reference)
    )
    return list(session.execute(statement))


def decided_after(session: Session, day: date) -> dict[str, list[str]]:
    """References of the decisions dated after `day`, by authority code."""
    statement = (
        select(AUTHORITY.c.code, DECISION.c.reference)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(DECISION.c.decided_on > day)
        .order_by(DECISION.c.reference)
    )
    found: dict[str, list[str]] = {}
    for code, reference in session.execute(statement):
        found.setdefault(code, []).append(reference)
    return found


def add_decisions(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert decisions, each with what tells its reference from others, and give their ids by reference."""
    return insert_returning(session, Decision, [{**row, "core": core(row["reference"])} for row in rows], "reference")


def of_core(session: Session, told_by: str) -> list[str]:
    """The references of decisions that are one with that core but for the way they are written, oldest first."""
    statement = select(DECISION.c.reference).where(DECISION.c.core == told_by).order_by(DECISION.c.id)
    return list(session.execute(statement).scalars())


def recommendation(session: Session, reference: str, *, lock: bool = False) -> Recommendation | None:
    """The recommendation of that reference; `lock` keeps others from changing it until the transaction ends.

    A locked one is read afresh, so that it shows what earlier statements of the transaction did to it.
    """
    statement = select(Recommendation).where(RECOMMENDATION.c.reference == reference)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def recommendations(session: Session) -> list[Row[Any]]:
    """Every recommendation with `decision_reference`, `authority_code` and `decided_on`, by reference.

    Stages of statutory clocks are left out (T).
    """
    statement = (
        select(
            RECOMMENDATION,
            DECISION.c.reference.label("decision_reference"),
            DECISION.c.decided_on,
            AUTHORITY.c.code.label("authority_code"),
        )
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .where(RECOMMENDATION.c.clock == "")
        .order_by(RECOMMENDATION.c.reference)
    )
    return list(session.execute(statement))


def actions(session: Session, decision_reference: str) -> list[Row[Any]]:
    """What the recommendations of a decision ask for, as `reference, action, logged_on`, oldest first.

    Stages of statutory clocks are left out (T).
    """
    statement = (
        select(RECOMMENDATION.c.reference, RECOMMENDATION.c.action, RECOMMENDATION.c.logged_on)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .where(DECISION.c.reference == decision_reference, RECOMMENDATION.c.clock == "")
    )
    return list(session.execute(statement.order_by(RECOMMENDATION.c.id)))


def names(session: Session, decision_reference: str) -> list[str]:
    """The references of all recommendations of a decision, stages of statutory clocks too, oldest first."""
    statement = (
        select(RECOMMENDATION.c.reference)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .where(DECISION.c.reference == decision_reference)
    )
    return list(session.execute(statement.order_by(RECOMMENDATION.c.id)).scalars())


def stages(session: Session, decision_reference: str = "", clock: str = "") -> list[Row[Any]]:
    """Stages of statutory clocks, oldest first: all of them, or those of a decision, or of one clock of it (T)."""
    statement = select(RECOMMENDATION).join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
    statement = statement.where(RECOMMENDATION.c.clock == clock if clock else RECOMMENDATION.c.clock != "")
    if decision_reference:
        statement = statement.where(DECISION.c.reference == decision_reference)
    return list(session.execute(statement.order_by(RECOMMENDATION.c.id)))


def decision_of(session: Session, recommendation: Recommendation) -> Decision:
    """The case a recommendation hangs on."""
    found: Decision = session.execute(select(Decision).where(DECISION.c.id == recommendation.decision_id)).scalar_one()
    return found


def authority_of(session: Session, decision: Decision) -> Authority:
    """The authority a decision is about."""
    found: Authority = session.execute(select(Authority).where(AUTHORITY.c.id == decision.authority_id)).scalar_one()
    return found


def authority_code_of(session: Session, recommendation_id: int) -> str:
    """The code of the authority whose case a recommendation hangs on."""
    statement = (
        select(AUTHORITY.c.code)
        .join(DECISION, DECISION.c.authority_id == AUTHORITY.c.id)
        .join(RECOMMENDATION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .where(RECOMMENDATION.c.id == recommendation_id)
    )
    code: str = session.execute(statement).scalar_one()
    return code


def authority_types(session: Session, decision_ids: Iterable[int]) -> dict[int, AuthorityType]:
    """The type of the authority each decision is about, by decision id."""
    found: dict[int, AuthorityType] = {}
    for some in chunks(sorted(set(decision_ids))):
        statement = select(DECISION.c.id, AUTHORITY.c.type).join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        for identifier, kind in session.execute(statement.where(DECISION.c.id.in_(some))):
            found[identifier] = AuthorityType(kind)
    return found


def add_recommendations(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert recommendations and give their ids by reference."""
    return insert_returning(session, Recommendation, rows, "reference")


def change_recommendation(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Overwrite columns of one recommendation."""
    session.execute(update(RECOMMENDATION).where(RECOMMENDATION.c.id == identifier).values(**values))


def add_details(
    session: Session, categories: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]]
) -> None:
    """Insert categories and expected evidence of recommendations."""
    insert_rows(session, RecommendationCategory, categories)
    insert_rows(session, ExpectedEvidence, expected)


def expected_evidence(session: Session, identifiers: Iterable[int]) -> dict[int, list[str]]:
    """What will satisfy each recommendation (L5), by recommendation id, in order."""
    return _listed(session, EXPECTED.c.recommendation_id, EXPECTED.c.description, EXPECTED.c.position, identifiers)


def categories(session: Session, identifiers: Iterable[int]) -> dict[int, list[str]]:
    """The remedy categories of each recommendation (L4), by recommendation id, in order."""
    return _listed(session, CATEGORY.c.recommendation_id, CATEGORY.c.category, CATEGORY.c.position, identifiers)


def has_category(session: Session, category: str) -> bool:
    """Whether any recommendation has this remedy category, also one that the office has no more."""
    return (
        session.execute(select(CATEGORY.c.category).where(CATEGORY.c.category == category).limit(1)).first() is not None
    )


def _listed(
    session: Session, owner: Any, value: Any, position: Any, identifiers: Iterable[int]
) -> dict[int, list[str]]:
    wanted = sorted(set(identifiers))
    found: dict[int, list[str]] = {identifier: [] for identifier in wanted}
    for some in chunks(wanted):
        for identifier, text in session.execute(select(owner, value).where(owner.in_(some)).order_by(owner, position)):
            found[identifier].append(text)
    return found


def add_deadlines(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert deadline versions."""
    insert_rows(session, Deadline, rows)


def deadlines(session: Session, recommendation_id: int) -> list[Deadline]:
    """All versions of one deadline, the original first (D6)."""
    statement = select(Deadline).where(DEADLINE.c.recommendation_id == recommendation_id)
    return list(session.execute(statement.order_by(DEADLINE.c.version)).scalars())


def extensions(session: Session, *, reversals: bool = False) -> list[Row[Any]]:
    """Every agreed extension with `reference` and `original_due_on` of its recommendation, oldest version first.

    Stages of clocks are left out (T). With `reversals` what took one back stands there too.
    """
    kinds = ["extension", "extension_reversed"] if reversals else ["extension"]
    statement = (
        select(DEADLINE, RECOMMENDATION.c.reference, RECOMMENDATION.c.original_due_on)
        .join(RECOMMENDATION, DEADLINE.c.recommendation_id == RECOMMENDATION.c.id)
        .where(DEADLINE.c.kind.in_(kinds), RECOMMENDATION.c.clock == "")
        .order_by(RECOMMENDATION.c.reference, DEADLINE.c.version)
    )
    return list(session.execute(statement))


def newly_overdue(session: Session, today: date) -> list[Row[Any]]:
    """Live open recommendations whose due date has ended and that are not yet noted as overdue (D1)."""
    statement = (
        select(RECOMMENDATION.c.id, RECOMMENDATION.c.reference, RECOMMENDATION.c.due_on)
        .where(
            RECOMMENDATION.c.closed_on.is_(None),
            RECOMMENDATION.c.overdue_noted_on.is_(None),
            RECOMMENDATION.c.live_from.is_not(None),
            RECOMMENDATION.c.due_on < today,
        )
        .order_by(RECOMMENDATION.c.due_on, RECOMMENDATION.c.id)
    )
    return list(session.execute(statement.with_for_update()))


def note_overdue(session: Session, identifiers: Sequence[int], today: date) -> None:
    """Remember that these were noted as overdue, so that it is said once a deadline version."""
    for some in chunks(identifiers):
        session.execute(update(RECOMMENDATION).where(RECOMMENDATION.c.id.in_(some)).values(overdue_noted_on=today))
