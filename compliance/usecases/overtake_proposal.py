"""Withdraw a proposed outcome that something has overtaken: nobody is asked to decide about what has moved on (E3)."""

from __future__ import annotations

from typing import Any

from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.outcomes import ProposalState
from compliance.domain.tasks import TaskKind
from compliance.store import proposals, tasks
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import Found, say


def overtake_proposal(session: Session, moment: Moment, found: Found, why: str) -> bool:
    """Withdraw the proposal that waits about a recommendation, if there is one; tells whether there was.

    `why` says what came between: evidence, more time, an outcome. That also answers how to go on after an outcome that
    was declined.
    """
    tasks.close(session, TaskKind.OUTCOME_DECLINED.value, _subject(found), moment.today, why)
    proposal = proposals.open_one(session, found.id)
    if proposal is None:
        return False
    withdraw_proposal(session, moment, found, proposal, why)
    return True


def withdraw_proposal(session: Session, moment: Moment, found: Found, proposal: Any, why: str) -> None:
    """Withdraw a proposal that waits, and say so in the history."""
    end_proposal(session, moment, found, proposal, ProposalState.WITHDRAWN, why)
    said = {"outcome": proposal.outcome, "proposed_by": proposal.proposed_by, "why": why}
    say(session, moment, found.record.reference, Happening.OUTCOME_PROPOSAL_WITHDRAWN, said)


def end_proposal(
    session: Session, moment: Moment, found: Found, proposal: Any, state: ProposalState, reason: str
) -> None:
    """Write what became of a proposal, and close its task."""
    values = {
        "state": state.value,
        "decided_on": moment.today,
        "decided_by": moment.actor,
        "decision_reason": reason,
    }
    proposals.decide(session, proposal.id, values)
    why = f"the proposal was {state.value}"
    tasks.close(session, TaskKind.OUTCOME_PROPOSED.value, _subject(found), moment.today, why)


def _subject(found: Found) -> str:
    return f"recommendation {found.record.reference}"
