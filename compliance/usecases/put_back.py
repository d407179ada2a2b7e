"""A date that moved and was put back before anybody was told: its reminders go on, person by person (R2, R6, D6).

What went for it before is not sent again; who was still to get it gets it, unless a later rung is right by now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.domain.version_news import REPLACED
from compliance.store import put_back, steps
from compliance.store.engine import Session
from compliance.usecases.overtaken_rungs import OUT_OR_DUE, OVERTAKES, outranked

NOT_TO_ALL = "the message with it for the date as it was has not gone to everybody"  # its task was raised then


def left_to_some(session: Session, rulebook: Rulebook, identifier: int, version: int, today: date) -> set[str]:
    """The rungs of a deadline version that some of its people have not got, by name: the date moved before they did.

    Or the turn of some had not come (R5). Those of the versions that continue it as well; none that a later rung has
    overtaken.
    """
    had: set[tuple[str, str]] = set()
    lost: set[tuple[str, str]] = set()
    for each in put_back.shares(session, identifier, version):
        was_to_go = each.state == "waiting" if each.dropped is None else each.dropped.startswith(REPLACED)
        if was_to_go:
            lost.add((each.step, each.recipient))
        elif each.dropped is None:
            had.add((each.step, each.recipient))
    rows = steps.of_versions(session, identifier, version)
    newest = {row.step: row for row in rows if not row.notice}
    begun = {name for name, row in newest.items() if row.state == StepState.SENT and row.reason.startswith(REPLACED)}
    names = {step for step, _ in lost - had} | begun
    overtaken = outranked(session, rulebook, [row for row in rows if row.step in names], today, OVERTAKES)
    return names - {row.step for row in rows if row.item_id in overtaken}


def go_on(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> frozenset[int]:
    """Plan the steps in force that go on from those in a message which will not go; the recommendations to plan for.

    `rows` are those of `sending.contents`. Whoever has got a step does not get it again: the planner sees to that.
    """
    older = [row for row in rows if row.closed_on is None and row.deadline_version != row.current_version]
    overtaken = outranked(session, rulebook, older, today, OVERTAKES)
    found: set[int] = set()
    for row in older:
        ids = put_back.continued_by(session, [row.step_id], row.current_version)
        every = steps.of_versions(session, row.recommendation_id, row.current_version) if ids else []
        those = [step for step in every if step.id in ids]
        if row.item_id not in overtaken and not outranked(session, rulebook, those, today, OUT_OR_DUE):
            steps.settle(session, [(step.id, StepState.PLANNED, NOT_TO_ALL) for step in those])
            found |= {step.recommendation_id for step in those}
    return frozenset(found)
