"""Finding cases by reference and by words; the indexes are kept right by the database itself (migration 0007).

Words: SQLite's FTS5 or PostgreSQL's text search, on the subject of each case, and on action, public summary and subject
of its case for each recommendation. Every word has to be there, each as the beginning of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, case, func, select, text
from sqlmodel import Session

from compliance.domain.recommendations import Kind
from compliance.domain.references import compact, plain
from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.rows import table_of

AUTHORITY = table_of(Authority)
DECISION = table_of(Decision)
RECOMMENDATION = table_of(Recommendation)
SAME_MARKS, OTHER_MARKS, LONGER = range(3)
LAST = "\U0010ffff"
ROWS_PER_CASE = (
    20  # a case is found once for each of its recommendations: so many rows are read for each that is wanted
)

# References in capitals and without the marks between their parts, compared byte by byte; `compact` has those marks.
BY_REFERENCE = text(
    "SELECT decision_id, plain, compact FROM search_reference WHERE plain >= :first AND plain < :last "
    "ORDER BY plain LIMIT :most OFFSET :start"
)
WORDS = {
    "sqlite": {
        "decision": text(
            "SELECT rowid FROM search_decision WHERE search_decision MATCH :words "
            "ORDER BY rowid DESC LIMIT :most OFFSET :start"
        ),
        "recommendation": text(
            "SELECT r.decision_id FROM (SELECT rowid AS id FROM search_recommendation WHERE search_recommendation "
            "MATCH :words ORDER BY rowid DESC LIMIT :most OFFSET :start) s JOIN recommendation r ON r.id = s.id"
        ),
        "improvement": text(
            "SELECT r.decision_id FROM search_recommendation s JOIN recommendation r ON r.id = s.rowid "
            "WHERE s.search_recommendation MATCH :words AND r.kind = 'service_improvement' "
            "ORDER BY s.rowid DESC LIMIT :most OFFSET :start"
        ),
    },
    "postgresql": {
        "decision": text(
            "SELECT decision_id FROM search_decision WHERE words @@ to_tsquery('simple', :words) "
            "ORDER BY decision_id DESC LIMIT :most OFFSET :start"
        ),
        "recommendation": text(
            "SELECT r.decision_id FROM (SELECT recommendation_id AS id FROM search_recommendation "
            "WHERE words @@ to_tsquery('simple', :words) ORDER BY recommendation_id DESC LIMIT :most OFFSET :start) s "
            "JOIN recommendation r ON r.id = s.id"
        ),
        "improvement": text(
            "SELECT r.decision_id FROM search_recommendation s JOIN recommendation r ON r.id = s.recommendation_id "
            "WHERE s.words @@ to_tsquery('simple', :words) AND r.kind = 'service_improvement' "
            "ORDER BY s.recommendation_id DESC LIMIT :most OFFSET :start"
        ),
    },
}


def by_reference(session: Session, reference: str, most: int) -> dict[int, bool]:
    """Cases whose reference, or that of a recommendation of theirs, begins so, exact ones first; tells which are.

    Exact is one with the same marks between its parts, or where there is none the only one with others (`references`).
    """
    wanted, whole = plain(reference), compact(reference)
    found: dict[int, tuple[int, str]] = {}
    for decision, its, with_marks in _rows(session, BY_REFERENCE, {"first": wanted, "last": wanted + LAST}, most):
        rank = (SAME_MARKS if with_marks == whole else OTHER_MARKS if its == wanted else LONGER, its)
        found[decision] = min(rank, found.get(decision, rank))
    ordered = sorted(found, key=lambda decision: (found[decision], decision))[:most]
    ranks = [found[decision][0] for decision in ordered]
    exact = SAME_MARKS if SAME_MARKS in ranks or ranks.count(OTHER_MARKS) > 1 else OTHER_MARKS
    return {decision: rank == exact for decision, rank in zip(ordered, ranks, strict=True)}


def by_words(session: Session, words: Sequence[str], most: int, *, personal: bool) -> list[int]:
    """Cases in which every word begins one, those entered last first; `words` are letters and digits only.

    The words of personal remedies count only where `personal`: what is found by them tells what they say (K).
    """
    dialect = session.get_bind().dialect.name
    wanted = _wanted(words, dialect)
    found: set[int] = set()
    for place in ("decision", "recommendation" if personal else "improvement"):
        statement = WORDS[dialect][place]
        found.update(decision for (decision,) in _rows(session, statement, {"words": wanted}, most))
    return sorted(found, reverse=True)[:most]


def texts_at(
    session: Session, words: Sequence[str], authority_ids: Sequence[int], most: int, *, personal: bool
) -> list[Row[Any]]:
    """What stands in the cases of a few authorities, those decided last first: `id` of the case and `words` in it.

    A row for each recommendation, of those with all the words that know no language; what is to be found is looked for
    in them. The work grows with the cases of these authorities and with no others.
    """
    readable = RECOMMENDATION.c.kind == Kind.SERVICE_IMPROVEMENT.value
    of_one = RECOMMENDATION.c.action + " " + RECOMMENDATION.c.public_summary
    of_one = of_one if personal else case((readable, of_one), else_="")
    words_of = (DECISION.c.subject + " " + func.coalesce(of_one, "")).label("words")
    statement = (
        select(DECISION.c.id, words_of)
        .outerjoin(RECOMMENDATION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .where(
            DECISION.c.authority_id.in_(authority_ids),
            *(words_of.ilike(f"%{each}%") for each in words if each.isascii()),
        )
        .order_by(DECISION.c.decided_on.desc(), DECISION.c.id.desc())
    )
    return list(session.execute(statement.limit(most)))


def _wanted(words: Sequence[str], dialect: str) -> str:
    """Words, each the beginning of one, as a database wants them."""
    if dialect == "sqlite":
        return " AND ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)


def _rows(session: Session, statement: TextClause, asked: dict[str, str], most: int) -> Iterator[Row[Any]]:
    """What is found, its first column the case, until there are `most` cases or no more; nearly always at once."""
    cases: set[int] = set()
    portion, start = most * ROWS_PER_CASE, 0
    while len(cases) < most:
        rows = session.execute(statement, asked | {"most": portion, "start": start}).all()
        yield from rows
        if len(rows) < portion:
            return
        cases.update(row[0] for row in rows)
        start += portion


def of_authorities(session: Session, authority_ids: Sequence[int], most: int) -> list[int]:
    """Cases about some authorities, those decided last first."""
    statement = select(DECISION.c.id).where(DECISION.c.authority_id.in_(authority_ids))
    return list(
        session.execute(statement.order_by(DECISION.c.decided_on.desc(), DECISION.c.id.desc()).limit(most)).scalars()
    )


def authority_ids(session: Session, decision_ids: Sequence[int]) -> dict[int, int]:
    """The authorities that some cases are about."""
    statement = select(DECISION.c.id, DECISION.c.authority_id).where(DECISION.c.id.in_(decision_ids))
    return {decision: authority for decision, authority in session.execute(statement)}


def shown(session: Session, decision_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Cases by id: `reference, subject, decided_on, outcome, authority_code, authority_name, recommendations, open`."""
    still_open = RECOMMENDATION.c.closed_on.is_(None)
    counted = (
        select(
            RECOMMENDATION.c.decision_id,
            func.count().label("recommendations"),
            func.count().filter(still_open).label("open"),
        )
        .where(RECOMMENDATION.c.decision_id.in_(bindparam("ids", expanding=True)))
        .group_by(RECOMMENDATION.c.decision_id)
        .subquery()
    )
    statement = (
        select(
            DECISION.c.id,
            DECISION.c.reference,
            DECISION.c.subject,
            DECISION.c.decided_on,
            DECISION.c.outcome,
            AUTHORITY.c.code.label("authority_code"),
            AUTHORITY.c.name.label("authority_name"),
            func.coalesce(counted.c.recommendations, 0).label("recommendations"),
            func.coalesce(counted.c.open, 0).label("open"),
        )
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .outerjoin(counted, counted.c.decision_id == DECISION.c.id)
        .where(DECISION.c.id.in_(bindparam("ids", expanding=True)))
    )
    return {row.id: row for row in session.execute(statement, {"ids": list(decision_ids)})}
