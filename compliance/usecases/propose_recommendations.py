"""Propose recommendations from the text of an agreed action, and log those that a person confirms (L2 to L4, D2).

Reading saves nothing. Confirming goes through the same code as logging one by one, in the caller's transaction: all of
them, or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from compliance.domain.agreed_action_answers import Answer, kept, still_open
from compliance.domain.agreed_action_values import Proposal, Reading, StatedDeadline
from compliance.domain.agreed_actions import read_agreed_action
from compliance.domain.errors import NotFound, Refused, Unanswered, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Response
from compliance.domain.sums import Sum, parse_sum
from compliance.domain.waiting import Wait, WaitKind
from compliance.domain.words import is_blank
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.case_records import Draft
from compliance.usecases.log_decision import DecisionDraft, fault_of_new, log_decision, require_agreement
from compliance.usecases.log_recommendation import Logged, faults, log_recommendation
from compliance.usecases.record_answer import record_answer
from compliance.usecases.wait_on_each_other import logging_order

MOST_LETTERS = 200_000


@dataclass(frozen=True)
class Numbering:
    """How the recommendations of a text are called, `stem`, a hyphen and the proposal's number; the answer to all.

    `named` gives those, by number, that are called otherwise.
    """

    stem: str
    response: Response | None = None
    named: Mapping[int, str] = field(default_factory=dict)

    def of(self, number: int) -> str:
        """The reference of one recommendation."""
        return self.named.get(number, f"{self.stem}-{number}")


@dataclass(frozen=True)
class Confirmed:
    """What was logged: whether the decision was stored too, and each recommendation by its proposal's number."""

    decision_stored: bool
    logged: tuple[tuple[int, Logged], ...]


def described(session: Session, moment: Moment, case: DecisionDraft) -> DecisionDraft:
    """The decision a text belongs to with its authority and day, as it is stored or as stated.

    Raises NotFound for an unknown authority and for a decision neither stored nor described, Refused for one that
    contradicts what is stored, is dated after today, or is about an authority that was closed then.
    """
    stored = cases.decision(session, case.reference)
    if stored is not None:
        require_agreement(session, stored, case)
        code = cases.authority_of(session, stored).code
        return replace(case, authority_code=code, decided_on=stored.decided_on)
    if case.decided_on is None or not case.authority_code:
        raise NotFound(f"there is no decision {case.reference!r}: give its authority and the day of it")
    fault = fault_of_new(session, moment, case, case.decided_on)
    if fault:
        raise Refused(fault)
    return case


def propose(rulebook: Rulebook, text: str, decided_on: date | None) -> Reading:
    """What a text seems to ask for; saves nothing. Raises WrongUse for a text without a letter or beyond all bounds."""
    if len(text) > MOST_LETTERS:
        raise WrongUse(f"the text has {len(text):,} letters: expected at most {MOST_LETTERS:,}")
    if not any(letter.isalnum() for letter in text):
        raise WrongUse("the text is empty: expected the agreed action of a decision")
    return read_agreed_action(text, decided_on, rulebook.vocabulary)


def drafts(
    rulebook: Rulebook,
    moment: Moment,
    case: DecisionDraft,
    reading: Reading,
    answers: Mapping[int, Answer],
    to: Numbering,
) -> dict[int, Draft]:
    """What is to be logged, by the number of the proposal; `to` says how they are called.

    Raises Unanswered, with a line each, for questions that a recommendation needs answered and for whatever logging
    would refuse.
    """
    wanted = kept(reading, answers)
    lines = [each.words for each in still_open(reading, answers)]
    if not wanted and not lines:
        lines.append("every proposal is left out: there is nothing to log")
    lines += [line for each in answers.values() for line in _foreign(each, case.authority_code)]
    if lines:
        raise Unanswered(lines)
    ready = {each.number: _draft(rulebook, moment, case, each, answers.get(each.number), to) for each in wanted}
    refused = [
        (number, column, expected)
        for number, draft in ready.items()
        for column, expected in [
            *faults(draft, case.decided_on, rulebook),
            *_sum_faults(draft),
            *_review_faults(draft, answers.get(number)),
        ]
    ]
    if refused:
        said = [f"Proposal {number}: {column}: expected {expected}" for number, column, expected in refused]
        raise Unanswered(said, refused)
    return ready


@dataclass(frozen=True)
class Beside:
    """What is said beside the recommendations: who looks after them, "" for nobody yet, and why any is refused (L6)."""

    caseworker: str = ""
    reasons: str = ""


NOTHING_BESIDE = Beside()


def confirm(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    case: DecisionDraft,
    ready: Mapping[int, Draft],
    beside: Beside = NOTHING_BESIDE,
) -> Confirmed:
    """Log the decision, where it is not stored yet, and every draft, in the caller's transaction.

    Raises what `log_decision`, `logging_order` and `log_recommendation` do.
    """
    stored = log_decision(session, moment, case)
    order = logging_order(session, moment.today, case.authority_code, ready)
    logged = {number: _logged(session, rulebook, moment, ready[number], beside) for number in order}
    return Confirmed(stored, tuple((number, logged[number]) for number in ready))


def _logged(session: Session, rulebook: Rulebook, moment: Moment, draft: Draft, beside: Beside) -> Logged:
    """Log one; a refusal with its reasons goes on record as an answer that comes later does (L6)."""
    answered = draft.response is Response.REFUSED and not is_blank(beside.reasons)
    found = log_recommendation(session, rulebook, moment, replace(draft, response=None) if answered else draft)
    if answered:
        record_answer(session, moment, draft.reference, Response.REFUSED, beside.reasons)
    if beside.caseworker:
        assign_caseworker(session, moment, draft.reference, beside.caseworker)
    return found


def _review_faults(draft: Draft, answer: Answer | None) -> list[tuple[str, str]]:
    """A day to look again makes sense only where something is waited for."""
    if draft.waits is not None or answer is None or answer.review_on is None:
        return []
    return [("review_on", "no day: the deadline waits for nothing")]


def _sum_faults(draft: Draft) -> list[tuple[str, str]]:
    """Sums that typing them would refuse too, such as one that ends before it begins."""
    found: list[tuple[str, str]] = []
    for each in draft.sums:
        try:
            parse_sum(str(each))
        except WrongUse as error:
            found.append(("sums", str(error)))
    return found


def _foreign(answer: Answer, code: str) -> list[str]:
    """A proposal that is for another authority than the decision's can only be left out."""
    if answer.left_out or answer.authority is None or answer.authority == code:
        return []
    return [f"Proposal {answer.number}: it is for {answer.authority!r}, the decision is about {code!r}: leave it out"]


def _draft(
    rulebook: Rulebook, moment: Moment, case: DecisionDraft, proposal: Proposal, answer: Answer | None, to: Numbering
) -> Draft:
    said = answer or Answer(proposal.number)
    kind = said.kind or proposal.kind
    assert kind is not None, "an unknown kind is an open question"
    period, due_on, wait = _by_when(proposal.deadline, said)
    review_on = said.review_on or moment.today + timedelta(days=rulebook.review_after)
    return Draft(
        to.of(proposal.number),
        case.reference,
        kind,
        said.action or proposal.action,
        proposal.categories if said.categories is None else said.categories,
        period=period,
        due_on=due_on,
        waits=Wait(*wait, review_on) if wait else None,
        sums=_sums(proposal) if said.sums is None else said.sums,
        response=to.response,
        public_summary=said.public_summary or "",
        expected_evidence=said.evidence or (),
        wait_ended_on=said.wait_ended_on,
    )


def _by_when(stated: StatedDeadline | None, said: Answer) -> tuple[str, date | None, tuple[WaitKind, str] | None]:
    """Period, date and what it waits for: as answered, else as read."""
    if said.period is not None or said.due_on is not None or said.waits is not None:
        return said.period or "", said.due_on, said.waits
    assert stated is not None, "no deadline is an open question"
    waits = (WaitKind.EVENT, " ".join(stated.waits_on.words.split())) if stated.waits_on else None
    return stated.period or "", stated.due_on, waits


def _sums(proposal: Proposal) -> tuple[Sum, ...]:
    return tuple(Sum(each.value, each.per, each.from_on, each.ends_on) for each in proposal.amounts)
