"""What happened, once and for all: events in streams, each chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

GENESIS = "0" * 64
# The fact of an event that came with an import: the moment of that, while `at` is of the day the event is about (S9).
IMPORTED_AT = "imported_at"


class Happening(StrEnum):
    """The kinds of events."""

    LOGGED = "logged"
    RESPONDED = "responded"
    DEADLINE_CHANGED = "deadline_changed"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_REFUSED = "extension_refused"
    EXTENSION_WITHDRAWN = "extension_withdrawn"
    WAIT_REVIEWED = "wait_reviewed"
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"
    EVIDENCE_RECEIVED = "evidence_received"
    EVIDENCE_JUDGED = "evidence_judged"
    OUTCOME_RECORDED = "outcome_recorded"
    OUTCOME_PROPOSED = "outcome_proposed"
    OUTCOME_DECLINED = "outcome_declined"
    OUTCOME_PROPOSAL_WITHDRAWN = "outcome_proposal_withdrawn"
    REOPENED = "reopened"
    STAGE_BEGUN = "stage_begun"
    SUMMARY_SET = "summary_set"
    CASEWORKER_CHANGED = "caseworker_changed"
    NOTED = "noted"
    CHIEF_EXECUTIVE_WRITTEN_TO = "chief_executive_written_to"
    MEETING_ARRANGED = "meeting_arranged"
    CASE_LINKED = "case_linked"
    TASK_GIVEN = "task_given"
    TASK_DONE = "task_done"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    NO_CONTACT = "no_contact"
    AUTHORITY_CHANGED = "authority_changed"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_IN_DOUBT = "message_in_doubt"
    MESSAGE_SETTLED = "message_settled"
    MESSAGE_RETURNED = "message_returned"
    ADDRESS_STOPPED = "address_stopped"
    ADDRESS_RESTORED = "address_restored"
    CALENDAR_CHANGED = "calendar_changed"
    CALENDAR_ALARM = "calendar_alarm"
    FLOW_SILENT = "flow_silent"
    PERSON_CHANGED = "person_changed"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PERSONAL_REMEDY_VIEWED = "personal_remedy_viewed"


@dataclass(frozen=True)
class Entry:
    """One event: `at` is an ISO 8601 UTC instant, `day` the office's date it concerns, `actor` who caused it."""

    stream: str
    at: str
    day: str
    kind: Happening
    actor: str
    payload: Mapping[str, object]


@dataclass(frozen=True)
class Link:
    """An entry in its place: the running number in its stream and the hash over it and all before it."""

    entry: Entry
    seq: int
    previous: str
    hash: str


def imported(payload: Mapping[str, object], at: datetime | None) -> Mapping[str, object]:
    """The facts of an event, with the moment they were imported where they were (R7, S9)."""
    return payload if at is None else {**payload, IMPORTED_AT: at.isoformat()}


def chain(entry: Entry, seq: int, previous: str) -> Link:
    """Put `entry` behind the link whose hash is `previous`; the first of a stream has seq 1 and GENESIS before it."""
    content = [entry.stream, seq, entry.at, entry.day, entry.kind.value, entry.actor, encode(entry.payload), previous]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return Link(entry, seq, previous, digest)


def encode(payload: Mapping[str, object]) -> str:
    """The payload as stored and hashed: JSON with sorted keys."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False)


def first_break(links: Sequence[Link]) -> int | None:
    """The running number of the first link that does not follow from the one before it; None for an unbroken chain."""
    previous = GENESIS
    for seq, link in enumerate(links, start=1):
        if link != chain(link.entry, seq, previous):
            return seq
        previous = link.hash
    return None
