"""The command that lists recommendations with what is to be done next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, ListShape, day_option, text_option
from compliance.cli.paper import ListFormat, count, day, dim, lines, say, show, spoken, state, table, words, write_csv
from compliance.cli.paper import write_json as write
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing

if TYPE_CHECKING:
    from compliance.usecases.list_recommendations import Listing

PAGE = 50
COLUMNS = (
    "reference",
    "decision",
    "authority_code",
    "kind",
    "state",
    "original_due_on",
    "due_on",
    "held_until",
    "evidence_waiting",
    "reachable",
    "next_action",
    "next_who",
    "next_what",
    "next_by",
    "next_command",
)

Authority = Annotated[str, text_option("--authority", "CODE", "Only this authority's.")]
State = Annotated[Standing | None, typer.Option("--state", help="Only those that stand so; without it the open ones.")]
Whose = Annotated[Kind | None, typer.Option("--kind", help="Only one kind of remedy.")]
DueBy = Annotated[date | None, day_option("--due-by", "Only those due on that day or before it.")]
Next = Annotated[Action | None, typer.Option("--next", help="Only those with this next action.")]
Owner = Annotated[Actor | None, typer.Option("--owner", help="Only those whose next action is theirs.")]
Held = Annotated[bool, typer.Option("--held", help="Only those whose reminders are on hold.")]
NoContact = Annotated[bool, typer.Option("--no-contact", help="Only those whose authority nobody can be reached at.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only those whose due date has passed.")]
Limit = Annotated[int, typer.Option("--limit", min=0, metavar="NUMBER", help="How many at most; 0 for all of them.")]


def list_(
    authority: Authority = "",
    standing: State = None,
    kind: Whose = None,
    due_by: DueBy = None,
    action: Next = None,
    owner: Owner = None,
    held: Held = False,
    no_contact: NoContact = False,
    overdue: Overdue = False,
    limit: Limit = PAGE,
    as_of: AsOf = None,
    shape: ListShape = ListFormat.TABLE,
) -> None:
    """Recommendations with their original and current due date and the one next action of each, late ones first.

    Example: amends list --overdue --owner casework_manager
    """
    from compliance.usecases.list_recommendations import Narrowed, list_recommendations

    narrowed = Narrowed(
        authority.strip() or None,
        standing,
        kind,
        due_by,
        action,
        owner,
        held=held,
        overdue=overdue,
        no_contact=no_contact,
    )
    with opened(as_of) as office, office.store.reading() as session:
        found = list_recommendations(session, office.today, narrowed, limit or None)
    if shape is ListFormat.JSON:
        write(found.rows)
    elif shape is ListFormat.CSV:
        write_csv([_flat(each) for each in found.rows], COLUMNS)
    else:
        _show(found)


def _flat(each: dict[str, Any]) -> dict[str, Any]:
    """A row for a spreadsheet: the next action in columns of its own."""
    action = each["next_action"]
    more = {f"next_{name}": action[name] for name in ("who", "what", "by", "command")}
    return each | {"next_action": action["action"]} | more


def _show(found: Listing) -> None:
    rows = [_row(each) for each in found.rows]
    if rows:
        show(table("", ("Due", "Recommendation", "Next"), rows, kept=("Due",)))
    more = found.total - len(rows)
    say(f"{count(found.total, 'recommendation')}{f'; {more:,} more not shown, see --limit' if more else ''}.")


def _row(each: dict[str, Any]) -> tuple[Text, Text, Text]:
    action = each["next_action"]
    moved = each["original_due_on"] and each["original_due_on"] != each["due_on"]
    by = f", by {day(action['by'])}" if action["by"] else ""
    return (
        lines(day(each["due_on"]) or "no date", dim(f"first {day(each['original_due_on'])}" if moved else "")),
        lines(each["reference"], dim(f"{each['authority_code']}, {words(each['kind'])}"), state(each["state"])),
        lines(f"{words(action['who'])}: {spoken(action['what'])}{by}", dim(action["command"])),
    )
