"""Commands about deadlines that wait for something before they have a date."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.moving import ToldWhy, Why, tell_moved
from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, day_option
from compliance.cli.paper import Format, answer, count, day, say, show, table

wait = typer.Typer(help="Deadlines that wait for something before they have a date: end, review, list.")

EndedOn = Annotated[date, day_option("--on", "The day of the event, or on which the condition was met.")]
NextReview = Annotated[date, day_option("--review-on", "When to look again.")]


@wait.command("end")
def end(
    reference: Reference, on: EndedOn, reason: ToldWhy, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Say that what a deadline waited for has happened: it gets its date, and the authority is told.

    A wait on another recommendation ends by itself when that one is satisfied.

    Example: amends wait end '23 001-2' --on 2024-04-01 --reason 'the new council was established'
    """
    from compliance.usecases.wait_for import end_wait

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        moved = end_wait(session, office.rulebook, moment, reference, on, reason, moment.actor)
    tell_moved(shape, moved)


@wait.command("review")
def review(
    reference: Reference,
    review_on: NextReview,
    reason: Why,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Say that a deadline rightly waits still, and when to look again; its task is done.

    Example: amends wait review '23 001-2' --review-on 2024-10-01 --reason 'the order was put off until autumn'
    """
    from compliance.usecases.wait_for import review_wait

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        review_wait(session, moment, reference, review_on, reason, moment.actor)
    data = {"reference": reference, "review_on": review_on.isoformat()}
    answer(shape, data, lambda: say(f"{reference} waits still; to be reviewed on {day(review_on)}."))


@wait.command("list")
def listed(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The deadlines that wait, the one to be reviewed first first.

    Example: amends wait list
    """
    from compliance.usecases.wait_for import waiting

    with opened(as_of) as office, office.store.reading() as session:
        found = waiting(session)
    answer(shape, found, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    rows = [
        (each["recommendation"], each["waits_for"], each["period"] or "that day", day(each["review_on"]))
        for each in found
    ]
    if rows:
        show(table("", ("Recommendation", "Waits for", "Due after", "Review"), rows, kept=("Review",)))
    say(f"{count(len(found), 'deadline')} waiting.")
