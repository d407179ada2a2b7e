"""Commands about what waits for a person: the tasks, whose they are, and that one is done."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from rich.text import Text

from compliance.cli.ledger import KEY_LENGTH
from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, ListShape, Shape, day_option, number_argument, text_option
from compliance.cli.paper import (
    Format,
    ListFormat,
    answer,
    count,
    day,
    dim,
    lines,
    say,
    show,
    table,
    words,
    write_csv,
    write_json,
)
from compliance.domain.authorities import StaffRole
from compliance.domain.moment import days_in_words
from compliance.domain.tasks import TaskKind
from compliance.domain.wording import ISO_DATE, spoken

TASK_HEADINGS = ("Due, and about what", "Why, and what to type")

task = typer.Typer(help="Give a task to somebody, or say that it is done.")

Owner = Annotated[StaffRole | None, typer.Option("--owner", help="Only the tasks of one role.")]
AssignedTo = Annotated[str, text_option("--assigned-to", "NAME", "Only the tasks given to this person.")]
DueBy = Annotated[date | None, day_option("--due-by", "Only what is due on that day or before it.")]
Kind = Annotated[str, text_option("--kind", "KIND", "Only tasks of one kind, such as message_in_doubt.")]


def tasks(
    owner: Owner = None,
    assigned_to: AssignedTo = "",
    due_by: DueBy = None,
    kind: Kind = "",
    as_of: AsOf = None,
    shape: ListShape = ListFormat.TABLE,
) -> None:
    """What waits for a person, overdue first: whose it is, by when, why, and what to type.

    Example: amends tasks --owner casework_manager
    """
    from compliance.usecases.known_filters import require_kind_of_task
    from compliance.usecases.list_tasks import CSV_COLUMNS, Narrowed, list_tasks

    narrowed = Narrowed(owner.value if owner else None, assigned_to.strip() or None, kind.strip() or None, due_by)
    with opened(as_of) as office, office.store.reading() as session:
        if narrowed.kind:
            require_kind_of_task(session, office.rulebook, narrowed.kind)
        found = list_tasks(session, office.today, narrowed)
    if shape is ListFormat.JSON:
        write_json(found)
    elif shape is ListFormat.CSV:
        write_csv(found, CSV_COLUMNS)
    else:
        _show_tasks(found)


def _show_tasks(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            lines(
                _due(each),
                each["subject"],
                dim(f"{words(each['kind'])}, since {day(each['opened_on'])}"),
                dim(f"no {each['id']}, {words(each['owner'])} {each['assigned_to']}".strip()),
            ),
            lines(_reason(each), dim(each["message_subject"]), dim(each["command"]), dim(_ways_on(each))),
        )
        for each in found
    ]
    if rows:
        show(table("", TASK_HEADINGS, rows, widths={TASK_HEADINGS[0]: KEY_LENGTH}))
    late = sum(bool(each["overdue"]) for each in found)
    say(f"{count(len(found), 'open task')}{f', {late:,} overdue' if late else ''}.")


def _ways_on(each: dict[str, Any]) -> str:
    return f"or take it further: {each['ways_on']}" if each["ways_on"] else ""


def _due(each: dict[str, Any]) -> Text:
    due = day(each["due_on"])
    return Text(f"{due}, overdue", style="bold red") if each["overdue"] else Text(due)


def _reason(each: dict[str, Any]) -> str:
    """Why there is the task, with days as people say them, and roles too where the reason is the program's own."""
    reason: str = each["reason"]
    own = each["kind"] == TaskKind.NO_CONTACT
    return spoken(reason) if own else days_in_words(reason, dates=ISO_DATE)


Number = Annotated[int, number_argument("The task's number, as amends tasks shows it.")]
Why = Annotated[str, text_option("--reason", "TEXT", "What was done, or why nothing has to be.")]
To = Annotated[str, text_option("--to", "NAME", "Who is to do it; '' gives it back to the role.")]


@task.command("done")
def done(number: Number, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Close a task by hand; it stays on record with who and why. Most tasks close by themselves when it is over.

    Example: amends task done 12 --by 'K. Manager' --reason 'spoke to the chief executive'
    """
    from compliance.usecases.manage_tasks import finish_task

    with opened(as_of) as office, office.store.writing() as session:
        subject = finish_task(session, acting(office, by), number, reason)
    data = {"id": number, "subject": subject}
    answer(shape, data, lambda: say(f"Task {number} about {subject} is done."))


@task.command("assign")
def assign(number: Number, to: To, by: By = "", shape: Shape = Format.TABLE) -> None:
    """Give a task to a person.

    Example: amends task assign 12 --to 'A. Caseworker'
    """
    from compliance.usecases.manage_tasks import assign_task

    with opened() as office, office.store.writing() as session:
        subject = assign_task(session, acting(office, by), number, to)
    data = {"id": number, "subject": subject, "assigned_to": to.strip()}
    whose = f"is {to.strip()}'s" if to.strip() else "is nobody's in particular"
    answer(shape, data, lambda: say(f"Task {number} about {subject} {whose}."))
