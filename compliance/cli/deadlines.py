"""Commands about days: when something is due, and what the coming days bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, lines, say, show, table
from compliance.domain.delivery import shown
from compliance.domain.errors import WrongUse
from compliance.domain.reminders import step_in_words
from compliance.domain.wording import spoken

if TYPE_CHECKING:
    from compliance.domain.deadlines import Receipt
    from compliance.usecases.forecast import Coming

COMING_DAYS = timedelta(days=30)

Anchor = Annotated[date, day_option("--from", "The day it is counted from, such as the decision date.")]
Period = Annotated[str, text_option("--period", "PERIOD", "'28 days', '20 working days', '4 weeks', '1 month' ...")]
Calendar = Annotated[str, text_option("--calendar", "NAME", "Working calendar; without it the office's default.")]
BeginningWith = Annotated[
    bool, typer.Option("--beginning-with", help="The first day is part of the period, as in some statutory clocks.")
]


def deadline(
    anchor: Anchor,
    period: Period,
    calendar: Calendar = "",
    beginning_with: BeginningWith = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Compute a due date and show how; needs no database.

    Example: amends deadline --from 2024-01-31 --period '1 month'
    """
    from compliance.domain.deadlines import due_on, parse_period
    from compliance.domain.receipts import in_words

    with opened(need_database=False) as office:
        known = office.rulebook.calendars
        if calendar and calendar not in known:
            raise WrongUse(f"there is no calendar {calendar!r}; the office has {', '.join(sorted(known))}")
        days = known[calendar] if calendar else office.rulebook.calendar
        receipt = due_on(anchor, parse_period(period, office.rulebook.periods), days, beginning_with=beginning_with)
    said = in_words(receipt.as_dict())
    answer(shape, receipt.as_dict() | {"words": list(said)}, lambda: _show_receipt(receipt, said))


def _show_receipt(receipt: Receipt, said: Sequence[str]) -> None:
    say(f"Due on {receipt.due_on:%A} {day(receipt.due_on)}: {receipt.rule}.")
    say(" ".join(said))
    rows = [(f"{step.day:%a} {day(step.day)}", spoken(step.note)) for step in receipt.steps]
    show(table("", ("Day", "What it is"), rows, kept=("Day",)))
    say(f"Calendar {receipt.calendar}, version {receipt.calendar_version}.")


First = Annotated[date | None, day_option("--from", "First day; without it today.")]
Last = Annotated[date | None, day_option("--to", "Last day; without it 30 days after the first.")]


def forecast(first: First = None, last: Last = None, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The messages that would go out if nothing happens until then: to whom, when and why.

    Example: amends forecast --from 2024-05-01 --to 2024-05-31
    """
    from compliance.usecases.forecast import forecast as coming_messages

    with opened(as_of) as office, office.store.reading() as session:
        start = first or office.today
        end = last or start + COMING_DAYS
        if end < start:
            raise WrongUse(f"--to {end} lies before --from {start}")
        coming = coming_messages(session, office.rulebook, office.moment(), start, end)
    answer(shape, [message.as_dict() for message in coming], lambda: _show_coming(coming, start, end))


def _show_coming(coming: Sequence[Coming], first: date, last: date) -> None:
    rows = [
        (
            f"{message.day:%a} {day(message.day)}",
            lines(f"{message.recipient_name} ({message.authority_code})".strip(), dim(shown(message.recipient))),
            lines(*(f"{item['recommendation']}: {_when(item, message.day)}" for item in message.items)),
        )
        for message in coming
    ]
    if rows:
        show(table("", ("Day", "To", "About"), rows, kept=("Day",), widths={"To": 28}))
    say(f"{count(len(rows), 'message')} from {day(first)} to {day(last)}.")


def _when(item: dict[str, Any], on: date) -> str:
    step = step_in_words(item["step"])
    if not item["due_on"]:
        return f"{step} (no due date for now)"
    moved = "" if item["original_due_on"] == item["due_on"] else f", originally {day(item['original_due_on'])}"
    if item["due_on"] == on.isoformat() and not moved:
        return step
    return f"{step} (due {day(item['due_on'])}{moved})"
