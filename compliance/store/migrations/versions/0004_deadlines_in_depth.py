"""Deadlines that wait, stop, move and hold; addresses with health; tasks with a due date; calendars with versions.

SQLite cannot change a CHECK or make a column nullable: such a table is made anew there and its rows are copied.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSAL = "events are append-only"
OLD_KINDS = "'original', 'extension', 'correction', 'calendar_change', 'clock'"
NEW_KINDS = "'original', 'extension', 'extension_reversed', 'correction', 'calendar_change', 'clock_stopped', 'clock_restarted', 'dated', 'reopened', 'resent'"
OLD_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled'"
NEW_HAPPENINGS = "'logged', 'responded', 'deadline_changed', 'extension_asked', 'extension_refused', 'extension_withdrawn', 'wait_reviewed', 'held', 'hold_lifted', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'reopened', 'stage_begun', 'task_done', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled', 'message_returned', 'address_stopped', 'address_restored', 'calendar_changed', 'calendar_alarm', 'flow_silent'"

Checks = dict[str, str]

OLD: dict[str, Checks] = {
    "recommendation": {},
    "deadline": {
        "ck_deadline_kind": f"kind IN ({OLD_KINDS})",
        "ck_deadline_keeps_the_old_date": "(version = 1) = (previous_due_on IS NULL)",
        "ck_deadline_extension_is_later": "kind <> 'extension' OR due_on > previous_due_on",
    },
    "message": {"ck_message_sent_has_instant": "(state = 'sent') = (sent_at IS NOT NULL)"},
    "event": {"ck_event_kind": f"kind IN ({OLD_HAPPENINGS})"},
}
NEW: dict[str, Checks] = {
    "recommendation": {
        "ck_recommendation_keeps_original_date": "due_on IS NULL OR original_due_on IS NOT NULL",
        "ck_recommendation_clock_has_stage": "(clock = '') = (stage = '')",
    },
    "deadline": {
        "ck_deadline_kind": f"kind IN ({NEW_KINDS})",
        "ck_deadline_first_has_no_old_date": "version > 1 OR previous_due_on IS NULL",
        "ck_deadline_extension_is_later": "kind <> 'extension' OR (due_on IS NOT NULL AND previous_due_on IS NOT NULL AND due_on > previous_due_on)",
        "ck_deadline_stopped_has_no_date": "kind <> 'clock_stopped' OR due_on IS NULL",
        "ck_deadline_open_ended": "due_on IS NOT NULL OR kind IN ('original', 'clock_stopped', 'reopened', 'resent')",
    },
    "message": {
        "ck_message_sent_has_instant": "state <> 'sent' OR sent_at IS NOT NULL",
        "ck_message_returned_was_sent": "returned_at IS NULL OR sent_at IS NOT NULL",
    },
    "event": {"ck_event_kind": f"kind IN ({NEW_HAPPENINGS})"},
}
NULLABLE = {
    "recommendation": ("due_on", "original_due_on"),
    "deadline": ("due_on",),
}
TEXTS = {
    "recommendation": ("clock", "stage"),
    "message": ("channel_reference",),
    "reminder_step": ("ladder",),
    "task": ("assigned_to", "closed_by", "closing_reason"),
    "authority": ("calendar",),
}
DATES = {"recommendation": ("hold_ends_on",), "task": ("due_on",)}
INSTANTS = {"message": ("delivered_at", "returned_at")}
NEW_TABLES = (
    "cursor",
    "address_health",
    "returned_mail",
    "calendar_version",
    "closure_day",
    "remedy_sum",
    "hold",
    "extension_request",
    "clock_stop",
    "deadline_wait",
)


def upgrade() -> None:
    """Change five tables, add columns to two more, and make ten."""
    for table, names in TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    for table, names in DATES.items():
        for name in names:
            op.add_column(table, sa.Column(name, PlainDate(), nullable=True))
    for table, names in INSTANTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, UtcInstant(), nullable=True))
    op.execute("UPDATE task SET due_on = opened_on")
    with op.batch_alter_table("task") as batch:
        batch.alter_column("due_on", existing_type=PlainDate(), nullable=False)
    for table, old in OLD.items():
        _change(table, old, NEW[table], nullable=True)
    _make_deadline_tables()
    _make_delivery_tables()


def downgrade() -> None:
    """Drop what was added; an open-ended deadline has no place in the older schema."""
    for table in NEW_TABLES:
        op.drop_table(table)
    for table, old in OLD.items():
        _change(table, NEW[table], old, nullable=False)
    for added in (TEXTS, DATES, INSTANTS):
        for table, names in added.items():
            with op.batch_alter_table(table) as batch:
                for name in names:
                    batch.drop_column(name)


def _change(table: str, old: Checks, new: Checks, *, nullable: bool) -> None:
    """Replace the CHECKs of a table and let its dates be empty, or not."""
    with op.batch_alter_table(table) as batch:
        for name in old:
            batch.drop_constraint(name, type_="check")
        for column in NULLABLE.get(table, ()):
            batch.alter_column(column, existing_type=PlainDate(), nullable=nullable)
        for name, text in new.items():
            batch.create_check_constraint(name, text)
    if op.get_bind().dialect.name == "sqlite" and table == "event":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _one_open(name: str, table: str, column: str) -> None:
    still_open = sa.text(f"{column} IS NULL")
    op.create_index(
        name, table, ["recommendation_id"], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )


def _of_recommendation() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"])


def _make_deadline_tables() -> None:
    op.create_table(
        "deadline_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("waits_on_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("review_on", PlainDate(), nullable=False),
        sa.Column("ended_on", PlainDate(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("kind IN ('recommendation', 'event', 'condition')", name="ck_deadline_wait_kind"),
        sa.CheckConstraint(
            "kind <> 'recommendation' OR waits_on_id IS NOT NULL", name="ck_deadline_wait_names_the_other"
        ),
        sa.CheckConstraint(
            "waits_on_id IS NULL OR waits_on_id <> recommendation_id", name="ck_deadline_wait_not_on_itself"
        ),
        sa.CheckConstraint("kind = 'recommendation' OR description <> ''", name="ck_deadline_wait_says_for_what"),
        _of_recommendation(),
        sa.ForeignKeyConstraint(["waits_on_id"], ["recommendation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _one_open("ux_deadline_wait_open", "deadline_wait", "ended_on")
    op.create_index("ix_deadline_wait_on", "deadline_wait", ["waits_on_id"])
    op.create_table(
        "clock_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("stopped_on", PlainDate(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_by", sa.String(), nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column("restarted_on", PlainDate(), nullable=True),
        sa.Column("restart_reason", sa.Text(), nullable=False),
        sa.Column("restarted_by", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint(
            "category <> '' AND reason <> '' AND stopped_by <> ''", name="ck_clock_stop_says_why_and_who"
        ),
        sa.CheckConstraint("days_left >= 0", name="ck_clock_stop_days_left"),
        sa.CheckConstraint(
            "restarted_on IS NULL OR restarted_on >= stopped_on", name="ck_clock_stop_restarted_after_stop"
        ),
        sa.CheckConstraint(
            "restarted_on IS NULL OR (restart_reason <> '' AND restarted_by <> '')",
            name="ck_clock_stop_restart_says_why",
        ),
        _of_recommendation(),
        sa.PrimaryKeyConstraint("id"),
    )
    _one_open("ux_clock_stop_open", "clock_stop", "restarted_on")
    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", PlainDate(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wished_on", PlainDate(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_on", PlainDate(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("granted_due_on", PlainDate(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused', 'withdrawn')", name="ck_extension_request_state"),
        sa.CheckConstraint("asked_by <> '' AND reason <> ''", name="ck_extension_request_says_who_and_why"),
        sa.CheckConstraint("(state = 'asked') = (decided_on IS NULL)", name="ck_extension_request_decided"),
        sa.CheckConstraint(
            "state = 'asked' OR (decided_by <> '' AND decision_reason <> '')",
            name="ck_extension_request_decision_says_why",
        ),
        sa.CheckConstraint(
            "(state = 'granted') = (granted_due_on IS NOT NULL)", name="ck_extension_request_granted_due_on"
        ),
        _of_recommendation(),
        sa.PrimaryKeyConstraint("id"),
    )
    _one_open("ux_extension_request_open", "extension_request", "decided_on")
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", PlainDate(), nullable=False),
        sa.Column("ends_on", PlainDate(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("lifted_on", PlainDate(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("ends_on >= from_on", name="ck_hold_ends_after_it_begins"),
        sa.CheckConstraint("reason <> '' AND placed_by <> ''", name="ck_hold_says_why_and_who"),
        sa.CheckConstraint(
            "lifted_on IS NULL OR (lift_reason <> '' AND lifted_by <> '')", name="ck_hold_lifted_says_why_and_who"
        ),
        _of_recommendation(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_hold_recommendation", "hold", ["recommendation_id"])
    op.create_table(
        "remedy_sum",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        sa.Column("per", sa.String(), nullable=True),
        sa.Column("from_on", PlainDate(), nullable=True),
        sa.Column("ends_on", PlainDate(), nullable=True),
        sa.CheckConstraint("per IS NULL OR per IN ('week', 'month', 'year')", name="ck_remedy_sum_per"),
        sa.CheckConstraint("amount > 0", name="ck_remedy_sum_amount"),
        sa.CheckConstraint("(per IS NULL) = (from_on IS NULL)", name="ck_remedy_sum_accrues_from"),
        sa.CheckConstraint(
            "ends_on IS NULL OR (from_on IS NOT NULL AND ends_on >= from_on)", name="ck_remedy_sum_until"
        ),
        _of_recommendation(),
        sa.PrimaryKeyConstraint("recommendation_id", "position"),
    )
    op.create_table(
        "closure_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("day", PlainDate(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("name <> ''", name="ck_closure_day_name"),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("authority_id", "day"),
    )
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("horizon", PlainDate(), nullable=False),
        sa.Column("applied_on", PlainDate(), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_calendar_version_calendar", "calendar_version", ["calendar", "id"])


def _make_delivery_tables() -> None:
    op.create_table(
        "returned_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("received_at", UtcInstant(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("severity IN ('hard', 'soft', 'delivered', 'ignored')", name="ck_returned_mail_severity"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint"),
    )
    op.create_index("ix_returned_mail_message_id", "returned_mail", ["message_id"])
    op.create_table(
        "address_health",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("soft_count", sa.Integer(), nullable=False),
        sa.Column("hard_count", sa.Integer(), nullable=False),
        sa.Column("since", PlainDate(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcInstant(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('working', 'failing', 'stopped')", name="ck_address_health_state"),
        sa.CheckConstraint("soft_count >= 0 AND hard_count >= 0", name="ck_address_health_counts"),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "cursor",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
