"""The state of a decision that is being logged: all of it travels in the form, nothing of it is stored (L2).

The text is read anew each time; what a person typed stands over what was read. The page on which the text can be
corrected carries what was read before as well (`READ_BEFORE`), so that what was typed goes with its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from compliance.domain.agreed_action_answers import Answer, with_added
from compliance.domain.agreed_action_values import Proposal, Reading
from compliance.domain.errors import Unanswered, WrongUse
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Response
from compliance.store.engine import Session
from compliance.usecases.case_records import Draft
from compliance.usecases.prepare_logging import KnownCase, next_number, taken
from compliance.usecases.propose_recommendations import MOST_LETTERS, Numbering, drafts, propose
from compliance.usecases.wait_on_each_other import logging_order
from compliance.web.forms import PARTS, Entered
from compliance.web.log.again import Corrected, Note, References
from compliance.web.log.on_record import Same, on_record, require_ticks
from compliance.web.log.suggested import Item, fields_of, items, name
from compliance.web.log.typed import REMEDIED, note_refused, read_item, reasons_of, response_of, response_to
from compliance.web.wording import complaint, whole_number

MOST_ITEMS = 20
LONGEST_NUMBER = 3
# What the recommendations in the form were read from, and the case they were called after.
READ_BEFORE, CALLED_AFTER = "read-text", "read-decision"
REMEDY = {said: word for word, said in REMEDIED.items()} | {None: ""}
NOTHING_READ = Reading((), (), ())


@dataclass
class Desk:
    """A decision with the recommendations that stand in the form; `numbers` in their order.

    `before` is what was read where that is not what stands there now, None where it is; `notes` say what became of it.
    """

    form: Entered
    known: KnownCase
    text: str = ""
    reading: Reading = NOTHING_READ
    numbers: list[int] = field(default_factory=list)
    before: Reading | None = None
    notes: list[Note] = field(default_factory=list)

    def correct(self, session: Session) -> None:
        """Let what was typed go with its words, after the text or the reference of the decision was corrected."""
        if self.before is None:
            return
        case = self.known.draft
        old = replace(case, reference=self.form.value(CALLED_AFTER))
        was, now = (References(each.reference, next_number(session, each)) for each in (old, case))
        corrected = Corrected(self.before, self.reading, self.form, was, now, MOST_ITEMS)
        self.form = corrected.settle(self.numbers)
        self.numbers, self.notes, self.before = corrected.numbers, corrected.notes, None

    @property
    def items(self) -> list[Item]:
        """The recommendations as the page shows them."""
        return items(self.form, self.reading, self.numbers)

    @property
    def refuses(self) -> bool:
        """Whether the authority refuses any of them; why has to be said then (L6)."""
        return any(response_to(self.form, each) is Response.REFUSED for each in self.numbers)

    @property
    def reasons(self) -> str:
        """Why the authority refuses, as typed; one text for all."""
        return reasons_of(Entered(self.form.typed)) if self.refuses else ""

    @property
    def is_full(self) -> bool:
        """Whether no more fit into one form."""
        return len(self.numbers) >= MOST_ITEMS

    def add(self, session: Session) -> None:
        """Add an empty recommendation, with the next reference."""
        if not self.is_full:
            first = next_number(session, self.known.draft)
            calls = References(self.known.draft.reference, first)
            number = max([*self.numbers, *(each.number for each in self.reading.proposals)], default=0) + 1
            waited = {self.form.value(name(each, "waits")) for each in self.numbers}
            # What waited for one that was taken away does not wait for another instead.
            while calls.of(number) in waited:
                number += 1
            self._put(first, number)

    def take_away(self, number: int) -> None:
        """Take one away, with all that was typed about it."""
        self.numbers = [each for each in self.numbers if each != number]

    def put_back(self, session: Session, number: int) -> None:
        """Put back a proposal of the text that was taken away, at its place and as it was read."""
        known = {each.number: each for each in self.reading.proposals}
        if number in known and number not in self.numbers and not self.is_full:
            self._put(next_number(session, self.known.draft), number, known[number])
            self.numbers.sort()

    def propose_all(self, session: Session) -> None:
        """Fill the form with all that was read; one empty recommendation where nothing was."""
        first = next_number(session, self.known.draft)
        for each in self.reading.proposals:
            self._put(first, each.number, each)
        if not self.reading.proposals:
            self._put(first, 1)

    def _put(self, first: int, number: int, proposal: Proposal | None = None) -> None:
        """Let one stand in the form, with nothing but what was read of it; `first` is the first number to be had."""
        self.numbers.append(number)
        kept = {field: said for field, said in self.form.typed.items() if not field.startswith(name(number, ""))}
        read = fields_of(proposal, self.reading.questions) if proposal else {}
        reference = {name(number, "reference"): [f"{self.known.draft.reference}-{first + number - 1}"]}
        self.form = Entered(kept | dict(read) | reference, self.form.files, self.form.errors)

    def on_record(self, session: Session) -> dict[int, Same]:
        """What asks for the same as one in the form, of this decision or in the form itself, by number."""
        return on_record(session, self.known.draft.reference, self.form, self.numbers)

    def ready(self, session: Session, rulebook: Rulebook, moment: Moment) -> dict[int, Draft]:
        """What is to be logged, by number; raises Unanswered, with the errors in the form, where that is not clear."""
        code = self.known.draft.authority_code
        typed = {each.number: read_item(self.form, each, rulebook, code, moment.today) for each in self.items}
        named = {number: each.reference for number, each in typed.items()}
        for number, why in taken(session, moment, self.known.draft.reference, named).items():
            self.form.fault(name(number, "reference"), why)
        require_ticks(self.form, self.on_record(session))
        if self.refuses:
            reasons_of(self.form)
        if not self.form.ok:
            raise Unanswered(tuple(self.form.errors.values()))
        known = {each.number for each in self.reading.proposals}
        whole = with_added(self.reading, [each for each in self.numbers if each not in known])
        answers = {each: Answer(each, left_out=True) for each in known - set(self.numbers)}
        answers |= {number: each.answer for number, each in typed.items()}
        to = Numbering(self.known.draft.reference, response_of(self.form), named)
        try:
            found = drafts(rulebook, moment, self.known.draft, whole, answers, to)
            logging_order(session, moment.today, code, found)
        except Unanswered as reason:
            note_refused(self.form, reason)
            raise
        return {n: replace(draft, response=typed[n].response) for n, draft in found.items()}


def sit_down(form: Entered, known: KnownCase, rulebook: Rulebook) -> Desk | None:
    """The desk of a form whose decision is known; None, with an error of the text, where that cannot be worked with."""
    text = form.text("text", "the text", required=False, longest=MOST_LETTERS)
    reading = NOTHING_READ
    if text and form.ok:
        try:
            reading = propose(rulebook, text, known.draft.decided_on)
        except WrongUse as reason:
            form.fault("text", complaint(reason))
    before = _read_before(form, known, rulebook, text, reading)
    if len(reading.proposals) > MOST_ITEMS:
        found = f"{len(reading.proposals):,} things"
        form.fault("text", f"The text seems to ask for {found}; log at most {MOST_ITEMS} at once, the rest after them")
    if not form.ok:
        return None
    return Desk(_settled(form, known, text), known, text, reading, _numbers(form), before)


def as_read(form: Entered) -> Entered:
    """The form as the page has it that corrects text and decision: with both as the recommendations rest on them."""
    before = {READ_BEFORE: form.values("text"), CALLED_AFTER: form.values("decision")}
    return Entered(before | dict(form.typed), form.files, form.errors)


def _read_before(form: Entered, known: KnownCase, rulebook: Rulebook, text: str, reading: Reading) -> Reading | None:
    """What was read before the text or the reference was corrected; None where neither was."""
    if CALLED_AFTER not in form.typed:
        return None
    before = Entered(form.typed).text(READ_BEFORE, "the text", required=False, longest=MOST_LETTERS)
    if before == text:
        return None if form.value(CALLED_AFTER) == known.draft.reference else reading
    try:
        return propose(rulebook, before, known.draft.decided_on) if before else NOTHING_READ
    except WrongUse:
        return NOTHING_READ


def _settled(form: Entered, known: KnownCase, text: str) -> Entered:
    """The form with the decision as it is known: its authority by its code, its day as a date, the text as read."""
    draft = known.draft
    said = {"authority": draft.authority_code, "subject": draft.subject, "text": text, "decision": draft.reference}
    said |= {"outcome": draft.outcome.value if draft.outcome else ""}
    said |= {"satisfactory_remedy": REMEDY[draft.satisfactory_remedy]}
    said |= _parts("decided_on", draft.decided_on) | _parts("received_on", draft.received_on)
    return _with(form, {field: [value] for field, value in said.items()})


def _parts(field: str, day: date | None) -> dict[str, str]:
    """A date as the form has it."""
    values = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{field}-{part}": str(value) for part, value in zip(PARTS, values, strict=True)}


def _with(form: Entered, values: dict[str, list[str]]) -> Entered:
    return Entered(dict(form.typed) | values, form.files, form.errors)


def _numbers(form: Entered) -> list[int]:
    """The numbers of the recommendations that stand in the form, each once, no more than there may be."""
    said = [whole_number(each, LONGEST_NUMBER) for each in form.values("item")]
    return [number for number in dict.fromkeys(said) if number][:MOST_ITEMS]
