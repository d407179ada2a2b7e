"""What next actions there may be, and their places in lists, as migrations change them."""

from __future__ import annotations

from alembic import op


def make_place(rank: int, known: str) -> None:
    """Let `known` be the next actions; those at `rank` and behind give way to the new one by one."""
    let_actions_be(known)
    op.execute(f"UPDATE next_action SET rank = rank + 1 WHERE rank >= {rank}")


def take_away(action: str, rank: int, known: str) -> None:
    """Undo that: what `action` was said of is to be derived anew, without it."""
    asked = f"SELECT recommendation_id FROM next_action WHERE action = '{action}'"
    op.execute(f"INSERT INTO stale_action (recommendation_id) {asked}")
    op.execute(f"DELETE FROM next_action WHERE recommendation_id IN ({asked})")
    op.execute(f"UPDATE next_action SET rank = rank - 1 WHERE rank > {rank}")
    let_actions_be(known)


def let_actions_be(known: str) -> None:
    """Change what next actions there may be."""
    with op.batch_alter_table("next_action") as batch:
        batch.drop_constraint("ck_next_action_action", type_="check")
        batch.create_check_constraint("ck_next_action_action", f"action IN ({known})")
