"""Checking an import: the outcomes of recommendations (rule E3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from compliance.domain.outcomes import Ending, Outcome, answer_faults, faults, time_faults
from compliance.usecases.import_cells import Record
from compliance.usecases.import_check import Checking
from compliance.usecases.import_subject import Subject

OUTCOME_COLUMNS = ("recorded_on", "outcome", "completed_on", "reason", "recorded_by", "approved_by")


def check_outcome(checking: Checking, subject: Subject, new_evidence: bool) -> Ending | None:
    """The new outcome of a recommendation, if there is one: never a second one, which is checked too (E3)."""
    records: Sequence[Record] = subject.rows["outcomes"]
    endings = [_ending(checking, subject, record, new_evidence) for record in records]
    for extra in records[1:]:
        again = f"one outcome for a recommendation: row {records[0].number} has it"
        checking.faults.append(extra.fault("recommendation_reference", again))
    return endings[0] if endings else None


def _ending(checking: Checking, subject: Subject, record: Record, new_evidence: bool) -> Ending | None:
    """What a row says, checked; None for what is stored already, and for what cannot be read.

    Evidence that could not be read counts as evidence: it has its own fault.
    """
    if subject.closed is not None:
        values = {column: getattr(subject.closed, column) for column in OUTCOME_COLUMNS}
        checking.plan.counts["outcomes"].unchanged += checking.same(record, values)
        return None
    checking.plan.counts["outcomes"].new += 1
    if "outcome" in record.bad:
        return None
    ending = Ending(
        record.get("outcome", Outcome.SATISFIED),
        record.get("recorded_on", date.max),
        record.get("recorded_by", ""),
        record.get("completed_on"),
        record.get("reason", ""),
        record.get("approved_by"),
    )
    checking.not_later(record, ending.recorded_on, "recorded_on")
    sent = subject.row is None and bool(subject.rows["evidence"])
    supported = new_evidence or sent or subject.unread or subject.reference in checking.stored.supported
    wrong = faults(ending, subject.decided_on or date.min, supported)
    wrong += answer_faults(ending.outcome, subject.response)
    if subject.row is not None:
        wrong += time_faults(ending.recorded_on, checking.stored.agreed.get(subject.reference))
    checking.faults += record.faults(wrong)
    return ending
