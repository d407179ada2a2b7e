"""Commands that put a recommendation on record and move its due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, YesOrNo, a_day, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, words
from compliance.cli.pasting import Pasted, log_from_text
from compliance.domain.errors import WrongUse
from compliance.domain.recommendations import DecisionOutcome, Kind, Response
from compliance.domain.sums import parse_sum
from compliance.domain.waiting import Wait, WaitKind

if TYPE_CHECKING:
    from compliance.usecases.log_recommendation import Logged

DecisionReference = Annotated[str, text_option("--decision", "REF", "The case's reference, such as '23 001'.")]
NewReference = Annotated[
    str,
    text_option(
        "--reference", "REF", "The new recommendation's own reference; with --from-text what numbers are put to."
    ),
]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="Whom it serves: one person, or everybody after them.")]
Action = Annotated[str, text_option("--action", "TEXT", "What the authority is to do.")]
Categories = Annotated[
    list[str] | None, text_option("--category", "NAME", "Remedy category of config/categories.yaml; may be repeated.")
]
Period = Annotated[
    str, text_option("--period", "PERIOD", "Time from the decision, or from the end of its wait: '1 month'.")
]
DueOn = Annotated[date | None, day_option("--due-on", "A named due date instead of a period.")]
WaitsOn = Annotated[str, text_option("--waits-on", "REF", "It waits until this other recommendation is done.")]
WaitsFor = Annotated[
    str, text_option("--waits-for", "TEXT", "It waits for an event: 'the new council is established'.")
]
WaitsIf = Annotated[str, text_option("--waits-if", "TEXT", "It waits for a condition: 'the appeal is allowed'.")]
ReviewOn = Annotated[
    date | None,
    day_option("--review-on", "When to look whether it still waits; without it after waits of office.yaml."),
]
WaitEndedOn = Annotated[
    date | None, day_option("--wait-ended-on", "The day of the event or condition, if it has come about already.")
]
PublicSummary = Annotated[
    str, text_option("--public-summary", "TEXT", "What the public may read of a service improvement.")
]
Expected = Annotated[
    list[str] | None,
    text_option("--evidence", "TEXT", "What will show it was done; may be repeated; else its categories' checklists."),
]
ResponseOption = Annotated[Response | None, typer.Option("--response", help="The authority's answer, if it gave one.")]
Sums = Annotated[
    list[str] | None,
    text_option(
        "--sum",
        "TEXT",
        "A sum to pay; may be repeated: '150', '50 per month from 2024-03-01 until 2024-11-30', the last day included.",
    ),
]
AuthorityCode = Annotated[str, text_option("--authority", "CODE", "New decision: the authority it is about.")]
DecidedOn = Annotated[
    date | None,
    typer.Option("--decided-on", "--decision-date", parser=a_day, metavar="DATE", help="New decision: the day of it."),
]
FromText = Annotated[
    Path | None,
    typer.Option("--from-text", metavar="FILE", help="Propose recommendations from the text of an agreed action."),
]
Answers = Annotated[
    list[str] | None,
    text_option("--answer", "TEXT", "With --from-text, what is so of a proposal; may be repeated: '2 period=1 month'."),
]
Confirm = Annotated[
    bool, typer.Option("--confirm", help="With --from-text: log what was proposed, all of it or nothing.")
]
CaseOutcome = Annotated[
    DecisionOutcome | None, typer.Option("--outcome", help="New decision: how the complaint was decided.")
]
TYPED = (
    "--kind",
    "--action",
    "--category",
    "--period",
    "--due-on",
    "--waits-on",
    "--waits-for",
    "--waits-if",
    "--review-on",
    "--wait-ended-on",
    "--public-summary",
    "--evidence",
    "--sum",
)
ReceivedOn = Annotated[date | None, day_option("--received-on", "New decision: the day the complaint was received.")]
Remedied = Annotated[
    YesOrNo | None,
    typer.Option(
        "--satisfactory-remedy", help="New decision, upheld: had the authority put it right before you were involved?"
    ),
]
OtherThan = Annotated[
    list[str] | None,
    text_option(
        "--other-than",
        "REF",
        "New decision: it is another one than this on record, though called alike; may be repeated.",
    ),
]
Subject = Annotated[str, text_option("--subject", "TEXT", "New decision: what it is about.")]


def log(
    decision: DecisionReference,
    reference: NewReference = "",
    kind: KindOption = None,
    action: Action = "",
    category: Categories = None,
    period: Period = "",
    due_on: DueOn = None,
    waits_on: WaitsOn = "",
    waits_for: WaitsFor = "",
    waits_if: WaitsIf = "",
    review_on: ReviewOn = None,
    wait_ended_on: WaitEndedOn = None,
    public_summary: PublicSummary = "",
    evidence: Expected = None,
    response: ResponseOption = None,
    sums: Sums = None,
    authority: AuthorityCode = "",
    decided_on: DecidedOn = None,
    outcome: CaseOutcome = None,
    subject: Subject = "",
    received_on: ReceivedOn = None,
    satisfactory_remedy: Remedied = None,
    other_than: OtherThan = None,
    from_text: FromText = None,
    answers: Answers = None,
    confirm: Confirm = False,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Log one recommendation, or those that a text asks for: computes due dates and plans reminders.

    A decision that is not stored yet is stored too, from --authority, --decided-on, --outcome, --subject, --received-on
    and --satisfactory-remedy; not where its reference is that of a stored one written otherwise, unless --other-than
    names that one.
    One recommendation needs --reference, --kind and --action. With --from-text they are read from the file and shown,
    each with the words it rests on and what has to be asked; nothing is saved without --confirm.

    Example: amends log --decision '23 001' --reference '23 001-1' --kind personal_remedy
    --action 'Apologise to Ms A' --category Apology --period '1 month' --response agreed
    """
    from compliance.usecases.case_records import Draft
    from compliance.usecases.log_decision import DecisionDraft, log_decision
    from compliance.usecases.log_recommendation import log_recommendation

    remedied = None if satisfactory_remedy is None else satisfactory_remedy is YesOrNo.YES
    named = (decision.strip(), authority.strip(), decided_on, outcome, subject.strip())
    case = DecisionDraft(*named, received_on, remedied, tuple(other_than or ()))
    waited = (waits_on, waits_for, waits_if, review_on, wait_ended_on)
    if from_text is not None:
        typed = (kind, action, category, period, due_on, *waited, public_summary, evidence, sums)
        _require_nothing_typed(dict(zip(TYPED, typed, strict=True)))
        log_from_text(case, Pasted(from_text, answers or (), confirm, reference.strip(), response), by, as_of, shape)
        return
    if answers or confirm:
        raise WrongUse("--answer and --confirm go with --from-text")
    kind = _require_typed(reference, kind, action)
    wanted, shown = tuple(category or ()), tuple(evidence or ())
    draft = Draft(
        reference.strip(), case.reference, kind, action, wanted, public_summary, shown, period, due_on, response
    )
    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        review = review_on or moment.today + timedelta(days=office.rulebook.review_after)
        draft = replace(draft, sums=tuple(parse_sum(each) for each in sums or ()))
        waits = _wait(waits_on, waits_for, waits_if, review_on, review)
        draft = replace(draft, waits=waits, wait_ended_on=wait_ended_on)
        stored = log_decision(session, moment, case)
        logged = log_recommendation(session, office.rulebook, moment, draft)
    data = {"reference": logged.reference, "decision": case.reference, "decision_stored": stored} | _planned(logged)
    answer(shape, data, lambda: _say_logged(logged, case.reference if stored else ""))


def _require_typed(reference: str, kind: Kind | None, action: str) -> Kind:
    """One recommendation has a reference, a kind and an action; gives the kind."""
    for name, value in (("--reference", reference), ("--kind", kind), ("--action", action)):
        if not value:
            raise WrongUse(f"Missing option '{name}'; see 'amends log --help'")
    assert kind is not None
    return kind


def _require_nothing_typed(given: dict[str, object]) -> None:
    """What a text says is corrected by answers, which say which proposal they are about."""
    for name, value in given.items():
        if value:
            raise WrongUse(f"{name} does not go with --from-text: say what is so of a proposal with --answer")


AnswerGiven = Annotated[Response, typer.Argument(metavar="agreed|refused", help="What the authority says.")]
Reasons = Annotated[str, text_option("--reason", "TEXT", "The authority's reasons; a refusal needs them.")]


def response(
    reference: Reference,
    given: AnswerGiven,
    reason: Reasons = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Record the authority's answer to a recommendation; accepting is not complying, so its reminders go on.

    Example: amends response '23 001-1' agreed
    """
    from compliance.usecases.record_answer import record_answer

    with opened(as_of) as office, office.store.writing() as session:
        record_answer(session, acting(office, by), reference, given, reason)
    data = {"reference": reference, "response": given.value, "reason": reason.strip()}
    answer(shape, data, lambda: say(f"{reference}: the authority's answer is recorded, {given.value}."))


def _wait(on: str, event: str, condition: str, review_on: date | None, review: date) -> Wait | None:
    """What a deadline waits for, by the one of three options that was given."""
    given = {WaitKind.RECOMMENDATION: on.strip(), WaitKind.EVENT: event.strip(), WaitKind.CONDITION: condition.strip()}
    named = [Wait(kind, what, review) for kind, what in given.items() if what]
    if len(named) > 1:
        raise WrongUse("give only one of --waits-on, --waits-for and --waits-if")
    if review_on is not None and not named:
        raise WrongUse("--review-on needs --waits-on, --waits-for or --waits-if")
    return named[0] if named else None


def _planned(logged: Logged) -> dict[str, object]:
    return {
        "due_on": logged.receipt.due_on.isoformat() if logged.receipt.due_on else None,
        "receipt": logged.receipt.as_dict() | {"words": list(logged.words)},
        "steps": [
            {"step": step.name, "on": step.on_day.isoformat(), "state": step.state.value, "reason": step.reason}
            for step in logged.steps
        ],
        "summary_findings": [each.as_dict() for each in logged.findings],
    }


def _say_logged(logged: Logged, new_decision: str) -> None:
    if new_decision:
        say(f"Stored decision {new_decision}.")
    due = f"due on {day(logged.receipt.due_on)}" if logged.receipt.due_on else "open-ended"
    say(f"Logged {logged.reference}: {due} ({logged.receipt.rule}).")
    say(" ".join(logged.words))
    if logged.findings:
        found = ", ".join(f"{each.words} ({words(each.what.value)})" for each in logged.findings)
        say(f"Its public summary is held back because of: {found}. See amends summary check '{logged.reference}'.")
    planned = [step for step in logged.steps if step.state == "planned"]
    if planned:
        say(f"{count(len(planned), 'reminder step')} planned, the first on {day(planned[0].on_day)}.")
