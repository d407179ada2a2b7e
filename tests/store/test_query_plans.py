"""The daily work reads what is due and never all there is: the plan of every statement it makes is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from compliance.store import doubts, outbox, sending, steps, under_way
from compliance.store.delivery_tables import Message
from compliance.store.rows import insert_rows
from compliance.usecases.case_records import write
from tests.support import statements
from tests.support.world import ONE_DAY, World

CROWD = 6000
COPIES = 29
BIG = (
    "recommendation",
    "reminder_step",
    "message",
    "message_item",
    "attempt",
    "deadline",
    "event",
    "evidence",
    "outcome",
)
Statement = tuple[str, Any]


def multiply(session: Session) -> None:
    """Copy what is far away until it is a crowd, in the database itself."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES}) "
    pairs = "JOIN recommendation r ON r.reference = old.reference || ' #' || n.i"
    sources = {
        "recommendation": ("reference", "t.reference || ' #' || n.i", "t CROSS JOIN n WHERE t.reference LIKE '%-f%'"),
        "event": ("stream", "t.stream || ' #' || n.i", "t CROSS JOIN n WHERE t.stream LIKE '%-f%'"),
    }
    for table in ("reminder_step", "deadline"):
        joined = f"t JOIN recommendation old ON t.recommendation_id = old.id CROSS JOIN n {pairs}"
        sources[table] = ("recommendation_id", "r.id", joined)
    for table, (changed, value, source) in sources.items():
        columns = [name for name in SQLModel.metadata.tables[table].columns.keys() if name != "id"]  # noqa: SIM118
        values = [value if name == changed else f"t.{name}" for name in columns]
        # On PostgreSQL the common table expression follows INSERT, on SQLite it may: say it so for both.
        session.connection().execute(
            text(
                f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {', '.join(values)} FROM {table} {source}"
            )
        )


def prove(session: Session) -> None:
    """Evidence about all that is far away, sufficient, and an outcome that was withdrawn since."""
    far = "FROM recommendation WHERE reference LIKE '%-f%'"
    known = "'2024-03-01 00:00:00.000000'"
    session.connection().execute(
        text(
            "INSERT INTO evidence (recommendation_id, fingerprint, received_on, submitted_by, note, file_name, "
            "media_type, judgement, missing, judged_by, recorded_at) SELECT id, 'it', '2024-03-01', 'Ann', 'it', '', "
            f"'', 'sufficient', '', 'Kim', {known} {far}"
        )
    )
    session.connection().execute(
        text(
            "INSERT INTO outcome (recommendation_id, recorded_on, outcome, completed_on, reason, recorded_by, "
            "recorded_at, withdrawn_at) SELECT id, '2024-03-01', 'satisfied', '2024-03-01', '', 'Kim', "
            f"{known}, {known} {far}"
        )
    )


@pytest.fixture
def crowded(world: World) -> World:
    """Thousands of open recommendations and old messages, and little to do today."""
    world.many(40)
    with world.writing() as session:
        far = [
            world.story(session, f"M{number % 40:04} case-f{number}", world.today + timedelta(days=200 + number % 90))
            for number in range(CROWD // (COPIES + 1))
        ]
        near = [
            world.story(session, f"M{number:04} case-n{number}", world.today + timedelta(days=14 - number % 2))
            for number in range(5)
        ]
        write(session, world.rulebook, far + near, lambda _: world.moment.now, "Tester")
        session.connection().execute(text("UPDATE reminder_step SET state = 'sent' WHERE step = 'logged'"))
        multiply(session)
        prove(session)
        old = {"channel": "mail", "recipient_role": "link_officer", "authority_id": 1, "state": "sent"}
        insert_rows(
            session,
            Message,
            [
                old
                | {
                    "key": f"old {number}",
                    "recipient": f"officer@m{number % 40:04}.example",
                    "day": world.today - timedelta(days=1 + number // 40),
                    "sent_at": world.moment.now,
                }
                for number in range(CROWD)
            ],
        )
        items = text(
            "INSERT INTO message_item (message_id, step_id, recommendation_id, deadline_version, step, recipient) "
            "SELECT m.id, s.id, s.recommendation_id, 1, s.step, m.recipient FROM message m "
            "JOIN reminder_step s ON s.recommendation_id = m.id AND s.step = 'logged'"
        )
        session.connection().execute(items)
    # Yesterday's mail about what is near still waits when today's is put to it.
    world.today += 11 * ONE_DAY
    world.plan()
    world.today += 3 * ONE_DAY
    with world.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if world.store.is_sqlite else "VACUUM ANALYZE")
    return world


def heard(world: World, act: Callable[[], object]) -> list[Statement]:
    """The statements an act makes, each text once."""
    found: dict[str, Any] = {}
    with statements.heard(world.store) as all_of_them:
        act()
    for statement, parameters, many in all_of_them:
        if re.match(r"\s*(SELECT|UPDATE|DELETE)", statement):
            found.setdefault(statement, parameters[0] if many else parameters)
    return list(found.items())


def scans(world: World, statements: list[Statement]) -> list[str]:
    """What is read from end to end, with the statement that does it."""
    names = "|".join(BIG)
    if world.store.is_sqlite:
        prefix, pattern = (
            "EXPLAIN QUERY PLAN ",
            rf"SCAN ({names})\b(?! USING (COVERING )?INDEX \w+_(due|waiting|sending|overdue|in_doubt|under_way))",
        )
    else:
        prefix, pattern = "EXPLAIN ", rf"Seq Scan on ({names})\b"
    found = []
    with world.store.engine.connect() as connection:
        for statement, parameters in statements:
            plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(prefix + statement, parameters))
            found += [f"{match[0]}: {statement}" for match in re.finditer(pattern, plan)]
    return found


def test_planning_a_day_and_sending_read_only_what_is_due(crowded: World) -> None:
    def work() -> None:
        plan = crowded.plan()
        assert (plan.queued, plan.overdue) == (5, 2)
        assert crowded.send().counts["sent"] > 0
        crowded.lease_runs_out()
        crowded.send()

    statements = heard(crowded, work)
    texts = " ".join(statement for statement, _ in statements)
    for table in ("reminder_step", "message_item", "message", "recommendation", "event", "deadline"):
        assert re.search(rf"(FROM|JOIN|UPDATE) {table}\b", texts), table
    assert len(statements) > 20
    assert scans(crowded, statements) == []


def test_the_queries_that_a_quiet_day_does_not_make(crowded: World) -> None:
    """Stale leases, doubts, waiting rungs, emptied messages and the gap between two messages."""

    def work() -> None:
        with suppress(ZeroDivisionError), crowded.writing() as session:
            sending.free_expired(session, crowded.machine)
            sending.stale(session, crowded.machine)
            sending.is_any_under_way(session)
            outbox.waiting_items(session, [1, 2, 3])
            outbox.still_waiting(session, [1, 2, 3])
            outbox.suppress_empty(session, [1, 2, 3], "nothing left")
            outbox.last_sent(session, [1, 2, 3])
            outbox.handed_over(session, [1, 2, 3])
            outbox.taken(session, [1, 2, 3])
            steps.later_due(session, [1, 2, 3], crowded.today)
            steps.supersede(session, 1, "closed")
            doubts.in_doubt(session)
            under_way.under_way(session, crowded.moment.now)
            steps.coming(session, crowded.today, crowded.today + ONE_DAY)
            raise ZeroDivisionError  # nothing of it is meant to last

    statements = heard(crowded, work)
    assert len(statements) >= 12
    assert scans(crowded, statements) == []


def test_this_test_sees_a_full_scan(crowded: World) -> None:
    parameters: Any = () if crowded.store.is_sqlite else {}
    statements = [(f"SELECT * FROM {table} WHERE {column} = 'x'", parameters) for table, column in
                  (("recommendation", "action"), ("reminder_step", "facts"), ("message", "subject"))]  # fmt: skip
    assert len(scans(crowded, statements)) == 3
