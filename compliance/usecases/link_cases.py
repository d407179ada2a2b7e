"""Link a new case to the one it was opened because of: failing generally opens one (rule E6)."""

from __future__ import annotations

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.recommendations import reference_fault
from compliance.domain.references import core
from compliance.domain.words import is_blank
from compliance.store import case_links, cases, events
from compliance.store.engine import Session
from compliance.usecases.same_reference import named_alike, otherwise_written


def link_cases(session: Session, moment: Moment, old: str, new: str, reason: str) -> None:
    """Record that case `new` was opened because of what became of case `old`; both have it in their history.

    The new case need not be stored: it may not be decided yet. Raises NotFound for an unknown old case; Refused for one
    and the same, a link there is already either way, a new case that was decided before the old one, what is no
    reference, or is one on record that is written otherwise, and without a reason.
    """
    decision = cases.decision(session, old)
    if decision is None or decision.id is None:
        raise NotFound(f"there is no decision {old!r}")
    reference = new.strip()
    stored = cases.decision(session, reference)
    fault = None if stored else reference_fault(reference)
    if fault:
        raise Refused(f"new: expected {fault}")
    if stored is None and (alike := named_alike(session, reference)):
        raise Refused(f"new: {otherwise_written(reference, alike)}")
    if reference == old:
        raise Refused(f"case {old!r} cannot follow itself")
    if is_blank(reason):
        raise Refused(f"reason: expected why {reference!r} was opened")
    ends = _linked_to(session, old)
    if reference in ends or (stored is None and core(reference) in map(core, ends)):
        raise Refused(f"the cases {old!r} and {reference!r} are linked already")
    if stored is not None and stored.decided_on < decision.decided_on:
        raise Refused(f"case {reference!r} was decided on {stored.decided_on}, before {old!r} on {decision.decided_on}")
    case_links.add(
        session,
        {
            "decision_id": decision.id,
            "new_reference": reference,
            "reason": reason.strip(),
            "linked_on": moment.today,
            "linked_by": moment.actor,
            "recorded_at": moment.now,
        },
    )
    payload = {"old_case": old, "new_case": reference, "reason": reason.strip()}
    now, day = moment.now.isoformat(), moment.today.isoformat()
    events.append(
        session,
        [
            Entry(events.case_stream(each), now, day, Happening.CASE_LINKED, moment.actor, payload)
            for each in (old, reference)
        ],
    )


def _linked_to(session: Session, reference: str) -> list[str]:
    rows = case_links.touching(session, reference)
    return [row.new_reference if row.old_reference == reference else row.old_reference for row in rows]


def links_of(session: Session, reference: str) -> list[dict[str, object]]:
    """The links of a case, oldest first: `direction` is "led_to" or "follows"; raises NotFound for an unknown case."""
    rows = case_links.touching(session, reference)
    if not rows and cases.decision(session, reference) is None:
        raise NotFound(f"there is no decision {reference!r}")
    return [
        {
            "direction": "led_to" if row.old_reference == reference else "follows",
            "case": row.new_reference if row.old_reference == reference else row.old_reference,
            "reason": row.reason,
            "linked_on": row.linked_on.isoformat(),
            "linked_by": row.linked_by,
        }
        for row in rows
    ]
