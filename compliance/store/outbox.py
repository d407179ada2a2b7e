"""Queries on messages and their items: filling the outbox and reading the ledger (rules R2 and R3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, or_, select, update
from sqlmodel import Session

from compliance.domain.reminders import StepState
from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.delivery_tables import HANDED_OVER, Attempt, Message, MessageItem, Step
from compliance.store.put_back import standing_for
from compliance.store.rows import chunks, insert_returning, insert_rows, table_of

MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
ATTEMPT = table_of(Attempt)
STEP = table_of(Step)
AUTHORITY = table_of(Authority)
DECISION = table_of(Decision)
RECOMMENDATION = table_of(Recommendation)
# From what somebody has to what nobody got.
FURTHEST = ("sent", "sending", "in_doubt", "waiting", "failed", "suppressed")


def of_recipients(session: Session, recipients: Sequence[str], today: date) -> list[Row[Any]]:
    """Messages that bear on today's outbox: those on their way, whatever their day, and all of today.

    Columns `id, recipient, day, state`, and `free`: nobody has leased it.
    """
    found: list[Row[Any]] = []
    for some in chunks(sorted(recipients)):
        free = MESSAGE.c.lease_owner.is_(None).label("free")
        statement = select(MESSAGE.c.id, MESSAGE.c.recipient, MESSAGE.c.day, MESSAGE.c.state, free).where(
            MESSAGE.c.recipient.in_(some),
            or_(MESSAGE.c.day == today, MESSAGE.c.state.in_(("waiting", "sending"))),
        )
        found += session.execute(statement)
    return found


def keep_free(session: Session, recipients: Sequence[str], today: date) -> list[Row[Any]]:
    """Keep the waiting messages of these recipients that nobody has leased from being leased, oldest first.

    Until the transaction ends items can be added to them. Columns `id, recipient`.
    """
    found: list[Row[Any]] = []
    for some in chunks(sorted(recipients)):
        statement = (
            select(MESSAGE.c.id, MESSAGE.c.recipient)
            .where(
                MESSAGE.c.recipient.in_(some),
                MESSAGE.c.day <= today,
                MESSAGE.c.state == "waiting",
                MESSAGE.c.lease_owner.is_(None),
            )
            .order_by(MESSAGE.c.day, MESSAGE.c.id)
            .with_for_update(skip_locked=True)
        )
        found += session.execute(statement)
    return found


def top_up(session: Session, message_ids: Sequence[int], today: date) -> None:
    """Make messages that were kept free today's, to be given more items."""
    for some in chunks(message_ids):
        session.execute(update(MESSAGE).where(MESSAGE.c.id.in_(some)).values(day=today))


def add_messages(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert messages and give their ids by key."""
    return insert_returning(session, Message, rows, "key")


def add_items(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert items; the unique index refuses a step that was given to this recipient before (R2.2)."""
    insert_rows(session, MessageItem, rows)


def waiting_items(session: Session, recommendation_ids: Sequence[int]) -> list[Row[Any]]:
    """Items about these recommendations in messages that wait and nobody has leased, or may until this is committed."""
    found: list[Row[Any]] = []
    for some in chunks(recommendation_ids):
        found += session.execute(
            select(
                ITEM.c.id,
                ITEM.c.step_id,
                ITEM.c.recommendation_id,
                ITEM.c.step,
                STEP.c.ladder,
                STEP.c.notice,
                STEP.c.state,
                ITEM.c.message_id,
                ITEM.c.recipient,
            )
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .join(STEP, ITEM.c.step_id == STEP.c.id)
            .where(
                ITEM.c.recommendation_id.in_(some),
                ITEM.c.dropped.is_(None),
                MESSAGE.c.state == "waiting",
                MESSAGE.c.lease_owner.is_(None),
            )
            .order_by(MESSAGE.c.id, ITEM.c.id)
            .with_for_update(of=MESSAGE, skip_locked=True)
        )
    return found


def taken(session: Session, step_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Which steps are in a message to whom already, as (step id, recipient) (R2.2).

    Of a date that was put back also as the step it goes on from.
    """
    found: set[tuple[int, str]] = set()
    for some in chunks(step_ids):
        those = standing_for(some)
        statement = select(those.c.step_id, ITEM.c.recipient).join(ITEM, ITEM.c.step_id == those.c.stands_for)
        statement = statement.where(ITEM.c.dropped.is_(None))
        found |= {(step, recipient) for step, recipient in session.execute(statement)}
    return found


def written_to(session: Session, message_ids: Sequence[int]) -> list[Row[Any]]:
    """Who messages went to and whose cases they are about: a row for each recommendation they speak of.

    Columns `message_id, recipient, recipient_role, authority_code` (that of the recipient), `recommendation_id` and
    `case_code` (that of the case).
    """
    theirs = AUTHORITY.alias("theirs")
    found: list[Row[Any]] = []
    for some in chunks(sorted(message_ids)):
        found += session.execute(
            select(
                MESSAGE.c.id.label("message_id"),
                MESSAGE.c.recipient,
                MESSAGE.c.recipient_role,
                theirs.c.code.label("authority_code"),
                ITEM.c.recommendation_id,
                AUTHORITY.c.code.label("case_code"),
            )
            .join(theirs, MESSAGE.c.authority_id == theirs.c.id)
            .join(ITEM, (ITEM.c.message_id == MESSAGE.c.id) & ITEM.c.dropped.is_(None))
            .join(RECOMMENDATION, ITEM.c.recommendation_id == RECOMMENDATION.c.id)
            .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
            .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
            .where(MESSAGE.c.id.in_(some))
        )
    return found


def handed_over(session: Session, step_ids: Sequence[int], roles: Collection[str] = ()) -> set[int]:
    """Steps that some recipient got, or may have got, in another message; of `roles` only, where there are any."""
    theirs = [MESSAGE.c.recipient_role.in_(sorted(roles))] if roles else []
    found: set[int] = set()
    for some in chunks(step_ids):
        statement = (
            select(ITEM.c.step_id)
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(
                ITEM.c.step_id.in_(some),
                ITEM.c.dropped.is_(None),
                MESSAGE.c.state.in_(HANDED_OVER),
                *theirs,
            )
        )
        found |= set(session.execute(statement).scalars())
    return found


def ended_notices(session: Session, message_id: int) -> list[tuple[int, str]]:
    """The items of a message that are notices and were superseded, each with why."""
    statement = (
        select(ITEM.c.id, STEP.c.reason)
        .join(STEP, ITEM.c.step_id == STEP.c.id)
        .where(ITEM.c.message_id == message_id, ITEM.c.dropped.is_(None))
        .where(STEP.c.state == StepState.SUPERSEDED.value, STEP.c.notice != "")
    )
    return [(item, reason) for item, reason in session.execute(statement.order_by(ITEM.c.id))]


def fates(session: Session, step_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What became of the messages a step stands in, as (state, reason) by step id: of several the furthest."""
    found: dict[int, tuple[str, str]] = {}
    for some in chunks(step_ids):
        statement = (
            select(ITEM.c.step_id, MESSAGE.c.state, MESSAGE.c.reason)
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(ITEM.c.step_id.in_(some), ITEM.c.dropped.is_(None))
            .order_by(MESSAGE.c.id)
        )
        for step, state, reason in session.execute(statement):
            if step not in found or FURTHEST.index(state) <= FURTHEST.index(found[step][0]):
                found[step] = (state, reason)
    return found


def still_waiting(session: Session, message_ids: Sequence[int]) -> list[Row[Any]]:
    """Those of the messages that wait, as (id, recipient)."""
    found: list[Row[Any]] = []
    for some in chunks(message_ids):
        statement = select(MESSAGE.c.id, MESSAGE.c.recipient)
        found += session.execute(statement.where(MESSAGE.c.id.in_(some), MESSAGE.c.state == "waiting"))
    return found


def drop_items(session: Session, changes: Sequence[tuple[int, str]]) -> None:
    """Take items out of their message, as (item id, reason)."""
    if changes:
        statement = update(ITEM).where(ITEM.c.id == bindparam("item_id")).values(dropped=bindparam("why"))
        session.connection().execute(statement, [{"item_id": item, "why": why} for item, why in changes])


def suppress_empty(session: Session, message_ids: Sequence[int], reason: str) -> None:
    """End waiting messages that have no item left."""
    kept = exists().where(ITEM.c.message_id == MESSAGE.c.id, ITEM.c.dropped.is_(None))
    for some in chunks(message_ids):
        session.execute(
            update(MESSAGE)
            .where(MESSAGE.c.id.in_(some), MESSAGE.c.state == "waiting", ~kept)
            .values(state="suppressed", reason=reason)
        )


def ledger(
    session: Session,
    *,
    state: str | None = None,
    recipient: str | None = None,
    first: date | None = None,
    last: date | None = None,
    key: str | None = None,
    recommendation_id: int | None = None,
) -> list[Row[Any]]:
    """Messages with `authority_code`, by day and recipient, narrowed by what is given."""
    statement = select(MESSAGE, AUTHORITY.c.code.label("authority_code")).join(
        AUTHORITY, MESSAGE.c.authority_id == AUTHORITY.c.id
    )
    wanted = {MESSAGE.c.state: state, MESSAGE.c.recipient: recipient, MESSAGE.c.key: key}
    for column, value in wanted.items():
        if value is not None:
            statement = statement.where(column == value)
    if first is not None:
        statement = statement.where(MESSAGE.c.day >= first)
    if last is not None:
        statement = statement.where(MESSAGE.c.day <= last)
    if recommendation_id is not None:
        about = select(ITEM.c.message_id).where(ITEM.c.recommendation_id == recommendation_id)
        statement = statement.where(MESSAGE.c.id.in_(about))
    return list(session.execute(statement.order_by(MESSAGE.c.day, MESSAGE.c.recipient, MESSAGE.c.id)))


def items_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The items of messages with `reference`, by message id; dropped ones only where nothing else is left."""
    found: dict[int, list[Row[Any]]] = {identifier: [] for identifier in message_ids}
    for some in chunks(message_ids):
        statement = (
            select(ITEM, RECOMMENDATION.c.reference)
            .join(RECOMMENDATION, ITEM.c.recommendation_id == RECOMMENDATION.c.id)
            .where(ITEM.c.message_id.in_(some))
            .order_by(ITEM.c.id)
        )
        for row in session.execute(statement):
            found[row.message_id].append(row)
    return found


def spoken_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """What messages speak of: `case_reference`, `reference` and `kind` of each recommendation, by message id."""
    found: dict[int, list[Row[Any]]] = {identifier: [] for identifier in message_ids}
    for some in chunks(message_ids):
        statement = (
            select(
                ITEM.c.message_id,
                DECISION.c.reference.label("case_reference"),
                RECOMMENDATION.c.reference,
                RECOMMENDATION.c.kind,
            )
            .join(RECOMMENDATION, ITEM.c.recommendation_id == RECOMMENDATION.c.id)
            .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
            .where(ITEM.c.message_id.in_(some), ITEM.c.dropped.is_(None))
            .distinct()
            .order_by(DECISION.c.reference, RECOMMENDATION.c.reference)
        )
        for row in session.execute(statement):
            found[row.message_id].append(row)
    return found


def deliveries(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """Where the steps of a recommendation are in messages, oldest first.

    Columns `step_id, recipient, dropped, message_id`, and of the message `key, day, state, reason`.
    """
    statement = (
        select(
            ITEM.c.step_id,
            ITEM.c.recipient,
            ITEM.c.dropped,
            ITEM.c.message_id,
            MESSAGE.c.key,
            MESSAGE.c.day,
            MESSAGE.c.state,
            MESSAGE.c.reason,
        )
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .where(ITEM.c.recommendation_id == recommendation_id)
    )
    return list(session.execute(statement.order_by(MESSAGE.c.day, ITEM.c.id)))


def attempts_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The attempts of messages, oldest first, by message id."""
    found: dict[int, list[Row[Any]]] = {identifier: [] for identifier in message_ids}
    for some in chunks(message_ids):
        for row in session.execute(select(ATTEMPT).where(ATTEMPT.c.message_id.in_(some)).order_by(ATTEMPT.c.id)):
            found[row.message_id].append(row)
    return found


def last_sent(session: Session, recommendation_ids: Sequence[int]) -> dict[tuple[int, str], date]:
    """The last day a recommendation was written about to a recipient (R5), by (recommendation id, recipient)."""
    found: dict[tuple[int, str], date] = {}
    for some in chunks(recommendation_ids):
        statement = (
            select(ITEM.c.recommendation_id, ITEM.c.recipient, func.max(MESSAGE.c.day))
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(
                ITEM.c.recommendation_id.in_(some),
                ITEM.c.dropped.is_(None),
                or_(MESSAGE.c.state == "sent", MESSAGE.c.state == "in_doubt"),
            )
            .group_by(ITEM.c.recommendation_id, ITEM.c.recipient)
        )
        for recommendation, recipient, day in session.execute(statement):
            found[(recommendation, recipient)] = day
    return found
