"""Tables of cases: who is answerable, what was decided and recommended, by when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from compliance.domain.authorities import AuthorityType, Role
from compliance.domain.evidence import Judgement
from compliance.domain.history import Happening
from compliance.domain.outcomes import Outcome, ProposalState
from compliance.domain.publication_findings import SummaryState
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.store.columns import EMPTY, PlainDate, UtcInstant, check, one_of


class Authority(SQLModel, table=True):
    """A body in jurisdiction; closed ones keep their years and hand open remedies to their successor (S8).

    `closure_known_at` is when a closing was entered afterwards; NULL means it was known all along (S9).
    `calendar` names its working calendar (D4); empty is the office's default one.
    """

    __tablename__ = "authority"
    __table_args__ = (
        one_of("type", AuthorityType, name="ck_authority_type"),
        check("population IS NULL OR population > 0", "ck_authority_population"),
        check("closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", "ck_authority_closed_after_opened"),
        check("successor_id IS NULL OR successor_id <> id", "ck_authority_not_its_own_successor"),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    type: str
    population: int | None = None
    opened_on: date | None = Field(default=None, sa_type=PlainDate)
    closed_on: date | None = Field(default=None, sa_type=PlainDate)
    successor_id: int | None = Field(default=None, foreign_key="authority.id")
    closure_known_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    calendar: str = Field(default="", sa_column_kwargs=EMPTY)


class Contact(SQLModel, table=True):
    """A person at an authority with one address."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("authority_id", "role", "address"),
        one_of("role", Role, name="ck_contact_role"),
        check("address <> ''", "ck_contact_address"),
    )
    id: int | None = Field(default=None, primary_key=True)
    authority_id: int = Field(foreign_key="authority.id")
    role: str
    name: str = ""
    address: str


class Decision(SQLModel, table=True):
    """A decided case (L1); `core` is what tells its reference from others (`references.core`)."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("outcome", DecisionOutcome, name="ck_decision_outcome"),
        check("received_on IS NULL OR received_on <= decided_on", "ck_decision_received_before_decided"),
        Index("ix_decision_decided", "decided_on", "authority_id"),
        Index("ix_decision_authority", "authority_id"),
        Index("ix_decision_core", "core"),
    )
    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    authority_id: int = Field(foreign_key="authority.id")
    subject: str = Field(default="", sa_type=Text)
    received_on: date | None = Field(default=None, sa_type=PlainDate)
    decided_on: date = Field(sa_type=PlainDate)
    outcome: str
    satisfactory_remedy: bool | None = None
    recorded_at: datetime = Field(sa_type=UtcInstant)
    core: str = Field(default="", sa_column_kwargs=EMPTY)


class CaseLink(SQLModel, table=True):
    """A case that was opened because of another one (E6); it may not be decided yet, and so is named by reference."""

    __tablename__ = "case_link"
    __table_args__ = (
        check("new_reference <> '' AND reason <> ''", "ck_case_link_says_to_what_and_why"),
        Index("ix_case_link_new_reference", "new_reference"),
    )
    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    new_reference: str = Field(primary_key=True)
    reason: str = Field(sa_type=Text)
    linked_on: date = Field(sa_type=PlainDate)
    linked_by: str
    recorded_at: datetime = Field(sa_type=UtcInstant)


class Recommendation(SQLModel, table=True):
    """A remedy with its own deadline (L2); `due_on` and `deadline_version` repeat the current deadline version.

    `due_on` NULL: open-ended, because the deadline waits (D2) or its clock is stopped (D6); `original_due_on` NULL: it
    never had a date yet. `live_from` is the day from which it may cause messages; NULL marks history, which never does
    (R7). `hold_ends_on` repeats the hold in force (R4). `clock` and `stage` mark a stage of a statutory clock (T): no
    figure counts it. `caseworker` is who looks after it, by name; empty is nobody.
    """

    __tablename__ = "recommendation"
    __table_args__ = (
        one_of("kind", Kind, name="ck_recommendation_kind"),
        one_of("response", Response, name="ck_recommendation_response", optional=True),
        check("deadline_version >= 1", "ck_recommendation_version"),
        check("evidence_waiting >= 0", "ck_recommendation_evidence_waiting"),
        check("(outcome IS NULL) = (closed_on IS NULL)", "ck_recommendation_closed_with_outcome"),
        check("due_on IS NULL OR original_due_on IS NOT NULL", "ck_recommendation_keeps_original_date"),
        check("(clock = '') = (stage = '')", "ck_recommendation_clock_has_stage"),
        one_of("outcome", Outcome, name="ck_recommendation_outcome", optional=True),
        Index("ix_recommendation_decision", "decision_id"),
        Index(
            "ix_recommendation_overdue",
            "due_on",
            sqlite_where=text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
            postgresql_where=text("closed_on IS NULL AND overdue_noted_on IS NULL AND live_from IS NOT NULL"),
        ),
        Index(
            "ix_recommendation_caseworker",
            "caseworker",
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    decision_id: int = Field(foreign_key="decision.id")
    kind: str
    action: str = Field(sa_type=Text)
    public_summary: str = Field(default="", sa_type=Text)
    period: str = ""
    response: str | None = None
    logged_on: date = Field(sa_type=PlainDate)
    live_from: date | None = Field(default=None, sa_type=PlainDate)
    original_due_on: date | None = Field(default=None, sa_type=PlainDate)
    due_on: date | None = Field(default=None, sa_type=PlainDate)
    deadline_version: int = 1
    continues: int | None = None
    evidence_waiting: int = 0
    overdue_noted_on: date | None = Field(default=None, sa_type=PlainDate)
    hold_ends_on: date | None = Field(default=None, sa_type=PlainDate)
    clock: str = Field(default="", sa_column_kwargs=EMPTY)
    stage: str = Field(default="", sa_column_kwargs=EMPTY)
    outcome: str | None = None
    closed_on: date | None = Field(default=None, sa_type=PlainDate)
    recorded_at: datetime = Field(sa_type=UtcInstant)
    caseworker: str = Field(default="", sa_column_kwargs=EMPTY)


class PublicSummary(SQLModel, table=True):
    """One version of a service improvement's public summary (L3); the newest one stands in its recommendation too.

    Only a clear one is shown, from `cleared_at` on (S9). `overruled` lists what a person let stand in it, as JSON:
    words, what they are, reason. An empty summary takes the one before it back.
    """

    __tablename__ = "public_summary"
    __table_args__ = (
        one_of("state", SummaryState, name="ck_public_summary_state"),
        check("(state = 'clear') = (cleared_at IS NOT NULL)", "ck_public_summary_clear_since"),
        Index("ix_public_summary_recommendation", "recommendation_id"),
        Index(
            "ix_public_summary_not_clear",
            "recommendation_id",
            sqlite_where=text("state <> 'clear'"),
            postgresql_where=text("state <> 'clear'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    summary: str = Field(sa_type=Text)
    state: str
    overruled: str = Field(default="[]", sa_type=Text)
    set_on: date = Field(sa_type=PlainDate)
    set_by: str
    recorded_at: datetime = Field(sa_type=UtcInstant)
    cleared_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class RecommendationCategory(SQLModel, table=True):
    """One of the remedy categories of a recommendation (L4)."""

    __tablename__ = "recommendation_category"
    recommendation_id: int = Field(foreign_key="recommendation.id", primary_key=True)
    position: int = Field(primary_key=True)
    category: str = Field(index=True)


class ExpectedEvidence(SQLModel, table=True):
    """One line of what will satisfy a recommendation (L5)."""

    __tablename__ = "expected_evidence"
    recommendation_id: int = Field(foreign_key="recommendation.id", primary_key=True)
    position: int = Field(primary_key=True)
    description: str = Field(sa_type=Text)


class Evidence(SQLModel, table=True):
    """A piece of evidence for one recommendation; its file lies in the evidence folder under its SHA-256 (E1)."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("judgement", Judgement, name="ck_evidence_judgement"),
        check("judgement <> 'insufficient' OR missing <> ''", "ck_evidence_says_what_is_missing"),
        check("(sha256 IS NULL) = (file_name = '')", "ck_evidence_file_has_hash"),
        UniqueConstraint("recommendation_id", "fingerprint"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    fingerprint: str
    received_on: date = Field(sa_type=PlainDate)
    submitted_by: str
    note: str = Field(default="", sa_type=Text)
    file_name: str = ""
    sha256: str | None = None
    size: int | None = None
    media_type: str = ""
    judgement: str = Judgement.WAITING.value
    missing: str = Field(default="", sa_type=Text)
    judged_by: str = ""
    judged_on: date | None = Field(default=None, sa_type=PlainDate)
    judged_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    recorded_at: datetime = Field(sa_type=UtcInstant)


class RecordedOutcome(SQLModel, table=True):
    """The outcome of a recommendation (E3); a withdrawn one stays as history (E8)."""

    __tablename__ = "outcome"
    __table_args__ = (
        one_of("outcome", Outcome, name="ck_outcome_kind"),
        check("outcome <> 'satisfied' OR completed_on IS NOT NULL", "ck_outcome_satisfied_has_completion"),
        check("completed_on IS NULL OR completed_on <= recorded_on", "ck_outcome_completed_before_recorded"),
        check(
            "outcome = 'satisfied' OR "
            "(reason <> '' AND approved_by IS NOT NULL AND lower(approved_by) <> lower(recorded_by))",
            "ck_outcome_second_person",
        ),
        Index(
            "ux_outcome_current",
            "recommendation_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_outcome_recommendation", "recommendation_id"),
        Index("ix_outcome_recorded", "recorded_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    recorded_on: date = Field(sa_type=PlainDate)
    outcome: str
    completed_on: date | None = Field(default=None, sa_type=PlainDate)
    reason: str = Field(default="", sa_type=Text)
    recorded_by: str
    approved_by: str | None = None
    recorded_at: datetime = Field(sa_type=UtcInstant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class OutcomeProposal(SQLModel, table=True):
    """An outcome that somebody proposed and another person decides on (E3); one that was overtaken is withdrawn."""

    __tablename__ = "outcome_proposal"
    __table_args__ = (
        check("outcome IN ('not_satisfied', 'ceased')", "ck_outcome_proposal_outcome"),
        one_of("state", ProposalState, name="ck_outcome_proposal_state"),
        check("proposed_by <> '' AND reason <> ''", "ck_outcome_proposal_says_who_and_why"),
        check("(state = 'proposed') = (decided_on IS NULL)", "ck_outcome_proposal_decided"),
        check("state = 'proposed' OR decided_by <> ''", "ck_outcome_proposal_decided_by"),
        check("state IN ('proposed', 'approved') OR decision_reason <> ''", "ck_outcome_proposal_decision_says_why"),
        check(
            "state NOT IN ('approved', 'declined') OR lower(decided_by) <> lower(proposed_by)",
            "ck_outcome_proposal_second_person",
        ),
        Index(
            "ux_outcome_proposal_open",
            "recommendation_id",
            unique=True,
            sqlite_where=text("decided_on IS NULL"),
            postgresql_where=text("decided_on IS NULL"),
        ),
        Index("ix_outcome_proposal_recommendation", "recommendation_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    outcome: str
    reason: str = Field(sa_type=Text)
    proposed_on: date = Field(sa_type=PlainDate)
    proposed_by: str
    state: str = ProposalState.PROPOSED.value
    decided_on: date | None = Field(default=None, sa_type=PlainDate)
    decided_by: str = ""
    decision_reason: str = Field(default="", sa_type=Text)
    recorded_at: datetime = Field(sa_type=UtcInstant)


class Event(SQLModel, table=True):
    """Something that happened; triggers refuse to change or remove it, each hash covers the one before."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        one_of("kind", Happening, name="ck_event_kind"),
        check("seq >= 1", "ck_event_seq"),
    )
    id: int | None = Field(default=None, primary_key=True)
    stream: str
    seq: int
    at: datetime = Field(sa_type=UtcInstant)
    day: date = Field(sa_type=PlainDate)
    kind: str
    actor: str
    payload: str = Field(sa_type=Text)
    previous: str
    hash: str
