"""Lists of recommendations by where they stand and what is next: paged, counted and streamed, from one index each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlmodel import Session

from compliance.domain.next_action import BEFORE_JUDGING, Action
from compliance.domain.outcomes import Outcome
from compliance.domain.tasks import TaskKind
from compliance.domain.work_filters import NO_ONE, PATIENT, Filters, Order
from compliance.store.case_tables import Authority, Decision, Recommendation, RecommendationCategory
from compliance.store.deadline_tables import ExtensionRequest
from compliance.store.delivery_tables import Task
from compliance.store.rows import table_of
from compliance.store.work_tables import StoredAction

STORED = table_of(StoredAction)
RECOMMENDATION = table_of(Recommendation)
DECISION = table_of(Decision)
AUTHORITY = table_of(Authority)
REQUEST = table_of(ExtensionRequest)
CATEGORY = table_of(RecommendationCategory)
TASK = table_of(Task)
A_STREAM_AT_A_TIME = 500
OPEN = select(func.count()).select_from(RECOMMENDATION).where(RECOMMENDATION.c.closed_on.is_(None))


@dataclass(frozen=True)
class Wanted:
    """What is asked for on a day; `authority_ids` narrows to those, None to none in particular."""

    today: date
    filters: Filters
    authority_ids: Collection[int] | None = None

    @property
    def is_all_open(self) -> bool:
        """Whether every open recommendation is wanted."""
        return self.filters == Filters() and self.authority_ids is None


def count(session: Session, wanted: Wanted) -> int:
    """How many recommendations are wanted."""
    found: int = session.execute(select(func.count()).where(*tests(wanted))).scalar_one()
    return found


def count_up_to(session: Session, wanted: Wanted, most: int) -> int:
    """How many recommendations are wanted, counted no further than `most`."""
    some = select(STORED.c.recommendation_id).where(*tests(wanted)).limit(most).subquery()
    found: int = session.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def count_open(session: Session) -> int:
    """How many recommendations are open: what `count` gives for all of them while nothing is stale, ten times quicker.

    Each that is open then has exactly one next action on any day; that it is open stands in an index by itself.
    """
    found: int = session.execute(OPEN).scalar_one()
    return found


def page(session: Session, wanted: Wanted, order: Order, limit: int, offset: int) -> list[Row[Any]]:
    """A page of those wanted, as `stream` gives them; the same recommendation never stands on two pages."""
    keys = select(STORED.c.recommendation_id, STORED.c.from_on).where(*tests(wanted))
    chosen = keys.order_by(*_sorted(order)).limit(limit).offset(offset).subquery()
    same = (STORED.c.recommendation_id == chosen.c.recommendation_id) & (STORED.c.from_on == chosen.c.from_on)
    return list(session.execute(_shown(chosen.join(STORED, same)).order_by(*_sorted(order))))


def stream(session: Session, wanted: Wanted, order: Order) -> Iterator[Row[Any]]:
    """All of those wanted, a few hundred in memory at a time.

    Columns of the recommendation `reference, kind, original_due_on, due_on, hold_ends_on, evidence_waiting, closed_on`,
    of its case `decision, subject`, `authority_id, authority_code, authority_name`, and of what is next `state, action,
    who, what, by_on, command, assigned_to, caseworker`.
    """
    statement = _shown(STORED).where(*tests(wanted)).order_by(*_sorted(order))
    yield from session.execute(statement.execution_options(yield_per=A_STREAM_AT_A_TIME))


def _shown(source: Any) -> Select[Any]:
    return select(
        *(RECOMMENDATION.c[name] for name in ("id", "reference", "kind", "original_due_on", "due_on", "hold_ends_on")),
        *(RECOMMENDATION.c[name] for name in ("evidence_waiting", "closed_on")),
        DECISION.c.reference.label("decision"),
        DECISION.c.subject,
        AUTHORITY.c.id.label("authority_id"),
        AUTHORITY.c.code.label("authority_code"),
        AUTHORITY.c.name.label("authority_name"),
        *(STORED.c[name] for name in ("state", "action", "who", "what", "by_on", "command", "assigned_to")),
        STORED.c.caseworker,
    ).select_from(
        source.join(RECOMMENDATION, STORED.c.recommendation_id == RECOMMENDATION.c.id)
        .join(DECISION, RECOMMENDATION.c.decision_id == DECISION.c.id)
        .join(AUTHORITY, DECISION.c.authority_id == AUTHORITY.c.id)
    )


def _sorted(order: Order) -> list[ColumnElement[Any]]:
    by = {
        Order.ACTION: ("closed", "in_time", "rank", "by_on", "due_on", "recommendation_id"),
        Order.DUE: ("closed", "due_on", "recommendation_id"),
    }
    return [STORED.c[name] for name in by[order]]


def tests(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a row of the stored next actions has to fulfil to be wanted."""
    return [*common(wanted), *own(wanted)]


def common(wanted: Wanted) -> list[ColumnElement[bool]]:
    """That a row is the one of the day, exactly one of each recommendation is, and of an open one, or a closed one."""
    state = wanted.filters.state
    closed = true() if state is not None and state.value in set(Outcome) else false()
    return [STORED.c.closed == closed, STORED.c.from_on <= wanted.today, STORED.c.last_on >= wanted.today]


def own(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What else it has to fulfil."""
    filters = wanted.filters
    found = [*_equal(filters), *_between(filters)]
    if wanted.authority_ids is not None:
        found.append(_one_of(STORED.c.authority_id, sorted(wanted.authority_ids)))
    if filters.authority_type is not None:
        of_type = select(AUTHORITY.c.id).where(AUTHORITY.c.type == filters.authority_type.value)
        found.append(STORED.c.authority_id.in_(of_type))
    if filters.category:
        has_it = select(CATEGORY.c.recommendation_id).where(CATEGORY.c.category == filters.category)
        found.append(STORED.c.recommendation_id.in_(has_it))
    if filters.who:
        found.append(_one_of(STORED.c.who, [who.value for who in filters.who]))
    if filters.person:
        found.append(STORED.c.assigned_to.in_(["", filters.person]))
    if filters.caseworker:
        found.append(STORED.c.caseworker == ("" if filters.caseworker == NO_ONE else filters.caseworker))
    if filters.whose:
        found.append(STORED.c.recommendation_id.in_(_of_person(filters.whose)))
    if filters.overdue:
        found.append(STORED.c.due_on < wanted.today)
    if filters.now:
        found += _can_be_done(wanted.today)
    return found


def _asks_for_time() -> ColumnElement[bool]:
    """That a request for more time about it waits for an answer."""
    return STORED.c.recommendation_id.in_(select(REQUEST.c.recommendation_id).where(REQUEST.c.decided_on.is_(None)))


def _waits_to_be_judged() -> ColumnElement[bool]:
    """That evidence about it waits: the next action says so, or is the one that comes first, of which there are few."""
    about = RECOMMENDATION.alias("about")  # a table of its own: a list that is shown has joined the other already
    waits = select(about.c.id).where(about.c.id == STORED.c.recommendation_id, about.c.evidence_waiting > 0)
    first = (STORED.c.action == BEFORE_JUDGING.value) & waits.exists()
    return or_(STORED.c.action == Action.JUDGE_EVIDENCE.value, first)


def _of_person(name: str) -> CompoundSelect[Any]:
    """The open recommendations that a person looks after, and those whose next action was given to them."""
    given = STORED.alias("given")
    # Said like the index says it, which holds only what was given to somebody.
    to_somebody: ColumnElement[bool] = literal_column("given.assigned_to <> ''")
    return union(
        select(RECOMMENDATION.c.id).where(RECOMMENDATION.c.caseworker == name, RECOMMENDATION.c.closed_on.is_(None)),
        select(given.c.recommendation_id).where(given.c.assigned_to == name, to_somebody),
    )


def _one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """That it is one of them; of a single one plainly so: then what is left stands in the index in its order."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def _equal(filters: Filters) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (STORED.c.state, filters.state),
        (STORED.c.kind, filters.kind),
        (STORED.c.action, filters.action),
    ):
        if value is not None:
            yield column == value.value
    if filters.held:
        yield STORED.c.held == true()
    if filters.time_asked:
        yield _asks_for_time()
    if filters.to_judge:
        yield _waits_to_be_judged()


def _between(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.due_from is not None:
        yield STORED.c.due_on >= filters.due_from
        yield STORED.c.due_on < date.max
    if filters.due_to is not None:
        yield STORED.c.due_on <= filters.due_to
    if filters.decided_from is not None:
        yield STORED.c.decided_on >= filters.decided_from
    if filters.decided_to is not None:
        yield STORED.c.decided_on <= filters.decided_to


def _can_be_done(today: date) -> list[ColumnElement[bool]]:
    waits = STORED.c.action == Action.REVIEW_WAIT.value
    # Its day has come once there is the task, which leaves some days to do it.
    asked = select(TASK.c.recommendation_id).where(
        TASK.c.kind == TaskKind.WAIT_REVIEW.value, TASK.c.closed_on.is_(None)
    )
    return [
        STORED.c.action.not_in(sorted(action.value for action in PATIENT)),
        or_(~waits, STORED.c.by_on <= today, STORED.c.recommendation_id.in_(asked)),
    ]
