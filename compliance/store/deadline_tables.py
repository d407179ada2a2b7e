"""Tables of deadlines: their versions, and what moves, stops, holds or delays them (rules D2, D6, D9 and R4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from compliance.domain.deadlines import VersionKind
from compliance.domain.extensions import RequestState
from compliance.domain.sums import Per
from compliance.domain.waiting import WaitKind
from compliance.store.columns import PlainDate, Pounds, UtcInstant, check, one_of


def _one_open(name: str, column: str) -> Index:
    """A unique index: at most one row a recommendation whose `column` is still empty."""
    still_open = text(f"{column} IS NULL")
    return Index(name, "recommendation_id", unique=True, sqlite_where=still_open, postgresql_where=still_open)


class Deadline(SQLModel, table=True):
    """One version of a deadline; the first is the original and never changes (D6); `due_on` NULL is open-ended."""

    __tablename__ = "deadline"
    __table_args__ = (
        one_of("kind", VersionKind, name="ck_deadline_kind"),
        check("(version = 1) = (kind = 'original')", "ck_deadline_first_is_original"),
        check("version > 1 OR previous_due_on IS NULL", "ck_deadline_first_has_no_old_date"),
        check(
            "kind <> 'extension' OR (due_on IS NOT NULL AND previous_due_on IS NOT NULL AND due_on > previous_due_on)",
            "ck_deadline_extension_is_later",
        ),
        check("kind <> 'clock_stopped' OR due_on IS NULL", "ck_deadline_stopped_has_no_date"),
        check(
            "due_on IS NOT NULL OR kind IN ('original', 'clock_stopped', 'reopened', 'resent')",
            "ck_deadline_open_ended",
        ),
        check("version = 1 OR (reason <> '' AND approved_by <> '')", "ck_deadline_change_has_reason_and_approver"),
    )
    recommendation_id: int = Field(foreign_key="recommendation.id", primary_key=True)
    version: int = Field(primary_key=True)
    kind: str
    due_on: date | None = Field(default=None, sa_type=PlainDate)
    previous_due_on: date | None = Field(default=None, sa_type=PlainDate)
    agreed_on: date = Field(sa_type=PlainDate)
    reason: str = Field(default="", sa_type=Text)
    approved_by: str = ""
    receipt: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=UtcInstant)


class DeadlineWait(SQLModel, table=True):
    """What an open-ended deadline waits for (D2); `review_on` is when somebody looks whether it still does.

    `period` counts from the day the wait ends; empty means that day itself. `ended_on` is the day of what was waited
    for, NULL while it waits.
    """

    __tablename__ = "deadline_wait"
    __table_args__ = (
        one_of("kind", WaitKind, name="ck_deadline_wait_kind"),
        check("kind <> 'recommendation' OR waits_on_id IS NOT NULL", "ck_deadline_wait_names_the_other"),
        check("waits_on_id IS NULL OR waits_on_id <> recommendation_id", "ck_deadline_wait_not_on_itself"),
        check("kind = 'recommendation' OR description <> ''", "ck_deadline_wait_says_for_what"),
        _one_open("ux_deadline_wait_open", "ended_on"),
        Index("ix_deadline_wait_on", "waits_on_id"),
        Index("ix_deadline_wait_recommendation", "recommendation_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    kind: str
    waits_on_id: int | None = Field(default=None, foreign_key="recommendation.id")
    description: str = Field(default="", sa_type=Text)
    period: str = ""
    review_on: date = Field(sa_type=PlainDate)
    ended_on: date | None = Field(default=None, sa_type=PlainDate)
    ended_by: str = ""
    recorded_at: datetime = Field(sa_type=UtcInstant)


class ClockStop(SQLModel, table=True):
    """A clock that was stopped and perhaps restarted (D6); `days_left` are working days, kept for the restart."""

    __tablename__ = "clock_stop"
    __table_args__ = (
        check("category <> '' AND reason <> '' AND stopped_by <> ''", "ck_clock_stop_says_why_and_who"),
        check("days_left >= 0", "ck_clock_stop_days_left"),
        check("restarted_on IS NULL OR restarted_on >= stopped_on", "ck_clock_stop_restarted_after_stop"),
        check(
            "restarted_on IS NULL OR (restart_reason <> '' AND restarted_by <> '')", "ck_clock_stop_restart_says_why"
        ),
        _one_open("ux_clock_stop_open", "restarted_on"),
        Index("ix_clock_stop_recommendation", "recommendation_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    stopped_on: date = Field(sa_type=PlainDate)
    category: str
    reason: str = Field(sa_type=Text)
    stopped_by: str
    days_left: int
    restarted_on: date | None = Field(default=None, sa_type=PlainDate)
    restart_reason: str = Field(default="", sa_type=Text)
    restarted_by: str = ""
    recorded_at: datetime = Field(sa_type=UtcInstant)


class ExtensionRequest(SQLModel, table=True):
    """An authority's request for more time and what was decided (D6, D7)."""

    __tablename__ = "extension_request"
    __table_args__ = (
        one_of("state", RequestState, name="ck_extension_request_state"),
        check("asked_by <> '' AND reason <> ''", "ck_extension_request_says_who_and_why"),
        check("(state = 'asked') = (decided_on IS NULL)", "ck_extension_request_decided"),
        check(
            "state = 'asked' OR (decided_by <> '' AND decision_reason <> '')", "ck_extension_request_decision_says_why"
        ),
        check("(state = 'granted') = (granted_due_on IS NOT NULL)", "ck_extension_request_granted_due_on"),
        _one_open("ux_extension_request_open", "decided_on"),
        Index("ix_extension_request_recommendation", "recommendation_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    asked_on: date = Field(sa_type=PlainDate)
    asked_by: str
    reason: str = Field(sa_type=Text)
    wished_on: date = Field(sa_type=PlainDate)
    state: str = RequestState.ASKED.value
    decided_on: date | None = Field(default=None, sa_type=PlainDate)
    decided_by: str = ""
    decision_reason: str = Field(default="", sa_type=Text)
    granted_due_on: date | None = Field(default=None, sa_type=PlainDate)
    recorded_at: datetime = Field(sa_type=UtcInstant)


class Hold(SQLModel, table=True):
    """A hold on reminders with its reason and its end (R4); one lifted early keeps who did and why."""

    __tablename__ = "hold"
    __table_args__ = (
        check("ends_on >= from_on", "ck_hold_ends_after_it_begins"),
        check("reason <> '' AND placed_by <> ''", "ck_hold_says_why_and_who"),
        check("lifted_on IS NULL OR (lift_reason <> '' AND lifted_by <> '')", "ck_hold_lifted_says_why_and_who"),
        Index("ix_hold_recommendation", "recommendation_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    from_on: date = Field(sa_type=PlainDate)
    ends_on: date = Field(sa_type=PlainDate)
    reason: str = Field(sa_type=Text)
    placed_by: str
    lifted_on: date | None = Field(default=None, sa_type=PlainDate)
    lift_reason: str = Field(default="", sa_type=Text)
    lifted_by: str = ""
    recorded_at: datetime = Field(sa_type=UtcInstant)


class RemedySum(SQLModel, table=True):
    """A sum of money within a remedy, in pounds; one with `per` accrues from `from_on`, at most until `ends_on`."""

    __tablename__ = "remedy_sum"
    __table_args__ = (
        one_of("per", Per, name="ck_remedy_sum_per", optional=True),
        check("amount > 0", "ck_remedy_sum_amount"),
        check("(per IS NULL) = (from_on IS NULL)", "ck_remedy_sum_accrues_from"),
        check("ends_on IS NULL OR (from_on IS NOT NULL AND ends_on >= from_on)", "ck_remedy_sum_until"),
    )
    recommendation_id: int = Field(foreign_key="recommendation.id", primary_key=True)
    position: int = Field(primary_key=True)
    amount: Decimal = Field(sa_type=Pounds)
    per: str | None = None
    from_on: date | None = Field(default=None, sa_type=PlainDate)
    ends_on: date | None = Field(default=None, sa_type=PlainDate)


class ClosureDay(SQLModel, table=True):
    """A day on which one authority is closed besides its calendar's bank holidays (D4)."""

    __tablename__ = "closure_day"
    __table_args__ = (UniqueConstraint("authority_id", "day"), check("name <> ''", "ck_closure_day_name"))
    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id")
    day: date = Field(sa_type=PlainDate)
    name: str


class CalendarVersion(SQLModel, table=True):
    """A list of bank holidays that was applied to a calendar on somebody's consent (D9); the newest one counts.

    `days` is JSON, ISO 8601 day to name; `horizon` its last day; `version` a digest of them.
    """

    __tablename__ = "calendar_version"
    __table_args__ = (Index("ix_calendar_version_calendar", "calendar", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    calendar: str
    version: str
    source: str
    days: str = Field(sa_type=Text)
    horizon: date = Field(sa_type=PlainDate)
    applied_on: date = Field(sa_type=PlainDate)
    applied_by: str
    reason: str = ""
    recorded_at: datetime = Field(sa_type=UtcInstant)
