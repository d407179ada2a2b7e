"""Withdraw a proposed outcome that something has overtaken: nobody is asked to decide about what has moved on (E3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from compliance.domain.deadlines import is_overdue
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Outcome, ProposalState
from compliance.domain.recommendations import Response
from compliance.domain.tasks import TaskKind
from compliance.store import proposals, tasks
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import Found, say
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.who_goes_on import who_goes_on

# What is on record of a proposal that evidence overtook.
BY_EVIDENCE = "evidence came"
GO_ON = (TaskKind.OUTCOME_DECLINED, TaskKind.OUTCOME_OVERTAKEN)


def overtake_proposal(session: Session, moment: Moment, found: Found, why: str) -> bool:
    """Withdraw the proposal that waits about a recommendation, if there is one; tells whether there was.

    `why` says what came between: more time, an outcome. That also answers how to go on after an outcome that was
    declined, or overtaken before.
    """
    answer_how_to_go_on(session, moment, found, why)
    return _withdrawn(session, moment, found, why) is not None


def overtake_by_date(session: Session, moment: Moment, found: Found, before: date | None, why: str) -> None:
    """Withdraw a proposal that it was not complied with once its date, which had passed, has gone or is to come (E3).

    `before` is the date until then. What was proposed for another reason stands: a refusal, or while the date was still
    to come.
    """
    after = found.record.due_on
    if before is None or (after is not None and is_overdue(after, moment.today)):
        return
    proposal = proposals.open_one(session, found.id)
    if proposal is None or proposal.outcome != Outcome.NOT_SATISFIED or found.record.response == Response.REFUSED:
        return
    if is_overdue(before, proposal.proposed_on):
        overtake_proposal(session, moment, found, why)


def overtake_by_evidence(session: Session, rulebook: Rulebook, moment: Moment, found: Found) -> None:
    """Withdraw the proposal that waits, because evidence came; unless that suffices somebody says how to go on (E3).

    That is a task of whoever proposed it while they work here, else of who looks after the recommendation, else of
    everybody with the role that the office names; further evidence does not end it.
    """
    answer_how_to_go_on(session, moment, found, BY_EVIDENCE, (TaskKind.OUTCOME_DECLINED,))
    proposal = _withdrawn(session, moment, found, BY_EVIDENCE)
    if proposal is None:
        return
    owner, person = who_goes_on(session, rulebook, (proposal.proposed_by, found.record.caseworker))
    outcome = proposal.outcome.replace("_", " ")
    task = Wanted(
        TaskKind.OUTCOME_OVERTAKEN.value,
        _subject(found),
        f"evidence overtook the outcome {outcome}, which {proposal.proposed_by} proposed",
        owner=owner,
        recommendation_id=found.id,
        assigned_to=person,
    )
    open_tasks(session, rulebook, moment.today, [task])


def answer_how_to_go_on(
    session: Session, moment: Moment, found: Found, why: str, kinds: Sequence[TaskKind] = GO_ON
) -> None:
    """Close the tasks to decide how to go on after a proposed outcome came to nothing."""
    for kind in kinds:
        tasks.close(session, kind.value, _subject(found), moment.today, why)


def _withdrawn(session: Session, moment: Moment, found: Found, why: str) -> Any:
    proposal = proposals.open_one(session, found.id)
    if proposal is not None:
        withdraw_proposal(session, moment, found, proposal, why, {"overtaken": why})
    return proposal


def withdraw_proposal(
    session: Session,
    moment: Moment,
    found: Found,
    proposal: Any,
    why: str,
    more: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Withdraw a proposal that waits, and say so in the history, with `more` that everybody may read."""
    end_proposal(session, moment, found, proposal, ProposalState.WITHDRAWN, why)
    said = {"outcome": proposal.outcome, "proposed_by": proposal.proposed_by, "why": why, **more}
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
