"""The command that lists recommendations with what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, ListShape, day_option, number_option, text_option
from compliance.cli.paper import ListFormat, count, day, dim, lines, say, show, state, table, words, write_csv
from compliance.cli.paper import write_json as write
from compliance.domain.authorities import AuthorityType
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing
from compliance.domain.wording import spoken
from compliance.domain.work_filters import NO_ONE, Filters, Order

if TYPE_CHECKING:
    from compliance.store.engine import Session
    from compliance.usecases.my_work import WorkItem

PAGE = 50
MANY = 1_000_000_000
Authority = Annotated[
    str, text_option("--authority", "CODE", "Only those about this authority or that it answers for.")
]
State = Annotated[Standing | None, typer.Option("--state", help="Only those that stand so; without it the open ones.")]
Whose = Annotated[Kind | None, typer.Option("--kind", help="Only one kind of remedy.")]
Type = Annotated[AuthorityType | None, typer.Option("--authority-type", help="Only those of one type of authority.")]
Category = Annotated[str, text_option("--category", "CATEGORY", "Only those with this remedy category.")]
DueFrom = Annotated[date | None, day_option("--due-from", "Only those due on that day or after it.")]
DueBy = Annotated[date | None, day_option("--due-by", "Only those due on that day or before it.")]
Next = Annotated[Action | None, typer.Option("--next", help="Only those with this next action.")]
Owner = Annotated[Actor | None, typer.Option("--owner", help="Only those whose next action is theirs.")]
Caseworker = Annotated[str, text_option("--caseworker", "NAME", "Only those this person looks after; - for nobody.")]
Held = Annotated[bool, typer.Option("--held", help="Only those whose reminders are on hold.")]
NoContact = Annotated[bool, typer.Option("--no-contact", help="Only those whose authority nobody can be reached at.")]
ToJudge = Annotated[bool, typer.Option("--to-judge", help="Only those about which evidence waits to be judged.")]
TimeAsked = Annotated[bool, typer.Option("--time-asked", help="Only those a request for more time waits about.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only those whose due date has passed.")]
Now = Annotated[bool, typer.Option("--now", help="Only those somebody can do something about today.")]
SortedBy = Annotated[Order, typer.Option("--sort", help="By due date, or by next action and its day.")]
Limit = Annotated[int, number_option("--limit", "NUMBER", "How many at most; 0 for all of them.", least=0)]


def list_(
    authority: Authority = "",
    authority_type: Type = None,
    standing: State = None,
    kind: Whose = None,
    category: Category = "",
    due_from: DueFrom = None,
    due_by: DueBy = None,
    action: Next = None,
    owner: Owner = None,
    caseworker: Caseworker = "",
    held: Held = False,
    no_contact: NoContact = False,
    to_judge: ToJudge = False,
    time_asked: TimeAsked = False,
    overdue: Overdue = False,
    now: Now = False,
    order: SortedBy = Order.DUE,
    limit: Limit = PAGE,
    as_of: AsOf = None,
    shape: ListShape = ListFormat.TABLE,
) -> None:
    """Recommendations with their original and current due date and the one next action of each, late ones first.

    Example: amends list --overdue --owner casework_manager
    """
    from compliance.usecases.known_filters import require_authority, require_caseworker, require_category
    from compliance.usecases.refresh_next_actions import refresh_for_reading

    filters = Filters(
        authority=authority.strip(),
        authority_type=authority_type,
        state=standing,
        kind=kind,
        category=category.strip(),
        action=action,
        who=(owner,) if owner else (),
        caseworker=caseworker.strip(),
        due_from=due_from,
        due_to=due_by,
        overdue=overdue,
        held=held,
        no_contact=no_contact,
        to_judge=to_judge,
        time_asked=time_asked,
        now=now,
    )
    with opened(as_of) as office:
        with office.store.reading() as session:
            if filters.authority:
                require_authority(session, filters.authority)
            if filters.category:
                require_category(session, office.rulebook, filters.category)
            if filters.caseworker not in ("", NO_ONE):
                require_caseworker(session, filters.caseworker)
        refresh_for_reading(office.store)
        with office.store.reading() as session:
            _write(session, office.today, filters, order, limit, shape)


def _write(session: Session, today: date, filters: Filters, order: Order, limit: int, shape: ListFormat) -> None:
    from compliance.usecases.my_work import CSV_COLUMNS, all_work, my_work

    if limit == 0 and shape is ListFormat.CSV:
        write_csv((item.as_row() for item in all_work(session, today, filters, order)), CSV_COLUMNS)
        return
    found = my_work(session, today, filters, order=order, size=limit or MANY)
    if shape is ListFormat.JSON:
        write([item.as_dict() for item in found.items])
    elif shape is ListFormat.CSV:
        write_csv([item.as_row() for item in found.items], CSV_COLUMNS)
    else:
        _show(found.items, found.total, behind=found.behind)


def _show(items: Sequence[WorkItem], total: int, *, behind: bool) -> None:
    rows = [_row(each) for each in items]
    if rows:
        show(table("", ("Due", "Recommendation", "Next"), rows, kept=("Due",)))
    more = total - len(rows)
    say(f"{count(total, 'recommendation')}{f'; {more:,} more not shown, see --limit' if more else ''}.")
    if behind:
        say("What changed in the last moments is not in it yet: another command is writing.")


def _row(item: WorkItem) -> tuple[Text, Text, Text]:
    moved = item.original_due_on and item.original_due_on != item.due_on
    by = f", by {day(item.by)}" if item.by else ""
    return (
        lines(day(item.due_on) or "no date", dim(f"first {day(item.original_due_on)}" if moved else "")),
        lines(item.reference, dim(f"{item.authority_code}, {words(item.kind)}"), state(item.state)),
        lines(f"{words(item.who)}: {spoken(item.what)}{by}", dim(item.command)),
    )
