"""What kinds of events there may be, as migrations change it."""

from __future__ import annotations

from alembic import op

REFUSAL = "events are append-only"


def let_events_be(kinds: str) -> None:
    """Replace the CHECK on the kinds of events; SQLite makes the table anew for that and loses its triggers."""
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint("ck_event_kind", type_="check")
        batch.create_check_constraint("ck_event_kind", f"kind IN ({kinds})")
    if op.get_bind().dialect.name != "sqlite":
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
