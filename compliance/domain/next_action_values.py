"""What the next action of a recommendation rests on, and what it is: values only (R4, R6, E2, E3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from compliance.domain.authorities import StaffRole
from compliance.domain.outcomes import Outcome
from compliance.domain.recommendations import Response


class Actor(StrEnum):
    """Who acts next."""

    CASEWORKER = StaffRole.CASEWORKER.value
    CASEWORK_MANAGER = StaffRole.CASEWORK_MANAGER.value
    DIRECTOR = StaffRole.DIRECTOR.value
    AUTHORITY = "authority"
    NOBODY = "nobody"


class Action(StrEnum):
    """What is to be done next, in the order in which the rules ask."""

    NOTHING = "nothing"
    SETTLE_MESSAGE = "settle_message"
    JUDGE_EVIDENCE = "judge_evidence"
    DECIDE_EXTENSION = "decide_extension"
    DECIDE_OUTCOME = "decide_outcome"
    RECONSIDER_OUTCOME = "reconsider_outcome"
    RECORD_OUTCOME = "record_outcome"
    FIND_CONTACT = "find_contact"
    MEND_MESSAGE = "mend_message"
    WAIT_FOR_HOLD = "wait_for_hold"
    DIRECTOR_DECIDES = "director_decides"
    MANAGER_ACTS = "manager_acts"
    REVIEW_DELAY = "review_delay"
    RECORD_REFUSAL = "record_refusal"
    RESTART_CLOCK = "restart_clock"
    REVIEW_WAIT = "review_wait"
    SET_DATE = "set_date"
    COMPLETE_STAGE = "complete_stage"
    CARRY_OUT_LATE = "carry_out_late"
    ANSWER = "answer"
    CARRY_OUT = "carry_out"


@dataclass(frozen=True)
class OpenTask:
    """An open task about a recommendation: its number, whose it is, when it is due, and its message if it has one.

    `assigned_to` is the person it was given to; "" while it is the role's.
    """

    number: int
    owner: StaffRole
    due_on: date
    message: str = ""
    assigned_to: str = ""


@dataclass(frozen=True)
class Proposed:
    """An outcome that waits for a second person: which one, who proposed it, and the task to decide on it (E3).

    `needs_receipt` says that the next stage of a clock is counted from a day which the second person names (T).
    """

    outcome: Outcome
    by: str
    task: OpenTask | None = None
    needs_receipt: bool = False


@dataclass(frozen=True)
class Snapshot:
    """Where a recommendation stands on `today`; None and "" for what there is not.

    `authority` answers for it on that day; `authority_closed_on` is its last day where nobody took over (S8).
    `waits_for` says in words what an open-ended deadline waits for and `wait_review_on` when somebody looks again, with
    `wait_task` once that day has come;
    `evidence_since` is the day the oldest piece that waits came; `proven` says that the evidence suffices.
    `extension_wished` is the date an authority asked for, `extension_task` the task to decide on it.
    `nobody`, `in_doubt`, `declined`, `overtaken`, `failed`, `escalation` and `delayed` are open tasks; of several the
    first due. `nobody` is about a reminder that found nobody to write to.
    `declined` is about an outcome that the second person declined, `overtaken` about one that evidence came before,
    `failed` about a message of which nobody else at the authority got what it said. `stage` is the title of a
    stage of a statutory clock: what the authority is to do (T); `needs_receipt` says of one that its escalation
    asks for the day from which the next is counted.
    """

    reference: str
    authority: str
    today: date
    closed: bool = False
    response: Response | None = None
    due_on: date | None = None
    hold_ends_on: date | None = None
    clock_stopped_on: date | None = None
    waits_for: str = ""
    wait_review_on: date | None = None
    wait_task: OpenTask | None = None
    evidence_waiting: int = 0
    evidence_since: date | None = None
    proven: bool = False
    extension_wished: date | None = None
    extension_task: OpenTask | None = None
    proposed: Proposed | None = None
    declined: OpenTask | None = None
    overtaken: OpenTask | None = None
    reachable: bool = True
    nobody: OpenTask | None = None
    in_doubt: OpenTask | None = None
    failed: OpenTask | None = None
    escalation: OpenTask | None = None
    delayed: OpenTask | None = None
    clock: str = ""
    stage: str = ""
    needs_receipt: bool = False
    authority_closed_on: date | None = None


@dataclass(frozen=True)
class NextAction:
    """What is to be done next: by whom, by when (None: no day says so) and the command to type, "" for none.

    `at_once` says that it is to be done today, whatever day today is: `by` is then the day it was asked on, and moves
    with it. `assigned_to` is the person whose task is behind it, "" for none, `task` that task's number, 0 for none.
    """

    action: Action
    who: Actor
    what: str
    by: date | None
    command: str
    at_once: bool = False
    assigned_to: str = ""
    task: int = field(default=0, compare=False)
