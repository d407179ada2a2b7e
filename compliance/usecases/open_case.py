"""Open one case: the decision and each of its recommendations with all that is on record (L1, L2, D6, D8, E1, E2).

The number of statements does not grow with what there is. The next action is derived here, not read as stored: a page
about one case is never behind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.authorities import StaffRole, responsible
from compliance.domain.errors import NotFound
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.next_action import next_action
from compliance.domain.outcomes import Outcome, ProposalState, RecommendationEnd
from compliance.domain.receipts import About, in_words
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.domain.reminders import INSUFFICIENT, Situation, StepState, letter_refused
from compliance.domain.standing import standing
from compliance.domain.sums import Sum, to_pay
from compliance.domain.waiting import WaitKind
from compliance.store import authorities, case_links, case_view, cases, events, facts, steps, summaries, sums, tasks
from compliance.store.case_tables import Decision
from compliance.store.case_view import By
from compliance.store.engine import Session
from compliance.usecases.case_pieces import (
    CaseLinked,
    CaseView,
    ClockStopped,
    DeadlineVersion,
    EvidencePiece,
    ExtensionAsked,
    HoldPlaced,
    OpenTask,
    OutcomeProposed,
    OutcomeRecorded,
    RecommendationView,
    WaitedFor,
)
from compliance.usecases.derive_next_action import Known, known
from compliance.usecases.list_tasks import command, reason
from compliance.usecases.take_back_letter import told_of
from compliance.usecases.wait_for import what_for
from compliance.usecases.withhold_evidence import withhold_evidence
from compliance.usecases.write_to_chief_executive import NOTICE


@dataclass(frozen=True)
class _Record:
    """What is on record about the recommendations of a case, by their ids."""

    today: date
    decided_on: date
    known: Known
    categories: dict[int, list[str]]
    expected: dict[int, list[str]]
    sums: dict[int, list[Sum]]
    deadlines: By
    evidence: By
    holds: By
    requests: By
    stops: By
    waits: By
    proposals: By
    outcomes: By
    tasks: By
    stamps: dict[str, int]
    held: set[int]
    letters: dict[int, StepState]
    told: dict[str, str]


def open_case(session: Session, moment: Moment, reference: str, *, personal: bool = True) -> CaseView:
    """The case of that reference, or the one a recommendation of that reference belongs to; raises NotFound.

    `personal` says whether whoever looks may read personal remedies: else what was sent for them is withheld (K).
    """
    decision = _decision(session, reference)
    rows = case_view.recommendations(session, decision.id or 0)
    ids = [row.id for row in rows]
    record = _record(session, moment.today, decision, ids, [row.reference for row in rows])
    authority = cases.authority_of(session, decision)
    people = record.known.people if rows else facts.people(session, [authority.code])
    answers = responsible(authority.code, people.tenures, moment.today)
    case = CaseView(
        reference=decision.reference,
        subject=decision.subject,
        authority_code=authority.code,
        authority_name=authority.name,
        answers_code=answers,
        answers_name=authority.name if answers == authority.code else authorities.name_of(session, answers),
        reachable=people.are_reachable(authority.code, moment.today),
        received_on=decision.received_on,
        decided_on=decision.decided_on,
        outcome=DecisionOutcome(decision.outcome),
        satisfactory_remedy=decision.satisfactory_remedy,
        due_on=max((row.due_on for row in rows if row.due_on and not row.clock), default=None),
        recommendations=tuple(_view(row, record) for row in rows),
        links=tuple(_link(row, decision.reference) for row in case_links.touching(session, decision.reference)),
    )
    return case if personal else withhold_evidence(case)


def _decision(session: Session, reference: str) -> Decision:
    found = cases.decision(session, reference)
    if found is None:
        of_one = cases.recommendation(session, reference)
        found = cases.decision_of(session, of_one) if of_one else None
    if found is None:
        raise NotFound(f"there is no case {reference!r}, and no recommendation of that reference")
    return found


def _record(
    session: Session, today: date, decision: Decision, ids: Sequence[int], references: Sequence[str]
) -> _Record:
    return _Record(
        today=today,
        decided_on=decision.decided_on,
        known=known(session, ids),
        categories=cases.categories(session, ids),
        expected=cases.expected_evidence(session, ids),
        sums=sums.of_recommendations(session, ids),
        deadlines=case_view.deadlines(session, ids),
        evidence=case_view.evidence(session, ids),
        holds=case_view.holds(session, ids),
        requests=case_view.requests(session, ids),
        stops=case_view.stops(session, ids),
        waits=case_view.waits(session, ids),
        proposals=case_view.proposals(session, ids),
        outcomes=case_view.outcomes(session, ids),
        tasks=tasks.open_about(session, ids),
        stamps=events.lengths(session, [events.recommendation_stream(each) for each in references]),
        held=summaries.held_of(session, ids),
        letters=steps.notices_under_way(session, NOTICE, ids),
        told=steps.letters_out(session, INSUFFICIENT, ids),
    )


def _view(row: Any, record: _Record) -> RecommendationView:
    today, known_row = record.today, next(each for each in record.known.rows if each.id == row.id)
    now = record.known.on(known_row, today)
    late = row.closed_on is None and row.due_on is not None and row.due_on < today
    versions = _deadlines(row, record)
    stopped = now.clock_stopped_on is not None
    outcomes = tuple(_outcome(each, row.due_on) for each in record.outcomes[row.id])
    completed_on = next((each.completed_on for each in outcomes if each.withdrawn_at is None), None)
    return RecommendationView(
        reference=row.reference,
        kind=Kind(row.kind),
        action=row.action,
        public_summary=row.public_summary,
        summary_held=row.id in record.held,
        categories=tuple(record.categories[row.id]),
        expected_evidence=tuple(record.expected[row.id]),
        to_pay=to_pay(record.sums[row.id], completed_on, today),
        response=Response(row.response) if row.response else None,
        period=row.period,
        logged_on=row.logged_on,
        history=row.live_from is None,
        clock=row.clock,
        stage=row.stage,
        state=standing(row.outcome, row.due_on, row.hold_ends_on, clock_stopped=stopped, today=today),
        original_due_on=row.original_due_on,
        due_on=row.due_on,
        days_late=(today - row.due_on).days if late else 0,
        held_until=row.hold_ends_on,
        receipt=versions[-1].receipt,
        deadlines=versions,
        evidence=tuple(_piece(each, record.told) for each in record.evidence[row.id]),
        evidence_waiting=row.evidence_waiting,
        next_action=next_action(now),
        tasks=tuple(_task(each, today, record.known.people) for each in record.tasks[row.id]),
        holds=tuple(_hold(each, row.hold_ends_on, today) for each in record.holds[row.id]),
        requests=tuple(_request(each) for each in record.requests[row.id]),
        stops=tuple(_stop(each) for each in record.stops[row.id]),
        waits=tuple(_wait(each) for each in record.waits[row.id]),
        proposals=tuple(_proposal(each) for each in record.proposals[row.id]),
        outcomes=outcomes,
        closed_on=row.closed_on,
        caseworker=row.caseworker,
        letter_refused=_letter_refused(row, record),
        stamp=record.stamps.get(events.recommendation_stream(row.reference), 0),
    )


def _letter_refused(row: Any, record: _Record) -> str:
    if row.live_from is None:
        return "it is history, which never causes a message"
    situation = Situation(
        closed=row.closed_on is not None,
        evidence_waiting=row.evidence_waiting > 0,
        proven=row.id in record.known.beside.proven,
        held_until=row.hold_ends_on,
        current_version=row.deadline_version,
    )
    return letter_refused(situation, row.due_on, record.today, under_way=record.letters.get(row.id))


def _wait(row: Any) -> WaitedFor:
    by_itself = row.kind == WaitKind.RECOMMENDATION and row.other_outcome is None
    return WaitedFor(what_for(row), row.review_on, row.ended_on, row.ended_by, by_itself)


def _link(row: Any, reference: str) -> CaseLinked:
    led_to = row.old_reference == reference
    other = row.new_reference if led_to else row.old_reference
    stored = row.new_is_stored if led_to else True
    return CaseLinked(led_to, other, row.reason, row.linked_on, row.linked_by, stored)


def _deadlines(row: Any, record: _Record) -> tuple[DeadlineVersion, ...]:
    review_on = next((wait.review_on for wait in record.waits[row.id] if wait.ended_on is None), None)
    found = []
    for each in record.deadlines[row.id]:
        waits = review_on if each.due_on is None and each.version == row.deadline_version else None
        about = About(each.kind, record.decided_on, each.previous_due_on, review_on=waits)
        receipt = json.loads(each.receipt)
        version = receipt.get("calendar_version")
        found.append(
            DeadlineVersion(
                version=each.version,
                kind=each.kind,
                due_on=each.due_on,
                previous_due_on=each.previous_due_on,
                agreed_on=each.agreed_on,
                reason=each.reason,
                approved_by=each.approved_by,
                receipt=in_words(receipt, about),
                calendar=f"{receipt['calendar']}, version {version}" if version else "",
            )
        )
    return tuple(found)


def _piece(row: Any, told: Mapping[str, str]) -> EvidencePiece:
    return EvidencePiece(
        number=row.id,
        received_on=row.received_on,
        submitted_by=row.submitted_by,
        note=row.note,
        file=row.file_name,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        judgement=Judgement(row.judgement),
        missing=row.missing,
        judged_by=row.judged_by,
        judged_on=row.judged_on,
        untold=row.judgement == Judgement.INSUFFICIENT and not told_of(row.id, told),
    )


def _task(row: Any, today: date, people: facts.People) -> OpenTask:
    return OpenTask(
        number=row.id,
        kind=row.kind,
        owner=StaffRole(row.owner),
        assigned_to=row.assigned_to,
        reason=reason(row, today, people),
        opened_on=row.opened_on,
        due_on=row.due_on,
        overdue=row.due_on < today,
        command=command(row, today, people),
    )


def _hold(row: Any, hold_ends_on: date | None, today: date) -> HoldPlaced:
    in_force = row.lifted_on is None and row.ends_on == hold_ends_on and today <= row.ends_on
    return HoldPlaced(
        from_on=row.from_on,
        until=row.ends_on,
        reason=row.reason,
        placed_by=row.placed_by,
        in_force=in_force,
        lifted_on=row.lifted_on,
        lift_reason=row.lift_reason,
        lifted_by=row.lifted_by,
    )


def _request(row: Any) -> ExtensionAsked:
    return ExtensionAsked(
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        reason=row.reason,
        wished_on=row.wished_on,
        state=row.state,
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        decision_reason=row.decision_reason,
        granted_due_on=row.granted_due_on,
    )


def _stop(row: Any) -> ClockStopped:
    return ClockStopped(
        stopped_on=row.stopped_on,
        category=row.category,
        reason=row.reason,
        stopped_by=row.stopped_by,
        days_left=row.days_left,
        restarted_on=row.restarted_on,
        restart_reason=row.restart_reason,
        restarted_by=row.restarted_by,
    )


def _proposal(row: Any) -> OutcomeProposed:
    return OutcomeProposed(
        outcome=Outcome(row.outcome),
        reason=row.reason,
        proposed_on=row.proposed_on,
        proposed_by=row.proposed_by,
        state=ProposalState(row.state),
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        decision_reason=row.decision_reason,
    )


def _outcome(row: Any, due_on: date | None) -> OutcomeRecorded:
    end = RecommendationEnd(due_on, Outcome(row.outcome), row.completed_on, row.recorded_on)
    return OutcomeRecorded(
        outcome=Outcome(row.outcome),
        recorded_on=row.recorded_on,
        completed_on=row.completed_on,
        late=end.late,
        in_time=end.in_time,
        reason=row.reason,
        recorded_by=row.recorded_by,
        approved_by=row.approved_by,
        withdrawn_at=row.withdrawn_at,
    )
