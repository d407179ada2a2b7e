"""What a page of a case is made of, as values; every list is oldest first unless it says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.authorities import StaffRole
from compliance.domain.evidence import Expected, Judgement, expected
from compliance.domain.moment import day_in_words
from compliance.domain.next_action import NextAction
from compliance.domain.outcomes import (
    CaseOutcome,
    Outcome,
    ProposalState,
    RecommendationEnd,
    case_outcome,
    case_recorded_on,
)
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.domain.standing import Standing
from compliance.domain.sums import ToPay

SEVERAL = 2


@dataclass(frozen=True)
class DeadlineVersion:
    """One version of a deadline: 1 is the original. `receipt` says in sentences how the date came about (D6, D8).

    `calendar` is the one it was counted on with its version, "" where an old receipt has none.
    """

    version: int
    kind: str
    due_on: date | None
    previous_due_on: date | None
    agreed_on: date
    reason: str
    approved_by: str
    receipt: tuple[str, ...]
    calendar: str


@dataclass(frozen=True)
class EvidencePiece:
    """One submission with its judgement; `number` is what it is judged by, `file` "" for none (E1, E2).

    `untold` says of an insufficient one that the authority has not been told so yet. `withheld`: it was sent for a
    personal remedy, if for another too, and whoever looks may not read it: it has no words and no file here (K).
    """

    number: int
    received_on: date
    submitted_by: str
    note: str
    file: str
    sha256: str | None
    size: int | None
    media_type: str
    judgement: Judgement
    missing: str
    judged_by: str
    judged_on: date | None
    untold: bool = False
    withheld: bool = False


@dataclass(frozen=True)
class OpenTask:
    """Something a person must do about a recommendation, with what to type (R6)."""

    number: int
    kind: str
    owner: StaffRole
    assigned_to: str
    reason: str
    opened_on: date
    due_on: date
    overdue: bool
    command: str


@dataclass(frozen=True)
class HoldPlaced:
    """Reminders held back until a day (R4); `in_force` on the day asked for; lifted early: by whom and why."""

    from_on: date
    until: date
    reason: str
    placed_by: str
    in_force: bool
    lifted_on: date | None
    lift_reason: str
    lifted_by: str


@dataclass(frozen=True)
class ExtensionAsked:
    """A request for more time and what was decided (D7); `state` "asked" while it waits."""

    asked_on: date
    asked_by: str
    reason: str
    wished_on: date
    state: str
    decided_on: date | None
    decided_by: str
    decision_reason: str
    granted_due_on: date | None


@dataclass(frozen=True)
class ClockStopped:
    """A stopped clock with the working days that were left, and its restart (D6); `restarted_on` None: it stands."""

    stopped_on: date
    category: str
    reason: str
    stopped_by: str
    days_left: int
    restarted_on: date | None
    restart_reason: str
    restarted_by: str


@dataclass(frozen=True)
class WaitedFor:
    """What an open-ended deadline waits for, in words, and when somebody looks again (D2); not ended: it waits.

    `by_itself`: it waits for another recommendation that is open, and ends when that one is satisfied.
    """

    what: str
    review_on: date
    ended_on: date | None
    ended_by: str
    by_itself: bool = False


@dataclass(frozen=True)
class OutcomeProposed:
    """An outcome that was proposed to a second person, and what became of that (E3)."""

    outcome: Outcome
    reason: str
    proposed_on: date
    proposed_by: str
    state: ProposalState
    decided_on: date | None
    decided_by: str
    decision_reason: str


@dataclass(frozen=True)
class OutcomeRecorded:
    """An outcome; `late` and `in_time` are computed (E4), `withdrawn_at` says that it was taken back (E8)."""

    outcome: Outcome
    recorded_on: date
    completed_on: date | None
    late: bool
    in_time: bool
    reason: str
    recorded_by: str
    approved_by: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class RecommendationView:
    """One recommendation of a case with all that is on record about it.

    `receipt` is that of the current deadline version; `history`: it never causes a message (R7). `clock` and `stage`
    are "" but for a stage of a statutory clock (T). `caseworker` looks after it, "" for nobody; `summary_held`: its
    public summary may not be shown yet (L3); `letter_refused` says why no letter to the chief executive can be written
    about it now, "" where one can (R1). `stamp` is the number of its last event: what changed since a person looked has
    a higher one.
    """

    reference: str
    kind: Kind
    action: str
    public_summary: str
    summary_held: bool
    categories: tuple[str, ...]
    expected_evidence: tuple[str, ...]
    to_pay: ToPay
    response: Response | None
    period: str
    logged_on: date
    history: bool
    clock: str
    stage: str
    state: Standing
    original_due_on: date | None
    due_on: date | None
    days_late: int
    held_until: date | None
    receipt: tuple[str, ...]
    deadlines: tuple[DeadlineVersion, ...]
    evidence: tuple[EvidencePiece, ...]
    evidence_waiting: int
    next_action: NextAction
    tasks: tuple[OpenTask, ...]
    holds: tuple[HoldPlaced, ...]
    requests: tuple[ExtensionAsked, ...]
    stops: tuple[ClockStopped, ...]
    waits: tuple[WaitedFor, ...]
    proposals: tuple[OutcomeProposed, ...]
    outcomes: tuple[OutcomeRecorded, ...]
    closed_on: date | None
    caseworker: str
    letter_refused: str
    stamp: int

    def evidence_for(self, checklists: Mapping[str, Sequence[str]], *, readable: bool = True) -> Expected:
        """The evidence to ask for; of words that somebody may not read only that there are some (L5, K)."""
        if self.expected_evidence and not readable:
            return Expected((), proposed=False, withheld=True)
        return expected(self.expected_evidence, self.categories, checklists)

    def sums_for(self, *, readable: bool = True) -> ToPay:
        """What is to be paid; of sums that somebody may not read only that there are some (L4, K)."""
        return self.to_pay if readable or not self.to_pay.lines else ToPay(withheld=True)

    @property
    def outcome(self) -> OutcomeRecorded | None:
        """The outcome in force."""
        return next((each for each in self.outcomes if each.withdrawn_at is None), None)

    @property
    def proposal(self) -> OutcomeProposed | None:
        """The proposed outcome that waits for a second person."""
        return next((each for each in self.proposals if each.decided_on is None), None)

    @property
    def wait(self) -> WaitedFor | None:
        """What its deadline waits for now."""
        return next((each for each in self.waits if each.ended_on is None), None)

    @property
    def request(self) -> ExtensionAsked | None:
        """The request for more time that waits for an answer."""
        return next((each for each in self.requests if each.decided_on is None), None)


@dataclass(frozen=True)
class CaseLinked:
    """Another case this one led to, or follows (E6); `stored`: it has a page of its own."""

    led_to: bool
    case: str
    reason: str
    linked_on: date
    linked_by: str
    stored: bool


@dataclass(frozen=True)
class CaseView:
    """A decided case (L1) with its recommendations; `due_on` is the last of their due dates (L2), without stages (T).

    `answers_code` and `answers_name` are the body that answers for the authority today: itself, or who took over (S8).
    """

    reference: str
    subject: str
    authority_code: str
    authority_name: str
    answers_code: str
    answers_name: str
    reachable: bool
    received_on: date | None
    decided_on: date
    outcome: DecisionOutcome
    satisfactory_remedy: bool | None
    due_on: date | None
    recommendations: tuple[RecommendationView, ...]
    links: tuple[CaseLinked, ...] = ()

    @property
    def due_in_words(self) -> str:
        """By when all of several is due, the longest deadline (L2), and how many have none yet (D2); "" for fewer."""
        rows = [each for each in self.recommendations if not each.clock]
        without = [each for each in rows if each.due_on is None]
        waiting = sum(each.closed_on is None for each in without)
        if len(rows) < SEVERAL or not (self.due_on or waiting):
            return ""
        dated, ended = len(rows) - len(without), len(without) - waiting
        which = f"{dated} of {len(rows)}" if without else f"all {dated}"
        by = f"{which} by {day_in_words(self.due_on)}" if self.due_on else ""
        later = f"{waiting} {'has' if waiting == 1 else 'have'} no date yet" if waiting else ""
        never = f"{ended} ended without one" if ended else ""
        return "; ".join(each for each in (by, later, never) if each)

    @property
    def compliance(self) -> CaseOutcome:
        """The outcome of the case from its recommendations; stages of a statutory clock are none of them (E7, T)."""
        return case_outcome(self._ends)

    @property
    def compliance_recorded_on(self) -> date | None:
        """The day that outcome was recorded: that of its last recommendation (E7); None while one is open."""
        return case_recorded_on(self._ends)

    @property
    def _ends(self) -> list[RecommendationEnd]:
        ends = [(each, each.outcome) for each in self.recommendations if not each.clock]
        return [
            RecommendationEnd(each.due_on, end.outcome, end.completed_on, end.recorded_on)
            if end
            else RecommendationEnd(each.due_on, None)
            for each, end in ends
        ]
