"""What waits for a person, oldest first (rules R1 and R6)."""

from __future__ import annotations

from compliance.store import tasks
from compliance.store.engine import Session


def list_tasks(session: Session, owner: str | None = None) -> list[dict[str, object]]:
    """Open tasks: kind, what each is about, whose it is, why, since when; `owner` narrows to one role."""
    return [
        {
            "kind": row.kind,
            "subject": row.subject,
            "owner": row.owner,
            "reason": row.reason,
            "opened_on": row.opened_on.isoformat(),
            "recommendation": row.reference,
            "message": row.key,
        }
        for row in tasks.still_open(session)
        if owner is None or row.owner == owner
    ]
