"""Tables of the lists people work from: stored next actions, what of them is stale, saved filters (record 0026)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing
from compliance.store.columns import EMPTY, PlainDate, UtcInstant, check, one_of

GIVEN = text("assigned_to <> ''")
# Everything a list is narrowed by stands in each index on which it is sorted: a page and its count never leave it.
NARROWING = (
    "last_on",
    "from_on",
    "who",
    "action",
    "state",
    "kind",
    "held",
    "authority_id",
    "decided_on",
    "assigned_to",
    "caseworker",
)


def _without(name: str) -> tuple[str, ...]:
    return tuple(each for each in NARROWING if each != name)


class StoredAction(SQLModel, table=True):
    """How a recommendation stands and what is next, from a day to a day: derived, never typed, and no fact of its own.

    `from_on` to `last_on` of one recommendation cover every day. `by_on` is a day, or the first day there is for "at
    once" or the last for "no day" (`domain.spells`); `due_on` is the last day there is for an open-ended one. `rank`
    sorts actions. `authority_id`, `kind`, `decided_on`, `due_on` and `caseworker` repeat the recommendation's and
    its decision's.
    No foreign key: a row of it would lock the recommendation against whoever is changing it.
    """

    __tablename__ = "next_action"
    __table_args__ = (
        check("from_on <= last_on", "ck_next_action_days"),
        one_of("action", Action, name="ck_next_action_action"),
        one_of("who", Actor, name="ck_next_action_who"),
        one_of("state", Standing, name="ck_next_action_state"),
        one_of("kind", Kind, name="ck_next_action_kind"),
        Index(
            "ix_next_action_work",
            *("closed", "in_time", "rank", "by_on", "due_on", "recommendation_id"),
            *NARROWING,
        ),
        Index("ix_next_action_due", "closed", "due_on", "recommendation_id", *NARROWING),
        Index(
            "ix_next_action_authority",
            "authority_id",
            "closed",
            "due_on",
            "recommendation_id",
            *_without("authority_id"),
        ),
        Index(
            "ix_next_action_who",
            *("closed", "who", "in_time", "rank", "by_on", "due_on", "recommendation_id"),
            *_without("who"),
        ),
        Index("ix_next_action_given", "assigned_to", sqlite_where=GIVEN, postgresql_where=GIVEN),
    )
    recommendation_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    from_on: date = Field(primary_key=True, sa_type=PlainDate)
    last_on: date = Field(sa_type=PlainDate)
    closed: bool
    in_time: bool
    rank: int
    by_on: date = Field(sa_type=PlainDate)
    due_on: date = Field(sa_type=PlainDate)
    decided_on: date = Field(sa_type=PlainDate)
    authority_id: int
    kind: str
    state: str
    held: bool
    action: str
    who: str
    assigned_to: str
    caseworker: str = Field(default="", sa_column_kwargs=EMPTY)
    what: str = Field(sa_type=Text)
    command: str = Field(sa_type=Text)


class StaleAction(SQLModel, table=True):
    """Something changed from which a next action is derived; written by triggers, whoever changed it.

    One of the three says about what: a recommendation, all open ones an authority may answer for, or those of whoever
    has an address. Rows are only ever added and taken away, never shared: a change that is not committed yet has a row
    of its own, and so nobody who brings an older one up to date can take it for done. Numbers are never used again.
    """

    __tablename__ = "stale_action"
    __table_args__ = (
        Index("ix_stale_action_recommendation", "recommendation_id"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int | None = None
    authority_id: int | None = None
    address: str | None = None


class SavedView(SQLModel, table=True):
    """A list somebody narrowed and kept under a name; `query` is that of its web address, `shared` shows it to all."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("person", "name"),
        check("person <> '' AND name <> ''", "ck_saved_view_whose_and_what"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: str
    name: str
    query: str = Field(sa_type=Text)
    shared: bool = False
    recorded_at: datetime = Field(sa_type=UtcInstant)
