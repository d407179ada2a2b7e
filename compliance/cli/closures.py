"""Commands about an authority's own working days: the calendar it goes by and its closing days."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.authorities import Code, authority
from compliance.cli.consent import Apply, Consent, Expect, Reason, carry_out
from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, show, table

closure = typer.Typer(help="The days on which an authority is closed besides the bank holidays.")
CalendarName = Annotated[
    str, typer.Argument(metavar="NAME", help="A calendar of config/calendars.yaml; 'default' is the office's own.")
]
Day = Annotated[date, day_option("--day", "The day.")]
DayName = Annotated[str, text_option("--name", "NAME", "What it is called on receipts, such as 'Offices closed'.")]


@authority.command("calendar")
def calendar(
    code: Code,
    name: CalendarName,
    apply: Apply = False,
    expect: Expect = "",
    reason: Reason = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Show what would move if an authority went by another calendar; with --apply let it go by that one.

    Example: amends authority calendar S12000036 scotland
    """
    from compliance.usecases.change_closures import NamedCalendar

    change = NamedCalendar(code, "" if name == "default" else name)
    with opened(as_of) as office:
        carry_out(office, acting(office, by), change, Consent(apply, expect.strip(), reason), shape)


@closure.command("add")
def add(
    code: Code,
    on: Day,
    name: DayName,
    apply: Apply = False,
    expect: Expect = "",
    reason: Reason = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Show what a new closing day would move; with --apply add it.

    Example: amends authority closure add E09000029 --day 2026-12-24 --name 'Offices closed'
    """
    from compliance.usecases.change_closures import NewClosure

    with opened(as_of) as office:
        change = NewClosure(code, on, name)
        carry_out(office, acting(office, by), change, Consent(apply, expect.strip(), reason), shape)


@closure.command("remove")
def remove(
    code: Code,
    on: Day,
    apply: Apply = False,
    expect: Expect = "",
    reason: Reason = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Show what would move without a closing day; with --apply remove it.

    Example: amends authority closure remove E09000029 --day 2026-12-24
    """
    from compliance.usecases.change_closures import NoClosure

    with opened(as_of) as office:
        carry_out(office, acting(office, by), NoClosure(code, on), Consent(apply, expect.strip(), reason), shape)


@closure.command("list")
def list_all(code: Code, shape: Shape = Format.TABLE) -> None:
    """The calendar an authority goes by, and its own closing days.

    Example: amends authority closure list E09000029
    """
    from compliance.usecases.change_closures import list_closures

    with opened() as office, office.store.reading() as session:
        found = list_closures(session, office.rulebook, code)
    answer(shape, found, lambda: _show(found))


def _show(found: dict[str, Any]) -> None:
    rows = [(f"{date.fromisoformat(each['day']):%a} {day(each['day'])}", each["name"]) for each in found["closures"]]
    if rows:
        show(table("", ("Day", "Name"), rows, kept=("Day",)))
    whose = ", the office's default one" if found["is_default"] else ""
    say(f"{count(len(rows), 'closing day')} on top of the calendar {found['calendar']}{whose}.")
