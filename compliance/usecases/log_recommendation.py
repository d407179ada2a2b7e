"""Log a recommendation: what an authority is to do, by when, and what will show it (rules L2 to L6, D2, R2.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from compliance.domain.authorities import AuthorityType, Tenure
from compliance.domain.deadlines import EXPECTED_PERIOD, OpenEnded, Receipt, parse_period
from compliance.domain.errors import NotFound, Refused, WrongUse
from compliance.domain.evidence import expected
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.publication_findings import Finding
from compliance.domain.receipts import About, in_words
from compliance.domain.recommendations import Kind, named_fault, unread_fault
from compliance.domain.references import within
from compliance.domain.reminders import PlannedStep
from compliance.domain.waiting import WaitKind
from compliance.domain.words import is_blank
from compliance.store import authorities, cases
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_records import Draft, Story, first_dated, planned_steps, write
from compliance.usecases.check_summaries import store_summaries
from compliance.usecases.left_to_people import leave_to_people
from compliance.usecases.same_reference import called_as_its_case, otherwise_written, recommended_alike
from compliance.usecases.wait_for import require_waitable, store_waits


@dataclass(frozen=True)
class Logged:
    """What logging did: the due date, or that it waits for one, with its receipt, also in words, and the steps (D8).

    `findings` are those in its public summary, which is held because of them (L3).
    """

    reference: str
    receipt: Receipt | OpenEnded
    steps: tuple[PlannedStep, ...]
    words: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def faults(
    draft: Draft, decided_on: date | None, rulebook: Rulebook, *, as_written: bool = False
) -> list[tuple[str, str]]:
    """Everything wrong with a draft, as (column, what was expected); `decided_on` None skips what needs it.

    Of the reference of its case, which it may begin with, nothing is said; with `as_written` it may be one that nobody
    can read.
    """
    found: list[tuple[str, str]] = []
    if not draft.reference.strip():
        found.append(("reference", "a reference"))
    unread = None if as_written else unread_fault(draft.reference, stem=draft.decision_reference)
    if wrong := named_fault(draft.reference) or unread:
        found.append(("reference", wrong))
    if is_blank(draft.action):
        found.append(("action", "what the authority is to do"))
    if draft.kind is Kind.PERSONAL_REMEDY and draft.public_summary.strip():
        found.append(("public_summary", "nothing: a personal remedy has no public summary"))
    unknown = [category for category in draft.categories if category not in rulebook.categories]
    if unknown:
        known = "; ".join(rulebook.categories)
        found.append(("categories", f"categories of config/categories.yaml ({known}), not {'; '.join(unknown)}"))
    return found + _deadline_faults(draft, decided_on, rulebook)


WAIT_COLUMNS = {WaitKind.RECOMMENDATION: "waits_on", WaitKind.EVENT: "waits_for", WaitKind.CONDITION: "waits_if"}


def _wait_faults(draft: Draft, rulebook: Rulebook) -> list[tuple[str, str]]:
    wait = draft.waits
    assert wait is not None
    column = WAIT_COLUMNS[wait.kind]
    if draft.due_on is not None:
        return [("due_on", f"no due date beside {column}: it gets one when the wait ends")]
    if is_blank(wait.what):
        return [(column, "what the deadline waits for")]
    if wait.kind is WaitKind.RECOMMENDATION and wait.what == draft.reference:
        return [(column, "another recommendation than itself")]
    return _period_faults(draft, rulebook) if draft.period.strip() else []


def _ended_faults(draft: Draft, decided_on: date | None) -> list[tuple[str, str]]:
    """What is wrong with the day on which a wait ended before it was logged (D2)."""
    ended_on = draft.wait_ended_on
    if ended_on is None:
        return []
    if draft.waits is None:
        return [("wait_ended_on", "no day: the deadline waits for nothing")]
    if draft.waits.kind is WaitKind.RECOMMENDATION:
        return [("wait_ended_on", "no day: the wait ends when the other recommendation is satisfied")]
    if decided_on is not None and ended_on < decided_on:
        return [("wait_ended_on", f"a day on or after the decision of {decided_on}")]
    return []


def _deadline_faults(draft: Draft, decided_on: date | None, rulebook: Rulebook) -> list[tuple[str, str]]:
    ended = _ended_faults(draft, decided_on)
    if draft.waits is not None or ended:
        return ended or _wait_faults(draft, rulebook)
    if bool(draft.period.strip()) == (draft.due_on is not None):
        return [("period", "exactly one of period and due_on")]
    if draft.due_on is not None:
        if decided_on is not None and draft.due_on < decided_on:
            return [("due_on", f"a day on or after the decision of {decided_on}")]
        return []
    return _period_faults(draft, rulebook)


def _period_faults(draft: Draft, rulebook: Rulebook) -> list[tuple[str, str]]:
    try:
        parse_period(draft.period, rulebook.periods)
    except WrongUse:
        return [("period", EXPECTED_PERIOD)]
    return []


def closed_fault(code: str, tenure: Tenure, decided_on: date) -> str | None:
    """Why nothing can be decided about an authority on a day: it had closed, or not opened yet (S8)."""
    if tenure.is_open(decided_on):
        return None
    if tenure.closed_on is not None and decided_on > tenure.closed_on:
        heir = f"; its successor is {tenure.successor}" if tenure.successor else ""
        return f"an authority that is open on {decided_on}: {code} closed on {tenure.closed_on}{heir}"
    return f"an authority that is open on {decided_on}: {code} opened on {tenure.opened_on}"


def log_recommendation(session: Session, rulebook: Rulebook, moment: Moment, draft: Draft) -> Logged:
    """Store one recommendation with its deadline, its reminder steps and its event, in the caller's transaction.

    A draft without expected evidence gets the checklists of its categories (L5). Raises NotFound for an unknown
    decision, Refused for what the rules forbid.
    """
    decision = cases.decision(session, draft.decision_reference)
    if decision is None or decision.id is None:
        raise NotFound(f"there is no decision {draft.decision_reference!r}")
    found = faults(draft, decision.decided_on, rulebook)
    if found:
        raise Refused("; ".join(f"{column}: expected {expected}" for column, expected in found))
    if cases.recommendation(session, draft.reference) is not None:
        raise Refused(f"recommendation {draft.reference!r} is already logged")
    if not within(draft.reference, decision.reference):
        raise Refused(f"recommendation {called_as_its_case(draft.reference)}")
    if alike := recommended_alike(session, draft.reference, decision.reference):
        raise Refused(f"recommendation {otherwise_written(draft.reference, alike)}")
    if decision.decided_on > moment.today:
        raise Refused(f"decision {decision.reference!r} is dated {decision.decided_on}, after today {moment.today}")
    authority = cases.authority_of(session, decision)
    code = authority.code
    fault = closed_fault(code, authorities.tenures(session)[code], decision.decided_on)
    if fault:
        raise Refused(f"authority: expected {fault}")
    complete = replace(draft, expected_evidence=draft.expected_evidence or checklist(draft.categories, rulebook))
    calendar = calendar_of(session, rulebook, decision.authority_id)
    waited = require_waitable(session, moment, complete, decision)
    known = (complete, decision.id, decision.decided_on, moment.today, moment.today)
    story = Story(*known, calendar=calendar, waited=waited)
    ids = write(session, rulebook, [story], lambda _: moment.now, moment.actor)
    looked = store_summaries(session, rulebook, moment, [story], ids, lambda _: moment.now)
    store_waits(session, rulebook, [story], lambda _: moment.now)
    leave_to_people(session, rulebook, moment, [story], ids)
    receipt = first_dated(story, rulebook)
    kind = AuthorityType(authority.type)
    planned = tuple(planned_steps(story, receipt.due_on, story.version, rulebook, kind))
    words = in_words(receipt.as_dict(), About(decided_on=decision.decided_on))
    return Logged(draft.reference, receipt, planned, words, tuple(looked.held.get(draft.reference, ())))


def checklist(categories: tuple[str, ...], rulebook: Rulebook) -> tuple[str, ...]:
    """The evidence that the categories propose, each line once (L5)."""
    return expected((), categories, rulebook.categories).lines
