"""Which rungs a later one of the same recommendation overtakes: only the one that is right now goes out (rule R2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from compliance.domain.office import Rulebook
from compliance.domain.reminders import PlannedStep, StepState, Stop, right_now
from compliance.store import steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import (
    is_letter,
    ladder_of,
    missing,
    passes_by,
    replaces,
    stop_of,
    track,
    version_of,
)

OUT = frozenset({StepState.SENT, StepState.IN_DOUBT})
TO_GO = ("planned", "queued")
OUT_OR_DUE = (*TO_GO, "sent", "in_doubt")
# In these a later rung has overtaken an older one: also where it reached nobody either, or gave way to a letter (R2.4).
OVERTAKES = (*OUT_OR_DUE, StepState.FAILED.value, StepState.SUPERSEDED.value)


def last_stop(row: Any, rulebook: Rulebook, overtaken: Mapping[int, str], today: date) -> Stop | None:
    """What stops an item at the last look before sending, where `overtaken` are those of its message (R2.4, R4)."""
    gone = missing(row, rulebook)
    if gone:
        return Stop(gone, for_good=True)
    if row.item_id in overtaken:
        return Stop(f"{overtaken[row.item_id]} is right now", for_good=True)
    return stop_of(row, rulebook, today)


def outranked(
    session: Session,
    rulebook: Rulebook,
    rows: Sequence[Any],
    today: date,
    states: Sequence[str] = TO_GO,
) -> dict[int, str]:
    """Items behind which a later rung of the same recommendation is due: an outage of the planner must not matter.

    `states` are those in which such a rung counts. Behind the letter about a deadline version only one counts that may
    be with its people: the others give way to the letter (D6). Behind a first letter none counts that waits for a hold
    or for evidence and is in no message yet: which of them goes is decided when its time comes (R4).
    """
    rising = steps.later_due(session, [row.recommendation_id for row in rows if not row.notice], today, states)
    found: dict[int, str] = {}
    for row in rows:
        if track(row, rulebook) is None:
            continue
        own = PlannedStep(row.step, row.on_day)
        rivals = [
            PlannedStep(other.step, other.on_day)
            for other in rising
            if (other.recommendation_id, version_of(other)) == (row.recommendation_id, version_of(row))
            and other.step != row.step  # its own row of an older version says nothing
            and replaces(row, other, rulebook)
            and not (is_letter(row, rulebook) and other.state not in OUT)
            and not passes_by(row, other, rulebook, today)
        ]
        latest = right_now([own, *rivals], ladder_of(row, rulebook), today).send
        if latest is not None and latest != own:
            found[row.item_id] = latest.name
    return found
