"""A message did not reach its recipient: what it said goes to the next contact of the authority (rule R6).

Its steps are planned again, so that the day's planner decides on them once more by all its rules: whoever got a step
already does not get it again, the address that failed is passed over, and evidence or an outcome stops it (R2, R4).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.domain.version_news import NOTHING_NEW, Letter
from compliance.store import outbox, sending, steps
from compliance.store.engine import Session
from compliance.usecases.compose_message import outranked
from compliance.usecases.letter_of_version import news_of
from compliance.usecases.open_recommendation import find, ladder_of

OUT_OR_DUE = ("planned", "queued", "sent", "in_doubt")


def fall_back(session: Session, rulebook: Rulebook, message_id: int, today: date, reason: str) -> list[int]:
    """Plan the steps of a failed message again, as far as they are still right; the recommendations to plan for.

    What a later rung has overtaken is superseded (R2.4); what is about a closed recommendation or an older deadline
    has failed. Notices are always planned again: what an act caused must be told.
    """
    rows = sending.contents(session, message_id)
    overtaken = outranked(session, rulebook, rows, today, OUT_OR_DUE)
    changes, again = [], set()
    for row in rows:
        if row.item_id in overtaken:
            changes.append((row.step_id, StepState.SUPERSEDED, f"{overtaken[row.item_id]} is right now"))
        elif row.notice or _is_open(row):
            changes.append((row.step_id, StepState.PLANNED, reason))
            again.add(row.recommendation_id)
        else:
            changes.append((row.step_id, StepState.FAILED, reason))
    steps.settle(session, changes)
    return sorted(again | _untold(session, rulebook, rows, today))


def _untold(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> set[int]:
    """Letters that were not written because their date had been told by what failed now: they are planned (D6)."""
    got = outbox.handed_over(session, [row.step_id for row in rows])
    found = set()
    for row in rows:
        letter = steps.named(session, row.recommendation_id, Letter.CHANGED)
        unsaid = letter is not None and (letter.deadline_version, letter.reason) == (row.current_version, NOTHING_NEW)
        if letter is None or not unsaid or row.step_id in got or row.closed_on is not None:
            continue
        if _says_something(session, rulebook, row.reference, letter.id):
            steps.plan_again(session, letter.id, {"on_day": today})
            found.add(row.recommendation_id)
    return found


def _says_something(session: Session, rulebook: Rulebook, reference: str, letter: int) -> bool:
    """Whether a letter about a date has something to say after all: nothing else that the authority got told it."""
    about = find(session, reference)
    facts = next(json.loads(row.facts) for row in steps.of_recommendation(session, about.id) if row.id == letter)
    return news_of(session, about, ladder_of(session, rulebook, about), facts).letter is not Letter.NONE


def _is_open(row: Any) -> bool:
    return row.closed_on is None and row.deadline_version == row.current_version
