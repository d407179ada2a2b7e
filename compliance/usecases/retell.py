"""The letter about a deadline is set right once an earlier message proves lost: it says what nobody heard (D6, E8)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from compliance.domain.kept_rungs import CHOSEN
from compliance.domain.ladders import Ladder
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import OF_A_VERSION, StepState
from compliance.domain.version_news import NOTHING_NEW, Letter, own_change
from compliance.store import cases, steps
from compliance.store.engine import Session
from compliance.usecases.answer_request import refuse_after_all
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.end_notices import end_notices
from compliance.usecases.letter_of_version import UNSAID, kept_facts, news_of
from compliance.usecases.open_recommendation import Found, find, ladder_of, plan_notice
from compliance.usecases.tell_outcome import tell_again

SAID_BY_ANOTHER = "a message before it did not arrive: another letter says all of it"
COUNTED = frozenset({"before", "changes"})  # facts that are found anew


def retell_all(session: Session, rulebook: Rulebook, moment: Moment, rows: Sequence[Any]) -> set[int]:
    """Set right the letters about what a lost message spoke of; the recommendations about which one is to go.

    A refusal of more time goes after all where it ended for a date that proves untold (D7).
    `rows` are those of `sending.contents`.
    """
    about = {row.recommendation_id: row for row in rows}
    return {each for each in sorted(about) if _set_right(session, rulebook, moment, about[each])}


def _set_right(session: Session, rulebook: Rulebook, moment: Moment, row: Any) -> bool:
    if row.closed_on is None:
        again = retell(session, rulebook, moment, row.reference)
        return refuse_after_all(session, find(session, row.reference)) or again
    found = find(session, row.reference, still_open=False, lock=True)
    return tell_again(session, rulebook, moment, found)


def retell(session: Session, rulebook: Rulebook, moment: Moment, reference: str) -> bool:
    """Plan the letter of the version in force anew, by what the authority is known to have been told now (D6).

    Gives whether one is to go; one that has nothing to say any more ends. The first version has no such letter: its
    first rung is planned again by itself. A date that was put back untold has that of the version it goes on from.
    """
    found = find(session, reference)
    version = found.record.continues or found.record.deadline_version
    if found.record.live_from is None or version == 1:
        return False
    ladder = ladder_of(session, rulebook, found)
    rows = steps.of_versions(session, found.id, version)
    own = _own(session, found, version, rows)
    tidings = news_of(session, found, ladder, own)
    if tidings.letter is Letter.NONE:
        if tidings.changes:
            end_notices(session, found.id, OF_A_VERSION, NOTHING_NEW)
        return False
    facts = json.dumps({name: own[name] for name in own if name not in UNSAID} | tidings.facts())
    name = ladder.first_letter if tidings.letter is Letter.FIRST else tidings.letter.value
    end_notices(session, found.id, OF_A_VERSION - {name}, SAID_BY_ANOTHER)
    row = next((row for row in reversed(rows) if row.step == name and row.reason != NOTHING_NEW), None)
    _plan(session, rulebook, moment, found, ladder, row, name, facts)
    return True


def _own(session: Session, found: Found, version: int, rows: Sequence[Any]) -> dict[str, Any]:
    """What the version itself says: its letter may have told it with others."""
    deadline = next(row for row in cases.deadlines(session, found.id) if row.version == version)
    kept = kept_facts(rows)
    own = {name: each for name, each in kept.items() if name not in COUNTED}
    return own | {
        "change": own_change(deadline.kind, kept),
        "reason": deadline.reason,
        "agreed_by": deadline.approved_by,
    }


def _plan(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    found: Found,
    ladder: Ladder,
    row: Any,
    name: str,
    facts: str,
) -> None:
    """Plan one letter; one that waits already says what is new."""
    if row is not None and row.state == StepState.QUEUED:
        steps.say_instead(session, row.id, facts)
    elif row is not None:
        steps.plan_again(session, row.id, {"facts": facts})  # on the day it had: it may have gone out then
    elif name in OF_A_VERSION:
        plan_notice(session, rulebook, moment, found, name, name=name, facts=facts)
    else:
        planned = {"recommendation_id": found.id, "deadline_version": found.record.deadline_version, "step": name}
        on_day = calendar_of(session, rulebook, found.decision.authority_id).on_or_after(moment.today)
        kept = {"continues": found.record.continues}
        steps.add(session, [planned | {"ladder": ladder.name, "on_day": on_day, "facts": facts, "rung": CHOSEN} | kept])
