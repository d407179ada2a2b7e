"""Commands that hold a recommendation's reminders until a day, and lift a hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, dim, lines, say, show, table

hold = typer.Typer(help="Hold the reminders of a recommendation until a day, for a reason.")

Until = Annotated[date, day_option("--until", "The last day of the hold, at most as far off as the office allows.")]
Why = Annotated[str, text_option("--reason", "TEXT", "Why.")]
Whole = Annotated[bool, typer.Option("--all", help="Also holds that have ended or were lifted.")]


@hold.command("place")
def place(
    reference: Reference, until: Until, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Hold the reminders from today on; after the last day only the one that is right then goes out.

    Example: amends hold place '23 001-1' --until 2024-05-31 --reason 'personal bereavement'
    """
    from compliance.usecases.hold import place_hold

    with opened(as_of) as office, office.store.writing() as session:
        place_hold(session, office.rulebook, acting(office, by), reference, until, reason)
    data = {"reference": reference, "until": until.isoformat(), "reason": reason.strip()}
    answer(shape, data, lambda: say(f"{reference}: reminders are on hold until {day(until)}."))


@hold.command("lift")
def lift(reference: Reference, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """End a hold before its last day; reminders go on.

    Example: amends hold lift '23 001-1' --reason 'the officer is back'
    """
    from compliance.usecases.hold import lift_hold

    with opened(as_of) as office, office.store.writing() as session:
        until = lift_hold(session, acting(office, by), reference, reason)
    data = {"reference": reference, "until": until.isoformat(), "reason": reason.strip()}
    answer(shape, data, lambda: say(f"{reference}: the hold until {day(until)} is lifted, reminders go on."))


@hold.command("list")
def list_(whole: Whole = False, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Recommendations whose reminders are on hold, the earliest end first.

    Example: amends hold list --all
    """
    from compliance.usecases.hold import list_holds

    with opened(as_of) as office, office.store.reading() as session:
        found = list_holds(session, office.today, whole=whole)
    answer(shape, found, lambda: _show(found))


def _show(found: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            each["recommendation"],
            day(each["from"]),
            lines(day(each["until"]), dim(f"lifted {day(each['lifted_on'])}") if each["lifted_on"] else ""),
            lines(each["reason"], dim(each["placed_by"]), dim(each["lift_reason"])),
        )
        for each in found
    ]
    if rows:
        show(table("", ("Recommendation", "From", "Until", "Why"), rows, kept=("Recommendation", "From")))
    say(f"{count(len(rows), 'hold')}.")
