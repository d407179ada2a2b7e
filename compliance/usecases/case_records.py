"""Writing recommendations with all that is known of them: deadline versions, steps, evidence, outcome, events (R2.1).

Logging one recommendation and importing a hundred thousand go the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from compliance.domain.authorities import AuthorityType
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import OpenEnded, Receipt, VersionKind, due_on, fixed, parse_period
from compliance.domain.evidence import Judgement
from compliance.domain.history import Entry, Happening, imported
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.reminders import Dates, PlannedStep, asked_at_once
from compliance.domain.sums import Sum
from compliance.domain.version_letters import plan_new
from compliance.domain.waiting import Wait, WaitOver, dated, open_ended
from compliance.store import cases, events, evidence, outcomes, steps, sums
from compliance.store.engine import Session
from compliance.usecases.version_rows import version_rows


@dataclass(frozen=True)
class Draft:
    """A recommendation as somebody states it: exactly one of `period` (counted from the decision), `due_on`, `waits`.

    With `waits` a period is counted from the day the wait ends (D2), which is `wait_ended_on` where an event or
    condition has come about already. `clock` and `stage` make it a stage (T).
    """

    reference: str
    decision_reference: str
    kind: Kind
    action: str
    categories: tuple[str, ...] = ()
    public_summary: str = ""
    expected_evidence: tuple[str, ...] = ()
    period: str = ""
    due_on: date | None = None
    response: Response | None = None
    waits: Wait | None = None
    sums: tuple[Sum, ...] = ()
    clock: str = ""
    stage: str = ""
    wait_ended_on: date | None = None


@dataclass(frozen=True)
class Extension:
    """More time, as agreed (D7)."""

    agreed_on: date
    new_due_on: date
    reason: str
    agreed_by: str


@dataclass(frozen=True)
class EvidencePiece:
    """One submission for one recommendation (E1); the file fields are empty when there is only a note."""

    received_on: date
    submitted_by: str
    note: str = ""
    file_name: str = ""
    sha256: str | None = None
    size: int | None = None
    media_type: str = ""

    @property
    def fingerprint(self) -> str:
        """What makes two submissions the same one: an import may be repeated."""
        return json.dumps([self.received_on.isoformat(), self.submitted_by, self.note, self.file_name, self.sha256])


@dataclass(frozen=True)
class Story:
    """A recommendation and what became of it; `live_from` None is history that never causes a message (R7).

    `calendar` is the one its authority's working days are counted on; None is the office's (D4). `waited` is set when
    what its deadline waited for has happened already: it has its date then (D2). `receipt` is the original one where
    the draft alone does not tell it, as for a stage of a statutory clock.
    """

    draft: Draft
    decision_id: int
    decided_on: date
    logged_on: date
    live_from: date | None
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[EvidencePiece, ...] = ()
    ending: Ending | None = None
    calendar: WorkingCalendar | None = None
    waited: WaitOver | None = None
    receipt: Receipt | None = None

    @property
    def version(self) -> int:
        """The number of its current deadline version (D6)."""
        return 1 + (self.waited is not None) + len(self.extensions)


def receipt_of(
    draft: Draft, decided_on: date, rulebook: Rulebook, calendar: WorkingCalendar | None = None
) -> Receipt | OpenEnded:
    """The receipt of a draft's original due date, open-ended for one that waits (D2, D8).

    Counted on its authority's `calendar`, or the office's.
    """
    days = calendar or rulebook.calendar
    if draft.waits is not None:
        return open_ended(draft.waits, draft.period, days, public=_public(draft.kind))
    if draft.due_on is not None:
        return fixed(draft.due_on, days)
    return due_on(decided_on, parse_period(draft.period, rulebook.periods), days)


def dated_receipt(
    draft: Draft, decided_on: date, ended_on: date, rulebook: Rulebook, calendar: WorkingCalendar | None = None
) -> Receipt:
    """The receipt of the date a waiting draft gets when what it waits for has happened on `ended_on` (D2)."""
    assert draft.waits is not None
    period = parse_period(draft.period, rulebook.periods) if draft.period.strip() else None
    days = calendar or rulebook.calendar
    return dated(draft.waits, period, ended_on, decided_on, days, public=_public(draft.kind))


def first_dated(story: Story, rulebook: Rulebook) -> Receipt | OpenEnded:
    """The receipt of the first date a story has had; open-ended for one that waits still."""
    if story.waited is None:
        return story.receipt or receipt_of(story.draft, story.decided_on, rulebook, story.calendar)
    return dated_receipt(story.draft, story.decided_on, story.waited.ended_on, rulebook, story.calendar)


def current_due_on(story: Story, rulebook: Rulebook) -> date | None:
    """The due date in force; None for one that is open-ended."""
    return story.extensions[-1].new_due_on if story.extensions else first_dated(story, rulebook).due_on


def _public(kind: Kind) -> bool:
    """Whether the words of a recommendation may travel by mail (K)."""
    return kind is Kind.SERVICE_IMPROVEMENT


def planned_steps(
    story: Story, due: date | None, version: int, rulebook: Rulebook, authority_type: AuthorityType
) -> list[PlannedStep]:
    """The reminder steps of a story's current deadline; none for history or where there is an outcome already.

    They are those of the ladder for its kind, its statutory clock and the type of its decision's authority (R1).
    """
    if story.live_from is None or story.ending is not None:
        return []
    dates = Dates(story.decided_on, story.logged_on, due, story.live_from)
    ladder = rulebook.ladder_for(story.draft.kind, authority_type, story.draft.clock)
    first, office = version == 1 or not story.extensions, rulebook.calendar
    return asked_at_once(plan_new(ladder, dates, story.calendar or office, office, first_version=first), ladder)


def write(
    session: Session,
    rulebook: Rulebook,
    stories: Sequence[Story],
    known: Callable[[date], datetime],
    actor: str,
    imported_at: datetime | None = None,
) -> dict[str, int]:
    """Store the stories and give the recommendations' ids by reference.

    `known` gives the instant from which a fact dated on a day counts as known (S9); `imported_at` is when they come.
    """
    receipts = {story.draft.reference: first_dated(story, rulebook) for story in stories}
    ids = cases.add_recommendations(
        session, [_recommendation(story, receipts[story.draft.reference].due_on, known) for story in stories]
    )
    _write_details(session, stories, ids)
    types = cases.authority_types(session, [story.decision_id for story in stories])
    entries: list[Entry] = []
    deadlines: list[dict[str, Any]] = []
    planned: list[dict[str, Any]] = []
    for story in stories:
        identifier, receipt = ids[story.draft.reference], receipts[story.draft.reference]
        original = (
            receipt if story.waited is None else receipt_of(story.draft, story.decided_on, rulebook, story.calendar)
        )
        deadlines += version_rows(story, identifier, (original, receipt), rulebook, known)
        planned += [
            step_row(identifier, story.version, step)
            for step in planned_steps(
                story, current_due_on(story, rulebook), story.version, rulebook, types[story.decision_id]
            )
        ]
        entries += _entries(story, receipt, known, actor, imported_at)
    cases.add_deadlines(session, deadlines)
    steps.add(session, planned)
    evidence.add(session, [row for story in stories for row in _evidence(story, ids[story.draft.reference], known)])
    outcomes.add(
        session,
        [
            outcome_row(ids[story.draft.reference], story.ending, known(story.ending.recorded_on))
            for story in stories
            if story.ending
        ],
    )
    events.append(session, entries)
    return ids


def step_row(recommendation_id: int, version: int, step: PlannedStep) -> dict[str, Any]:
    """A planned step as stored."""
    of: dict[str, Any] = {"recommendation_id": recommendation_id, "deadline_version": version}
    counted = {"step": step.name, "ladder": step.ladder, "rung": step.rung, "on_day": step.on_day}
    return of | counted | {"state": step.state.value, "reason": step.reason}


def outcome_row(recommendation_id: int, ending: Ending, at: datetime) -> dict[str, Any]:
    """A recorded outcome as stored."""
    return asdict(ending) | {
        "outcome": ending.outcome.value,
        "recommendation_id": recommendation_id,
        "recorded_at": at,
    }


def evidence_row(recommendation_id: int, piece: EvidencePiece, at: datetime) -> dict[str, Any]:
    """A piece of evidence as stored, waiting for its judgement."""
    return asdict(piece) | {
        "recommendation_id": recommendation_id,
        "fingerprint": piece.fingerprint,
        "recorded_at": at,
    }


def plain(values: dict[str, Any]) -> dict[str, object]:
    """Values fit for an event's payload: dates in ISO 8601, tuples as lists, absent ones left out."""
    shown: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, date):
            shown[name] = value.isoformat()
        elif isinstance(value, tuple):
            shown[name] = list(value)
        elif value not in (None, ""):
            shown[name] = value
    return shown


def _recommendation(story: Story, due: date | None, known: Callable[[date], datetime]) -> dict[str, Any]:
    draft, ending = story.draft, story.ending
    return {
        "reference": draft.reference,
        "decision_id": story.decision_id,
        "kind": draft.kind.value,
        "action": draft.action,
        "public_summary": draft.public_summary,
        "period": draft.period,
        "clock": draft.clock,
        "stage": draft.stage,
        "response": draft.response.value if draft.response else None,
        "logged_on": story.logged_on,
        "live_from": story.live_from,
        "original_due_on": due,
        "due_on": story.extensions[-1].new_due_on if story.extensions else due,
        "deadline_version": story.version,
        "evidence_waiting": 0 if ending else len(story.evidence),
        "outcome": ending.outcome.value if ending else None,
        "closed_on": ending.recorded_on if ending else None,
        "recorded_at": known(story.logged_on),
    }


def _write_details(session: Session, stories: Iterable[Story], ids: dict[str, int]) -> None:
    categories, expected, money = [], [], []
    for story in stories:
        identifier = ids[story.draft.reference]
        for position, category in enumerate(story.draft.categories):
            categories.append({"recommendation_id": identifier, "position": position, "category": category})
        for position, description in enumerate(story.draft.expected_evidence):
            expected.append({"recommendation_id": identifier, "position": position, "description": description})
        money += [
            {"recommendation_id": identifier, "position": position, **asdict(each)}
            for position, each in enumerate(story.draft.sums)
        ]
    cases.add_details(session, categories, expected)
    sums.add(session, money)


def _evidence(story: Story, identifier: int, known: Callable[[date], datetime]) -> list[dict[str, Any]]:
    rows = [evidence_row(identifier, piece, known(piece.received_on)) for piece in story.evidence]
    ending = story.ending
    if ending is None:
        return rows
    satisfied = ending.outcome is Outcome.SATISFIED
    judged = {
        "judgement": (Judgement.SUFFICIENT if satisfied else Judgement.INSUFFICIENT).value,
        "missing": "" if satisfied else ending.reason,
        "judged_by": ending.recorded_by,
        "judged_on": ending.recorded_on,
        "judged_at": known(ending.recorded_on),
    }
    return [row | judged for row in rows]


def _entries(
    story: Story, receipt: Receipt | OpenEnded, known: Callable[[date], datetime], actor: str, at: datetime | None
) -> list[Entry]:
    stream = events.recommendation_stream(story.draft.reference)

    def entry(day: date, kind: Happening, payload: dict[str, object]) -> Entry:
        return Entry(stream, known(day).isoformat(), day.isoformat(), kind, actor, imported(payload, at))

    entries = [entry(story.logged_on, Happening.LOGGED, _logged(story, receipt))]
    later = [
        (item.agreed_on, entry(item.agreed_on, Happening.DEADLINE_CHANGED, plain(asdict(item))))
        for item in story.extensions
    ]
    later += [
        (item.received_on, entry(item.received_on, Happening.EVIDENCE_RECEIVED, plain(asdict(item))))
        for item in story.evidence
    ]
    if story.waited is not None:
        noted = plain(asdict(story.waited) | {"kind": VersionKind.DATED.value, "due_on": receipt.due_on})
        later.append((story.waited.noted_on, entry(story.waited.noted_on, Happening.DEADLINE_CHANGED, noted)))
    entries += [each for _, each in sorted(later, key=lambda pair: pair[0])]
    if story.ending:
        entries.append(entry(story.ending.recorded_on, Happening.OUTCOME_RECORDED, plain(asdict(story.ending))))
    return entries


def _logged(story: Story, receipt: Receipt | OpenEnded) -> dict[str, object]:
    """What the event of logging says: the draft, and the date it has by now."""
    shown, waits = asdict(replace(story.draft, waits=None, sums=())), story.draft.waits
    draft = plain(shown | {"sums": tuple(str(each) for each in story.draft.sums) or None})
    if waits is not None:
        draft |= {"waits": waits.kind.value, "waits_for": waits.what, "review_on": waits.review_on.isoformat()}
    due = receipt.due_on.isoformat() if receipt.due_on else None
    return draft | {"due_on": due, "live": story.live_from is not None}
