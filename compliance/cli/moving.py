"""Commands that move a deadline: more time, corrections, stopped clocks, re-opening and sending anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, show, table
from compliance.domain.deadlines import VersionKind
from compliance.domain.errors import Refused
from compliance.domain.receipts import About, in_words

if TYPE_CHECKING:
    from compliance.usecases.deadline_versions import Moved
    from compliance.usecases.reopen import Reopened

extension = typer.Typer(help="More time that an authority asks for: record, grant, refuse, take back.")
clock = typer.Typer(help="Stop the clock of a deadline and start it again; the working days left are kept.")

NewDate = Annotated[date | None, day_option("--to", "The new due date.")]
MoreTime = Annotated[str, text_option("--by", "PERIOD", "More time, counted from the current due date: '2 weeks'.")]
Why = Annotated[str, text_option("--reason", "TEXT", "Why.")]
# The letter about a personal remedy goes without it (K), and so does the first one.
TOLD = "Why; the authority is told it, unless it was told of nothing yet or it is about a personal remedy."
ToldWhy = Annotated[str, text_option("--reason", "TEXT", TOLD)]
AgreedBy = Annotated[str, text_option("--agreed-by", "NAME", "Who at the office agreed to it.")]
AgreedOn = Annotated[date | None, day_option("--agreed-on", "When it was agreed; without it today.")]
InWriting = Annotated[
    str, text_option("--in-writing", "REF", "The letter or mail that agreed to it; some statutory clocks need one.")
]


def tell_moved(shape: Format, moved: Moved) -> None:
    """Say what became of a due date."""
    answer(shape, moved.as_dict(), lambda: _say_moved(moved))


def _say_moved(moved: Moved) -> None:
    previous = day(moved.previous_due_on) if moved.previous_due_on else "open-ended"
    original = f", originally {day(moved.original_due_on)}" if moved.original_due_on else ""
    if moved.kind is VersionKind.CORRECTION and moved.previous_due_on == moved.receipt.due_on:
        say(f"{moved.reference} is still due on {previous}{original}: only how that is counted is corrected.")
        return
    now = f"due on {day(moved.receipt.due_on)}" if moved.receipt.due_on else "open-ended"
    say(f"{moved.reference} is now {now} (was {previous}{original}).")
    if moved.receipt.due_on is None:
        say(" ".join(in_words(moved.receipt.as_dict(), About(moved.kind.value))))


def extend(
    reference: Reference,
    reason: ToldWhy,
    agreed_by: AgreedBy,
    to: NewDate = None,
    period: MoreTime = "",
    agreed_on: AgreedOn = None,
    in_writing: InWriting = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Give more time: lateness is judged on the new date from now on, the original one is kept.

    Example: amends extend '23 001-1' --by '2 weeks' --reason 'flood in the archive' --agreed-by 'K. Manager'
    """
    from compliance.usecases.authority_calendar import calendar_of
    from compliance.usecases.case_records import Extension
    from compliance.usecases.change_deadline import extend as record
    from compliance.usecases.change_deadline import extension_receipt
    from compliance.usecases.open_recommendation import find

    _require_one(to, period)
    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, "")
        found = find(session, reference)
        calendar = calendar_of(session, office.rulebook, found.decision.authority_id)
        receipt = extension_receipt(found.record.due_on, period, to, office.rulebook, calendar)
        agreed = Extension(agreed_on or moment.today, receipt.due_on, reason, agreed_by)
        moved = record(session, office.rulebook, moment, reference, agreed, receipt, in_writing)
    tell_moved(shape, moved)


def _require_one(to: date | None, period: str) -> None:
    """Say which options they are: `--by` is a period here, and a name in all other commands."""
    if bool(period.strip()) == (to is not None):
        one = "exactly one of a new date (--to) and a period (--by)"
        raise Refused(f"an extension needs {one}; who agreed to it goes with --agreed-by")


CorrectPeriod = Annotated[str, text_option("--period", "PERIOD", "The right period, counted from the decision.")]
CorrectReceived = Annotated[
    date | None,
    day_option("--received-on", "The right day on which the authority received what a stage is counted from."),
]


def correct(
    reference: Reference,
    reason: ToldWhy,
    to: NewDate = None,
    period: CorrectPeriod = "",
    received_on: CorrectReceived = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Correct a due date that was typed wrongly; the wrong one stays on record.

    Example: amends correct '23 001-1' --to 2024-05-24 --reason 'typed 14 instead of 24'
    """
    from compliance.usecases.authority_calendar import calendar_of
    from compliance.usecases.change_deadline import correct as record
    from compliance.usecases.change_deadline import corrected_receipt
    from compliance.usecases.open_recommendation import find

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        found = find(session, reference)
        calendar = calendar_of(session, office.rulebook, found.decision.authority_id)
        receipt = corrected_receipt(found, period, to, office.rulebook, calendar, received_on)
        about = (session, office.rulebook, moment, reference)
        moved = record(*about, receipt, reason, moment.actor, may_give_time=True)
    tell_moved(shape, moved)


def reopen(
    reference: Reference,
    reason: ToldWhy,
    to: NewDate = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Open a closed recommendation again: its outcome is withdrawn and its reminders start anew.

    Example: amends reopen '23 001-1' --to 2024-07-01 --reason 'the payment came back'
    """
    from compliance.usecases.reopen import reopen as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = record(session, office.rulebook, moment, reference, reason, moment.actor, to)
    answer(shape, moved.as_dict(), lambda: _say_reopened(moved))


def _say_reopened(moved: Reopened) -> None:
    _say_moved(moved)
    for each in moved.dependents:
        if each.waits_again:
            say(f"{each.reference}, whose due date was counted from its completion, waits for it again.")
        else:
            say(f"{each.reference} has a date or an outcome that rests on its completion: a task asks to look at it.")


def resend(reference: Reference, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Send a recommendation anew: the same due date, its ladder from the start.

    Example: amends resend '23 001-1' --reason 'the link officer never got it'
    """
    from compliance.usecases.reopen import resend as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = record(session, office.rulebook, moment, reference, reason, moment.actor)
    tell_moved(shape, moved)


AskedBy = Annotated[str, text_option("--asked-by", "NAME", "Who at the authority asks.")]
Wished = Annotated[date, day_option("--until", "The date the authority wishes for.")]
AskedOn = Annotated[date | None, day_option("--asked-on", "When it asked; without it today.")]
Granted = Annotated[
    date | None, day_option("--until", "Grant time until this day; without it the wished date, unless that has passed.")
]


@extension.command("ask")
def ask(
    reference: Reference,
    until: Wished,
    reason: Why,
    asked_by: AskedBy,
    asked_on: AskedOn = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Record that an authority asks for more time; the due date stays until the request is granted.

    Example: amends extension ask '23 001-1' --until 2024-06-28 --reason 'the panel meets late' --asked-by 'A. Officer'
    """
    from compliance.usecases.request_extension import Request
    from compliance.usecases.request_extension import ask as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        record(session, office.rulebook, moment, reference, Request(until, reason, asked_by, asked_on or moment.today))
    data = {"reference": reference, "wished_on": until.isoformat(), "state": "asked"}
    answer(shape, data, lambda: say(f"{reference}: the request for time until {day(until)} waits for a decision."))


@extension.command("grant")
def grant(
    reference: Reference,
    reason: ToldWhy,
    until: Granted = None,
    in_writing: InWriting = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Grant the request that waits; the deadline moves.

    Example: amends extension grant '23 001-1' --reason 'nobody could have known'
    """
    from compliance.usecases.request_extension import grant as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = record(session, office.rulebook, moment, reference, reason, moment.actor, until, in_writing)
    tell_moved(shape, moved)


@extension.command("refuse")
def refuse(reference: Reference, reason: ToldWhy, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Refuse the request that waits; the authority is told, and why if it is about a service improvement.

    Example: amends extension refuse '23 001-1' --reason 'the first three months were not used'
    """
    from compliance.usecases.request_extension import refuse as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        record(session, office.rulebook, moment, reference, reason, moment.actor)
    answer(
        shape,
        {"reference": reference, "state": "refused"},
        lambda: say(f"{reference}: the request for time is refused."),
    )


@extension.command("withdraw")
def withdraw(reference: Reference, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Take a request back: the authority does not ask any more, or its due date is as late as it wished by now.

    Example: amends extension withdraw '23 001-1' --reason 'done in time after all'
    """
    from compliance.usecases.request_extension import withdraw as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        record(session, moment, reference, reason, moment.actor)
    data = {"reference": reference, "state": "withdrawn"}
    answer(shape, data, lambda: say(f"{reference}: the request for time is withdrawn."))


@extension.command("reverse")
def reverse(
    reference: Reference, reason: ToldWhy, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Take back the extension that is in force: the date before it counts again.

    Example: amends extension reverse '23 001-1' --reason 'agreed for another case'
    """
    from compliance.usecases.change_deadline import reverse_extension

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = reverse_extension(session, office.rulebook, moment, reference, reason, moment.actor)
    tell_moved(shape, moved)


@extension.command("list")
def requests(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The requests for more time that wait for a decision.

    Example: amends extension list
    """
    from compliance.usecases.request_extension import waiting_requests

    with opened(as_of) as office, office.store.reading() as session:
        found = waiting_requests(session)
    answer(shape, found, lambda: _show_requests(found))


def _show_requests(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["recommendation"],
            *(day(each[name]) for name in ("original_due_on", "due_on", "wished_on")),
            f"{each['reason']} ({each['asked_by']})",
        )
        for each in found
    ]
    if rows:
        show(table("", ("Recommendation", "Originally", "Due", "Wished for", "Why, and who asks"), rows))
    say(f"{count(len(found), 'request')} for more time waiting for a decision.")


Category = Annotated[str, text_option("--category", "NAME", "Why clocks may stop: clock_stops of config/office.yaml.")]
StoppedOn = Annotated[date | None, day_option("--on", "The day it stopped; without it today.")]
RestartedOn = Annotated[date | None, day_option("--on", "The day it starts again; without it today.")]


@clock.command("stop")
def stop(
    reference: Reference,
    category: Category,
    reason: ToldWhy,
    on: StoppedOn = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Stop the clock: no due date, no reminders, nothing becomes overdue until it starts again.

    Example: amends clock stop '23 001-1' --category legal_proceedings --reason 'judicial review of the decision'
    """
    from compliance.usecases.stop_clock import stop as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = record(session, office.rulebook, moment, reference, category, reason, moment.actor, on)
    tell_moved(shape, moved)


@clock.command("restart")
def restart(
    reference: Reference,
    reason: ToldWhy,
    on: RestartedOn = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Start a stopped clock: the working days that were left are counted from that day.

    Example: amends clock restart '23 001-1' --reason 'the court has decided'
    """
    from compliance.usecases.stop_clock import restart as record

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = record(session, office.rulebook, moment, reference, reason, moment.actor, on)
    tell_moved(shape, moved)
