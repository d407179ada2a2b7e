"""Commands about who looks after what: assign, hand over when people leave, show everybody's load."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, text_option
from compliance.cli.paper import Format, answer, count, say, show, table

caseworker = typer.Typer(help="Who looks after a recommendation: assign, hand over, show everybody's load.")

OfWhat = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="A recommendation's reference, or with --case a case's.")
]
Person = Annotated[str, typer.Argument(metavar="NAME", help="The person, by the name that tasks and the history have.")]
Leaving = Annotated[str, typer.Argument(metavar="FROM", help="Who looks after it now; '' for what nobody does yet.")]
Heir = Annotated[str, typer.Argument(metavar="TO", help="Who takes over.")]
Case = Annotated[bool, typer.Option("--case", help="REFERENCE is a case's: all of its open recommendations.")]
Why = Annotated[str, text_option("--reason", "TEXT", "Why; needed where it is taken from somebody.")]
HandOverWhy = Annotated[str, text_option("--reason", "TEXT", "Why, for example that somebody leaves.")]
Only = Annotated[
    list[str] | None, text_option("--only", "REF", "Only this recommendation; may be repeated; without it everything.")
]


@caseworker.command("assign")
def assign(
    reference: OfWhat,
    person: Person,
    case: Case = False,
    reason: Why = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Let a person look after a recommendation, or after every open one of a case.

    Example: amends caseworker assign '23 001' 'T. Co-ordinator' --case
    """
    from compliance.usecases.assign_caseworker import assign_case, assign_caseworker

    with opened(as_of) as office, office.store.writing() as session:
        moment = acting(office, by)
        if case:
            given = assign_case(session, moment, reference, person, reason)
        else:
            assign_caseworker(session, moment, reference, person, reason)
            given = [reference]
    data = {"caseworker": person.strip(), "recommendations": given}
    answer(shape, data, lambda: say(f"{person.strip()} looks after {', '.join(given)}."))


@caseworker.command("hand-over")
def hand_over(
    leaving: Leaving,
    heir: Heir,
    reason: HandOverWhy,
    only: Only = None,
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Hand a person's open recommendations and tasks over to somebody else.

    Example: amends caseworker hand-over 'I. Investigator' 'T. Co-ordinator' --reason 'left the office'
    """
    from compliance.usecases.hand_over import hand_over as give

    with opened(as_of) as office, office.store.writing() as session:
        done = give(session, acting(office, by), leaving, heir, reason, only)
    data = {"caseworker": heir.strip(), "recommendations": list(done.recommendations), "tasks": done.tasks}
    whose = f" from {leaving.strip()}" if leaving.strip() else ", which nobody looked after"
    what = f"{count(len(done.recommendations), 'recommendation')} and {count(done.tasks, 'task')}"
    answer(shape, data, lambda: say(f"{heir.strip()} takes over {what}{whose}."))


@caseworker.command("list")
def list_(as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Everybody who looks after open recommendations, with how many and how many of them are overdue.

    Example: amends caseworker list
    """
    from compliance.usecases.assign_caseworker import loads

    with opened(as_of) as office, office.store.reading() as session:
        found = loads(session, office.today)
    answer(shape, found, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    rows = [(each["person"] or "(nobody)", f"{each['open']:,}", f"{each['overdue']:,}") for each in found]
    if rows:
        show(table("", ("Person", "Open", "Overdue"), rows, kept=("Open", "Overdue")))
    say(f"{count(sum(each['open'] for each in found), 'open recommendation')}.")
