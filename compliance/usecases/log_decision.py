"""Store the decision a first recommendation hangs on, or check that the stored one is the one meant (rule L1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance.domain.errors import NotFound, Refused
from compliance.domain.moment import Moment
from compliance.domain.recommendations import DecisionOutcome, address_fault
from compliance.store import authorities, cases
from compliance.store.case_tables import Decision
from compliance.store.engine import Session
from compliance.usecases.log_recommendation import closed_fault
from compliance.usecases.same_reference import cases_with, named_alike, otherwise_written


@dataclass(frozen=True)
class DecisionDraft:
    """A decision as somebody states it; all but the reference may be left out where it is stored already.

    `received_on` is the day the complaint came, `satisfactory_remedy` whether the authority had put it right before the
    office got involved: it feeds the third statistic, and only an upheld case has it (L1, S). None is not known.
    `other_than` are decisions on record that a new one is not, though only the way they are written tells their
    references from it, or a recommendation of theirs is called so.
    """

    reference: str
    authority_code: str = ""
    decided_on: date | None = None
    outcome: DecisionOutcome | None = None
    subject: str = ""
    received_on: date | None = None
    satisfactory_remedy: bool | None = None
    other_than: tuple[str, ...] = ()


def log_decision(session: Session, moment: Moment, draft: DecisionDraft) -> bool:
    """Store a decision in the caller's transaction; False when it was stored already and agrees with the draft.

    Raises NotFound for a decision that is neither stored nor described and for an unknown authority, Refused for a
    draft that contradicts what is stored, a decision dated after today or before the complaint was received, a
    satisfactory remedy of what was not upheld, an authority that was closed then, and a reference that is that of a
    stored decision, or recommendation, but for the way it is written.
    """
    stored = cases.decision(session, draft.reference)
    if stored is not None:
        require_agreement(session, stored, draft)
        return False
    if draft.decided_on is None or draft.outcome is None or not draft.authority_code:
        raise NotFound(
            f"there is no decision {draft.reference!r}; to store it too, give its authority, the day it was decided "
            "and its outcome"
        )
    fault = fault_of_new(session, moment, draft, draft.decided_on)
    if fault:
        raise Refused(fault)
    row = {
        "reference": draft.reference,
        "authority_id": _authority_id(session, draft.authority_code),
        "subject": draft.subject,
        "received_on": draft.received_on,
        "satisfactory_remedy": draft.satisfactory_remedy,
        "decided_on": draft.decided_on,
        "outcome": draft.outcome.value,
        "recorded_at": moment.now,
    }
    cases.add_decisions(session, [row])
    return True


def _authority_id(session: Session, code: str) -> int:
    found = authorities.by_code(session, code)
    if found is None or found.id is None:
        raise NotFound(f"there is no authority {code!r}")
    return found.id


def fault_of_new(session: Session, moment: Moment, draft: DecisionDraft, decided_on: date) -> str | None:
    """Why a decision that is not stored cannot be; None where it can. Raises NotFound for an unknown authority."""
    if fault := _reference_fault(session, draft):
        return f"decision: {fault}"
    if decided_on > moment.today:
        return f"decision {draft.reference!r} is dated {decided_on}, after today {moment.today}"
    if draft.received_on is not None and draft.received_on > decided_on:
        return f"received_on: expected a day on or before the decision of {decided_on}, not {draft.received_on}"
    if draft.satisfactory_remedy and draft.outcome is not DecisionOutcome.UPHELD:
        return "satisfactory_remedy: expected it of an upheld case only"
    _authority_id(session, draft.authority_code)
    closed = closed_fault(draft.authority_code, authorities.tenures(session)[draft.authority_code], decided_on)
    return f"authority: expected {closed}" if closed else None


def _reference_fault(session: Session, draft: DecisionDraft) -> str | None:
    if not draft.reference:
        return "expected a reference"
    if fault := address_fault(draft.reference):
        return f"expected {fault}"
    if alike := [each for each in named_alike(session, draft.reference) if each not in draft.other_than]:
        return f"{otherwise_written(draft.reference, alike)}, or said to be another decision"
    named = [each for each in cases_with(session, draft.reference) if each not in draft.other_than]
    return _called_otherwise(draft.reference, named) if named else None


def _called_otherwise(reference: str, named: Iterable[str]) -> str:
    """Why the reference of a recommendation on record is not taken as that of a new decision (L1)."""
    of_these = " and ".join(map(repr, named))
    called = f"{reference!r} is what a recommendation of {of_these} on record is called"
    return f"{called}: expected the reference of a case, or said to be another decision"


def require_agreement(session: Session, stored: Decision, draft: DecisionDraft) -> None:
    """Check that a draft says nothing else than the stored decision; raises Refused where it does."""
    known = (
        ("authority", cases.authority_of(session, stored).code, draft.authority_code),
        ("decision date", stored.decided_on, draft.decided_on),
        ("outcome", stored.outcome, draft.outcome),
        ("subject", stored.subject, draft.subject),
        ("received date", stored.received_on, draft.received_on),
        ("satisfactory remedy", _yes_or_no(stored.satisfactory_remedy), _yes_or_no(draft.satisfactory_remedy)),
    )
    for what, held, given in known:
        if given and given != held:
            there = f"with {what} {str(held)!r}, not" if held else f"without {what}, which logging does not add:"
            raise Refused(f"decision {draft.reference!r} is stored {there} {str(given)!r}")


def _yes_or_no(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"
