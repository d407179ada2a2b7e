"""What was typed about a decision and its recommendations, read into what the use cases take; errors field by field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from compliance.domain.agreed_action_answers import Answer
from compliance.domain.errors import AmendsError, Unanswered, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.domain.sums import EXPECTED_SUM, Sum, parse_sum
from compliance.domain.waiting import WaitKind
from compliance.store.engine import Session
from compliance.usecases.log_decision import DecisionDraft
from compliance.usecases.prepare_logging import KnownCase, find_authority, is_stored, known_case
from compliance.web.forms import Entered
from compliance.web.log.suggested import DUE, PERIOD, WAIT, Item, name
from compliance.web.wording import complaint

LONGEST_REFERENCE = 100
LONGEST_ACTION = 5000
NO_SUMS = "none"
WHOLE = "recommendations"
BY = (PERIOD, DUE, WAIT)
ANSWERS = (Response.AGREED.value, Response.REFUSED.value, "none")
COLUMNS = {"due_on": "due", "waits_on": "waits", "waits_for": "waits", "waits_if": "waits"}


@dataclass(frozen=True)
class Typed:
    """One recommendation as typed: its reference, what it says, and the evidence expected beyond the checklists."""

    reference: str
    answer: Answer
    evidence: tuple[str, ...]


def read_case(session: Session, moment: Moment, form: Entered) -> KnownCase | None:
    """The decision that a form is about; None, with errors in the form, where it cannot be told or had."""
    reference = form.line("decision", "the reference of the decision", longest=LONGEST_REFERENCE)
    said = form.line("authority", "the authority", required=False)
    decided_on = form.day("decided_on", "the date of the decision", required=False)
    outcome = form.choice("outcome", DecisionOutcome, "the outcome of the decision", required=False)
    subject = form.line("subject", "the subject", required=False)
    form.pick("answer", ANSWERS, "what the authority says")
    if reference and not is_stored(session, reference):
        _require_described(form, moment, said, decided_on, outcome)
    if not form.ok:
        return None
    try:
        code = find_authority(session, said) if said else ""
    except AmendsError as reason:
        form.fault("authority", complaint(reason))
        return None
    try:
        return known_case(session, moment, DecisionDraft(reference, code, decided_on, outcome, subject))
    except AmendsError as reason:
        words = str(reason)
        form.fault("authority" if words.startswith("authority:") else "decision", complaint(reason))
        return None


def _require_described(
    form: Entered, moment: Moment, authority: str, decided_on: date | None, outcome: DecisionOutcome | None
) -> None:
    """A decision that is not stored yet has an authority, a day that is over, and an outcome (L1)."""
    if not authority:
        form.fault("authority", "Enter the authority: this decision is not stored yet")
    if decided_on is None:
        form.fault("decided_on", "Enter the date of the decision")
    elif decided_on > moment.today:
        form.fault("decided_on", "The date of the decision must be today or in the past")
    if outcome is None:
        form.fault("outcome", "Select the outcome of the decision")


def response_of(form: Entered) -> Response | None:
    """The authority's answer to all of it; None where there is none yet (L6)."""
    said = form.value("answer")
    return Response(said) if said in set(Response) else None


def read_item(form: Entered, item: Item, rulebook: Rulebook, code: str) -> Typed:
    """One recommendation; whatever is wrong is an error of its field."""
    number = item.number
    called = f"recommendation {number}"
    reference = form.line(name(number, "reference"), f"the reference of {called}", longest=LONGEST_REFERENCE)
    action = form.text(name(number, "action"), f"what is asked in {called}", longest=LONGEST_ACTION)
    kind = form.choice(name(number, "kind"), Kind, f"whom {called} serves")
    categories = _known(form.values(name(number, "categories")), rulebook.categories)
    evidence = form.text(name(number, "evidence"), f"the evidence of {called}", required=False)
    answer = Answer(
        number,
        action=" ".join(action.split()),
        kind=kind,
        categories=categories,
        sums=_sums(form, item),
        authority=code if _is_for_it(form, item, code) else None,
    )
    lines = tuple(line.strip() for line in evidence.splitlines() if line.strip())
    return Typed(reference, _with_deadline(form, answer), lines)


def _known(said: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Those that are categories, each once, in the order of the configuration."""
    return tuple(each for each in known if each in said)


def _with_deadline(form: Entered, answer: Answer) -> Answer:
    number, called = answer.number, f"recommendation {answer.number}"
    by = form.pick(name(number, "by"), BY, f"by when {called} is to be done")
    if by == PERIOD:
        return replace(answer, period=form.line(name(number, "period"), f"the period of {called}"))
    if by == DUE:
        return replace(answer, due_on=form.day(name(number, "due"), f"the due date of {called}"))
    if by == WAIT:
        kind = form.choice(name(number, "wait"), WaitKind, f"what kind of thing {called} waits for")
        what = form.line(name(number, "waits"), f"what {called} waits for")
        then = form.line(name(number, "then"), "the period after the wait", required=False)
        return replace(answer, waits=(kind, what), period=then or None) if kind is not None else answer
    return answer


def _sums(form: Entered, item: Item) -> tuple[Sum, ...]:
    field = name(item.number, "sums")
    said = form.text(field, f"the sums of recommendation {item.number}", required=False)
    if not said and item.asks_sums:
        form.fault(field, f"Enter the sums of recommendation {item.number}, or {NO_SUMS}")
    found = []
    for line in said.splitlines() if said.casefold() != NO_SUMS else ():
        if not line.strip():
            continue
        try:
            found.append(parse_sum(line))
        except WrongUse:
            shown = " ".join(line.split())[:60]
            form.fault(field, f"Sums of recommendation {item.number}: {shown!r} is not {EXPECTED_SUM}")
    return tuple(found)


def _is_for_it(form: Entered, item: Item, code: str) -> bool:
    if not item.asks_body:
        return False
    ticked = form.value(name(item.number, "body")) == code
    if not ticked:
        form.fault(
            name(item.number, "body"),
            f"Say that recommendation {item.number} is for this authority, or take it away",
        )
    return ticked


def note_refused(form: Entered, reason: Unanswered) -> None:
    """Put what the rules refuse to the field it is about, open questions to the whole."""
    for number, column, expected in reason.about:
        form.fault(name(number, COLUMNS.get(column, column)), f"Recommendation {number}: expected {expected}")
    if not reason.about:
        for line in reason.lines:
            form.fault(WHOLE, line.replace("Proposal", "Recommendation", 1))
