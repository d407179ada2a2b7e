"""Walk through a statutory clock: begin it, confirm or fail a stage; what follows begins at once (rule T).

A stage is stored as a recommendation that no figure counts, so that it has a deadline with versions, reminders and
evidence like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compliance.domain.deadlines import Receipt
from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import Ending, Outcome
from compliance.domain.statutory import STAGE_KIND, Clock, Follow, Stage
from compliance.domain.task_subjects import about_clock
from compliance.domain.tasks import TaskKind, due_on
from compliance.store import cases
from compliance.store.case_tables import Decision
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Draft, Story, write
from compliance.usecases.left_to_people import leave_to_people
from compliance.usecases.open_recommendation import Found, find, say
from compliance.usecases.open_tasks import Wanted, open_tasks
from compliance.usecases.record_outcome import record_outcome
from compliance.usecases.stage_receipt import received_on as received_on_of


@dataclass(frozen=True)
class Begun:
    """A stage that began: its reference and its due date with the receipt."""

    reference: str
    clock: str
    stage: str
    receipt: Receipt

    def as_dict(self) -> dict[str, object]:
        """The stage as plain values."""
        due = self.receipt.due_on.isoformat()
        names = {"reference": self.reference, "clock": self.clock, "stage": self.stage}
        return names | {"due_on": due, "receipt": self.receipt.as_dict()}


@dataclass(frozen=True)
class StageEnded:
    """A stage that ended and what follows it: another stage, the kind of a task, or nothing."""

    reference: str
    outcome: Outcome
    late: bool
    begun: Begun | None = None
    task: str = ""

    def as_dict(self) -> dict[str, object]:
        """The end as plain values; `next` is the stage that began."""
        following = self.begun.as_dict() if self.begun else None
        end = {"reference": self.reference, "outcome": self.outcome.value, "late": self.late}
        return end | {"next": following, "task": self.task}


def begin(
    session: Session, rulebook: Rulebook, moment: Moment, decision_reference: str, clock_name: str, received_on: date
) -> Begun:
    """Begin a clock with its first stage, counted from the day the authority received what begins it.

    Raises NotFound for an unknown decision, Refused for an unknown clock, one that was begun already, and a receipt
    before the decision or after today.
    """
    decision = cases.decision(session, decision_reference)
    if decision is None:
        raise NotFound(f"there is no decision {decision_reference!r}")
    clock = _clock(rulebook, clock_name)
    if cases.stages(session, decision_reference, clock_name):
        raise Refused(f"the clock {clock_name!r} of decision {decision_reference!r} was begun already")
    _require_received(received_on, decision.decided_on, moment, "the decision")
    return _begin(session, rulebook, moment, decision, clock, clock.stages[0], received_on)


def _clock(rulebook: Rulebook, name: str) -> Clock:
    if name not in rulebook.clocks:
        raise Refused(f"clock: expected one of {', '.join(rulebook.clocks)} of config/clocks.yaml, not {name!r}")
    return rulebook.clocks[name]


def _require_received(received_on: date, earliest: date, moment: Moment, what: str) -> None:
    if not earliest <= received_on <= moment.today:
        expected = f"a day from {earliest}, the day of {what}, to today, {moment.today}"
        raise Refused(f"received_on: expected {expected}, not {received_on}")


def _begin(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    decision: Decision,
    clock: Clock,
    stage: Stage,
    received_on: date,
) -> Begun:
    assert decision.id is not None
    number = len(cases.stages(session, decision.reference, clock.name)) + 1
    reference = f"{decision.reference}/{clock.name}/{number}"
    if cases.recommendation(session, reference) is not None:
        raise Refused(f"there is a recommendation {reference!r}, which is how the stage would be called")
    calendar = calendar_of(session, rulebook, decision.authority_id)
    receipt = stage.receipt(received_on, calendar)
    draft = Draft(
        reference,
        decision.reference,
        STAGE_KIND,
        stage.title,
        period=str(stage.period),
        clock=clock.name,
        stage=stage.name,
    )
    known = (draft, decision.id, decision.decided_on, moment.today, moment.today)
    story = Story(*known, calendar=calendar, receipt=receipt)
    ids = write(session, rulebook, [story], lambda _: moment.now, moment.actor)
    leave_to_people(session, rulebook, moment, [story], ids)
    begun = {"clock": clock.name, "stage": stage.name, "received_on": received_on.isoformat()}
    say(session, moment, reference, Happening.STAGE_BEGUN, begun | {"due_on": receipt.due_on.isoformat()})
    return Begun(reference, clock.name, stage.name, receipt)


def confirm(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    on: date,
    by: str,
    reason: str = "",
    received_on: date | None = None,
) -> StageEnded:
    """Record that the authority did on a day what a stage asks for; on time or late is computed (E4).

    Needs evidence or a reason, as any recommendation (E3). `received_on` is when it received what the next stage is
    counted from, where one follows. Raises Refused for what is no open stage.
    """
    ending = Ending(Outcome.SATISFIED, moment.today, by, on, reason)
    return _end(session, rulebook, moment, reference, ending, received_on)


def fail(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    reason: str,
    by: str,
    approved_by: str,
    received_on: date | None = None,
) -> StageEnded:
    """Record that a stage was not complied with: not done, or not satisfactory; needs a second person (E3).

    What follows begins in the same transaction: a stage, from the day `received_on`, or a task for a person.
    """
    ending = Ending(Outcome.NOT_SATISFIED, moment.today, by, None, reason, approved_by)
    return _end(session, rulebook, moment, reference, ending, received_on)


def _end(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, ending: Ending, received_on: date | None
) -> StageEnded:
    found = find(session, reference)
    clock, stage = _stage(rulebook, found)
    follow = stage.complied if ending.outcome is Outcome.SATISFIED else stage.failed
    if (received_on is not None) != bool(follow.stage):
        raise Refused(_received_fault(clock, follow))
    received = received_on_of(session, found.id)
    if ending.completed_on is not None and ending.completed_on < received:
        raise Refused(
            f"completed_on: expected a day on or after {received}, when the authority received {stage.received}"
        )
    closed = record_outcome(session, rulebook, moment, reference, ending, of_stage=True)
    begun = None
    if received_on is not None:
        _require_received(received_on, received, moment, "the stage before")
        following = clock.stage(follow.stage)
        begun = _begin(session, rulebook, moment, found.decision, clock, following, received_on)
    if follow.task:
        _open_task(session, rulebook, moment, found, clock, follow)
    return StageEnded(reference, ending.outcome, closed.late, begun, follow.task)


def _stage(rulebook: Rulebook, found: Found) -> tuple[Clock, Stage]:
    record = found.record
    if not record.clock:
        raise Refused(f"recommendation {record.reference!r} is no stage of a statutory clock")
    clock = _clock(rulebook, record.clock)
    return clock, clock.stage(record.stage)


def _received_fault(clock: Clock, follow: Follow) -> str:
    if follow.stage:
        what = clock.stage(follow.stage).received
        return f"received_on: expected the day the authority received {what}: {follow.stage!r} is counted from it"
    return "received_on: expected nothing, because no stage follows this one"


def _open_task(
    session: Session, rulebook: Rulebook, moment: Moment, found: Found, clock: Clock, follow: Follow
) -> None:
    """Ask a person; the task is about the case, for the stage itself is over."""
    by = due_on(rulebook.task_rules[TaskKind.CLOCK_STAGE], moment.today, rulebook.calendar)
    subject = about_clock(found.decision.reference, clock.name)
    asked = Wanted(follow.task, subject, follow.words, follow.task_for, due_on=by)
    open_tasks(session, rulebook, moment.today, [asked])


def show(session: Session, decision_reference: str) -> list[dict[str, object]]:
    """The stages of a decision's clocks, oldest first; dates in ISO 8601. Raises NotFound for an unknown decision."""
    if cases.decision(session, decision_reference) is None:
        raise NotFound(f"there is no decision {decision_reference!r}")
    return [
        {
            "reference": row.reference,
            "clock": row.clock,
            "stage": row.stage,
            "title": row.action,
            "original_due_on": row.original_due_on.isoformat(),
            "due_on": row.due_on.isoformat(),
            "outcome": row.outcome,
            "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        }
        for row in cases.stages(session, decision_reference)
    ]
