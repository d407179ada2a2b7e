"""Commands about notes on recommendations and cases."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, text_option
from compliance.cli.paper import Format, answer, count, day, lines, say, show, table

note = typer.Typer(help="Notes about a recommendation or a case, for the office only.")

OfWhat = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="A recommendation's reference, or with --case a case's.")
]
Case = Annotated[bool, typer.Option("--case", help="REFERENCE is a case's.")]
Text = Annotated[str, text_option("--text", "TEXT", "The note.")]


@note.command("add")
def add(
    reference: OfWhat,
    text: Text,
    case: Case = False,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Write a note; it stays in the history with who wrote it and when, and in no message.

    Example: amends note add '23 001-1' --text 'Ann rang: the committee meets on Tuesday'
    """
    from compliance.usecases.add_note import add_note

    with opened(as_of) as office, office.store.writing() as session:
        kept = add_note(session, acting(office, by), reference, text, case=case)
    answer(shape, {"reference": reference, "note": kept}, lambda: say(f"{reference}: noted."))


@note.command("list")
def list_(reference: OfWhat, case: Case = False, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The notes about a recommendation or a case, oldest first.

    Example: amends note list '23 001' --case
    """
    from compliance.usecases.add_note import notes_of

    with opened(as_of) as office, office.store.reading() as session:
        found = notes_of(session, reference, case=case)
    answer(shape, found, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    rows = [(day(each["day"]), each["by"], lines(*each["note"].splitlines())) for each in found]
    if rows:
        show(table("", ("Day", "Who", "Note"), rows, kept=("Day",)))
    say(f"{count(len(found), 'note')}.")
