"""Explain one recommendation: its deadlines, steps, messages, evidence, outcome and events (rules D8 and R8)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from compliance.domain.evidence import expected
from compliance.domain.history import first_break
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome, RecommendationEnd
from compliance.domain.receipts import About, in_words
from compliance.domain.sums import counted_to
from compliance.store import cases, events, evidence, holds, outcomes, sums, waits
from compliance.store.case_tables import Recommendation
from compliance.store.deadline_tables import Deadline
from compliance.store.engine import Session
from compliance.usecases.derive_next_action import next_action_of, plain
from compliance.usecases.explain_steps import explain_steps
from compliance.usecases.list_messages import list_messages
from compliance.usecases.open_recommendation import Found, find
from compliance.usecases.publish_summary import versions_of
from compliance.usecases.reachability import reachability
from compliance.usecases.wait_for import as_dict


def explain(session: Session, rulebook: Rulebook, moment: Moment, reference: str) -> dict[str, object]:
    """Everything on record about a recommendation and what is to be done next; lists oldest first; raises NotFound.

    Why each step stands as it does is said as of `moment`; sums that grow are counted to the day it was completed, else
    to today.
    """
    found = find(session, reference, still_open=False)
    record = found.record
    history = events.stream(session, events.recommendation_stream(reference))
    return {
        "recommendation": _recommendation(session, rulebook, found),
        "next_action": plain(next_action_of(session, found.id, moment.today)),
        "deadlines": _deadlines(session, found),
        "waits": [as_dict(row) for row in waits.of_recommendation(session, found.id)],
        "sums": _sums(session, found.id, moment.today),
        "steps": explain_steps(session, rulebook, moment, found.id),
        "messages": list_messages(session, recommendation_id=found.id),
        "evidence": _evidence(session, found.id),
        "holds": _holds(session, found.id),
        "public_summaries": versions_of(session, found.id),
        "outcome": _outcome(session, found.id, record),
        "reachability": reachability(session, found.id, record.closed_on or moment.today).as_dict(),
        "events": [
            {
                "at": link.entry.at,
                "day": link.entry.day,
                "kind": link.entry.kind.value,
                "actor": link.entry.actor,
                "payload": dict(link.entry.payload),
                "hash": link.hash,
            }
            for link in history
        ],
        "history_intact": first_break(history) is None,
    }


def _recommendation(session: Session, rulebook: Rulebook, found: Found) -> dict[str, object]:
    record, decision = found.record, found.decision
    categories = cases.categories(session, [found.id])[found.id]
    stated = cases.expected_evidence(session, [found.id])[found.id]
    evidence = expected(stated, categories, rulebook.categories)
    return {
        "reference": record.reference,
        "decision": decision.reference,
        "authority_code": cases.authority_of(session, decision).code,
        "decided_on": decision.decided_on.isoformat(),
        "kind": record.kind,
        "action": record.action,
        "categories": categories,
        "expected_evidence": list(evidence.lines),
        "evidence_from_categories": evidence.proposed,
        "response": record.response,
        "caseworker": record.caseworker,
        "original_due_on": record.original_due_on.isoformat() if record.original_due_on else None,
        "due_on": record.due_on.isoformat() if record.due_on else None,
        "history": record.live_from is None,
        "evidence_waiting": record.evidence_waiting,
        "hold_ends_on": record.hold_ends_on.isoformat() if record.hold_ends_on else None,
        "closed_on": record.closed_on.isoformat() if record.closed_on else None,
    }


def _deadlines(session: Session, found: Found) -> list[dict[str, object]]:
    wait = waits.still_waiting(session, found.id)
    return [
        {
            "version": row.version,
            "kind": row.kind,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "previous_due_on": row.previous_due_on.isoformat() if row.previous_due_on else None,
            "agreed_on": row.agreed_on.isoformat(),
            "reason": row.reason,
            "approved_by": row.approved_by,
            "receipt": json.loads(row.receipt) | {"words": list(_words(row, found, wait))},
        }
        for row in cases.deadlines(session, found.id)
    ]


def _words(version: Deadline, found: Found, wait: Any) -> tuple[str, ...]:
    about = About(version.kind, found.decision.decided_on, version.previous_due_on)
    if wait is not None and version.due_on is None and version.version == found.record.deadline_version:
        about = replace(about, review_on=wait.review_on)
    return in_words(json.loads(version.receipt), about)


def _sums(session: Session, recommendation_id: int, today: date) -> list[dict[str, object]]:
    current = [row for row in outcomes.of_recommendation(session, recommendation_id) if row.withdrawn_at is None]
    day = counted_to(next((row.completed_on for row in current if row.completed_on), None), today)
    return [
        {
            "amount": str(each.amount),
            "per": each.per.value if each.per else None,
            "from": each.from_on.isoformat() if each.from_on else None,
            "until": each.ends_on.isoformat() if each.ends_on else None,
            "to_date": str(each.to_date(day)),
            "as_of": day.isoformat(),
            "words": each.words(day),
        }
        for each in sums.of_recommendations(session, [recommendation_id])[recommendation_id]
    ]


def _evidence(session: Session, recommendation_id: int) -> list[dict[str, Any]]:
    return [
        {
            "number": row.id,
            "received_on": row.received_on.isoformat(),
            "submitted_by": row.submitted_by,
            "note": row.note,
            "file": row.file_name,
            "sha256": row.sha256,
            "size": row.size,
            "judgement": row.judgement,
            "missing": row.missing,
            "judged_by": row.judged_by,
            "judged_on": row.judged_on.isoformat() if row.judged_on else None,
        }
        for row in evidence.of_recommendation(session, recommendation_id)
    ]


def _holds(session: Session, recommendation_id: int) -> list[dict[str, object]]:
    return [
        {
            "from": row.from_on.isoformat(),
            "until": row.ends_on.isoformat(),
            "reason": row.reason,
            "placed_by": row.placed_by,
            "lifted_on": row.lifted_on.isoformat() if row.lifted_on else None,
            "lift_reason": row.lift_reason,
            "lifted_by": row.lifted_by,
        }
        for row in holds.of_recommendation(session, recommendation_id)
    ]


def _outcome(session: Session, recommendation_id: int, record: Recommendation) -> dict[str, object] | None:
    current = [row for row in outcomes.of_recommendation(session, recommendation_id) if row.withdrawn_at is None]
    if not current:
        return None
    row = current[-1]
    end = RecommendationEnd(record.due_on, Outcome(row.outcome), row.completed_on, row.recorded_on)
    return {
        "outcome": row.outcome,
        "recorded_on": row.recorded_on.isoformat(),
        "completed_on": row.completed_on.isoformat() if row.completed_on else None,
        "late": end.late,
        "reason": row.reason,
        "recorded_by": row.recorded_by,
        "approved_by": row.approved_by,
    }
