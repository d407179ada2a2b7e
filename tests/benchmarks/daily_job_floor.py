"""The floor of the daily job: the rows it touches, touched by hand-written SQL in one transaction of the raw driver.

What to write is taken from a run of the job itself, so that both write the same. No rule is applied, nothing is looked
up but the due steps and the newly overdue recommendations; SQLite gets `executemany`, PostgreSQL `COPY` and arrays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import Run, Stopwatch
from tests.benchmarks.office import DAY

WRITTEN = ("message", "message_item", "task", "event")
DUE = (
    "SELECT s.id, s.recommendation_id, s.deadline_version, s.step, s.notice, s.on_day, r.reference, r.closed_on, "
    "r.evidence_waiting, r.deadline_version, r.due_on, a.id, a.code FROM reminder_step s "
    "JOIN recommendation r ON s.recommendation_id = r.id JOIN decision d ON r.decision_id = d.id "
    "JOIN authority a ON d.authority_id = a.id WHERE s.state = 'planned' AND s.on_day <= {day} "
    "ORDER BY s.recommendation_id, s.on_day, s.id"
)
# "id + 0" lets SQLite find them by the index on the due date and sort the few, not walk the table in the order of ids.
OVERDUE = (
    "SELECT id, reference, due_on FROM recommendation WHERE closed_on IS NULL AND overdue_noted_on IS NULL "
    "AND live_from IS NOT NULL AND due_on < {day} ORDER BY id + 0"
)


@dataclass(frozen=True)
class Touched:
    """What one run of the job wrote: whole new rows by table, steps by their new (state, reason), overdue ids."""

    columns: dict[str, list[str]]
    rows: dict[str, list[tuple[Any, ...]]]
    steps: dict[tuple[str, str], list[int]]
    overdue: list[int]


def last_ids(databases: Databases, url: str) -> dict[str, int]:
    """The largest id of each table the job inserts into."""
    connection = databases.connect(url)
    found = {name: connection.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in WRITTEN}
    connection.close()
    return found


def touched_by(databases: Databases, url: str, before: dict[str, int]) -> Touched:
    """Read from a database in which the job has run what it wrote; `before` are the ids of `last_ids` before it."""
    connection = databases.connect(url)
    columns, rows = {}, {}
    for name, last in before.items():
        cursor = connection.execute(f"SELECT * FROM {name} WHERE id > {last} ORDER BY id")
        columns[name] = [column[0] for column in cursor.description]
        rows[name] = cursor.fetchall()
    steps: dict[tuple[str, str], list[int]] = defaultdict(list)
    changed = f"SELECT state, reason, id FROM reminder_step WHERE on_day = '{DAY}' AND state <> 'planned' ORDER BY id"
    for state, reason, identifier in connection.execute(changed).fetchall():
        steps[(state, reason)].append(identifier)
    noted = connection.execute(f"SELECT id FROM recommendation WHERE overdue_noted_on = '{DAY}' ORDER BY id")
    overdue = [row[0] for row in noted.fetchall()]
    connection.close()
    return Touched(columns, rows, dict(steps), overdue)


def touch(databases: Databases, url: str, touched: Touched) -> Run:
    """Do the same writing in one transaction; AssertionError when other steps or recommendations were due."""
    connection = databases.connect(url)
    write = _write_sqlite if databases.kind == "SQLite" else _write_postgres
    watch = Stopwatch()
    due, overdue = write(connection, touched)
    watch.lap()
    connection.commit()
    run = Run(watch.total, watch.lap())
    connection.close()
    assert due == sum(len(ids) for ids in touched.steps.values())
    assert overdue == len(touched.overdue)
    return run


def _write_sqlite(connection: Any, touched: Touched) -> tuple[int, int]:
    connection.execute("BEGIN IMMEDIATE")
    overdue = connection.execute(OVERDUE.format(day="?"), (DAY.isoformat(),)).fetchall()
    due = connection.execute(DUE.format(day="?"), (DAY.isoformat(),)).fetchall()
    for name, rows in touched.rows.items():
        columns = touched.columns[name]
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)
    for (state, reason), ids in touched.steps.items():
        changed = [(state, reason, identifier) for identifier in ids]
        connection.executemany("UPDATE reminder_step SET state = ?, reason = ? WHERE id = ?", changed)
    noted = [(DAY.isoformat(), identifier) for identifier in touched.overdue]
    connection.executemany("UPDATE recommendation SET overdue_noted_on = ? WHERE id = ?", noted)
    return len(due), len(overdue)


def _write_postgres(connection: Any, touched: Touched) -> tuple[int, int]:
    cursor = connection.cursor()
    overdue = cursor.execute(f"{OVERDUE.format(day='%s')} FOR UPDATE", (DAY,)).fetchall()
    due = cursor.execute(f"{DUE.format(day='%s')} FOR UPDATE OF r", (DAY,)).fetchall()
    for name, rows in touched.rows.items():
        with cursor.copy(f"COPY {name} ({', '.join(touched.columns[name])}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    for (state, reason), ids in touched.steps.items():
        update = "UPDATE reminder_step SET state = %s, reason = %s WHERE id = ANY(%s)"
        cursor.execute(update, (state, reason, ids))
    update = "UPDATE recommendation SET overdue_noted_on = %s WHERE id = ANY(%s)"
    cursor.execute(update, (DAY, touched.overdue))
    return len(due), len(overdue)
