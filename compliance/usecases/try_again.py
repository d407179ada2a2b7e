"""Reminders that reached nobody go to whoever can be written to now: a new contact, a successor (rules R2 and R6).

Their steps are planned again, so that the day's planner decides on them by all its rules: nobody gets a step twice, an
address that failed is passed over, and only what is right now goes out (R2.2, R2.4, R4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import heirs, responsible
from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.store import addresses, authorities, steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import addressees, stop_of
from compliance.usecases.reached_nobody import reached_nobody

PLANNED_AGAIN = "it reached nobody, and now there is somebody to write to"


def failed_at(session: Session, code: str, today: date) -> list[Any]:
    """The failed steps of cases for which an authority answers today (S8); rows as of `steps.due`."""
    tenures, ids = authorities.tenures(session), authorities.ids(session)
    answered = [each for each in tenures if code in heirs(each, tenures) and responsible(each, tenures, today) == code]
    return steps.failed_of(session, authorities=[ids[each] for each in answered])


def left_behind(session: Session, today: date) -> list[Any]:
    """The failed steps of cases of authorities that have closed and have a successor (S8); rows as of `steps.due`."""
    ids = authorities.ids(session)
    closed = [code for code, each in authorities.tenures(session).items() if each.successor and each.has_closed(today)]
    return steps.failed_of(session, authorities=[ids[code] for code in closed])


def for_a_successor(session: Session, rulebook: Rulebook, today: date) -> list[Any]:
    """The failed steps, still right, of authorities with a last day: a successor may get them on the day after (S8)."""
    ids = authorities.ids(session)
    ending = [ids[code] for code, each in authorities.tenures(session).items() if each.successor and each.closed_on]
    return still_right(session, rulebook, steps.failed_of(session, authorities=ending, lock=False), today)


def try_again(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> tuple[list[int], list[int]]:
    """Plan failed steps again that reached nobody, are still right and can reach somebody now.

    Gives the recommendations to plan for, and the steps that are still right and still reach nobody. The caller holds
    the planner's lock.
    """
    right = still_right(session, rulebook, rows, today)
    reachable = _reachable(session, rulebook, right, today)
    steps.settle(session, [(row.id, StepState.PLANNED, PLANNED_AGAIN) for row in reachable])
    there = {row.id for row in reachable}
    return sorted({row.recommendation_id for row in reachable}), [row.id for row in right if row.id not in there]


def still_right(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> list[Any]:
    """Failed steps that nobody got or may get, that no later rung has overtaken and that nothing stops for good."""
    found = []
    for row in reached_nobody(session, rulebook, rows, today):
        stop = stop_of(row, rulebook, today)
        if not (stop and stop.for_good):
            found.append(row)
    return found


def _reachable(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> list[Any]:
    """Those of the steps that have somebody to go to who has not failed to get them before (R6)."""
    answering = authorities.who_answer(session, {row.authority_code for row in rows}, today)
    stopped, lost = addresses.stopped(session), addresses.lost_for(session, [row.id for row in rows])
    found = []
    for row in rows:
        gone = stopped | {folded(address) for address in lost.get(row.id, ())}
        if addressees(row, rulebook, answering[row.authority_code].contacts, gone):
            found.append(row)
    return found
