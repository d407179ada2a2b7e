"""A date that moved and was put back before anybody was told: its letters go on, person by person (R2, R6, D6).

The steps of the version last told stand again, and what waits in messages, is in doubt or comes back is as right as if
the date had stayed. What was taken out of a message meanwhile, or reached nobody, is planned in the newest version; who
has got it there does not get it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.ladders import Ladder
from compliance.domain.office import Rulebook
from compliance.domain.reminders import OF_A_VERSION, PlannedStep, StepState
from compliance.domain.version_news import REPLACED, Letter, News, replaced_by
from compliance.store import put_back, steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import version_of
from compliance.usecases.open_recommendation import Found
from compliance.usecases.overtaken_rungs import OVERTAKES, outranked
from compliance.usecases.reached_nobody import reached_nobody


def as_it_stands(found: Found) -> News:
    """The tidings of a version whose date is that of before: none, whatever of that is told or has still to be (D8)."""
    return News(Letter.NONE, found.record.continues or found.record.deadline_version - 1)


def put_back_to(tidings: News) -> int | None:
    """The deadline version from which the newest goes on, as its date is the one told there; None where it is new."""
    return tidings.told if tidings.letter is Letter.NONE else None


def take_over(session: Session, rulebook: Rulebook, found: Found, version: int, today: date) -> set[str]:
    """Take over into the newest deadline version what is still to go of the one it goes on from: rungs, by name.

    What reached nobody there ends for it. The others were ended with their date before their turn came, or before that
    of some (R5), or taken out of a message; none that a later rung has overtaken.
    """
    rows = [row for row in steps.of_versions(session, found.id, version) if not row.notice]
    newest = {row.step: row for row in rows}
    ended = {name for name, row in newest.items() if row.reason.startswith(REPLACED)}
    cut = {each.step for each in _taken_out(session, found.id, version) if not each.notice}
    some = [row for row in rows if row.step in cut or row.state == StepState.SENT]
    overtaken = outranked(session, rulebook, some, today, OVERTAKES)
    late = {row.step for row in some if row.item_id in overtaken}
    failed = [row for row in steps.failed_of(session, recommendations=[found.id], lock=False) if not row.notice]
    lost = reached_nobody(session, rulebook, [row for row in failed if version_of(row) == version], today)
    steps.settle(session, [(row.id, StepState.SUPERSEDED, replaced_by(found.record.deadline_version)) for row in lost])
    return ((ended | cut) - late) | {row.step for row in lost}


def _taken_out(session: Session, identifier: int, version: int) -> list[Any]:
    """What was taken out of messages because the date moved, and did not go to the same person otherwise."""
    shares = put_back.shares(session, identifier, version)
    had = {(each.step, each.recipient) for each in shares if each.dropped is None}
    out = [each for each in shares if each.dropped is not None and each.dropped.startswith(REPLACED)]
    return [each for each in out if (each.step, each.recipient) not in had]


def first_letter(
    planned: Sequence[PlannedStep], left: set[str], ladder: Ladder, today: date, calendar: WorkingCalendar
) -> list[PlannedStep]:
    """The steps with the first letter, where some have still to get it: it is no step of a later version else."""
    name = ladder.first_letter
    if name not in left or any(step.name == name for step in planned):
        return list(planned)
    return [PlannedStep(name, calendar.on_or_after(today), ladder=ladder.name), *planned]


def first_said(session: Session, found: Found, version: int, ladder: Ladder) -> dict[str, str]:
    """What is kept with the first letter of a deadline version that is gone on from, where it has one: it says that."""
    rows = [row for row in steps.of_versions(session, found.id, version) if row.step == ladder.first_letter]
    return {"facts": rows[-1].facts} if rows else {}


def letters_left(session: Session, found: Found, version: int) -> dict[str, str]:
    """The letters about a deadline version that some have still to get: what is kept with them, by name.

    Those that ended with its date, as what failed, and what was taken out of messages.
    """
    rows = steps.of_versions(session, found.id, version)
    ended = [row for row in rows if row.state == StepState.SUPERSEDED and row.reason.startswith(REPLACED)]
    left = [*ended, *_taken_out(session, found.id, version)]
    return {each.step: each.facts for each in left if each.notice in OF_A_VERSION}
