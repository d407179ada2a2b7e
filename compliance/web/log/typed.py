"""What was typed about a decision and its recommendations, read into what the use cases take; errors field by field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from compliance.domain import lengths
from compliance.domain.agreed_action_answers import NO_SUMS, Answer
from compliance.domain.errors import AmendsError, Unanswered, WrongUse
from compliance.domain.moment import Moment, days_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.domain.sums import EXPECTED_SUM, Sum, parse_sum
from compliance.domain.waiting import WaitKind
from compliance.domain.wording import ISO_DATE
from compliance.store.engine import Session
from compliance.usecases.log_decision import DecisionDraft
from compliance.usecases.prepare_logging import KnownCase, alike, find_authority, is_stored, known_case
from compliance.web.forms import Entered
from compliance.web.log.on_record import meant
from compliance.web.log.suggested import DUE, PERIOD, WAIT, Item, name
from compliance.web.wording import complaint

LONGEST_ACTION = lengths.ACTION
LONGEST_SUMMARY = lengths.SUMMARY
LONGEST_REASONS = 5_000
UNFINISHED = {
    "from": "needs the day it counts from, such as 1 March 2024; 'until 30 November 2024' behind that where it ends",
    "until": "needs the last day that counts, such as 30 November 2024; take 'until' away where it has no end",
}
READ = "read"
WHOLE = "recommendations"
BY = (PERIOD, DUE, WAIT)
ANSWERS = (Response.AGREED.value, Response.REFUSED.value, "none")
REMEDIED = {"yes": True, "no": False, "unknown": None}
SUMMARY = "summary"
# A tick that a new decision is another one than those whose references are alike.
ALIKE = "alike"
COLUMNS = {
    "due_on": "due",
    "waits_on": "waits",
    "waits_for": "waits",
    "waits_if": "waits",
    "wait_ended_on": "ended",
    "review_on": "review",
}


# The fields of the first page, as they stand on it.
PLACES = (
    "decision",
    ALIKE,
    "authority",
    "received_on",
    "decided_on",
    "outcome",
    "satisfactory_remedy",
    "subject",
    "answer",
    "text",
)


@dataclass(frozen=True)
class Typed:
    """One recommendation as typed: its reference, what it says, and what the authority says to it."""

    reference: str
    answer: Answer
    response: Response | None


def read_case(session: Session, moment: Moment, form: Entered) -> KnownCase | None:
    """The decision that a form is about; None, with errors in the form, where it cannot be told or had."""
    reference = form.reference("decision", "the reference of the decision")
    said = form.line("authority", "the authority", required=False)
    decided_on = form.day("decided_on", "the date of the decision", required=False)
    outcome = form.choice("outcome", DecisionOutcome, "the outcome of the decision", required=False)
    received_on = form.day("received_on", "the date on which the complaint was received", required=False)
    subject = form.line("subject", "the subject", required=False)
    new = not reference or not is_stored(session, reference)
    remedied = _remedied(form, outcome if new else None)
    answer = form.pick("answer", ANSWERS, "what the authority says")
    if answer == Response.REFUSED and form.value("do") == READ:
        reasons_of(form)
    others = _others(session, form, reference)
    if new:
        _require_described(form, moment, reference, said, decided_on, outcome)
        if received_on is not None and decided_on is not None and received_on > decided_on:
            form.fault("received_on", "The complaint must have been received on or before the date of the decision")
    form.in_order(PLACES)
    if not form.ok:
        return None
    try:
        code = find_authority(session, said) if said else ""
    except AmendsError as reason:
        form.fault("authority", complaint(reason))
        return None
    try:
        stated = DecisionDraft(reference, code, decided_on, outcome, subject, received_on, remedied, others)
        return known_case(session, moment, stated)
    except AmendsError as reason:
        words = str(reason)
        form.fault("authority" if words.startswith("authority:") else "decision", complaint(reason))
        return None


def looks_like(session: Session, form: Entered) -> tuple[str, ...]:
    """The decisions on record that the one in the form may be meant as."""
    return alike(session, Entered(form.typed).reference("decision", "the reference of the decision"))


def _others(session: Session, form: Entered, reference: str) -> tuple[str, ...]:
    """Those decisions where a tick says that the new one is another; an error where none does (L1)."""
    found = alike(session, reference)
    if found and form.value(ALIKE) != meant(found):
        said = f"{' and '.join(found)} {'is' if len(found) == 1 else 'are'} on record already"
        form.fault(ALIKE, f"{said}: correct the reference, or tick that {reference} is another decision")
        return ()
    return found


def _remedied(form: Entered, outcome: DecisionOutcome | None) -> bool | None:
    """Whether the authority had put it right before the office got involved; None where nobody knows (L1, S).

    `outcome` is that of a new decision; of one on record whatever was stored stays so.
    """
    said = form.value("satisfactory_remedy")
    if said and form.pick("satisfactory_remedy", REMEDIED, "whether it had been put right before we were involved"):
        if REMEDIED[said] and outcome not in (None, DecisionOutcome.UPHELD):
            form.fault("satisfactory_remedy", "Only an upheld case had been put right before we were involved")
        return REMEDIED[said]
    return None


def _require_described(
    form: Entered,
    moment: Moment,
    reference: str,
    authority: str,
    decided_on: date | None,
    outcome: DecisionOutcome | None,
) -> None:
    """A decision that is not stored yet has an authority, a day that is over, and an outcome (L1)."""
    if not authority:
        form.fault("authority", "Enter the authority" + (": this decision is not stored yet" if reference else ""))
    if decided_on is None:
        form.fault("decided_on", "Enter the date of the decision")
    elif decided_on > moment.today:
        form.fault("decided_on", "The date of the decision must be today or in the past")
    if outcome is None:
        form.fault("outcome", "Select the outcome of the decision")


def response_of(form: Entered) -> Response | None:
    """The authority's answer to all of it; None where there is none yet (L6)."""
    return _response(form.value("answer"))


def _response(said: str) -> Response | None:
    return Response(said) if said in set(Response) else None


def response_to(form: Entered, number: int) -> Response | None:
    """The authority's answer to one recommendation: what is said of all, unless this one has an answer of its own."""
    field = name(number, "response")
    if not form.value(field):
        return response_of(form)
    return _response(form.pick(field, ANSWERS, f"what the authority says to recommendation {number}"))


def reasons_of(form: Entered) -> str:
    """Why the authority refuses (L6)."""
    return form.text("reasons", "why the authority refuses", longest=LONGEST_REASONS)


def read_item(form: Entered, item: Item, rulebook: Rulebook, code: str, today: date) -> Typed:
    """One recommendation, on the office's day; whatever is wrong is an error of its field."""
    number = item.number
    called = f"recommendation {number}"
    reference = form.reference(name(number, "reference"), f"the reference of {called}")
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
        public_summary=_summary(form, number, kind),
        evidence=tuple(line.strip() for line in evidence.splitlines() if line.strip()),
    )
    return Typed(reference, _with_deadline(form, answer, today), response_to(form, number))


def _summary(form: Entered, number: int, kind: Kind | None) -> str:
    """The public summary, which only a service improvement has (L3)."""
    field = name(number, SUMMARY)
    said = summary_of(form, number)
    if said and kind is Kind.PERSONAL_REMEDY:
        form.fault(field, f"Recommendation {number} is a personal remedy, which is never public: it has no summary")
    return said


def summary_of(form: Entered, number: int) -> str:
    """The public summary as typed."""
    what = f"the public summary of recommendation {number}"
    return form.text(name(number, SUMMARY), what, required=False, longest=LONGEST_SUMMARY)


def _known(said: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Those that are categories, each once, in the order of the configuration."""
    return tuple(each for each in known if each in said)


def _with_deadline(form: Entered, answer: Answer, today: date) -> Answer:
    number, called = answer.number, f"recommendation {answer.number}"
    by = form.pick(name(number, "by"), BY, f"by when {called} is to be done")
    if by == PERIOD:
        return replace(answer, period=form.line(name(number, "period"), f"the period of {called}"))
    if by == DUE:
        return replace(answer, due_on=form.day(name(number, "due"), f"the due date of {called}"))
    if by == WAIT:
        return _with_wait(form, answer, today)
    return answer


def _with_wait(form: Entered, answer: Answer, today: date) -> Answer:
    """What it waits for, and the day of it where that has come already (D2)."""
    number, called = answer.number, f"recommendation {answer.number}"
    kind = form.choice(name(number, "wait"), WaitKind, f"what kind of thing {called} waits for")
    what = form.line(name(number, "waits"), f"what {called} waits for")
    then = form.line(name(number, "then"), "the period after the wait", required=False)
    ended = form.day(name(number, "ended"), f"the day of what {called} waits for", required=False)
    review = form.day(name(number, "review"), f"the day to look at {called} again", required=False)
    if ended is not None and ended > today:
        form.fault(name(number, "ended"), f"The day of what {called} waits for must be today or in the past")
    if review is not None and review < today:
        form.fault(name(number, "review"), f"The day to look at {called} again must be today or later")
    if kind is None:
        return answer
    return replace(answer, waits=(kind, what), period=then or None, wait_ended_on=ended, review_on=review)


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
            wrong = UNFINISHED.get(shown.rpartition(" ")[2], f"is not {EXPECTED_SUM}")
            form.fault(field, f"Sums of recommendation {item.number}: {shown!r} {wrong}")
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
        said = days_in_words(expected, dates=ISO_DATE)
        form.fault(name(number, COLUMNS.get(column, column)), f"Recommendation {number}: expected {said}")
    if not reason.about:
        for line in reason.lines:
            form.fault(WHOLE, line.replace("Proposal", "Recommendation", 1))
