"""The ledger: what was sent to whom, how often it was tried, what is in doubt (rules R2 and R8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.delivery import MessageState
from compliance.store import outbox
from compliance.store.engine import Session


def list_messages(
    session: Session,
    *,
    state: MessageState | None = None,
    recipient: str | None = None,
    first: date | None = None,
    last: date | None = None,
    recommendation_id: int | None = None,
) -> list[dict[str, object]]:
    """Messages by day and recipient as formats.md gives them, narrowed by what is asked for; days inclusive."""
    rows = outbox.ledger(
        session,
        state=state.value if state else None,
        recipient=recipient,
        first=first,
        last=last,
        recommendation_id=recommendation_id,
    )
    ids = [row.id for row in rows]
    items, attempts = outbox.items_of(session, ids), outbox.attempts_of(session, ids)
    return [_shown(row, items[row.id], attempts[row.id]) for row in rows]


def _shown(row: Any, items: Sequence[Any], attempts: Sequence[Any]) -> dict[str, object]:
    kept = [item for item in items if item.dropped is None] or items
    return {
        "key": row.key,
        "state": row.state,
        "channel": row.channel,
        "recipient": row.recipient,
        "authority_code": row.authority_code,
        "day": row.day.isoformat(),
        "steps": [
            {"recommendation": item.reference, "deadline_version": item.deadline_version, "step": item.step}
            for item in kept
        ],
        "attempts": [
            {"at": attempt.at.isoformat(), "result": attempt.result, "detail": attempt.detail} for attempt in attempts
        ],
        "reason": row.reason,
        "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
        "returned_at": row.returned_at.isoformat() if row.returned_at else None,
        "subject": row.subject,
        "channel_reference": row.channel_reference,
    }
