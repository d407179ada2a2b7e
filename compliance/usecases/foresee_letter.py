"""Whether the reason somebody gives for moving a deadline will reach the authority, before they give it (D6, K)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.domain.clock_stops import counting_again
from compliance.domain.deadlines import VersionKind
from compliance.domain.extensions import basis
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.version_news import Letter
from compliance.store import cases
from compliance.store.engine import Session
from compliance.store.told import not_sent
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.letter_of_version import date_last_told, news_of
from compliance.usecases.open_recommendation import Found, find, ladder_of

# What gives a date that nobody knows before it is typed; a correction may leave it as it is.
TYPED = frozenset({VersionKind.CORRECTION, VersionKind.EXTENSION, VersionKind.CLOCK_RESTARTED})


class Telling(StrEnum):
    """What becomes of a reason: the letter that follows says it, or why it does not.

    `UNLESS_SAME`: it does unless the date is then the one that was last told; `SAME`: it will be that one.
    """

    TOLD = "told"
    UNLESS_SAME = "unless_same"
    SAME = "same"
    FIRST_LETTER = "first_letter"
    PERSONAL = "personal"
    HISTORY = "history"


@dataclass(frozen=True)
class _Next:
    """The version that would come next, as far as it is known before somebody types it."""

    version: int
    kind: str
    due_on: date | None
    receipt: str = '{"rule": ""}'
    reason: str = ""
    approved_by: str = ""


def foresee_letter(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, change: VersionKind
) -> Telling:
    """What becomes of the reason of a change of that kind, as things stand (D6, E8)."""
    found = find(session, reference, still_open=False)
    if found.record.kind == Kind.PERSONAL_REMEDY:
        return Telling.PERSONAL
    if found.record.live_from is None and change is not VersionKind.REOPENED:
        return Telling.HISTORY
    deadlines = cases.deadlines(session, found.id)
    due_on = _due_on(session, rulebook, moment, found, change)
    following = _Next(deadlines[-1].version + 1, change.value, due_on)
    tidings = news_of(session, found, ladder_of(session, rulebook, found), {}, following)
    if tidings.letter is Letter.FIRST:
        return Telling.TOLD if tidings.changes else Telling.FIRST_LETTER
    if tidings.letter is Letter.NONE:
        return Telling.SAME
    knows = date_last_told(deadlines, tidings) == found.record.due_on
    may_be_same = change in TYPED and (not knows or change is VersionKind.CORRECTION)
    return Telling.UNLESS_SAME if may_be_same and tidings.letter is Letter.CHANGED else Telling.TOLD


def first_to_go(session: Session, rulebook: Rulebook, references: Iterable[str]) -> set[str]:
    """Those of which an authority has still to hear at all, so that another date comes with the first letter (R1).

    Only those are looked at that have such a letter which was not sent: an import may be about very many.
    """
    names, untold = {each.first_letter for each in rulebook.ladders.values()}, set()
    for reference in not_sent(session, names) & set(references):
        found = find(session, reference, still_open=False)
        deadlines, ladder = cases.deadlines(session, found.id), ladder_of(session, rulebook, found)
        following = _Next(deadlines[-1].version + 1, VersionKind.EXTENSION.value, date.max)
        if news_of(session, found, ladder, {}, following).letter is Letter.FIRST:
            untold.add(reference)
    return untold


def _due_on(session: Session, rulebook: Rulebook, moment: Moment, found: Found, change: VersionKind) -> date | None:
    """The date a change gives, where that is known already; else one that nobody was told."""
    if change is VersionKind.CLOCK_STOPPED:
        return None
    if change is VersionKind.EXTENSION_REVERSED:
        before = basis(cases.deadlines(session, found.id))[-2:][0]
        calendar = calendar_of(session, rulebook, found.decision.authority_id)
        return counting_again(json.loads(before.version.receipt), calendar, moment.today).due_on
    return date.max
