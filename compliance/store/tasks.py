"""Queries on people's tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, case, false, func, select, update
from sqlmodel import Session

from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import MessageState
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import NOT_RIGHT, OUTLIVES_OUTCOME, TaskKind
from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.delivery_tables import Message, MessageItem, Task
from compliance.store.proof import proven
from compliance.store.rows import chunks, insert_new, table_of

TASK = table_of(Task)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
BY_THE_MATTER = "amends"
OTHERS = sorted(kind.value for kind in TaskKind if kind is not TaskKind.ESCALATION)
# The tasks of a rung that a director ends with an outcome: only of these it is asked whether the evidence suffices.
DIRECTORS = (TASK.c.owner == StaffRole.DIRECTOR.value) & TASK.c.kind.not_in(OTHERS)


def open_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Open tasks and give (kind, subject) of the new ones; one open already for the same matter stays as it is."""
    kinds = sorted({str(row["kind"]) for row in rows})
    before = _open_subjects(session, kinds)
    insert_new(session, Task, rows)
    return sorted({(str(row["kind"]), str(row["subject"])) for row in rows} - before)


def _open_subjects(session: Session, kinds: Sequence[str]) -> set[tuple[str, str]]:
    statement = select(TASK.c.kind, TASK.c.subject).where(TASK.c.closed_on.is_(None), TASK.c.kind.in_(kinds))
    return {(kind, subject) for kind, subject in session.execute(statement)} if kinds else set()


def close(session: Session, kind: str, subject: str, today: date, reason: str = "") -> bool:
    """Close the open task of that kind about that matter, if there is one; tells whether there was."""
    closed = session.execute(
        update(TASK)
        .where(TASK.c.kind == kind, TASK.c.subject == subject, TASK.c.closed_on.is_(None))
        .values(_closing(today, BY_THE_MATTER, reason))
        .returning(TASK.c.id)
    )
    return closed.first() is not None


def close_of_recommendation(session: Session, recommendation_id: int, today: date) -> None:
    """Close the open tasks about a recommendation that has its outcome, but for those that go on after it."""
    session.execute(
        update(TASK)
        .where(
            TASK.c.recommendation_id == recommendation_id,
            TASK.c.closed_on.is_(None),
            TASK.c.kind.not_in([kind.value for kind in OUTLIVES_OUTCOME]),
        )
        .values(_closing(today, BY_THE_MATTER, "the recommendation has its outcome"))
    )


def close_of_recipient(
    session: Session,
    kind: str,
    recipient: str,
    today: date,
    *,
    authority_id: int,
    but: Sequence[int],
    reason: str = "somebody else answers for the address",
) -> None:
    """Close the open tasks of that kind about an authority's messages to an address that nobody answers at any more.

    Those about a message with one of the steps `but` stay open.
    """
    kept = {each for some in chunks(but) for each in session.execute(_messages_with(some)).scalars()}
    whose = (MESSAGE.c.recipient == recipient, MESSAGE.c.authority_id == authority_id)
    about = [each for each in session.execute(select(MESSAGE.c.id).where(*whose)).scalars() if each not in kept]
    for some in chunks(about):
        session.execute(
            update(TASK)
            .where(TASK.c.kind == kind, TASK.c.message_id.in_(some), TASK.c.closed_on.is_(None))
            .values(_closing(today, BY_THE_MATTER, reason))
        )


def _messages_with(step_ids: Sequence[int]) -> Select[Any]:
    return select(ITEM.c.message_id).where(ITEM.c.step_id.in_(step_ids), ITEM.c.dropped.is_(None))


def close_those(session: Session, identifiers: Sequence[int], today: date, by: str, reason: str) -> None:
    """Close tasks by their numbers."""
    for some in chunks(identifiers):
        session.execute(update(TASK).where(TASK.c.id.in_(some)).values(_closing(today, by, reason)))


def closed_as_moot(session: Session, step_id: int) -> list[Row[Any]]:
    """The tasks about failed messages with a step that were closed because nothing in the message was still right.

    With `kind, subject, reason, message_id`; none that a person has done.
    """
    its = MESSAGE.c.id.in_(_messages_with([step_id])) & (MESSAGE.c.state == MessageState.FAILED.value)
    closed = (TASK.c.closed_by == BY_THE_MATTER, TASK.c.closing_reason.startswith(NOT_RIGHT))
    statement = select(TASK.c.kind, TASK.c.subject, TASK.c.reason, TASK.c.message_id)
    found = statement.join(MESSAGE, TASK.c.message_id == MESSAGE.c.id).where(its, *closed)
    return list(session.execute(found.order_by(TASK.c.id)))


def _closing(today: date, by: str, reason: str) -> dict[str, Any]:
    return {"closed_on": today, "closed_by": by, "closing_reason": reason}


def raised_about(session: Session, recommendation_id: int) -> dict[str, date]:
    """When the tasks about a recommendation that are open, or that a person has done, were last opened, by kind."""
    counts = (TASK.c.recommendation_id == recommendation_id, TASK.c.closed_by != BY_THE_MATTER)
    statement = select(TASK.c.kind, func.max(TASK.c.opened_on)).where(*counts).group_by(TASK.c.kind)
    return {kind: opened_on for kind, opened_on in session.execute(statement)}


def last_about(session: Session, kind: str, recommendation_id: int) -> Row[Any] | None:
    """The last task of a kind about a recommendation, open or closed: `opened_on, closed_on, closed_by`."""
    statement = select(TASK.c.opened_on, TASK.c.closed_on, TASK.c.closed_by)
    its = (TASK.c.kind == kind, TASK.c.recommendation_id == recommendation_id)
    return session.execute(statement.where(*its).order_by(TASK.c.id.desc()).limit(1)).one_or_none()


def reword(session: Session, kind: str, subject: str, reason: str) -> None:
    """Give the open task of that kind about that matter, if there is one, another reason."""
    its = (TASK.c.kind == kind, TASK.c.subject == subject, TASK.c.closed_on.is_(None))
    session.execute(update(TASK).where(*its).values(reason=reason))


def assign(session: Session, identifier: int, person: str) -> None:
    """Give a task to a person; "" gives it back to the role."""
    session.execute(update(TASK).where(TASK.c.id == identifier).values(assigned_to=person))


def by_number(session: Session, identifier: int) -> Row[Any] | None:
    """One task, open or closed, with what `still_open` gives and the text of its message; it is locked."""
    statement = _with_matter().add_columns(MESSAGE.c.body.label("message_body"))
    return session.execute(statement.where(TASK.c.id == identifier).with_for_update(of=TASK)).one_or_none()


def still_open(
    session: Session, narrowed: Mapping[str, Any] | None = None, due_by: date | None = None
) -> list[Row[Any]]:
    """Open tasks, due first, with what each is about.

    `reference`, `due_date`, `case_reference` and `authority_code` of its recommendation, `key`, `recipient`,
    `message_state` and `message_subject` of its message; `proven` says of a director's about an overdue remedy that the
    evidence suffices. `narrowed` are columns with the value wanted.
    """
    statement = _all_open()
    for column, value in (narrowed or {}).items():
        statement = statement.where(TASK.c[column] == value)
    if due_by is not None:
        statement = statement.where(TASK.c.due_on <= due_by)
    return list(session.execute(statement))


def ever_about(session: Session, kind: str, recommendation_ids: Sequence[int]) -> list[Row[Any]]:
    """The tasks of a kind about some recommendations, open or closed: `recommendation_id, subject, reason`."""
    found: list[Row[Any]] = []
    for some in chunks(recommendation_ids):
        statement = select(TASK.c.recommendation_id, TASK.c.subject, TASK.c.reason)
        found += session.execute(statement.where(TASK.c.kind == kind, TASK.c.recommendation_id.in_(some)))
    return found


def was_ever_given(session: Session, person: str) -> bool:
    """Whether a person has, or had last, any task, open or closed."""
    return session.execute(select(TASK.c.id).where(TASK.c.assigned_to == person).limit(1)).first() is not None


def kinds(session: Session) -> set[str]:
    """What the tasks on record are called, open or closed."""
    return set(session.execute(select(TASK.c.kind).distinct()).scalars())


def count_due(session: Session, owners: Collection[str], person: str, today: date) -> int:
    """How many open tasks are due by today that are a person's: given to them, or to nobody and of one of the roles."""
    theirs = (TASK.c.assigned_to == person) | ((TASK.c.assigned_to == "") & TASK.c.owner.in_(sorted(owners)))
    due = (TASK.c.closed_on.is_(None), TASK.c.due_on <= today, theirs)
    found: int = session.execute(select(func.count()).select_from(TASK).where(*due)).scalar_one()
    return found


def open_about(session: Session, recommendation_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Open tasks by the recommendation they are about, also through a message about it; columns as of `still_open`."""
    direct = _with_matter().add_columns(TASK.c.recommendation_id.label("about"))
    through = (
        _with_matter()
        .add_columns(ITEM.c.recommendation_id.label("about"))
        .join(ITEM, (ITEM.c.message_id == TASK.c.message_id) & ITEM.c.dropped.is_(None))
        .where(TASK.c.recommendation_id.is_(None), ITEM.c.recommendation_id.in_(recommendation_ids))
        .distinct()
    )
    still = TASK.c.closed_on.is_(None)
    rows = [
        *session.execute(direct.where(still, TASK.c.recommendation_id.in_(recommendation_ids))),
        *session.execute(through.where(still)),
    ]
    found: dict[int, list[Row[Any]]] = {identifier: [] for identifier in recommendation_ids}
    for row in sorted(rows, key=lambda row: (row.due_on, row.id)):
        found[row.about].append(row)
    return found


@lru_cache
def _all_open() -> Select[Any]:
    """Kept whole: each run of the day asks it several times, and to find it among the compiled ones takes long."""
    open_first = _with_matter().where(TASK.c.closed_on.is_(None))
    return open_first.order_by(TASK.c.due_on, TASK.c.opened_on, TASK.c.id)


@lru_cache
def _with_matter() -> Select[Any]:
    return (
        select(
            TASK,
            RECOMMENDATION.c.reference,
            RECOMMENDATION.c.original_due_on,
            RECOMMENDATION.c.due_on.label("due_date"),
            RECOMMENDATION.c.closed_on.label("recommendation_closed_on"),
            RECOMMENDATION.c.clock,
            RECOMMENDATION.c.hold_ends_on,
            DECISION.c.reference.label("case_reference"),
            AUTHORITY.c.code.label("authority_code"),
            MESSAGE.c.key,
            MESSAGE.c.recipient,
            MESSAGE.c.state.label("message_state"),
            MESSAGE.c.subject.label("message_subject"),
            case((DIRECTORS, proven(RECOMMENDATION.c.id)), else_=false()).label("proven"),
        )
        .outerjoin(RECOMMENDATION, TASK.c.recommendation_id == RECOMMENDATION.c.id)
        .outerjoin(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .outerjoin(MESSAGE, TASK.c.message_id == MESSAGE.c.id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == func.coalesce(DECISION.c.authority_id, MESSAGE.c.authority_id))
    )


def is_personal(session: Session, recommendation_id: int | None, message_id: int | None) -> bool:
    """Whether one of these, a recommendation or a message with some, is about a personal remedy."""
    its = select(ITEM.c.recommendation_id).where(ITEM.c.message_id == message_id)
    about = (RECOMMENDATION.c.id == recommendation_id) | RECOMMENDATION.c.id.in_(its)
    personal = RECOMMENDATION.c.kind == Kind.PERSONAL_REMEDY.value
    return session.execute(select(RECOMMENDATION.c.id).where(about, personal).limit(1)).first() is not None


def counts(session: Session, today: date) -> dict[str, tuple[int, int]]:
    """How many tasks are open and how many of those are overdue, by kind."""
    overdue = case((TASK.c.due_on < today, 1), else_=0)
    statement = select(TASK.c.kind, func.count(), func.sum(overdue)).where(TASK.c.closed_on.is_(None))
    rows = session.execute(statement.group_by(TASK.c.kind).order_by(TASK.c.kind))
    return {kind: (number, late) for kind, number, late in rows}
