"""What the database itself refuses: every CHECK, UNIQUE and FOREIGN KEY, and any change of an event."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, SQLModel

from compliance.store import work_tables  # noqa: F401  # its tables are tried too, whoever else imports them
from compliance.store.engine import Store
from tests.store.right_rows import (
    DAY,
    DECIDED,
    EARLIER,
    GONE,
    LATER,
    LIFTED,
    NOW,
    ORIGINAL,
    RESTARTED,
    RIGHT,
    SECOND,
    UNLIKE,
)

TABLES = SQLModel.metadata.tables

# For each rule what breaks it: (the constraint, its table, how a row differs from the right one).
BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("ck_authority_type", "authority", {"type": "parish"}),
    ("ck_authority_population", "authority", {"population": 0}),
    ("ck_authority_closed_after_opened", "authority", {"opened_on": LATER, "closed_on": DAY}),
    ("ck_authority_not_its_own_successor", "authority", {"successor_id": 2}),
    ("ck_contact_role", "contact", {"role": "mayor", "address": "x"}),
    ("ck_contact_address", "contact", {"address": ""}),
    ("ck_decision_outcome", "decision", {"outcome": "maybe"}),
    ("ck_decision_received_before_decided", "decision", {"received_on": LATER}),
    ("ck_recommendation_kind", "recommendation", {"kind": "remedy"}),
    ("ck_recommendation_response", "recommendation", {"response": "perhaps"}),
    ("ck_recommendation_version", "recommendation", {"deadline_version": 0}),
    ("ck_recommendation_evidence_waiting", "recommendation", {"evidence_waiting": -1}),
    ("ck_recommendation_closed_with_outcome", "recommendation", {"outcome": "ceased"}),
    ("ck_recommendation_closed_with_outcome", "recommendation", {"closed_on": DAY}),
    ("ck_recommendation_outcome", "recommendation", {"outcome": "done", "closed_on": DAY}),
    ("ck_deadline_kind", "deadline", SECOND | {"kind": "whim"}),
    ("ck_deadline_first_is_original", "deadline", SECOND | {"kind": "original"}),
    ("ck_deadline_first_has_no_old_date", "deadline", ORIGINAL | {"previous_due_on": DAY}),
    ("ck_deadline_extension_is_later", "deadline", SECOND | {"due_on": LATER}),
    ("ck_deadline_extension_is_later", "deadline", SECOND | {"previous_due_on": None}),
    ("ck_deadline_stopped_has_no_date", "deadline", SECOND | {"kind": "clock_stopped"}),
    ("ck_deadline_open_ended", "deadline", SECOND | {"kind": "correction", "due_on": None}),
    ("ck_deadline_change_has_reason_and_approver", "deadline", SECOND | {"reason": ""}),
    ("ck_deadline_change_has_reason_and_approver", "deadline", SECOND | {"approved_by": ""}),
    ("ck_evidence_judgement", "evidence", {"judgement": "fine"}),
    ("ck_evidence_says_what_is_missing", "evidence", {"judgement": "insufficient"}),
    ("ck_evidence_file_has_hash", "evidence", {"file_name": "a.pdf"}),
    ("ck_evidence_file_has_hash", "evidence", {"sha256": "00"}),
    ("ck_outcome_kind", "outcome", GONE | {"outcome": "done"}),
    ("ck_outcome_satisfied_has_completion", "outcome", {"completed_on": None}),
    ("ck_outcome_completed_before_recorded", "outcome", {"recorded_on": EARLIER}),
    ("ck_outcome_second_person", "outcome", GONE | {"approved_by": None}),
    ("ck_outcome_second_person", "outcome", GONE | {"approved_by": "cAS"}),
    ("ck_outcome_second_person", "outcome", GONE | {"reason": ""}),
    ("ck_outcome_proposal_outcome", "outcome_proposal", {"outcome": "satisfied"}),
    ("ck_outcome_proposal_state", "outcome_proposal", DECIDED | {"state": "maybe"}),
    ("ck_outcome_proposal_says_who_and_why", "outcome_proposal", {"reason": ""}),
    ("ck_outcome_proposal_decided", "outcome_proposal", DECIDED | {"state": "proposed"}),
    ("ck_outcome_proposal_decided_by", "outcome_proposal", DECIDED | {"state": "withdrawn", "decided_by": ""}),
    (
        "ck_outcome_proposal_decision_says_why",
        "outcome_proposal",
        DECIDED | {"state": "declined", "decision_reason": ""},
    ),
    ("ck_outcome_proposal_second_person", "outcome_proposal", DECIDED | {"state": "approved", "decided_by": "cAS"}),
    ("ck_event_kind", "event", {"kind": "thought"}),
    ("ck_event_seq", "event", {"seq": 0}),
    ("ck_reminder_step_state", "reminder_step", {"state": "gone"}),
    ("ck_message_state", "message", {"state": "lost"}),
    ("ck_message_sending_is_leased", "message", {"state": "sending"}),
    ("ck_message_sent_has_instant", "message", {"state": "sent"}),
    ("ck_message_returned_was_sent", "message", {"returned_at": NOW}),
    ("ck_attempt_result", "attempt", {"result": "hm"}),
    ("ck_task_owner", "task", {"owner": "intern"}),
    ("ck_recommendation_keeps_original_date", "recommendation", {"original_due_on": None}),
    ("ck_recommendation_clock_has_stage", "recommendation", {"clock": "public_report"}),
    ("ck_case_link_says_to_what_and_why", "case_link", {"reason": ""}),
    ("ck_public_summary_state", "public_summary", {"state": "fine"}),
    ("ck_public_summary_clear_since", "public_summary", {"state": "clear"}),
    ("ck_public_summary_clear_since", "public_summary", {"cleared_at": NOW}),
    ("ck_deadline_wait_kind", "deadline_wait", {"kind": "moon"}),
    ("ck_deadline_wait_names_the_other", "deadline_wait", {"kind": "recommendation"}),
    ("ck_deadline_wait_not_on_itself", "deadline_wait", {"kind": "recommendation", "waits_on_id": 1}),
    ("ck_deadline_wait_says_for_what", "deadline_wait", {"description": ""}),
    ("ck_clock_stop_says_why_and_who", "clock_stop", {"reason": ""}),
    ("ck_clock_stop_days_left", "clock_stop", {"days_left": -1}),
    ("ck_clock_stop_restarted_after_stop", "clock_stop", RESTARTED | {"restarted_on": EARLIER}),
    ("ck_clock_stop_restart_says_why", "clock_stop", RESTARTED | {"restart_reason": ""}),
    ("ck_extension_request_state", "extension_request", DECIDED | {"state": "maybe"}),
    ("ck_extension_request_says_who_and_why", "extension_request", {"asked_by": ""}),
    ("ck_extension_request_decided", "extension_request", DECIDED | {"state": "asked"}),
    ("ck_extension_request_decision_says_why", "extension_request", DECIDED | {"decision_reason": ""}),
    ("ck_extension_request_granted_due_on", "extension_request", DECIDED | {"state": "granted"}),
    ("ck_hold_ends_after_it_begins", "hold", {"ends_on": EARLIER}),
    ("ck_hold_says_why_and_who", "hold", {"reason": ""}),
    ("ck_hold_lifted_says_why_and_who", "hold", LIFTED | {"lift_reason": ""}),
    ("ck_remedy_sum_per", "remedy_sum", {"per": "day", "from_on": DAY}),
    ("ck_remedy_sum_amount", "remedy_sum", {"amount": Decimal(0)}),
    ("ck_remedy_sum_accrues_from", "remedy_sum", {"per": "month"}),
    ("ck_remedy_sum_until", "remedy_sum", {"ends_on": LATER}),
    ("ck_closure_day_name", "closure_day", {"name": ""}),
    ("ck_returned_mail_severity", "returned_mail", {"severity": "odd"}),
    ("ck_address_health_state", "address_health", {"state": "gone"}),
    ("ck_address_health_counts", "address_health", {"soft_count": -1}),
    ("ck_next_action_days", "next_action", {"last_on": EARLIER}),
    *((f"ck_next_action_{name}", "next_action", {name: "other"}) for name in ("action", "who", "state", "kind")),
    ("ck_saved_view_whose_and_what", "saved_view", {"person": ""}),
    ("ck_person_has_name_and_email", "person", {"name": ""}),
    ("ck_web_session_times", "web_session", {"ends_at": NOW}),
    ("ck_web_session_times", "web_session", {"seen_at": NOW - timedelta(hours=1)}),
    ("ck_sign_in_attempt_state", "sign_in_attempt", {"state": "odd"}),
]

# Rows that would meet a right one already stored: (unique rule as its columns, table, how the second differs).
TWICE: list[tuple[tuple[str, ...], str, dict[str, Any]]] = [
    (("code",), "authority", {}),
    (("authority_id", "role", "address"), "contact", {"name": "Other"}),
    (("reference",), "decision", {}),
    (("reference",), "recommendation", {}),
    (("decision_id", "new_reference"), "case_link", {"reason": "again"}),
    (("recommendation_id", "position"), "recommendation_category", {"category": "Other"}),
    (("recommendation_id", "position"), "expected_evidence", {"description": "more"}),
    (("recommendation_id", "version"), "deadline", {}),
    (("recommendation_id", "fingerprint"), "evidence", {"note": "again"}),
    (("recommendation_id",), "outcome", {}),
    (("recommendation_id",), "outcome_proposal", {"reason": "again"}),
    (("stream", "seq"), "event", {"hash": "2"}),
    (("recommendation_id", "deadline_version", "step"), "reminder_step", {"on_day": LATER}),
    (("key",), "message", {"recipient": "other@e1.example"}),
    (("recipient", "day"), "message", {"key": "k2"}),
    (("recommendation_id", "deadline_version", "step", "recipient"), "message_item", {}),
    (("message_id", "number", "result"), "attempt", {"detail": "again"}),
    (("kind", "subject"), "task", {"reason": "again"}),
    (("recommendation_id",), "deadline_wait", {"description": "another"}),
    (("recommendation_id",), "clock_stop", {"reason": "another"}),
    (("recommendation_id",), "extension_request", {"reason": "another"}),
    (("recommendation_id", "position"), "remedy_sum", {"amount": Decimal(5)}),
    (("authority_id", "day"), "closure_day", {"name": "again"}),
    (("fingerprint",), "returned_mail", {"detail": "again"}),
    (("address",), "address_health", {"state": "stopped"}),
    (("name",), "cursor", {"position": 8}),
    (("recommendation_id", "from_on"), "next_action", {"last_on": LATER}),
    (("person", "name"), "saved_view", {"query": "held=yes"}),
    (("name",), "person", {"email": "ann@o.example", "oidc_subject": None}),
    (("email",), "person", {"name": "Ann", "oidc_subject": None}),
    (("oidc_subject",), "person", {"name": "Ann", "email": "ann@o.example"}),
    (("token_hash",), "web_session", {}),
    (("token_hash",), "sign_in_attempt", {}),
    (("key_hash",), "used_key", {"result": "again"}),
]

# Partial unique rules let a second row through where the first no longer counts.
LET_THROUGH: list[tuple[str, dict[str, Any]]] = [
    ("outcome", {"withdrawn_at": NOW}),
    ("message", {"key": "k2", "state": "suppressed"}),
    ("message_item", {"dropped": "evidence is waiting for review"}),
    ("task", {"closed_on": DAY}),
    ("deadline_wait", {"ended_on": LATER}),
    ("clock_stop", RESTARTED),
    ("extension_request", DECIDED | {"state": "refused"}),
]

POINTERS = [
    (name, str(column.name))
    for name, table in TABLES.items()
    for rule in table.constraints
    if isinstance(rule, ForeignKeyConstraint)
    for column in rule.columns
]


def put(session: Session, table: str, row: dict[str, Any]) -> None:
    session.connection().execute(insert(TABLES[table]), [row])


def fill(session: Session) -> None:
    """One right row in each table."""
    for table, row in RIGHT.items():
        put(session, table, row)


def second(table: str, changes: dict[str, Any]) -> dict[str, Any]:
    """A second row of a table, with an id of its own where there is one."""
    row = RIGHT[table] | changes
    return row | {"id": 2} if "id" in row else row


def refusal(session: Session, table: str, changes: dict[str, Any]) -> str:
    """What the database says to a second row that differs so from the right one; nothing where it takes it."""
    try:
        with session.begin_nested() as attempt:
            put(session, table, second(table, changes))
            attempt.rollback()
    except IntegrityError as refused:
        return str(refused.orig)
    return ""


def test_every_rule_of_the_tables_is_tried_here() -> None:
    assert set(RIGHT) == set(UNLIKE) == set(TABLES)
    checks = {
        (str(rule.name), name)
        for name, table in TABLES.items()
        for rule in table.constraints
        if isinstance(rule, CheckConstraint)
    }
    assert {(name, table) for name, table, _ in BROKEN} == checks
    unique = {
        (tuple(column.name for column in rule.columns), name)
        for name, table in TABLES.items()
        for rule in [*table.constraints, *(index for index in table.indexes if index.unique)]
        if isinstance(rule, UniqueConstraint | Index)
    }
    keys = {
        (tuple(column.name for column in table.primary_key), name)
        for name, table in TABLES.items()
        if "id" not in table.c
    }
    assert {(columns, table) for columns, table, _ in TWICE} == unique | keys


def test_right_rows_are_taken(store: Store) -> None:
    with store.writing() as session:
        fill(session)
        assert {table: refusal(session, table, changes) for table, changes in UNLIKE.items()} == dict.fromkeys(
            TABLES, ""
        )
        # Partial unique rules let a second row through where the first no longer counts.
        assert [refusal(session, table, changes) for table, changes in LET_THROUGH] == [""] * len(LET_THROUGH)


def test_every_check_bites(store: Store) -> None:
    with store.writing() as session:
        fill(session)
        said = [(rule, changes, refusal(session, table, UNLIKE[table] | changes)) for rule, table, changes in BROKEN]
    assert [(rule, changes) for rule, changes, words in said if rule not in words] == []


def test_every_unique_rule_bites(store: Store) -> None:
    with store.writing() as session:
        fill(session)
        said = [(table, columns, refusal(session, table, changes).lower()) for columns, table, changes in TWICE]
    assert [
        (table, columns)
        for table, columns, words in said
        if "unique" not in words or not all(column in words for column in columns)
    ] == []


def test_every_foreign_key_bites(store: Store) -> None:
    with store.writing() as session:
        fill(session)
        said = {(table, column): refusal(session, table, UNLIKE[table] | {column: 77}) for table, column in POINTERS}
    assert len(said) >= 17
    assert [pointer for pointer, words in said.items() if "foreign key" not in words.lower()] == []


@pytest.mark.parametrize("act", ["UPDATE event SET actor = 'nobody'", "DELETE FROM event"])
def test_an_event_is_never_changed_or_removed(store: Store, act: str) -> None:
    with store.writing() as session:
        fill(session)
    with pytest.raises(DBAPIError, match="events are append-only"), store.writing() as session:
        session.connection().execute(text(act))
    with store.reading() as session:
        rows = session.connection().execute(select(func.count()).select_from(TABLES["event"]))
        assert rows.scalar_one() == 1


def test_the_history_is_not_emptied_either(store: Store) -> None:
    if store.is_sqlite:
        return  # SQLite has no TRUNCATE
    with store.writing() as session:
        fill(session)
    with pytest.raises(DBAPIError, match="events are append-only"), store.writing() as session:
        session.connection().execute(text("TRUNCATE event"))
