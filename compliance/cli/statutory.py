"""Commands about statutory clocks: begin one, confirm or fail a stage, show them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, show, state, table, words

if TYPE_CHECKING:
    from compliance.usecases.statutory_clock import Begun, StageEnded

statutory = typer.Typer(help="Statutory clocks of config/clocks.yaml: begin, confirm or fail a stage, show.")

Decision = Annotated[str, typer.Argument(metavar="DECISION", help="The case's reference, such as '23 001'.")]
Stage = Annotated[str, typer.Argument(metavar="STAGE", help="The stage's reference, such as '23 001/public_report/1'.")]
ClockName = Annotated[str, text_option("--clock", "NAME", "A clock of config/clocks.yaml, such as public_report.")]
Received = Annotated[date, day_option("--received-on", "When the authority received what the clock begins with.")]
NextReceived = Annotated[
    date | None, day_option("--received-on", "When the authority received what the next stage is counted from.")
]
Done = Annotated[date, day_option("--on", "The day the authority did it.")]
Reason = Annotated[str, text_option("--reason", "TEXT", "Why; needed where there is no evidence.")]
Failed = Annotated[str, text_option("--reason", "TEXT", "What was not done, or is not satisfactory.")]
ApprovedBy = Annotated[str, text_option("--approved-by", "NAME", "The second person.")]


@statutory.command("begin")
def begin(
    decision: Decision,
    clock: ClockName,
    received_on: Received,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Begin a statutory clock: its first stage has a due date and reminders from now on.

    Example: amends statutory begin '23 001' --clock public_report --received-on 2024-05-01
    """
    from compliance.usecases.statutory_clock import begin as record

    with opened(as_of) as office, office.store.writing() as session:
        begun = record(session, office.rulebook, acting(office, by), decision, clock, received_on)
    answer(shape, begun.as_dict(), lambda: _say_begun(begun))


@statutory.command("confirm")
def confirm(
    stage: Stage,
    on: Done,
    reason: Reason = "",
    received_on: NextReceived = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Record that the authority did what a stage asks for; late or in time is computed.

    Example: amends statutory confirm '23 001/public_report/1' --on 2024-07-15 --reason 'letter of the chief executive'
    """
    from compliance.usecases.statutory_clock import confirm as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        ended = record(session, office.rulebook, moment, stage, on, moment.actor, reason, received_on)
    answer(shape, ended.as_dict(), lambda: _say_ended(ended))


@statutory.command("fail")
def fail(
    stage: Stage,
    reason: Failed,
    approved_by: ApprovedBy,
    received_on: NextReceived = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Record that a stage was not complied with; the next one begins, or somebody gets a task.

    Example: amends statutory fail '23 001/public_report/1' --reason 'no answer' --approved-by 'D. Director'
    --received-on 2024-08-12
    """
    from compliance.usecases.statutory_clock import fail as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        ended = record(session, office.rulebook, moment, stage, reason, moment.actor, approved_by, received_on)
    answer(shape, ended.as_dict(), lambda: _say_ended(ended))


@statutory.command("show")
def shown(decision: Decision, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The stages of a case's statutory clocks.

    Example: amends statutory show '23 001'
    """
    from compliance.usecases.statutory_clock import show as stages_of

    with opened(as_of) as office, office.store.reading() as session:
        found = stages_of(session, decision)
    answer(shape, found, lambda: _show(found))


def _say_begun(begun: Begun) -> None:
    say(f"{begun.reference} begins: due on {day(begun.receipt.due_on)} ({begun.receipt.rule}).")


def _say_ended(ended: StageEnded) -> None:
    say(f"{ended.reference} ended as {words(ended.outcome.value)}{', late' if ended.late else ''}.")
    if ended.begun:
        _say_begun(ended.begun)
    if ended.task:
        say(f"Somebody has a task now: {words(ended.task)}.")


def _due(each: dict[str, Any]) -> str:
    """The due date, with the original one where it was moved (D6)."""
    moved = each["due_on"] != each["original_due_on"]
    return day(each["due_on"]) + (f"\nfirst {day(each['original_due_on'])}" if moved else "")


def _show(found: list[dict[str, Any]]) -> None:
    rows = [(each["reference"], each["title"], _due(each), state(each["outcome"] or "open")) for each in found]
    if rows:
        show(table("", ("Stage", "What it asks for", "Due", "Stands"), rows, kept=("Due",)))
    say(f"{count(len(found), 'stage')}.")
