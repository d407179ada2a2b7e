"""Commands about what an authority did: its evidence, the judgement on it, and the outcome."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compliance.cli.opening import acting, opened, person
from compliance.cli.options import AsOf, By, Reference, Shape, day_option, number_argument, text_option
from compliance.cli.paper import Format, answer, day, say, words
from compliance.domain.evidence import Judgement
from compliance.domain.moment import days_in_words
from compliance.domain.outcomes import Ending, Outcome

if TYPE_CHECKING:
    from compliance.usecases.record_outcome import Closed

evidence = typer.Typer(help="Record evidence an authority sent, and judge it.")
outcome = typer.Typer(help="Record what became of a recommendation.")

References = Annotated[
    list[str], typer.Argument(metavar="REFERENCE...", help="One or more recommendations the evidence is for.")
]
Sender = Annotated[str, text_option("--from", "NAME", "Who sent it.")]
SentFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", exists=True, dir_okay=False, help="The file; it is kept by its content."),
]
Note = Annotated[str, text_option("--note", "TEXT", "What it is, or what was said without a file.")]
ReceivedOn = Annotated[date | None, day_option("--received-on", "When it came; without it today.")]


@evidence.command("add")
def add(
    references: References,
    sender: Sender,
    file: SentFile = None,
    note: Note = "",
    received_on: ReceivedOn = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Record evidence: a file, a note or both. No chaser goes out until it is judged.

    Example: amends evidence add '23 001-1' '23 001-2' --file apology.pdf --from 'A. Officer'
    """
    from compliance.documents.evidence_files import keep
    from compliance.usecases.case_records import EvidencePiece
    from compliance.usecases.submit_evidence import submit_evidence, what_is_known

    with opened(as_of) as office:
        moment = acting(office, by)
        kept = vars(keep(office.settings.evidence_folder, file)) if file else {}
        piece = EvidencePiece(received_on or moment.today, sender.strip(), note, **kept)
        with office.store.writing() as session:
            about = (session, office.rulebook, moment)
            new = {name: submit_evidence(*about, name, piece) for name in dict.fromkeys(references)}
            known = {name: what_is_known(session, name, piece) for name, is_new in new.items() if not is_new}
    data = [{"reference": name, "new": is_new, "sha256": piece.sha256} for name, is_new in new.items()]
    recorded = f"evidence of {day(piece.received_on)} recorded, it waits for review"
    told = {name: f"known already, {days_in_words(known[name])}" if name in known else recorded for name in new}
    answer(shape, data, lambda: say(*(f"{name}: {words}." for name, words in told.items())))


class Verdict(StrEnum):
    """What a person may say about evidence (E2)."""

    SUFFICIENT = Judgement.SUFFICIENT.value
    INSUFFICIENT = Judgement.INSUFFICIENT.value
    WITHDRAWN = Judgement.WITHDRAWN.value


Number = Annotated[int, number_argument("The evidence's number, as amends explain shows it.")]
VerdictArgument = Annotated[Verdict, typer.Argument(metavar="VERDICT", help="sufficient, insufficient or withdrawn.")]
Missing = Annotated[str, text_option("--missing", "TEXT", "What insufficient evidence lacks; the authority is told.")]


@evidence.command("judge")
def judge(
    reference: Reference,
    number: Number,
    verdict: VerdictArgument,
    missing: Missing = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Judge evidence that waits; the authority is told in writing what insufficient evidence lacks.

    Example: amends evidence judge '23 001-1' 7 insufficient --missing 'the date of the payment'
    """
    from compliance.usecases.review_evidence import review_evidence

    judgement = Judgement(verdict.value)
    with opened(as_of) as office, office.store.writing() as session:
        review_evidence(session, office.rulebook, acting(office, by), reference, number, judgement, missing.strip())
    data = {"reference": reference, "number": number, "judgement": judgement.value, "missing": missing.strip()}
    answer(shape, data, lambda: say(f"{reference}: evidence {number} is {judgement.value}."))


OutcomeArgument = Annotated[Outcome, typer.Argument(metavar="OUTCOME", help="satisfied, not_satisfied or ceased.")]
CompletedOn = Annotated[date | None, day_option("--completed-on", "When the authority completed it.")]
Reason = Annotated[str, text_option("--reason", "TEXT", "Why; needed unless it is satisfied with evidence on record.")]
ApprovedBy = Annotated[str, text_option("--approved-by", "NAME", "The second person, needed unless it is satisfied.")]
RecordedOn = Annotated[date | None, day_option("--recorded-on", "When it is recorded; without it today.")]


@outcome.command("record")
def record(
    reference: Reference,
    ending: OutcomeArgument,
    completed_on: CompletedOn = None,
    reason: Reason = "",
    by: By = "",
    approved_by: ApprovedBy = "",
    recorded_on: RecordedOn = None,
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Close a recommendation. On time or late is computed from the day the authority completed it.

    Example: amends outcome record '23 001-1' satisfied --completed-on 2024-05-20

    Example: amends outcome record '23 001-2' not_satisfied --reason 'no review was held' --approved-by 'D. Director'
    """
    from compliance.usecases.record_outcome import record_outcome

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        on, approver = recorded_on or moment.today, approved_by.strip() or None
        proposed = Ending(ending, on, person(by), completed_on, reason.strip(), approver)
        closed = record_outcome(session, office.rulebook, moment, reference, proposed)
    data = {
        "reference": closed.reference,
        "outcome": closed.outcome.value,
        "late": closed.late,
        "reachability": closed.reached.as_dict(),
    }
    answer(shape, data, lambda: say_closed(closed))


def say_closed(closed: Closed) -> None:
    """Tell people what is closed, and whether the authority could be reached about it."""
    late = ", late" if closed.late else ""
    say(f"{closed.reference} is closed: {words(closed.outcome.value)}{late}.")
    if not closed.reached.reachable:
        since = f"since {day(closed.reached.since)} " if closed.reached.since else ""
        say(f"The authority could {since}not be reached about it: {closed.reached.why}.")
