"""Record what became of a recommendation (rules E3, E4, E6 and R4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.extensions import last_agreed
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome, RecommendationEnd, answer_faults, refuse, require, time_faults
from compliance.domain.reachability import Reachability
from compliance.domain.reminders import CLOSED_AS
from compliance.store import cases, evidence, outcomes, steps, tasks
from compliance.store.engine import Session
from compliance.usecases.case_records import outcome_row, plain
from compliance.usecases.end_notices import end_notices
from compliance.usecases.hold import end_hold
from compliance.usecases.moot_messages import close_moot
from compliance.usecases.open_recommendation import Found, find, say
from compliance.usecases.overtake_proposal import overtake_proposal
from compliance.usecases.reachability import reachability
from compliance.usecases.request_extension import end_with_outcome
from compliance.usecases.tell_outcome import tell_completion, tell_withdrawal
from compliance.usecases.wait_for import other_ended


@dataclass(frozen=True)
class Closed:
    """A recommendation with its outcome; `late` is computed (E4) and only ever true of a satisfied one.

    `reached` says whether the authority could be reached about it until then (R6).
    """

    reference: str
    outcome: Outcome
    late: bool
    reached: Reachability = field(default_factory=Reachability)


def record_outcome(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, ending: Ending, *, of_stage: bool = False
) -> Closed:
    """Close a recommendation: its reminders and its hold end, a satisfied one is told so in writing, once (E6, R4).

    Raises Refused for everything E3 forbids, in one line, and for a recommendation that has its outcome already; for a
    stage of a statutory clock too unless `of_stage`: something follows its end (T).
    """
    found = find(session, reference)
    require_recordable(found, ending, of_stage=of_stage)
    if ending.recorded_on > moment.today:
        raise Refused(f"recorded_on: expected a day on or before today, {moment.today}")
    pieces = evidence.of_recommendation(session, found.id)
    usable = [piece for piece in pieces if piece.judgement in (Judgement.WAITING, Judgement.SUFFICIENT)]
    require(ending, found.decision.decided_on, bool(usable))
    agreed_on = last_agreed(found.record.original_due_on, cases.deadlines(session, found.id))
    refuse(time_faults(ending.recorded_on, agreed_on))
    outcomes.add(session, [outcome_row(found.id, ending, moment.now)])
    _judge_waiting(session, moment, found, ending)
    closed = f"{CLOSED_AS}{ending.outcome.value}"
    steps.supersede(session, found.id, closed, notices=True)
    end_notices(session, found.id, rulebook.notices, closed)
    end_with_outcome(session, moment, found, ending.outcome, ending.recorded_by)
    end_hold(session, moment, found, ending.outcome)
    overtake_proposal(session, moment, found, f"it was closed as {ending.outcome.value.replace('_', ' ')}")
    tasks.close_of_recommendation(session, found.id, moment.today)
    closing = {"outcome": ending.outcome.value, "closed_on": ending.recorded_on, "evidence_waiting": 0}
    cases.change_recommendation(session, found.id, closing)
    close_moot(session, moment.today, found.id)
    say(session, moment, reference, Happening.OUTCOME_RECORDED, plain(asdict(ending)))
    other_ended(session, rulebook, moment, found, ending)
    end = RecommendationEnd(found.record.due_on, ending.outcome, ending.completed_on, ending.recorded_on)
    if ending.outcome is Outcome.SATISFIED:
        said = {"completed_on": str(ending.completed_on), "late": "yes" if end.late else ""}
        tell_completion(session, rulebook, moment, found, said)
    else:
        tell_withdrawal(session, rulebook, moment, found, ending.outcome)
    return Closed(reference, ending.outcome, end.late, reachability(session, found.id, ending.recorded_on))


def require_recordable(found: Found, ending: Ending, *, of_stage: bool = False) -> None:
    """Raise Refused where an outcome cannot be that of a recommendation: a stage has its own ends (T), L6."""
    if found.record.clock and not of_stage:
        raise Refused(
            f"{found.record.reference!r} is a stage of a statutory clock: use amends statutory confirm or fail, or"
            " propose not_satisfied for a second person to approve"
        )
    refuse(answer_faults(ending.outcome, found.record.response))


def _judge_waiting(session: Session, moment: Moment, found: Found, ending: Ending) -> None:
    """Evidence that still waits is judged by the outcome itself (E2)."""
    satisfied = ending.outcome is Outcome.SATISFIED
    values = {
        "judgement": (Judgement.SUFFICIENT if satisfied else Judgement.INSUFFICIENT).value,
        "missing": "" if satisfied else ending.reason,
        "judged_by": ending.recorded_by,
        "judged_on": moment.today,
        "judged_at": moment.now,
    }
    for piece in evidence.of_recommendation(session, found.id):
        if piece.judgement == Judgement.WAITING and piece.id is not None:
            evidence.judge(session, piece.id, values)
