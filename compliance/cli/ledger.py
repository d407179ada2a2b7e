"""Commands that look into the records: one recommendation, the messages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, Reference, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, lines, say, show, state, table
from compliance.domain.delivery import MessageState, shown
from compliance.domain.errors import WrongUse
from compliance.domain.reminders import step_in_words


def explain(reference: Reference, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Everything about one recommendation: due dates and how they came about, reminders, evidence, outcome, history.

    What is to be done next stands with it.

    Example: amends explain '23 001-1'
    """
    from compliance.cli.explained import show_explained
    from compliance.usecases.explain import explain as all_about

    with opened(as_of) as office, office.store.reading() as session:
        data = all_about(session, office.rulebook, office.moment(), reference)
    answer(shape, data, lambda: show_explained(data))


State = Annotated[MessageState | None, typer.Option("--state", help="Only messages in this state.")]
Recipient = Annotated[str, text_option("--recipient", "ADDRESS", "Only messages to this address.")]
First = Annotated[date | None, day_option("--from", "Only messages of this day or later.")]
Last = Annotated[date | None, day_option("--to", "Only messages of this day or earlier.")]


def messages(
    wanted: State = None, recipient: Recipient = "", first: First = None, last: Last = None, shape: Shape = Format.TABLE
) -> None:
    """The ledger: what was sent to whom and when, what waits, what failed, what is in doubt.

    Example: amends messages --state in_doubt
    """
    from compliance.usecases.list_messages import list_messages

    if first and last and last < first:
        raise WrongUse(f"--to {last} lies before --from {first}")
    with opened() as office, office.store.reading() as session:
        found = list_messages(session, state=wanted, recipient=recipient.strip() or None, first=first, last=last)
    answer(shape, found, lambda: _show_messages(found))


def _show_messages(found: list[dict[str, Any]]) -> None:
    if found:
        show(message_table("", found))
    say(f"{count(len(found), 'message')}.")


KEY_LENGTH = 29  # a day, a hyphen and twenty digits
MESSAGE_HEADINGS = ("Day and state", "To, and key", "About")


def message_table(title: str, found: list[dict[str, Any]]) -> Table:
    """Messages of the ledger as a table in which no key is broken: keys are there to be copied."""
    rows = [message_row(message) for message in found]
    return table(title, MESSAGE_HEADINGS, rows, kept=MESSAGE_HEADINGS[:1], widths={MESSAGE_HEADINGS[1]: KEY_LENGTH})


def message_row(message: dict[str, Any]) -> tuple[Any, Any, Any]:
    """A message of the ledger as a row: day and state, recipient and key, its steps and what went wrong."""
    tries = len(message["attempts"])
    about = [f"{step['recommendation']}: {step_in_words(step['step'])}" for step in message["steps"]]
    return (
        lines(day(message["day"]), state(message["state"]), dim(count(tries, "try", "tries") if tries > 1 else "")),
        lines(f"{shown(message['recipient'])} ({message['authority_code']})", dim(message["key"])),
        lines(*about, dim(message["reason"])),
    )
