"""Triggers that mark stale next actions (decision record 0026), as migrations 0007 and later make them.

SQLite makes no table anew while a trigger of another one mentions it. A later migration that has to do so drops these
before and makes them again afterwards: `for statement in dropped(dialect)`, `for statement in made(dialect)`, and the
same with each list of watches that came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Watch:
    """A table the next action is derived from.

    A row that comes, goes, or changes in one of `columns` makes stale what the SELECT `marks` finds, in which "ROW"
    stands for the row; `into` is what it finds. `inserts` off: a row that has just come cannot be mentioned yet.
    """

    table: str
    columns: tuple[str, ...]
    marks: str
    into: str = "recommendation_id"
    inserts: bool = True
    name: str = ""

    @property
    def trigger(self) -> str:
        """What the names of its triggers begin with."""
        return f"stale_{self.name or self.table}"


OWN = "SELECT ROW.recommendation_id"
OF_A_TASK = (
    "SELECT ROW.recommendation_id WHERE ROW.recommendation_id IS NOT NULL UNION SELECT i.recommendation_id "
    "FROM message_item i WHERE i.message_id = ROW.message_id AND ROW.recommendation_id IS NULL"
)
OF_AN_ITEM = (
    "SELECT ROW.recommendation_id WHERE EXISTS (SELECT 1 FROM task t WHERE t.message_id = ROW.message_id "
    "AND t.closed_on IS NULL)"
)
OF_A_MESSAGE = (
    "SELECT t.recommendation_id FROM task t WHERE t.message_id = ROW.id AND t.recommendation_id IS NOT NULL "
    "UNION SELECT i.recommendation_id FROM message_item i WHERE i.message_id = ROW.id"
)
WATCHES = (
    Watch(
        "recommendation",
        (
            *("id", "reference", "decision_id", "kind", "response", "due_on", "hold_ends_on", "evidence_waiting"),
            *("clock", "stage", "outcome", "closed_on"),
        ),
        "SELECT ROW.id",
    ),
    Watch(
        "recommendation",
        ("reference",),
        "SELECT w.recommendation_id FROM deadline_wait w WHERE w.waits_on_id = ROW.id",
        inserts=False,
        name="waited_for",
    ),
    Watch("evidence", ("recommendation_id", "judgement", "received_on"), OWN),
    Watch("extension_request", ("recommendation_id", "state", "wished_on"), OWN),
    Watch(
        "deadline_wait",
        ("recommendation_id", "kind", "waits_on_id", "description", "review_on", "ended_on"),
        OWN,
    ),
    Watch("clock_stop", ("recommendation_id", "stopped_on", "restarted_on"), OWN),
    Watch(
        "task",
        ("id", "kind", "owner", "due_on", "assigned_to", "closed_on", "recommendation_id", "message_id"),
        OF_A_TASK,
    ),
    Watch("message_item", ("recommendation_id", "message_id", "dropped"), OF_AN_ITEM),
    Watch("message", ("id", "key"), OF_A_MESSAGE, inserts=False),
    Watch(
        "decision",
        ("id", "authority_id", "decided_on"),
        "SELECT r.id FROM recommendation r WHERE r.decision_id = ROW.id",
        inserts=False,
    ),
    Watch("contact", ("authority_id", "role", "address"), "SELECT ROW.authority_id", into="authority_id"),
    Watch(
        "authority",
        ("id", "code", "closed_on", "successor_id"),
        "SELECT ROW.id",
        into="authority_id",
        inserts=False,
    ),
    Watch("address_health", ("address", "state"), "SELECT ROW.address", into="address"),
)

# Since migration 0010: who looks after a recommendation, and whether what a failed message said reached somebody else,
# which matters only while a task about some message is open.
WITH_AN_OPEN_TASK = (
    "EXISTS (SELECT 1 FROM message_item f JOIN task t ON t.message_id = f.message_id "
    "WHERE f.recommendation_id = {}.recommendation_id AND t.closed_on IS NULL)"
)
OF_LISTS = (
    Watch("recommendation", ("caseworker",), "SELECT ROW.id", inserts=False, name="caseworker"),
    Watch(
        "message",
        ("state", "recipient_role"),
        "SELECT i.recommendation_id FROM message_item i "
        f"WHERE i.message_id = ROW.id AND {WITH_AN_OPEN_TASK.format('i')}",
        inserts=False,
        name="arrival",
    ),
    Watch(
        "message_item",
        ("recommendation_id", "message_id", "step_id", "dropped"),
        f"SELECT ROW.recommendation_id WHERE {WITH_AN_OPEN_TASK.format('ROW')}",
        inserts=False,
        name="arrived_item",
    ),
)
# Since migration 0011.
OF_PROPOSALS = (Watch("outcome_proposal", ("recommendation_id", "outcome", "proposed_by", "state"), OWN),)
# Since migration 0017: what was insufficient is answered by what came later; a stage says what it asks for.
OF_JUDGEMENTS = (
    Watch("evidence", ("recorded_at", "judged_at"), OWN, inserts=False, name="judged_evidence"),
    Watch("recommendation", ("action",), "SELECT ROW.id", inserts=False, name="stage_words"),
)


def made(dialect: str, watches: Sequence[Watch] = WATCHES) -> list[str]:
    """The statements that make every trigger of some watches."""
    triggers = _sqlite_triggers if dialect == "sqlite" else _postgresql_triggers
    return [statement for watch in watches for statement in triggers(watch)]


def dropped(dialect: str, watches: Sequence[Watch] = WATCHES) -> list[str]:
    """The statements that take every trigger of some watches away."""
    found = []
    for watch in watches:
        for act in _acts(watch):
            trigger = f"{watch.trigger}_{act}"
            if dialect == "sqlite":
                found.append(f"DROP TRIGGER {trigger}")
            else:
                found += [f"DROP TRIGGER {trigger} ON {watch.table}", f"DROP FUNCTION {trigger}()"]
    return found


def _acts(watch: Watch) -> tuple[str, ...]:
    return ("insert", "update", "delete") if watch.inserts else ("update", "delete")


def _insert(watch: Watch, *rows: str) -> str:
    found = " UNION ".join(watch.marks.replace("ROW", row) for row in rows)
    return f"INSERT INTO stale_action ({watch.into}) {found}"


def _changed(watch: Watch, differs: str) -> str:
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in watch.columns)


def _sqlite_triggers(watch: Watch) -> list[str]:
    columns, changed = ", ".join(watch.columns), _changed(watch, "IS NOT")
    made = {
        "insert": f"AFTER INSERT ON {watch.table} BEGIN {_insert(watch, 'NEW')}; END",
        "update": f"AFTER UPDATE OF {columns} ON {watch.table} WHEN {changed} "
        f"BEGIN {_insert(watch, 'NEW', 'OLD')}; END",
        "delete": f"AFTER DELETE ON {watch.table} BEGIN {_insert(watch, 'OLD')}; END",
    }
    return [f"CREATE TRIGGER {watch.trigger}_{act} {made[act]}" for act in _acts(watch)]


def _postgresql_triggers(watch: Watch) -> list[str]:
    """Rows come in crowds, and are marked a statement at a time; they change and go one by one."""
    columns, changed = ", ".join(watch.columns), _changed(watch, "IS DISTINCT FROM")
    found = watch.marks.replace("ROW", "came")
    crowd = f"INSERT INTO stale_action ({watch.into}) SELECT m.* FROM came CROSS JOIN LATERAL ({found}) AS m"
    does = {"insert": crowd, "update": _insert(watch, "NEW", "OLD"), "delete": _insert(watch, "OLD")}
    on = {
        "insert": f"AFTER INSERT ON {watch.table} REFERENCING NEW TABLE AS came FOR EACH STATEMENT",
        "update": f"AFTER UPDATE OF {columns} ON {watch.table} FOR EACH ROW WHEN ({changed})",
        "delete": f"AFTER DELETE ON {watch.table} FOR EACH ROW",
    }
    made = []
    for act in _acts(watch):
        trigger = f"{watch.trigger}_{act}"
        made += [
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does[act]}; RETURN NULL; END $$",
            f"CREATE TRIGGER {trigger} {on[act]} EXECUTE FUNCTION {trigger}()",
        ]
    return made
