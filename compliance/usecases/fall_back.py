"""A message did not reach its recipient: what it said goes to the next contact of the authority (rule R6).

Its steps are planned again, so that the day's planner decides on them once more by all its rules: whoever got a step
already does not get it again, the address that failed is passed over, and evidence or an outcome stops it (R2, R4).
"""

from __future__ import annotations

from typing import Any

from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import OF_A_VERSION, StepState
from compliance.domain.version_news import replaced_by
from compliance.store import sending, steps
from compliance.store.engine import Session
from compliance.usecases.overtaken_rungs import OUT_OR_DUE, outranked
from compliance.usecases.retell import retell_all


def fall_back(session: Session, rulebook: Rulebook, message_id: int, moment: Moment, reason: str) -> list[int]:
    """Plan the steps of a failed message again, as far as they are still right; the recommendations to plan for.

    What a later rung has overtaken is superseded (R2.4); what is about a closed recommendation or an older deadline
    has failed. Notices are planned again: what an act caused must be told. Of an older deadline the letter of the one
    in force says it (D6), which is set right.
    """
    rows = sending.contents(session, message_id)
    overtaken = outranked(session, rulebook, rows, moment.today, OUT_OR_DUE)
    changes, again = [], set()
    for row in rows:
        if row.item_id in overtaken:
            changes.append((row.step_id, StepState.SUPERSEDED, f"{overtaken[row.item_id]} is right now"))
        elif row.notice in OF_A_VERSION and not _is_current(row):
            changes.append((row.step_id, StepState.SUPERSEDED, replaced_by(row.current_version)))
        elif row.notice or (row.closed_on is None and _is_current(row)):
            changes.append((row.step_id, StepState.PLANNED, reason))
            again.add(row.recommendation_id)
        else:
            changes.append((row.step_id, StepState.FAILED, reason))
    steps.settle(session, changes)
    return sorted(again | retell_all(session, rulebook, moment, rows))


def _is_current(row: Any) -> bool:
    return bool(row.deadline_version == row.current_version)
