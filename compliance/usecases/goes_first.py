"""Which answers wait for the letter that introduces what they speak of, in the last look before sending (D6, E8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.office import Rulebook
from compliance.domain.reminders import GOES_FIRST, TOLD_BEHIND, StepState, Stop
from compliance.store import addresses, authorities, outbox, steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import addressees, introduces, stop_of, turn


def behind_letters(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> dict[int, Stop]:
    """Answers of which the letter that introduces what they speak of has still to go today: they wait for it (D6, E8).

    Whoever had the answer before: it goes to this recipient after that letter. One whose own turn has not come holds
    up no answer (R5).
    """
    answers = [row for row in rows if row.notice in TOLD_BEHIND]
    coming = steps.still_to_go(session, [row.recommendation_id for row in answers], today) if answers else []
    letters = [row for row in coming if introduces(row, rulebook) and stop_of(row, rulebook, today) is None]
    first = {row.recommendation_id for row in _in_turn(session, rulebook, letters, today)}
    return {row.item_id: Stop(GOES_FIRST, for_good=False) for row in answers if row.recommendation_id in first}


def _in_turn(session: Session, rulebook: Rulebook, rows: Sequence[Any], today: date) -> list[Any]:
    """Those of the letters that are in a message, or may be put into one today: as the planner decides it (R5)."""
    if rulebook.minimum_gap <= 1 or not rows:
        return list(rows)
    ids = [row.id for row in rows]
    last = outbox.last_sent(session, [row.recommendation_id for row in rows])
    taken, lost = outbox.taken(session, ids), addresses.lost_for(session, ids)
    answering = authorities.who_answer(session, {row.authority_code for row in rows}, today)
    stopped, found = addresses.stopped(session), []
    for row in rows:
        gone = stopped | {folded(address) for address in lost.get(row.id, ())}
        people = addressees(row, rulebook, answering[row.authority_code].contacts, gone)
        still = [person for person in people if (row.id, person.address) not in taken]
        if row.state == StepState.QUEUED or turn(row, still, last, rulebook, today).now:
            found.append(row)
    return found
