"""Queries of a dispatcher: leasing messages, marking one as being sent, writing the answer behind a fence (R2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, case, exists, false, func, literal, or_, select, update
from sqlmodel import Session

from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.deadline_tables import Deadline
from compliance.store.delivery_tables import Attempt, Message, MessageItem, Step
from compliance.store.overtaken import overtaken
from compliance.store.proof import answered, proven
from compliance.store.put_back import version_in_force
from compliance.store.rows import chunks, constant, insert_rows, table_of
from compliance.store.spoken_of import spoken_of

MESSAGE = table_of(Message)
ITEM = table_of(MessageItem)
STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
DEADLINE = table_of(Deadline)
AUTHORITY = table_of(Authority)
WAITING = constant("waiting")
SENDING = constant("sending")
IN_DOUBT = constant("in_doubt")
# What of a recommendation and its case a template may speak of.
_OF_THE_CASE = (
    RECOMMENDATION.c.reference,
    RECOMMENDATION.c.kind,
    RECOMMENDATION.c.response,
    RECOMMENDATION.c.clock,
    RECOMMENDATION.c.action,
    RECOMMENDATION.c.due_on,
    RECOMMENDATION.c.original_due_on,
    RECOMMENDATION.c.closed_on,
    RECOMMENDATION.c.evidence_waiting,
    proven(RECOMMENDATION.c.id).label("proven"),
    RECOMMENDATION.c.hold_ends_on,
    RECOMMENDATION.c.deadline_version.label("newest_version"),
    DECISION.c.reference.label("decision_reference"),
    DECISION.c.authority_id,
    AUTHORITY.c.code.label("authority_code"),
    DECISION.c.decided_on,
    DEADLINE.c.receipt,
    DEADLINE.c.kind.label("deadline_kind"),
    DEADLINE.c.previous_due_on,
)


@dataclass(frozen=True)
class Lease:
    """The right to work on one message: who holds it, the fence that grows with each new holder, the channel."""

    message_id: int
    owner: str
    token: int
    channel: str


def claim(
    session: Session,
    owner: str,
    count: int,
    *,
    today: date,
    now: datetime,
    until: datetime,
    patient: bool,
    behind: int = 0,
    closed_channels: Collection[str] = (),
) -> list[Lease]:
    """Lease up to `count` messages that wait and are due; leased ones belong to others until their lease is freed.

    `patient` leaves messages alone whose pause after a refusal is not over; `behind` those up to that id, so that one
    round of sending tries each message once. Those of `closed_channels` are left too.
    """
    free = [
        MESSAGE.c.state == WAITING,
        MESSAGE.c.id > behind,
        MESSAGE.c.day <= today,
        MESSAGE.c.lease_owner.is_(None),
    ]
    if patient:
        free.append(or_(MESSAGE.c.not_before.is_(None), MESSAGE.c.not_before <= now))
    if closed_channels:
        free.append(MESSAGE.c.channel.not_in(sorted(closed_channels)))
    wanted = select(MESSAGE.c.id).where(*free).order_by(MESSAGE.c.id).limit(count)
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id.in_(wanted.with_for_update(skip_locked=True)))
        .values(lease_owner=owner, lease_until=until, lease_token=MESSAGE.c.lease_token + 1)
        .returning(MESSAGE.c.id, MESSAGE.c.lease_token, MESSAGE.c.channel)
    )
    claimed = [Lease(identifier, owner, token, channel) for identifier, token, channel in session.execute(statement)]
    return sorted(claimed, key=lambda lease: lease.message_id)


def release(session: Session, lease: Lease) -> None:
    """Give back a message that was not handed to a channel."""
    session.execute(
        update(MESSAGE).where(*_held(lease), MESSAGE.c.state == "waiting").values(lease_owner=None, lease_until=None)
    )


def hold(session: Session, lease: Lease) -> bool:
    """Lock a leased message and the state of its recommendations while it is re-checked (R4); False for a lost lease.

    Recommendations come first, as in the planner, so that the two never wait for each other.
    """
    about = select(ITEM.c.recommendation_id).where(ITEM.c.message_id == lease.message_id, ITEM.c.dropped.is_(None))
    session.execute(
        select(RECOMMENDATION.c.id)
        .where(RECOMMENDATION.c.id.in_(about))
        .order_by(RECOMMENDATION.c.id)
        .with_for_update(read=True)
    )
    own = select(MESSAGE.c.id).where(*_held(lease), MESSAGE.c.state == "waiting")
    return session.execute(own.with_for_update()).scalar_one_or_none() is not None


def begin(session: Session, lease: Lease, today: date, until: datetime) -> Row[Any]:
    """Mark a message that is held as being sent and give it with its authority's name.

    One that waited over night becomes today's, so that its recipient gets no second one today (R3).
    """
    mine = MESSAGE.alias("mine")
    others = MESSAGE.alias("others")
    taken = exists(
        select(others.c.id)
        .join(mine, mine.c.id == lease.message_id)
        .where(
            others.c.recipient == mine.c.recipient,
            others.c.day == today,
            others.c.id != lease.message_id,
            others.c.state != "suppressed",
        )
    )
    statement = update(MESSAGE).where(*_held(lease), MESSAGE.c.state == "waiting")
    session.execute(
        statement.values(
            state="sending",
            lease_until=until,
            attempts=MESSAGE.c.attempts + 1,
            day=case((taken, MESSAGE.c.day), else_=today),
        )
    )
    found = select(MESSAGE, AUTHORITY.c.name.label("authority_name")).join(
        AUTHORITY, MESSAGE.c.authority_id == AUTHORITY.c.id
    )
    return session.execute(found.where(MESSAGE.c.id == lease.message_id)).one()


def contents(session: Session, message_id: int) -> list[Row[Any]]:
    """The items of a message with all a template may speak of, in the order they were put in."""
    statement = (
        select(
            ITEM.c.id.label("item_id"),
            ITEM.c.step_id,
            ITEM.c.step,
            ITEM.c.deadline_version,
            ITEM.c.told_version,
            ITEM.c.recommendation_id,
            *(STEP.c[name] for name in ("continues", "ladder", "notice", "facts", "on_day")),
            version_in_force(),
            answered().label("answered"),
            overtaken().label("overtaken"),
            spoken_of().label("spoken_of"),
            *_OF_THE_CASE,
        )
        .join(STEP, ITEM.c.step_id == STEP.c.id)
        .join(RECOMMENDATION, ITEM.c.recommendation_id == RECOMMENDATION.c.id)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .join(
            DEADLINE,
            (DEADLINE.c.recommendation_id == RECOMMENDATION.c.id)
            & (DEADLINE.c.version == RECOMMENDATION.c.deadline_version),
        )
        .where(ITEM.c.message_id == message_id, ITEM.c.dropped.is_(None))
        .order_by(ITEM.c.id)
    )
    return list(session.execute(statement))


def as_a_notice(session: Session, recommendation_id: int, notice: str, facts: str, ladder: str = "") -> Row[Any]:
    """What `contents` would give for a notice about a recommendation that is not planned yet."""
    planned = {"step": notice, "ladder": ladder, "notice": notice, "facts": facts}
    statement = (
        select(
            RECOMMENDATION.c.id.label("recommendation_id"),
            RECOMMENDATION.c.deadline_version,
            RECOMMENDATION.c.deadline_version.label("current_version"),
            *(literal(value).label(name) for name, value in planned.items()),
            false().label("answered"),
            false().label("overtaken"),
            *_OF_THE_CASE,
        )
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
        .join(
            DEADLINE,
            (DEADLINE.c.recommendation_id == RECOMMENDATION.c.id)
            & (DEADLINE.c.version == RECOMMENDATION.c.deadline_version),
        )
        .where(RECOMMENDATION.c.id == recommendation_id)
    )
    return session.execute(statement).one()


def keep_text(session: Session, message_id: int, subject: str, body: str) -> None:
    """Keep the text as it goes out."""
    session.execute(update(MESSAGE).where(MESSAGE.c.id == message_id).values(subject=subject, body=body))


def suppress(session: Session, lease: Lease, reason: str) -> None:
    """End a leased message that has nothing left to say."""
    session.execute(
        update(MESSAGE)
        .where(*_held(lease), MESSAGE.c.state == "waiting")
        .values(state="suppressed", reason=reason, lease_owner=None, lease_until=None)
    )


def finish(session: Session, lease: Lease, states: Sequence[str], values: Mapping[str, Any]) -> bool:
    """Write an answer behind the fence: only while this lease's token is the newest; False when it is not."""
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id == lease.message_id, MESSAGE.c.lease_token == lease.token, MESSAGE.c.state.in_(states))
        .values(lease_owner=None, lease_until=None, **values)
        .returning(MESSAGE.c.id)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def add_attempt(session: Session, message_id: int, number: int, at: datetime, result: str, detail: str) -> None:
    """Put one attempt on record."""
    row = {"message_id": message_id, "number": number, "at": at, "result": result, "detail": detail}
    insert_rows(session, Attempt, [row])


def set_steps(session: Session, message_id: int, state: str, reason: str) -> None:
    """Carry a message's state over to its steps.

    A step that reached one recipient stays sent; one that was planned anew or superseded meanwhile stays that.
    """
    about = select(ITEM.c.step_id).where(ITEM.c.message_id == message_id, ITEM.c.dropped.is_(None))
    # Locked in one order: two messages about the same steps may be answered at the same moment. With their keys free:
    # a planner that puts the same steps into another message holds those, in an order of its own.
    locked = select(STEP.c.id).where(STEP.c.id.in_(about)).order_by(STEP.c.id).with_for_update(key_share=True)
    for some in chunks(list(session.execute(locked).scalars())):
        session.execute(
            update(STEP)
            .where(STEP.c.id.in_(some), STEP.c.state.in_(("queued", "failed", "in_doubt")))
            .values(state=state, reason=reason)
        )


def free_expired(session: Session, now: datetime) -> int:
    """Free messages that a dispatcher leased and never got to; how many there were."""
    over = (MESSAGE.c.state == WAITING, MESSAGE.c.lease_owner.is_not(None), MESSAGE.c.lease_until < now)
    # Another reaper frees those that it holds: two that waited for each other's would never end.
    wanted = select(MESSAGE.c.id).where(*over).order_by(MESSAGE.c.id).with_for_update(skip_locked=True)
    statement = (
        update(MESSAGE)
        .where(MESSAGE.c.id.in_(wanted), *over)
        .values(lease_owner=None, lease_until=None)
        .returning(MESSAGE.c.id)
    )
    return len(list(session.execute(statement)))


def stale(session: Session, now: datetime) -> list[Row[Any]]:
    """Messages whose sender stopped answering: `sending` with a lease that has run out."""
    statement = select(MESSAGE).where(MESSAGE.c.state == SENDING, MESSAGE.c.lease_until < now)
    found = session.execute(statement.order_by(MESSAGE.c.lease_until).with_for_update(skip_locked=True))
    return sorted(found, key=lambda message: int(message.id))


def is_any_under_way(session: Session) -> bool:
    """Tell whether any message waits, is being sent or is in doubt."""
    # One question for each partial index; together they would be answered by none.
    found = [exists(select(MESSAGE.c.id).where(MESSAGE.c.state == state)) for state in (WAITING, SENDING, IN_DOUBT)]
    return bool(session.execute(select(or_(*found))).scalar_one())


def count_free(session: Session, today: date) -> int:
    """How many messages wait that nobody has leased: what a run leaves unsent."""
    free = (MESSAGE.c.state == WAITING, MESSAGE.c.day <= today, MESSAGE.c.lease_owner.is_(None))
    return int(session.execute(select(func.count()).select_from(MESSAGE).where(*free)).scalar_one())


def lock_with_recommendations(session: Session, key: str) -> Row[Any] | None:
    """One message by its key, locked after the recommendations it is about: the order in which the planner locks."""
    about = (
        select(ITEM.c.recommendation_id)
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.key == key, ITEM.c.dropped.is_(None))
    )
    session.execute(
        select(RECOMMENDATION.c.id)
        .where(RECOMMENDATION.c.id.in_(about))
        .order_by(RECOMMENDATION.c.id)
        .with_for_update()
    )
    return message_by_key(session, key)


def recipient_of(session: Session, message_id: int) -> tuple[str, str]:
    """To whom a message goes: address and role."""
    found = select(MESSAGE.c.recipient, MESSAGE.c.recipient_role).where(MESSAGE.c.id == message_id)
    address, role = session.execute(found).one()
    return address, role


def come_back(session: Session, message_id: int, reason: str, at: datetime) -> None:
    """Mark a sent message as failed, because it came back (R6)."""
    values = {"state": "failed", "reason": reason, "returned_at": at}
    session.execute(update(MESSAGE).where(MESSAGE.c.id == message_id).values(**values))


def note_arrival(session: Session, message_id: int, at: datetime) -> None:
    """Note when a message arrived; the first report counts."""
    first = (MESSAGE.c.id == message_id, MESSAGE.c.delivered_at.is_(None))
    session.execute(update(MESSAGE).where(*first).values(delivered_at=at))


def message_by_key(session: Session, key: str) -> Row[Any] | None:
    """One message, locked, by its key."""
    return session.execute(select(MESSAGE).where(MESSAGE.c.key == key).with_for_update()).one_or_none()


def settle(session: Session, message_id: int, state: str, reason: str, sent_at: datetime | None) -> None:
    """End a doubt or a failure: what was known of its arrival or return counts no more."""
    values = {"state": state, "reason": reason, "sent_at": sent_at, "returned_at": None, "delivered_at": None}
    free = {"lease_owner": None, "lease_until": None, "not_before": None}
    session.execute(update(MESSAGE).where(MESSAGE.c.id == message_id).values(**values, **free))


def _held(lease: Lease) -> tuple[Any, ...]:
    return (
        MESSAGE.c.id == lease.message_id,
        MESSAGE.c.lease_owner == lease.owner,
        MESSAGE.c.lease_token == lease.token,
    )
