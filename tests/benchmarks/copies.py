"""Multiplying a block of recommendations within the database, and giving what was sent before its messages.

A copy has everything the program wrote for the original under a reference of its own; only the hashes of its events
stay those of the original, which no measured work looks at.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel

from compliance.store.case_tables import (
    Decision,
    Event,
    ExpectedEvidence,
    Recommendation,
    RecommendationCategory,
)
from compliance.store.deadline_tables import Deadline
from compliance.store.delivery_tables import Message, MessageItem, Step
from compliance.store.rows import table_of
from tests.benchmarks.databases import Databases

COPIED: tuple[type[SQLModel], ...] = (
    Decision,
    Recommendation,
    RecommendationCategory,
    ExpectedEvidence,
    Deadline,
    Step,
    Event,
)
NUMBERED = (Decision, Recommendation, Step, Event, Message, MessageItem)
NAMES = ("reference", "stream")
POINTERS = {"decision_id": "decision", "recommendation_id": "recommendation"}

# All of it is consistent and can be made again; checking each row would take most of the time.
UNCHECKED = {
    "SQLite": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "BEGIN"),
    "PostgreSQL": ("SET LOCAL session_replication_role = replica",),
}

PAST = (
    "FROM reminder_step s JOIN recommendation r ON s.recommendation_id = r.id JOIN decision d ON r.decision_id = d.id "
    "JOIN contact k ON k.authority_id = d.authority_id AND k.role = 'link_officer' WHERE s.state = 'sent'"
)
PAST_MESSAGES = (
    "INSERT INTO message (key, channel, recipient, recipient_name, recipient_role, authority_id, day, state, reason, "
    "attempts, lease_token, subject, body, sent_at) SELECT p.address || ' ' || p.on_day, 'mail', p.address, '', "
    "'link_officer', p.authority_id, p.on_day, 'sent', '', 1, 1, 'Due soon', 'Dear Jo', s.recorded_at "
    f"FROM (SELECT DISTINCT k.address, s.on_day, d.authority_id {PAST}) p "
    "CROSS JOIN (SELECT recorded_at FROM recommendation LIMIT 1) s"
)
PAST_ITEMS = (
    "INSERT INTO message_item (message_id, step_id, recommendation_id, deadline_version, step, recipient) "
    "SELECT p.message_id, p.step_id, p.recommendation_id, p.deadline_version, p.step, p.recipient FROM ("
    "SELECT m.id AS message_id, s.id AS step_id, s.recommendation_id, s.deadline_version, s.step, m.recipient "
    + PAST.replace(
        " WHERE", " JOIN message m ON m.recipient = k.address AND m.day = s.on_day AND m.state <> 'suppressed' WHERE"
    )
    + ") p"
)


def multiply(databases: Databases, url: str, blocks: int, authorities: int) -> None:
    """Make `blocks` blocks out of one, spread over the authorities 1 to `authorities`, and the mail of the past."""
    connection = databases.connect(url)
    for statement in UNCHECKED[databases.kind]:
        connection.execute(statement)
    strides = {name: _largest(connection, name) for name in ("decision", "recommendation", "reminder_step", "event")}
    for model in COPIED:
        connection.execute(_copy(model, strides, blocks, authorities))
    for statement in (PAST_MESSAGES, PAST_ITEMS):
        if databases.kind == "PostgreSQL":
            connection.execute("ANALYZE")
        connection.execute(statement)
    if databases.kind == "PostgreSQL":
        for model in NUMBERED:
            name = table_of(model).name
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
    connection.commit()
    connection.close()
    databases.settle(url)


def _largest(connection: Any, name: str) -> int:
    found: int = connection.execute(f"SELECT max(id) FROM {name}").fetchone()[0]
    return found


def _copy(model: type[SQLModel], strides: dict[str, int], blocks: int, authorities: int) -> str:
    table = table_of(model)
    columns = [column.name for column in table.columns]
    values = [_value(table.name, column, strides, authorities) for column in columns]
    numbers = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {blocks - 1})"
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) {numbers} "
        f"SELECT {', '.join(values)} FROM c CROSS JOIN {table.name} t WHERE {blocks} > 1"
    )


def _value(table: str, column: str, strides: dict[str, int], authorities: int) -> str:
    if column == "id":
        return f"t.id + c.n * {strides[table]}"
    if column in POINTERS:
        return f"t.{column} + c.n * {strides[POINTERS[column]]}"
    if column == "authority_id":
        return f"1 + (t.authority_id + c.n * 7) % {authorities}"
    return f"t.{column} || '-' || c.n" if column in NAMES else f"t.{column}"
