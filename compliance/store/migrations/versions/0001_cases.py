"""Authorities, decisions, recommendations, deadlines, evidence, outcomes and events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from compliance.store.columns import PlainDate, UtcInstant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("opened_on", PlainDate(), nullable=True),
        sa.Column("closed_on", PlainDate(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("closure_known_at", UtcInstant(), nullable=True),
        sa.CheckConstraint(
            "type IN ('county', 'district', 'metropolitan', 'unitary', 'london_borough', 'other')",
            name="ck_authority_type",
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", name="ck_authority_closed_after_opened"
        ),
        sa.CheckConstraint("population IS NULL OR population > 0", name="ck_authority_population"),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> id", name="ck_authority_not_its_own_successor"),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["authority.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("day", PlainDate(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('logged', 'responded', 'deadline_changed', 'evidence_received', 'evidence_judged', 'outcome_recorded', 'overdue', 'escalated', 'no_contact', 'authority_changed', 'message_failed', 'message_in_doubt', 'message_settled')",
            name="ck_event_kind",
        ),
        sa.CheckConstraint("seq >= 1", name="ck_event_seq"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stream", "seq"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.CheckConstraint("address <> ''", name="ck_contact_address"),
        sa.CheckConstraint(
            "role IN ('link_officer', 'deputy', 'chief_executive', 'monitoring_officer', 'leader', 'scrutiny_chair')",
            name="ck_contact_role",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("authority_id", "role", "address"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("received_on", PlainDate(), nullable=True),
        sa.Column("decided_on", PlainDate(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("satisfactory_remedy", sa.Boolean(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('invalid_or_incomplete', 'advice_given', 'referred_back', 'closed_after_initial_enquiries', 'not_upheld', 'upheld')",
            name="ck_decision_outcome",
        ),
        sa.CheckConstraint(
            "received_on IS NULL OR received_on <= decided_on", name="ck_decision_received_before_decided"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_decision_authority", "decision", ["authority_id"], unique=False)
    op.create_index("ix_decision_decided", "decision", ["decided_on", "authority_id"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("public_summary", sa.Text(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=True),
        sa.Column("logged_on", PlainDate(), nullable=False),
        sa.Column("live_from", PlainDate(), nullable=True),
        sa.Column("original_due_on", PlainDate(), nullable=False),
        sa.Column("due_on", PlainDate(), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("evidence_waiting", sa.Integer(), nullable=False),
        sa.Column("overdue_noted_on", PlainDate(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_on", PlainDate(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("kind IN ('personal_remedy', 'service_improvement')", name="ck_recommendation_kind"),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('satisfied', 'not_satisfied', 'ceased')", name="ck_recommendation_outcome"
        ),
        sa.CheckConstraint("response IS NULL OR response IN ('agreed', 'refused')", name="ck_recommendation_response"),
        sa.CheckConstraint("(outcome IS NULL) = (closed_on IS NULL)", name="ck_recommendation_closed_with_outcome"),
        sa.CheckConstraint("deadline_version >= 1", name="ck_recommendation_version"),
        sa.CheckConstraint("evidence_waiting >= 0", name="ck_recommendation_evidence_waiting"),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_recommendation_decision", "recommendation", ["decision_id"], unique=False)
    op.create_index(
        "ix_recommendation_overdue",
        "recommendation",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
        postgresql_where=sa.text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
    )
    op.create_table(
        "deadline",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", PlainDate(), nullable=False),
        sa.Column("previous_due_on", PlainDate(), nullable=True),
        sa.Column("agreed_on", PlainDate(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("(version = 1) = (kind = 'original')", name="ck_deadline_first_is_original"),
        sa.CheckConstraint("kind <> 'extension' OR due_on > previous_due_on", name="ck_deadline_extension_is_later"),
        sa.CheckConstraint(
            "kind IN ('original', 'extension', 'correction', 'calendar_change', 'clock')", name="ck_deadline_kind"
        ),
        sa.CheckConstraint(
            "version = 1 OR (reason <> '' AND approved_by <> '')", name="ck_deadline_change_has_reason_and_approver"
        ),
        sa.CheckConstraint("(version = 1) = (previous_due_on IS NULL)", name="ck_deadline_keeps_the_old_date"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "version"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("received_on", PlainDate(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("judged_on", PlainDate(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.CheckConstraint("(sha256 IS NULL) = (file_name = '')", name="ck_evidence_file_has_hash"),
        sa.CheckConstraint("judgement <> 'insufficient' OR missing <> ''", name="ck_evidence_says_what_is_missing"),
        sa.CheckConstraint(
            "judgement IN ('waiting', 'sufficient', 'insufficient', 'withdrawn')", name="ck_evidence_judgement"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recommendation_id", "fingerprint"),
    )
    op.create_table(
        "expected_evidence",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "position"),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_on", PlainDate(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("completed_on", PlainDate(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.CheckConstraint(
            "outcome <> 'satisfied' OR completed_on IS NOT NULL", name="ck_outcome_satisfied_has_completion"
        ),
        sa.CheckConstraint(
            "outcome = 'satisfied' OR (reason <> '' AND approved_by IS NOT NULL AND lower(approved_by) <> lower(recorded_by))",
            name="ck_outcome_second_person",
        ),
        sa.CheckConstraint("outcome IN ('satisfied', 'not_satisfied', 'ceased')", name="ck_outcome_kind"),
        sa.CheckConstraint(
            "completed_on IS NULL OR completed_on <= recorded_on", name="ck_outcome_completed_before_recorded"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outcome_recommendation", "outcome", ["recommendation_id"], unique=False)
    op.create_index("ix_outcome_recorded", "outcome", ["recorded_on"], unique=False)
    op.create_index(
        "ux_outcome_current",
        "outcome",
        ["recommendation_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "recommendation_category",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "position"),
    )
    op.create_index(op.f("ix_recommendation_category_category"), "recommendation_category", ["category"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_recommendation_category_category"), table_name="recommendation_category")
    op.drop_table("recommendation_category")
    op.drop_index(
        "ux_outcome_current",
        table_name="outcome",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index("ix_outcome_recorded", table_name="outcome")
    op.drop_index("ix_outcome_recommendation", table_name="outcome")
    op.drop_table("outcome")
    op.drop_table("expected_evidence")
    op.drop_table("evidence")
    op.drop_table("deadline")
    op.drop_index(
        "ix_recommendation_overdue",
        table_name="recommendation",
        sqlite_where=sa.text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
        postgresql_where=sa.text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
    )
    op.drop_index("ix_recommendation_decision", table_name="recommendation")
    op.drop_table("recommendation")
    op.drop_index("ix_decision_decided", table_name="decision")
    op.drop_index("ix_decision_authority", table_name="decision")
    op.drop_table("decision")
    op.drop_table("contact")
    op.drop_table("event")
    op.drop_table("authority")
