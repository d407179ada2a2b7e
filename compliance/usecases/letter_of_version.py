"""Which letter tells of a new deadline version, and what it says since the authority was last told (D6, E8, R1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from compliance.domain.authorities import Role
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import VersionKind
from compliance.domain.ladders import Anchor, Ladder
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import (
    OF_A_VERSION,
    OF_AN_OUTCOME,
    SAID_BEFORE,
    SATISFIED,
    WITHDRAWN,
    Dates,
    PlannedStep,
    StepState,
    plan,
)
from compliance.domain.version_news import (
    AS_IT_WAS,
    IN_ITS_PLACE,
    Letter,
    News,
    Told,
    Version,
    news,
    own_change,
    told,
    without_unheard,
)
from compliance.store import cases, steps
from compliance.store.engine import Session
from compliance.store.told import got_by
from compliance.usecases.choose_steps import NOTHING
from compliance.usecases.open_recommendation import Found
from compliance.usecases.put_back import first_letter, take_over

ANSWERS = "answers"  # a fact of a version that grants a request: whoever asked is told, whatever they knew (D7)
UNSAID = frozenset({"unheard"})  # facts that decide on the letter and are not said in it


def news_of(session: Session, found: Found, ladder: Ladder, facts: Mapping[str, str], following: Any = None) -> News:
    """The letter of the newest version of a deadline, before its steps are written; `facts` are that version's own.

    `following` is a version that is not stored, behind those that are. What a sender has leased and not begun is not
    told: the last look before sending takes it out.
    """
    rows = steps.of_recommendation(session, found.id)
    got = got_by(session, found.id, list(Role))
    back = goes_on_from(rows)
    deadlines: list[Any] = [*cases.deadlines(session, found.id), *([following] if following else ())]
    said = _said(rows)
    said[deadlines[-1].version] = facts
    versions = [
        _version(row, said.get(row.version, {}), _was_unheard(rows, got, row.version))
        for row in deadlines
        if came_from(row.version, back) == row.version
    ]
    tidings = news(versions, _known(rows, got, versions, ladder, back))
    if tidings.letter is not Letter.NONE or not tidings.changes:
        return tidings
    answers = any(said.get(each.number, {}).get(ANSWERS) for each in tidings.changes)
    if answers or not _is_certain(got, tidings, back):
        return replace(tidings, letter=Letter.CHANGED)
    return tidings


def goes_on_from(rows: Sequence[Any]) -> dict[int, int]:
    """The deadline versions that put back a date untold, each with the one from which that goes on; rows are steps."""
    return {row.deadline_version: row.continues for row in rows if row.continues is not None}


def came_from(version: int, back: Mapping[int, int]) -> int:
    """The version that counts for one: that of before for a date that was put back untold, and for what lay between."""
    return min((first for last, first in back.items() if first < version <= last), default=version)


def withdrawn_unheard(session: Session, found: Found) -> Any:
    """The deadline version that withdrew an outcome whose letter is the last word the authority has on that (E8).

    None where no letter said that it is complete, and where one has said since that it was opened again, or is not so.
    """
    got = got_by(session, found.id, list(Role))
    rows = steps.of_recommendation(session, found.id)
    said = _said(rows)
    heard: dict[str, int] = {}
    for row in rows:
        if row.id in got:
            heard[row.notice] = max(heard.get(row.notice, 0), row.deadline_version)
    complete = heard.get(SATISFIED, 0)
    if not complete or max(heard.get(Letter.REOPENED.value, 0), heard.get(WITHDRAWN, 0)) > complete:
        return None
    stood = max([complete, *(row.deadline_version for row in rows if row.reason == SAID_BEFORE)])
    later = [row for row in cases.deadlines(session, found.id) if row.version > stood]
    return next((row for row in later if own_change(row.kind, said.get(row.version, {})) == VersionKind.REOPENED), None)


def complete_told(session: Session, found: Found) -> Mapping[str, str] | None:
    """What the letter said that a remedy is complete, where it is known to be the last word the authority has (E6)."""
    got = got_by(session, found.id, list(Role))
    newest = max((row.told for row in got.values()), default=0)
    for row in steps.of_recommendation(session, found.id):
        if row.notice == SATISFIED and row.deadline_version == newest and row.id in got and got[row.id].sent:
            return {name: each for name, each in json.loads(row.facts).items() if name != "replaces"}
    return None


def kept_facts(rows: Sequence[Any]) -> Mapping[str, Any]:
    """What is kept with the letter of a version, among its steps."""
    return next(iter(_said(rows).values()), {})


def _said(rows: Sequence[Any]) -> dict[int, Mapping[str, Any]]:
    """What is kept with the letters about a date, by deadline version."""
    return {row.deadline_version: json.loads(row.facts) for row in rows if '"change"' in row.facts}


def _is_certain(got: Mapping[int, Any], tidings: News, back: Mapping[int, int]) -> bool:
    """Whether the date last told is known to have been told."""
    last = [row.sent for row in got.values() if came_from(row.told, back) == tidings.told]
    return any(last) or not last


def date_last_told(deadlines: Sequence[Any], tidings: News) -> date | None:
    """The date of the version that was last told; None for an open-ended one, and where none was told."""
    return next((row.due_on for row in deadlines if row.version == tidings.told), None)


def _known(
    rows: Sequence[Any], got: Mapping[int, Any], versions: Sequence[Version], ladder: Ladder, back: Mapping[int, int]
) -> Told:
    """What the authority knows; what came with its logging in the past, or as history, it knew before (R7)."""
    base = min((row.deadline_version for row in rows), default=versions[-1].number - 1)
    if any(row.notice in OF_A_VERSION and row.deadline_version == base for row in rows):
        base -= 1  # it was history until then
    first = [row for row in rows if row.deadline_version == base and not row.notice and row.step == ladder.first_letter]
    anew = [each.number for each in versions if each.change == VersionKind.RESENT]
    letters = [row for row in rows if row.id in got and (not row.notice or row.notice in OF_A_VERSION | OF_AN_OUTCOME)]
    known = told(
        {came_from(row.deadline_version, back) for row in letters},
        {came_from(row.told, back) for row in got.values()},
        base,
        max(anew, default=None),
        knows_base=all(row.state == StepState.SKIPPED for row in first),
    )
    openings = [each.number for each in versions if each.opens_again and not each.unheard and each.number > base]
    saying = [row for row in letters if row.notice == Letter.REOPENED or row.step == ladder.first_letter]
    said_so = max((row.deadline_version for row in saying), default=0)
    return without_unheard(known, openings, said_so)


def _was_unheard(rows: Sequence[Any], got: Mapping[int, Any], version: int) -> bool:
    """Whether nobody had heard of the outcome that a version withdrew: a letter was to say so, and none went."""
    letters = [row for row in rows if row.notice == SATISFIED and row.deadline_version == version - 1]
    return bool(letters) and not any(row.id in got or row.reason == SAID_BEFORE for row in letters)


def _version(row: Any, facts: Mapping[str, Any], unheard: bool) -> Version:
    return Version(
        row.version,
        own_change(row.kind, facts),
        row.due_on,
        "" if row.due_on else str(json.loads(row.receipt)["rule"]),
        row.reason,
        row.approved_by,
        unheard,
        bool(facts.get(ANSWERS)),
    )


def plan_steps(
    session: Session,
    rulebook: Rulebook,
    found: Found,
    moment: Moment,
    tidings: News,
    ladder: Ladder,
    calendar: WorkingCalendar,
    continues: int | None,
) -> list[PlannedStep]:
    """The steps of a new version by the days they are counted to; with its first letter where that has still to go."""
    record = found.record
    assert record.live_from is not None
    newest, since = _sent_anew(session, found)
    from_the_start = tidings.letter is Letter.FIRST or newest
    since = since if from_the_start and since else record.logged_on
    dates = Dates(found.decision.decided_on, since, record.due_on, record.live_from)
    if moment.today > record.live_from:
        dates = replace(dates, live_from=moment.today, live_since="the new deadline version of")
    if tidings.letter is Letter.NONE:
        before = replace(dates, live_from=record.live_from, live_since="the live day")
        planned = plan(ladder, before, calendar, first_version=False)
        return _as_they_were(session, rulebook, found, moment, planned, ladder, calendar, continues)
    planned = plan(ladder, dates, calendar, first_version=from_the_start)
    first, letter_on = ladder.first_letter, calendar.on_or_after(dates.live_from)
    if tidings.letter is not Letter.FIRST:
        return [
            replace(step, state=StepState.SKIPPED, reason=IN_ITS_PLACE) if step.name == first else step
            for step in planned
        ]
    return [
        PlannedStep(step.name, max(step.on_day, letter_on), ladder=step.ladder) if step.name == first else step
        for step in planned
        if newest or step.name == first or ladder.step(step.name).anchor is not Anchor.LOGGED
    ]


def _sent_anew(session: Session, found: Found) -> tuple[bool, date | None]:
    """Whether the newest version sends it anew, and the day on which it was last sent anew."""
    deadlines = cases.deadlines(session, found.id)
    days = [row.agreed_on for row in deadlines if row.kind == VersionKind.RESENT]
    return deadlines[-1].kind == VersionKind.RESENT, days[-1] if days else None


def _as_they_were(
    session: Session,
    rulebook: Rulebook,
    found: Found,
    moment: Moment,
    planned: Sequence[PlannedStep],
    ladder: Ladder,
    calendar: WorkingCalendar,
    continues: int | None,
) -> list[PlannedStep]:
    """The steps of a date that is told already: what had still to go has, and nothing goes a second time (R2).

    `continues` is the deadline version with that date.
    """
    left = take_over(session, rulebook, found, continues, moment.today) if continues is not None else set()
    over = [step.on_day <= moment.today and step.name not in left for step in planned]
    steps_now = [
        replace(step, state=StepState.SKIPPED, reason=AS_IT_WAS) if gone and step.state is StepState.PLANNED else step
        for step, gone in zip(planned, over, strict=True)
    ]
    return first_letter(steps_now, left, ladder, moment.today, calendar)


def stored(step: str, ladder: Ladder, tidings: News, facts: str) -> dict[str, str]:
    """What is kept with a step of a new version: with its first letter what that tells."""
    told_by_it = tidings.letter is Letter.FIRST and step == ladder.first_letter
    return {"facts": facts if told_by_it else NOTHING}


def tells(facts: str) -> bool:
    """Whether a rung, by what is kept with it, is the first letter of a new version."""
    return facts != NOTHING
