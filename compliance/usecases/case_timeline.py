"""Everything that happened in a case on one timeline, newest first, a page at a time (R8, D6, E1, E2).

Events are the append-only history of its recommendations, of messages about them that were in trouble, and of the
people of the authority since the decision; messages have their text as it was sent; tasks say who was asked to act.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.domain.authorities import StaffRole
from compliance.domain.delivery import MessageState
from compliance.domain.errors import NotFound
from compliance.domain.history import IMPORTED_AT, Happening
from compliance.store import case_view, cases, outbox, timeline
from compliance.store.engine import Session
from compliance.store.events import RECOMMENDATION_STREAM

A_PAGE = 50
IMPORTED = "imported"
# What is called otherwise where nobody withdrew it, but something came in between.
OVERTAKEN: Mapping[str, str] = {
    Happening.EXTENSION_WITHDRAWN: "request for more time overtaken",
    Happening.OUTCOME_PROPOSAL_WITHDRAWN: "proposed outcome overtaken",
}
# What is called otherwise where nobody asked anew, but what it was overtaken by is withdrawn.
AGAIN: Mapping[str, str] = {Happening.EXTENSION_ASKED: "request for more time waits again"}


@dataclass(frozen=True)
class MessageSeen:
    """A message about the case, as it went out: `subject` and `body` are "" until it is written, when it is sent.

    `about` are the recommendations and steps in it, `tries` the instants of its attempts with what came of each.
    """

    key: str
    state: MessageState
    reason: str
    channel: str
    recipient: str
    recipient_name: str
    recipient_role: str
    subject: str
    body: str
    sent_at: datetime | None
    delivered_at: datetime | None
    returned_at: datetime | None
    about: tuple[tuple[str, str], ...]
    tries: tuple[tuple[datetime, str, str], ...]


@dataclass(frozen=True)
class TaskSeen:
    """A task when it was opened, or when its matter closed it."""

    number: int
    kind: str
    owner: StaffRole
    assigned_to: str
    reason: str
    due_on: date
    closed_on: date | None
    closing_reason: str


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened: on what `day`, at which instant (None for a task), to which recommendation ("": none).

    `name` is the kind of event, or "message", "task opened", "task closed". An event has `actor` and `facts`, the
    details on record; `message` and `task` are what the entry is about where it is no event. What came with an import
    has `imported_at`, and `at` only says on which day it was.
    """

    day: date
    at: datetime | None
    name: str
    recommendation: str = ""
    actor: str = ""
    facts: Mapping[str, Any] | None = None
    happening: Happening | None = None
    message: MessageSeen | None = None
    task: TaskSeen | None = None
    imported_at: datetime | None = None


@dataclass(frozen=True)
class Timeline:
    """A page of a case's timeline; pages are numbered from 1."""

    entries: tuple[TimelineEntry, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))


def case_timeline(
    session: Session, reference: str, *, recommendation: str = "", page: int = 1, size: int = A_PAGE
) -> Timeline:
    """A page of the timeline of the case of that reference, or of one recommendation of it; raises NotFound.

    A page beyond the last one is the last one.
    """
    decision = cases.decision(session, reference)
    if decision is None:
        raise NotFound(f"there is no case {reference!r}")
    references = {row.id: row.reference for row in case_view.recommendations(session, decision.id or 0)}
    if recommendation:
        references = {key: name for key, name in references.items() if name == recommendation}
        if not references:
            raise NotFound(f"case {reference!r} has no recommendation {recommendation!r}")
    code = cases.authority_of(session, decision).code
    case = "" if recommendation else decision.reference
    matter = timeline.Matter(references, code, decision.decided_on, case)
    total = timeline.count(session, matter)
    number = min(max(page, 1), max(1, -(-total // size)))
    keys = timeline.page(session, matter, size, (number - 1) * size)
    return Timeline(tuple(_entries(session, keys, references)), total, number, size)


def _entries(session: Session, keys: list[Any], references: Mapping[int, str]) -> list[TimelineEntry]:
    ids: dict[str, list[int]] = {}
    for key in keys:
        ids.setdefault(key.source, []).append(key.id)
    events = timeline.events(session, ids.get(timeline.EVENTS, []))
    messages = _messages(session, ids.get(timeline.MESSAGES, []))
    tasks = timeline.tasks(session, [*ids.get(timeline.OPENED, []), *ids.get(timeline.CLOSED, [])])
    found = []
    for key in keys:
        if key.source == timeline.EVENTS:
            found.append(_event(events[key.id]))
        elif key.source == timeline.MESSAGES:
            found.append(_message(key, messages[key.id], references))
        else:
            row = tasks[key.id]
            about = references.get(row.recommendation_id, "")
            found.append(TimelineEntry(key.day, None, key.source, about, task=_task(row)))
    return found


def _name(kind: str, facts: Mapping[str, Any], *, imported: bool) -> str:
    if imported and kind == Happening.LOGGED:
        return IMPORTED
    called = OVERTAKEN if facts.get("overtaken") else AGAIN if facts.get("again") else {}
    return called.get(kind, kind)


def _event(row: Any) -> TimelineEntry:
    about = row.stream.removeprefix(RECOMMENDATION_STREAM) if row.stream.startswith(RECOMMENDATION_STREAM) else ""
    facts = json.loads(row.payload)
    imported_at = facts.pop(IMPORTED_AT, None)
    return TimelineEntry(
        day=row.day,
        at=row.at,
        name=_name(row.kind, facts, imported=bool(imported_at)),
        recommendation=about,
        actor=row.actor,
        facts=facts,
        happening=Happening(row.kind),
        imported_at=datetime.fromisoformat(imported_at) if imported_at else None,
    )


def _message(key: Any, seen: MessageSeen, references: Mapping[int, str]) -> TimelineEntry:
    ours = sorted({reference for reference, _ in seen.about} & set(references.values()))
    return TimelineEntry(key.day, seen.sent_at, "message", ours[0] if len(ours) == 1 else "", message=seen)


def _messages(session: Session, ids: list[int]) -> dict[int, MessageSeen]:
    rows, items, attempts = (
        timeline.messages(session, ids),
        outbox.items_of(session, ids),
        outbox.attempts_of(session, ids),
    )
    return {
        key: MessageSeen(
            key=row.key,
            state=MessageState(row.state),
            reason=row.reason,
            channel=row.channel,
            recipient=row.recipient,
            recipient_name=row.recipient_name,
            recipient_role=row.recipient_role,
            subject=row.subject,
            body=row.body,
            sent_at=row.sent_at,
            delivered_at=row.delivered_at,
            returned_at=row.returned_at,
            about=tuple((item.reference, item.step) for item in items[key] if item.dropped is None),
            tries=tuple((each.at, each.result, each.detail) for each in attempts[key]),
        )
        for key, row in rows.items()
    }


def _task(row: Any) -> TaskSeen:
    return TaskSeen(
        number=row.id,
        kind=row.kind,
        owner=StaffRole(row.owner),
        assigned_to=row.assigned_to,
        reason=row.reason,
        due_on=row.due_on,
        closed_on=row.closed_on,
        closing_reason=row.closing_reason,
    )
