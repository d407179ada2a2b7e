"""An outcome that needs a second person is proposed by one, and approved or declined by another (rule E3).

Who proposed it may take it back while it waits. What was declined comes back to them as a task, or to whoever looks
after the recommendation, so that it is not forgotten.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome, ProposalState, require_proposable, same_person
from compliance.domain.tasks import TaskKind, proposed
from compliance.domain.words import is_blank
from compliance.store import deadline_changes, proposals
from compliance.store.engine import Session
from compliance.usecases.known_names import names_of
from compliance.usecases.open_recommendation import Found, find, say
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.overtake_proposal import answer_how_to_go_on, end_proposal, withdraw_proposal
from compliance.usecases.reachability import reachability
from compliance.usecases.record_outcome import Closed, record_outcome, require_recordable
from compliance.usecases.statutory_clock import fail
from compliance.usecases.who_goes_on import who_goes_on


def propose(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, outcome: Outcome, reason: str
) -> None:
    """Propose an outcome as `moment.actor`, and give the director the task to decide on it; nothing is closed yet.

    Of a stage of a statutory clock only that it was not complied with is proposed (T). Raises Refused for an outcome
    that needs no second person or may not be recorded, without a reason, and while evidence, a request for more time
    or another proposal waits: that is decided first.
    """
    found = find(session, reference)
    ending = Ending(outcome, moment.today, moment.actor, reason=reason.strip())
    require_recordable(found, ending, of_stage=outcome is Outcome.NOT_SATISFIED)
    require_proposable(ending, found.decision.decided_on)
    _require_nothing_waits(session, found)
    row = {
        "recommendation_id": found.id,
        "outcome": outcome.value,
        "reason": ending.reason,
        "proposed_on": moment.today,
        "proposed_by": moment.actor,
        "recorded_at": moment.now,
    }
    proposals.add(session, row)
    why = proposed(moment.actor, outcome.value, rulebook.received_next(found.record.clock, found.record.stage))
    subject = f"recommendation {reference}"
    task = Wanted(TaskKind.OUTCOME_PROPOSED.value, subject, why, recommendation_id=found.id)
    open_tasks(session, rulebook, moment.today, [task])
    answer_how_to_go_on(session, moment, found, "an outcome is proposed again")
    said = {"outcome": outcome.value, "reason": ending.reason}
    say(session, moment, reference, Happening.OUTCOME_PROPOSED, said)


def approve(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, received_on: date | None = None
) -> Closed:
    """Approve the proposal that waits as `moment.actor`: the outcome is recorded with both names.

    Of a stage of a statutory clock `received_on` is when the authority received what the next stage is counted from,
    where one follows (T). Raises Refused where none waits, for whoever proposed it, and for that day where it is
    missing or not wanted.
    """
    found = find(session, reference)
    proposal = _waiting(session, moment, found)
    end_proposal(session, moment, found, proposal, ProposalState.APPROVED, "")
    by, why = proposal.proposed_by, proposal.reason
    if found.record.clock:
        ended = fail(session, rulebook, moment, reference, why, by, moment.actor, received_on)
        return Closed(reference, ended.outcome, ended.late, reachability(session, found.id, moment.today))
    if received_on is not None:
        raise Refused("received_on: expected nothing, because this is no stage of a statutory clock")
    ending = Ending(Outcome(proposal.outcome), moment.today, by, reason=why, approved_by=moment.actor)
    return record_outcome(session, rulebook, moment, reference, ending)


def decline(session: Session, rulebook: Rulebook, moment: Moment, reference: str, reason: str) -> None:
    """Decline the proposal that waits as `moment.actor`: the recommendation stays open, and how to go on is a task.

    The task is for whoever proposed it while they work here, else for who looks after the recommendation, else for
    everybody with the role that the office names.

    Raises Refused where none waits, for whoever proposed it, and without a reason.
    """
    found = find(session, reference)
    proposal = _waiting(session, moment, found)
    if is_blank(reason):
        raise Refused("reason: expected why the outcome is not approved")
    end_proposal(session, moment, found, proposal, ProposalState.DECLINED, reason.strip())
    said = {"outcome": proposal.outcome, "proposed_by": proposal.proposed_by, "reason": reason.strip()}
    say(session, moment, reference, Happening.OUTCOME_DECLINED, said)
    outcome = proposal.outcome.replace("_", " ")
    why = f"{moment.actor} declined the outcome {outcome}, which {proposal.proposed_by} proposed"
    owner, person = who_goes_on(session, rulebook, (proposal.proposed_by, found.record.caseworker))
    task = Wanted(
        TaskKind.OUTCOME_DECLINED.value,
        f"recommendation {reference}",
        why,
        owner=owner,
        recommendation_id=found.id,
        assigned_to=person,
    )
    open_tasks(session, rulebook, moment.today, [task])


def take_back(session: Session, moment: Moment, reference: str, reason: str) -> None:
    """Take back, as `moment.actor` who proposed it, the outcome that waits for a second person; it stays open.

    Raises Refused where none waits, for everybody else, and without a reason.
    """
    found = find(session, reference)
    proposal = _open_proposal(session, found)
    if not _is_by(session, moment, proposal):
        raise Refused(
            f"{proposal.proposed_by} proposed this outcome: nobody else can take it back, but you may decline"
        )
    if is_blank(reason):
        raise Refused("reason: expected why the outcome is not proposed any more")
    withdraw_proposal(session, moment, found, proposal, reason.strip())


def _waiting(session: Session, moment: Moment, found: Found) -> Any:
    """The proposal that waits; Refused for the proposer, under whatever name and however it is spelt."""
    proposal = _open_proposal(session, found)
    if _is_by(session, moment, proposal):
        raise Refused(f"{proposal.proposed_by} proposed this outcome: another person has to decide on it")
    return proposal


def _open_proposal(session: Session, found: Found) -> Any:
    proposal = proposals.open_one(session, found.id)
    if proposal is None:
        raise Refused(f"no proposed outcome of {found.record.reference!r} waits for a second person")
    return proposal


def _is_by(session: Session, moment: Moment, proposal: Any) -> bool:
    """Whether who acts is who proposed it, under whatever name and however it is spelt."""
    return any(same_person(name, proposal.proposed_by) for name in (moment.actor, *names_of(session, moment.actor)))


def _require_nothing_waits(session: Session, found: Found) -> None:
    reference = found.record.reference
    if found.record.evidence_waiting:
        raise Refused(f"evidence about {reference!r} waits for a judgement: judge it first")
    if deadline_changes.open_request(session, found.id) is not None:
        raise Refused(f"a request for more time about {reference!r} waits for a decision: decide on it first")
    proposal = proposals.open_one(session, found.id)
    if proposal is not None:
        outcome = proposal.outcome.replace("_", " ")
        raise Refused(f"{proposal.proposed_by} proposed {outcome} for {reference!r} already: it waits for a decision")
