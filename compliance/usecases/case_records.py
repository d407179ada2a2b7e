"""Writing recommendations with all that is known of them: deadline versions, steps, evidence, outcome, events (R2.1).

Logging one recommendation and importing a hundred thousand go the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from compliance.domain.authorities import AuthorityType
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.deadlines import Receipt, VersionKind, due_on, fixed, parse_period
from compliance.domain.evidence import Judgement
from compliance.domain.history import Entry, Happening
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.recommendations import Kind, Response
from compliance.domain.reminders import Dates, PlannedStep, plan
from compliance.store import cases, events, evidence, outcomes, steps
from compliance.store.engine import Session


@dataclass(frozen=True)
class Draft:
    """A recommendation as somebody states it: exactly one of `period` (counted from the decision) and `due_on`."""

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

    `calendar` is the one its authority's working days are counted on; None is the office's (D4).
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


def receipt_of(draft: Draft, decided_on: date, rulebook: Rulebook, calendar: WorkingCalendar | None = None) -> Receipt:
    """The receipt of a draft's original due date (D2, D8), counted on its authority's `calendar` or the office's."""
    days = calendar or rulebook.calendar
    if draft.due_on is not None:
        return fixed(draft.due_on, days)
    return due_on(decided_on, parse_period(draft.period, rulebook.periods), days)


def planned_steps(
    story: Story, due: date, version: int, rulebook: Rulebook, authority_type: AuthorityType
) -> list[PlannedStep]:
    """The reminder steps of a story's current deadline; none for history or where there is an outcome already.

    They are those of the ladder for its kind and for the type of its decision's authority (R1).
    """
    if story.live_from is None or story.ending is not None:
        return []
    dates = Dates(story.decided_on, story.logged_on, due, story.live_from)
    ladder = rulebook.ladder_for(story.draft.kind, authority_type)
    calendar = story.calendar or rulebook.calendar
    return plan(ladder, dates, calendar, first_version=version == 1 or not story.extensions)


def write(
    session: Session, rulebook: Rulebook, stories: Sequence[Story], known: Callable[[date], datetime], actor: str
) -> dict[str, int]:
    """Store the stories and give the recommendations' ids by reference.

    `known` gives the instant from which a fact dated on a day counts as known (S9).
    """
    receipts = {
        story.draft.reference: receipt_of(story.draft, story.decided_on, rulebook, story.calendar) for story in stories
    }
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
        deadlines += _deadlines(story, identifier, receipt, rulebook, known)
        version = len(story.extensions) + 1
        planned += [
            step_row(identifier, version, step)
            for step in planned_steps(story, _current(story, receipt), version, rulebook, types[story.decision_id])
        ]
        entries += _entries(story, receipt, known, actor)
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
    return {
        "recommendation_id": recommendation_id,
        "deadline_version": version,
        "step": step.name,
        "ladder": step.ladder,
        "on_day": step.on_day,
        "state": step.state.value,
        "reason": step.reason,
    }


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


def _current(story: Story, receipt: Receipt) -> date:
    return story.extensions[-1].new_due_on if story.extensions else receipt.due_on


def _recommendation(story: Story, due: date, known: Callable[[date], datetime]) -> dict[str, Any]:
    draft, ending = story.draft, story.ending
    return {
        "reference": draft.reference,
        "decision_id": story.decision_id,
        "kind": draft.kind.value,
        "action": draft.action,
        "public_summary": draft.public_summary,
        "period": draft.period,
        "response": draft.response.value if draft.response else None,
        "logged_on": story.logged_on,
        "live_from": story.live_from,
        "original_due_on": due,
        "due_on": story.extensions[-1].new_due_on if story.extensions else due,
        "deadline_version": len(story.extensions) + 1,
        "evidence_waiting": 0 if ending else len(story.evidence),
        "outcome": ending.outcome.value if ending else None,
        "closed_on": ending.recorded_on if ending else None,
        "recorded_at": known(story.logged_on),
    }


def _write_details(session: Session, stories: Iterable[Story], ids: dict[str, int]) -> None:
    categories, expected = [], []
    for story in stories:
        identifier = ids[story.draft.reference]
        for position, category in enumerate(story.draft.categories):
            categories.append({"recommendation_id": identifier, "position": position, "category": category})
        for position, description in enumerate(story.draft.expected_evidence):
            expected.append({"recommendation_id": identifier, "position": position, "description": description})
    cases.add_details(session, categories, expected)


def _deadlines(
    story: Story, identifier: int, receipt: Receipt, rulebook: Rulebook, known: Callable[[date], datetime]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "recommendation_id": identifier,
            "version": 1,
            "kind": VersionKind.ORIGINAL.value,
            "due_on": receipt.due_on,
            "agreed_on": story.decided_on,
            "receipt": json.dumps(receipt.as_dict()),
            "recorded_at": known(story.logged_on),
        }
    ]
    for extension in story.extensions:
        given = fixed(extension.new_due_on, story.calendar or rulebook.calendar, "agreed extension to a named date")
        rows.append(
            {
                "recommendation_id": identifier,
                "version": len(rows) + 1,
                "kind": VersionKind.EXTENSION.value,
                "due_on": extension.new_due_on,
                "previous_due_on": rows[-1]["due_on"],
                "agreed_on": extension.agreed_on,
                "reason": extension.reason,
                "approved_by": extension.agreed_by,
                "receipt": json.dumps(given.as_dict()),
                "recorded_at": known(extension.agreed_on),
            }
        )
    return rows


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
    }
    return [row | judged for row in rows]


def _entries(story: Story, receipt: Receipt, known: Callable[[date], datetime], actor: str) -> list[Entry]:
    stream = events.recommendation_stream(story.draft.reference)

    def entry(day: date, kind: Happening, payload: dict[str, object]) -> Entry:
        return Entry(stream, known(day).isoformat(), day.isoformat(), kind, actor, payload)

    logged = plain(asdict(story.draft)) | {"due_on": receipt.due_on.isoformat(), "live": story.live_from is not None}
    entries = [entry(story.logged_on, Happening.LOGGED, logged)]
    later = [
        (item.agreed_on, entry(item.agreed_on, Happening.DEADLINE_CHANGED, plain(asdict(item))))
        for item in story.extensions
    ]
    later += [
        (item.received_on, entry(item.received_on, Happening.EVIDENCE_RECEIVED, plain(asdict(item))))
        for item in story.evidence
    ]
    entries += [each for _, each in sorted(later, key=lambda pair: pair[0])]
    if story.ending:
        entries.append(entry(story.ending.recorded_on, Happening.OUTCOME_RECORDED, plain(asdict(story.ending))))
    return entries
