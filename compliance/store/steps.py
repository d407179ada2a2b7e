"""Queries on planned reminder steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, exists, or_, select, update
from sqlmodel import Session

from compliance.domain.delivery import MessageState
from compliance.domain.reminders import StepState
from compliance.store.case_tables import Authority, Decision, Recommendation
from compliance.store.delivery_tables import HANDED_OVER, Message, MessageItem, Step
from compliance.store.overtaken import overtaken
from compliance.store.proof import answered, proven
from compliance.store.put_back import stands, version_in_force
from compliance.store.rows import chunks, constant, insert_rows, table_of
from compliance.store.spoken_of import spoken_of

STEP = table_of(Step)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
ITEM = table_of(MessageItem)
MESSAGE = table_of(Message)
PLANNED = constant(StepState.PLANNED.value)
FAILED = constant(StepState.FAILED.value)
WAITING = constant("waiting")


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert steps."""
    insert_rows(session, Step, rows)


def due(session: Session, today: date, only: Sequence[int] | None = None) -> list[Row[Any]]:
    """Planned steps with a day on or before `today`, with what decides on them; locks their recommendations.

    Ordered by recommendation, day and id. Columns of the step, and `reference`, `closed_on`, `evidence_waiting`,
    `proven`, `answered`, `overtaken`, `spoken_of`, `hold_ends_on`, `current_version`, `due_on`, `authority_id`,
    `authority_code`. `only` narrows to a few recommendations.
    """
    return _planned(session, today, lock=True, only=only)


def coming(session: Session, first: date, last: date) -> list[Row[Any]]:
    """Planned steps with a day up to `last`, columns as of `due`; earlier ones than `first` come on `first` (R8)."""
    return _planned(session, last, lock=False)


def _planned(session: Session, last: date, *, lock: bool, only: Sequence[int] | None = None) -> list[Row[Any]]:
    """Planned steps with a day up to `last` and their case.

    First the steps, then their cases: a planner that guesses both at once takes most steps for due, because most days
    are past, and reads every recommendation there is.
    """
    order = (STEP.c.recommendation_id, STEP.c.on_day, STEP.c.id)
    wanted = select(STEP.c.id).where(STEP.c.state == PLANNED, STEP.c.on_day <= last)
    if only is not None:
        wanted = wanted.where(STEP.c.recommendation_id.in_(only))
    ids = session.execute(wanted.order_by(*order))
    found: list[Row[Any]] = []
    for some in chunks(list(ids.scalars())):
        statement = _with_case().where(STEP.c.id.in_(some), STEP.c.state == PLANNED).order_by(*order)
        if lock:
            statement = statement.with_for_update(of=RECOMMENDATION)
        found += session.execute(statement)
    return found


def failed_of(
    session: Session, *, authorities: Sequence[int] = (), recommendations: Sequence[int] = (), lock: bool = True
) -> list[Row[Any]]:
    """Failed steps of open recommendations and failed notices, of cases of some authorities or of some recommendations.

    Columns and order as of `due`, with the step's id as `item_id` too; locks their recommendations, unless told not to.
    """
    found: list[Row[Any]] = []
    wanted = [(DECISION.c.authority_id, authorities), (RECOMMENDATION.c.id, recommendations)]
    for column, identifiers in wanted:
        for some in chunks(sorted(identifiers)):
            statement = _with_case(STEP.c.id.label("item_id")).where(
                column.in_(some),
                STEP.c.state == FAILED,
                or_(RECOMMENDATION.c.closed_on.is_(None), STEP.c.notice != ""),
            )
            statement = statement.order_by(STEP.c.recommendation_id, STEP.c.on_day, STEP.c.id)
            found += session.execute(statement.with_for_update(of=RECOMMENDATION) if lock else statement)
    return found


def of_versions(session: Session, recommendation_id: int, version: int) -> list[Row[Any]]:
    """The steps of a deadline version, and of those that go on from it, oldest first; columns as of `failed_of`."""
    statement = _with_case(STEP.c.id.label("item_id")).where(
        STEP.c.recommendation_id == recommendation_id,
        or_(STEP.c.deadline_version == version, STEP.c.continues == version),
    )
    return list(session.execute(statement.order_by(STEP.c.deadline_version, STEP.c.id)))


def planned_of(session: Session, recommendation_id: int) -> list[Row[Any]]:
    """The planned steps of one recommendation, columns and order as of `due`."""
    statement = _with_case().where(STEP.c.recommendation_id == recommendation_id, STEP.c.state == PLANNED)
    return list(session.execute(statement.order_by(STEP.c.on_day, STEP.c.id)))


def still_to_go(session: Session, recommendation_ids: Sequence[int], today: date) -> list[Row[Any]]:
    """Steps of some recommendations that are due or in messages on their way, columns as of `due`."""
    found: list[Row[Any]] = []
    to_go = or_((STEP.c.state == PLANNED) & (STEP.c.on_day <= today), STEP.c.state == StepState.QUEUED.value)
    for some in chunks(sorted(set(recommendation_ids))):
        found += session.execute(_with_case().where(STEP.c.recommendation_id.in_(some), to_go).order_by(STEP.c.id))
    return found


def in_messages(session: Session) -> list[Row[Any]]:
    """Steps in messages that wait, columns as of `due` and `recipient, recipient_name, recipient_role, answering_code`.

    In the order in which they stand in their messages.
    """
    answering = AUTHORITY.alias("answering")
    columns = (MESSAGE.c.recipient, MESSAGE.c.recipient_name, MESSAGE.c.recipient_role)
    statement = (
        _with_case(*columns, answering.c.code.label("answering_code"))
        .join(ITEM, ITEM.c.step_id == STEP.c.id)
        .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
        .join(answering, MESSAGE.c.authority_id == answering.c.id)
        .where(MESSAGE.c.state == WAITING, ITEM.c.dropped.is_(None))
    )
    return list(session.execute(statement.order_by(MESSAGE.c.id, ITEM.c.id)))


def _with_case(*more: Any) -> Any:
    return (
        select(
            STEP,
            *more,
            RECOMMENDATION.c.reference,
            RECOMMENDATION.c.clock,
            RECOMMENDATION.c.stage,
            RECOMMENDATION.c.closed_on,
            RECOMMENDATION.c.evidence_waiting,
            proven(RECOMMENDATION.c.id).label("proven"),
            answered().label("answered"),
            overtaken().label("overtaken"),
            spoken_of().label("spoken_of"),
            RECOMMENDATION.c.hold_ends_on,
            version_in_force(),
            RECOMMENDATION.c.due_on,
            RECOMMENDATION.c.original_due_on,
            DECISION.c.authority_id,
            AUTHORITY.c.code.label("authority_code"),
        )
        .select_from(STEP)
        .join(RECOMMENDATION, STEP.c.recommendation_id == RECOMMENDATION.c.id)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
    )


def of_recommendation(session: Session, recommendation_id: int) -> list[Step]:
    """All steps of one recommendation, oldest first."""
    statement = select(Step).where(STEP.c.recommendation_id == recommendation_id).order_by(STEP.c.on_day, STEP.c.id)
    return list(session.execute(statement).scalars())


def notices_under_way(session: Session, notice: str, recommendation_ids: Sequence[int]) -> dict[int, StepState]:
    """Where a notice of that kind is, by recommendation id: planned, in a message, or in doubt; the newest counts.

    One that a newer version of the deadline overtook is not under way any more (D6).
    """
    states = (StepState.PLANNED, StepState.QUEUED, StepState.IN_DOUBT)
    statement = (
        select(STEP.c.recommendation_id, STEP.c.state)
        .join(RECOMMENDATION, STEP.c.recommendation_id == RECOMMENDATION.c.id)
        .where(
            STEP.c.recommendation_id.in_(recommendation_ids),
            STEP.c.notice == notice,
            STEP.c.state.in_([state.value for state in states]),
            stands() | (STEP.c.state == StepState.IN_DOUBT.value),
        )
        .order_by(STEP.c.id)
    )
    return {identifier: StepState(state) for identifier, state in session.execute(statement)}


def letters_out(session: Session, notice: str, recommendation_ids: Sequence[int]) -> dict[str, str]:
    """The state of a message with each notice of a kind, by the notice's name; none while it waits.

    "failed" only where all have failed.
    """
    found: dict[str, str] = {}
    for some in chunks(recommendation_ids):
        statement = (
            select(STEP.c.step, MESSAGE.c.state)
            .join(ITEM, ITEM.c.step_id == STEP.c.id)
            .join(MESSAGE, ITEM.c.message_id == MESSAGE.c.id)
            .where(
                STEP.c.recommendation_id.in_(some),
                STEP.c.notice == notice,
                ITEM.c.dropped.is_(None),
                MESSAGE.c.state.in_(("sending", "sent", "in_doubt", "failed")),
            )
        )
        for name, state in session.execute(statement):
            if name not in found or state != MessageState.FAILED:
                found[name] = state
    return found


def named(session: Session, recommendation_id: int, name: str) -> Row[Any] | None:
    """The newest step of that name about a recommendation: `id, deadline_version, state, reason`."""
    wanted = (STEP.c.recommendation_id == recommendation_id, STEP.c.step == name)
    statement = select(STEP.c.id, STEP.c.deadline_version, STEP.c.state, STEP.c.reason).where(*wanted)
    return session.execute(statement.order_by(STEP.c.deadline_version.desc()).limit(1)).one_or_none()


def of_notice(session: Session, recommendation_id: int, notice: str) -> list[Row[Any]]:
    """The notices of a kind about a recommendation, oldest first: `id, step, state, reason, facts, overtaken`."""
    wanted = (STEP.c.recommendation_id == recommendation_id, STEP.c.notice == notice)
    columns = (STEP.c.id, STEP.c.step, STEP.c.state, STEP.c.reason, STEP.c.facts, overtaken().label("overtaken"))
    return list(session.execute(select(*columns).where(*wanted).order_by(STEP.c.id)))


def plan_again(session: Session, identifier: int, values: Mapping[str, Any]) -> None:
    """Plan a step that had ended once more."""
    session.execute(update(STEP).where(STEP.c.id == identifier).values(state=PLANNED, reason="", **values))


def say_instead(session: Session, identifier: int, facts: str) -> None:
    """Let a step that has still to go say something else."""
    session.execute(update(STEP).where(STEP.c.id == identifier).values(facts=facts))


def settle(session: Session, changes: Sequence[tuple[int, StepState, str]]) -> None:
    """Give steps their new state and reason, as (step id, state, reason)."""
    if changes:
        statement = update(STEP).where(STEP.c.id == bindparam("step_id"))
        session.connection().execute(
            statement.values(state=bindparam("new_state"), reason=bindparam("new_reason")),
            [
                {"step_id": step, "new_state": state.value, "new_reason": reason}
                for step, state, reason in sorted(changes, key=lambda change: change[0])
            ],
        )


def supersede(session: Session, recommendation_id: int, reason: str, *, notices: bool = False) -> None:
    """End the steps of a recommendation that are still planned (D6, R4); notices only when asked for.

    One that some of its people got before the others' turn came (R5) ends as sent, with why if the date moved.
    """
    got = exists().where(
        ITEM.c.step_id == STEP.c.id,
        ITEM.c.dropped.is_(None),
        ITEM.c.message_id == MESSAGE.c.id,
        MESSAGE.c.state.in_(HANDED_OVER),
    )
    statement = update(STEP).where(STEP.c.recommendation_id == recommendation_id, STEP.c.state == "planned")
    if not notices:
        statement = statement.where(STEP.c.notice == "")
    session.execute(statement.where(got).values(state=StepState.SENT.value, reason="" if notices else reason))
    session.execute(statement.values(state=StepState.SUPERSEDED.value, reason=reason))


def unsent(session: Session, recommendation_id: int, notices: Collection[str]) -> list[Row[Any]]:
    """The notices of these kinds about a recommendation that may still go: `id, step, facts`.

    Planned, in a message, or failed: that goes once there is somebody to write to.
    """
    statement = select(STEP.c.id, STEP.c.step, STEP.c.facts).where(
        STEP.c.recommendation_id == recommendation_id,
        STEP.c.notice.in_(sorted(notices)),
        STEP.c.state.in_((StepState.PLANNED.value, StepState.QUEUED.value, StepState.FAILED.value)),
    )
    return list(session.execute(statement.order_by(STEP.c.id)))


def facts_of_versions(session: Session, recommendation_ids: Sequence[int]) -> list[Row[Any]]:
    """What is kept with the steps of the deadline versions in force: `recommendation_id, facts`; none of first ones."""
    found: list[Row[Any]] = []
    for some in chunks(sorted(recommendation_ids)):
        found += session.execute(
            select(STEP.c.recommendation_id, STEP.c.facts)
            .join(RECOMMENDATION, STEP.c.recommendation_id == RECOMMENDATION.c.id)
            .where(
                STEP.c.recommendation_id.in_(some),
                STEP.c.deadline_version == RECOMMENDATION.c.deadline_version,
                STEP.c.deadline_version > 1,
                STEP.c.facts != "{}",
            )
            .order_by(STEP.c.id)
        )
    return found


def later_due(
    session: Session, recommendation_ids: Sequence[int], today: date, states: Sequence[str] = ("planned", "queued")
) -> list[Row[Any]]:
    """Ladder steps of these recommendations that are due, in these states: a later one outranks an older one (R2.4).

    Columns as of `in_post`, and `on_day` and `state`.
    """
    found: list[Row[Any]] = []
    for some in chunks(recommendation_ids):
        found += session.execute(
            select(
                STEP.c.recommendation_id,
                STEP.c.deadline_version,
                STEP.c.continues,
                STEP.c.step,
                STEP.c.ladder,
                STEP.c.notice,
                STEP.c.on_day,
                STEP.c.state,
            ).where(
                STEP.c.recommendation_id.in_(some),
                STEP.c.state.in_(states),
                STEP.c.notice == "",
                STEP.c.on_day <= today,
            )
        )
    return found


def in_post(session: Session, recommendation_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Steps of later deadline versions than the first in messages that wait, by recommendation id.

    With `recommendation_id, deadline_version, continues, step, ladder, notice, facts`.
    """
    waits = exists().where(
        ITEM.c.step_id == STEP.c.id,
        ITEM.c.dropped.is_(None),
        ITEM.c.message_id == MESSAGE.c.id,
        MESSAGE.c.state == WAITING,
    )
    columns = (
        *(STEP.c.recommendation_id, STEP.c.deadline_version, STEP.c.continues),
        *(STEP.c.step, STEP.c.ladder, STEP.c.notice, STEP.c.facts),
    )
    found: dict[int, list[Row[Any]]] = {}
    for some in chunks(recommendation_ids):
        wanted = (STEP.c.recommendation_id.in_(some), STEP.c.deadline_version > 1, waits)
        for row in session.execute(select(*columns).where(*wanted).order_by(STEP.c.id)):
            found.setdefault(row.recommendation_id, []).append(row)
    return found
