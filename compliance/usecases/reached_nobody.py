"""Which failed steps nobody got, and no later rung has overtaken (rules R2.4 and R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.store import outbox
from compliance.store.engine import Session
from compliance.usecases.choose_steps import missing
from compliance.usecases.compose_message import outranked

OUT_OR_DUE = ("planned", "queued", "sent", "in_doubt")
# In these a later rung has overtaken an older one: also where it reached nobody either, or gave way to a letter (R2.4).
OVERTAKES = (*OUT_OR_DUE, StepState.FAILED.value, StepState.SUPERSEDED.value)


def reached_nobody(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> list[Any]:
    """Those of the failed steps that nobody got or may get, and that no later rung has overtaken."""
    fates = outbox.fates(session, [row.id for row in rows])
    lost = [row for row in rows if row.id not in fates or fates[row.id][0] == "failed"]
    overtaken = outranked(session, rulebook, lost, today, OVERTAKES)
    return [row for row in lost if not missing(row, rulebook) and row.item_id not in overtaken]
