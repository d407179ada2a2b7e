"""Tables of reminding: planned steps, messages with their items and attempts, people's tasks, runs of the flows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from compliance.domain.address_health import AddressState, Severity
from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import MessageState, Result
from compliance.domain.reminders import StepState
from compliance.store.columns import EMPTY, PlainDate, UtcInstant, check, one_of

HANDED_OVER = ("sending", "sent", "in_doubt")  # states of a message that somebody got, may have got or gets now
PLANNED = text("state = 'planned'")
CONTINUES = text("continues IS NOT NULL")
WAITING = text("state = 'waiting'")
SENDING = text("state = 'sending'")
IN_DOUBT = text("state = 'in_doubt'")
UNDER_WAY = text("state = 'sent' AND channel_reference <> '' AND delivered_at IS NULL")


class Step(SQLModel, table=True):
    """A rung of a ladder (or a notice) planned for one deadline version of one recommendation (R1, R2.1).

    `continues` is an older version with the same date, told before, whose rungs go on in this one: who got them there
    has them. `rung` is how the day is counted (`domain.kept_rungs`); empty where an act chose it and no calendar moved
    it, none in older rows.
    """

    __tablename__ = "reminder_step"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "deadline_version", "step"),
        one_of("state", StepState, name="ck_reminder_step_state"),
        Index("ix_reminder_step_continues", "recommendation_id", sqlite_where=CONTINUES, postgresql_where=CONTINUES),
        Index("ix_reminder_step_due", "on_day", sqlite_where=PLANNED, postgresql_where=PLANNED),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    deadline_version: int
    step: str
    ladder: str = Field(default="", sa_column_kwargs=EMPTY)
    notice: str = ""
    on_day: date = Field(sa_type=PlainDate)
    state: str = StepState.PLANNED.value
    reason: str = ""
    facts: str = Field(default="{}", sa_type=Text)
    continues: int | None = None
    rung: str | None = None


class Message(SQLModel, table=True):
    """One message to one recipient on one day (R3), with the lease of the dispatcher that works on it (R2).

    `channel_reference` is the id the channel gave it; `delivered_at` when the channel reported its arrival,
    `returned_at` when it came back (R6).
    """

    __tablename__ = "message"
    __table_args__ = (
        one_of("state", MessageState, name="ck_message_state"),
        check("state <> 'sending' OR lease_owner IS NOT NULL", "ck_message_sending_is_leased"),
        check("state <> 'sent' OR sent_at IS NOT NULL", "ck_message_sent_has_instant"),
        check("returned_at IS NULL OR sent_at IS NOT NULL", "ck_message_returned_was_sent"),
        Index(
            "ux_message_recipient_day",
            "recipient",
            "day",
            unique=True,
            sqlite_where=text("state <> 'suppressed'"),
            postgresql_where=text("state <> 'suppressed'"),
        ),
        Index("ix_message_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_message_sending", "lease_until", sqlite_where=SENDING, postgresql_where=SENDING),
        Index("ix_message_in_doubt", "day", sqlite_where=IN_DOUBT, postgresql_where=IN_DOUBT),
        Index("ix_message_under_way", "sent_at", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
        Index("ix_message_day", "day"),
        Index("ix_message_recipient", "recipient", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    channel: str
    recipient: str
    recipient_name: str = ""
    recipient_role: str
    authority_id: int = Field(foreign_key="authority.id")
    day: date = Field(sa_type=PlainDate)
    state: str = MessageState.WAITING.value
    reason: str = ""
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcInstant)
    lease_owner: str | None = None
    lease_token: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    subject: str = ""
    body: str = Field(default="", sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    channel_reference: str = Field(default="", sa_column_kwargs=EMPTY)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    returned_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class MessageItem(SQLModel, table=True):
    """A step within a message; the unique index holds the promise of at most one send (R2.2).

    `told_version` is the deadline version in force when the message went out, where that was not the step's.
    """

    __tablename__ = "message_item"
    __table_args__ = (
        Index(
            "ux_message_item_once",
            "recommendation_id",
            "deadline_version",
            "step",
            "recipient",
            unique=True,
            sqlite_where=text("dropped IS NULL"),
            postgresql_where=text("dropped IS NULL"),
        ),
        Index("ix_message_item_message", "message_id"),
        Index("ix_message_item_step", "step_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    step_id: int = Field(foreign_key="reminder_step.id")
    recommendation_id: int = Field(foreign_key="recommendation.id")
    deadline_version: int
    step: str
    recipient: str
    dropped: str | None = None
    told_version: int | None = None


class Attempt(SQLModel, table=True):
    """One try to send a message and what the channel answered."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("message_id", "number", "result"),
        one_of("result", Result, name="ck_attempt_result"),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    number: int
    at: datetime = Field(sa_type=UtcInstant)
    result: str
    detail: str = Field(default="", sa_type=Text)


class Task(SQLModel, table=True):
    """Something a person must do by `due_on`; open at most once for one matter. `assigned_to` may name a person."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("owner", StaffRole, name="ck_task_owner"),
        Index(
            "ux_task_open",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
        Index(
            "ix_task_message",
            "message_id",
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    owner: str
    reason: str = Field(sa_type=Text)
    opened_on: date = Field(sa_type=PlainDate)
    due_on: date = Field(sa_type=PlainDate)
    assigned_to: str = Field(default="", sa_column_kwargs=EMPTY)
    closed_on: date | None = Field(default=None, sa_type=PlainDate)
    closed_by: str = Field(default="", sa_column_kwargs=EMPTY)
    closing_reason: str = Field(default="", sa_column_kwargs=EMPTY)
    recommendation_id: int | None = Field(default=None, foreign_key="recommendation.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id")


class FlowRun(SQLModel, table=True):
    """A run of a flow and what it did; "ran, nothing due" is a row too, so silence cannot hide a stopped clock."""

    __tablename__ = "flow_run"
    __table_args__ = (Index("ix_flow_run_latest", "flow", "started_at"),)
    id: int | None = Field(default=None, primary_key=True)
    flow: str
    as_of: date = Field(sa_type=PlainDate)
    started_at: datetime = Field(sa_type=UtcInstant)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    result: str = ""


class ReturnedMail(SQLModel, table=True):
    """A report about a message that came back, or that arrived (R6); `fingerprint` makes reading it again harmless."""

    __tablename__ = "returned_mail"
    __table_args__ = (one_of("severity", Severity, name="ck_returned_mail_severity"),)
    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)
    received_at: datetime = Field(sa_type=UtcInstant)
    recipient: str
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    severity: str
    status: str = ""
    detail: str = Field(default="", sa_type=Text)
    source: str = ""
    recorded_at: datetime = Field(sa_type=UtcInstant)


class AddressHealth(SQLModel, table=True):
    """How an address fares (R6); addresses without a row work. `address` is casefolded."""

    __tablename__ = "address_health"
    __table_args__ = (
        one_of("state", AddressState, name="ck_address_health_state"),
        check("soft_count >= 0 AND hard_count >= 0", "ck_address_health_counts"),
    )
    address: str = Field(primary_key=True)
    state: str
    soft_count: int = 0
    hard_count: int = 0
    since: date = Field(sa_type=PlainDate)
    detail: str = Field(default="", sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcInstant)
    changed_by: str = ""


class Cursor(SQLModel, table=True):
    """How far something that follows the history has come: the id of the last event it has dealt with."""

    __tablename__ = "cursor"
    name: str = Field(primary_key=True)
    position: int
