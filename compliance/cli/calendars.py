"""Commands about working calendars: which are in force, which days they close, and how a newer list is applied."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.consent import Apply, Consent, Expect, Reason, carry_out
from compliance.cli.opening import acting, opened
from compliance.cli.options import FIRST_YEAR, LAST_YEAR, AsOf, By, Shape, day_option, number_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, lines, say, show, table
from compliance.domain.errors import WrongUse

calendar = typer.Typer(help="Look at the working calendars and put newer lists of bank holidays in force.")


@calendar.command("list")
def list_all(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The calendars in force, where their bank holidays come from, and how far ahead they are known.

    Example: amends calendar list
    """
    from compliance.usecases.show_calendars import list_calendars

    with opened(as_of) as office, office.store.reading() as session:
        found = list_calendars(session, office.rulebook, office.today)
    answer(shape, found, lambda: _show_list(found))


def _show_list(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            lines(each["name"], dim("the office's default") if each["is_default"] else ""),
            lines(each["source"], dim(each["version"])),
            day(each["horizon"]),
            f"{each['days_left']:,}",
        )
        for each in found
    ]
    show(table("", ("Calendar", "Bank holidays from", "Known until", "Days left"), rows, kept=("Known until",)))


CalendarName = Annotated[str, typer.Argument(metavar="NAME", help="The calendar's name, such as scotland.")]
A_YEAR = number_option(
    "--year", "YEAR", "The year; without it this one and the next.", least=FIRST_YEAR, most=LAST_YEAR
)
Year = Annotated[int | None, A_YEAR]


@calendar.command("show")
def show_one(name: CalendarName, year: Year = None, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The closed days of one calendar, weekends left out.

    Example: amends calendar show scotland --year 2027
    """
    from compliance.usecases.show_calendars import show_calendar

    with opened(as_of) as office:
        years = (year,) if year is not None else (office.today.year, office.today.year + 1)
        found = show_calendar(office.rulebook, name, years)
    answer(shape, found, lambda: _show_days(found))


def _show_days(found: dict[str, Any]) -> None:
    rows = [(f"{each['weekday']} {day(each['day'])}", each["name"], each["kind"]) for each in found["days"]]
    if rows:
        show(table("", ("Day", "Name", "What it is"), rows, kept=("Day",)))
    say(f"{count(len(rows), 'closed day')} beside the weekends. Calendar {found['name']}, version {found['version']}.")


Source = Annotated[
    str | None,
    typer.Argument(
        metavar="[SOURCE]",
        show_default=False,
        help="A file or an http(s) address, JSON as on gov.uk; without it the calendars as they are in force.",
    ),
]
OneOnly = Annotated[str, text_option("--calendar", "NAME", "Only this calendar; without it all of them.")]


Gone = Annotated[
    list[date] | None,
    day_option("--gone", "A bank holiday in force that SOURCE lacks because it is none any more; may be repeated."),
]


@calendar.command("update")
def update(
    source: Source = None,
    name: OneOnly = "",
    gone: Gone = None,
    apply: Apply = False,
    expect: Expect = "",
    reason: Reason = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Show what a newer list of bank holidays would move; with --apply put it in force.

    Without SOURCE it shows which open dates were counted on other calendars than those in force, such as before a
    closing day was put into calendars.yaml; with --apply they follow.

    A list that lost days which are in force is refused, unless each is named with --gone.

    Example: amends calendar update bank-holidays.json
    """
    from compliance.documents.bank_holiday_feed import read_feed
    from compliance.usecases.calendars_in_force import CalendarsInForce
    from compliance.usecases.change_calendar import CalendarChange
    from compliance.usecases.update_calendar import ListChange, wanted_calendars

    with opened(as_of) as office:
        wanted_calendars(office.rulebook, name)
        change: CalendarChange = CalendarsInForce(name)
        if source is not None:
            change = ListChange(read_feed(source), source, name, frozenset(gone or ()))
        elif gone:
            raise WrongUse("--gone goes with a SOURCE that lacks that day")
        carry_out(office, acting(office, by), change, Consent(apply, expect.strip(), reason), shape)
