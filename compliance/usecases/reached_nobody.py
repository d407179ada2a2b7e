"""Which failed steps nobody got, and no later rung has overtaken (rules R2.4 and R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.office import Rulebook
from compliance.store import outbox, put_back
from compliance.store.engine import Session
from compliance.usecases.choose_steps import missing
from compliance.usecases.overtaken_rungs import OVERTAKES, outranked


def reached_nobody(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> list[Any]:
    """Those of the failed steps that nobody got or may get, and that no later rung has overtaken.

    Nor before the date was put back.
    """
    ids = [row.id for row in rows]
    fates, before = outbox.fates(session, ids), put_back.got_before(session, ids)
    lost = [row for row in rows if row.id not in before and fates.get(row.id, ("failed", ""))[0] == "failed"]
    overtaken = outranked(session, rulebook, lost, today, OVERTAKES)
    return [row for row in lost if not missing(row, rulebook) and row.item_id not in overtaken]
