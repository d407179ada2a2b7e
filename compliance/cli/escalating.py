"""Commands with which a casework manager takes a recommendation further: letter, meeting, a new case linked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Reference, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, show, table, words

escalate = typer.Typer(
    help="What a casework manager may do when reminders do not help. More time: amends extension; a public report: "
    "amends statutory; to cease: amends outcome."
)

Words = Annotated[str, text_option("--words", "TEXT", "Words of your own; not about a personal remedy.")]
On = Annotated[date, day_option("--on", "The day of the meeting.")]
Whom = Annotated[str, text_option("--with", "NAME", "Whom you meet.")]
Note = Annotated[str, text_option("--note", "TEXT", "What it is about.")]
Old = Annotated[str, typer.Argument(metavar="OLD", help="The case that failed, by its reference.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="The new case's reference; it need not be decided yet.")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="A case's reference.")]
Why = Annotated[str, text_option("--reason", "TEXT", "Why the new case was opened.")]


@escalate.command("letter")
def letter(
    reference: Reference, words: Words = "", by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """Write to the authority's chief executive; the letter goes out with the next working day's messages.

    Example: amends escalate letter '23 001-2' --words 'I should like to speak to you about this next week.'
    """
    from compliance.usecases.write_to_chief_executive import write_to_chief_executive

    with opened(as_of) as office, office.store.writing() as session:
        sent_on = write_to_chief_executive(session, office.rulebook, acting(office, by), reference, words)
    data = {"reference": reference, "on": sent_on.isoformat()}
    answer(shape, data, lambda: say(f"{reference}: the letter to the chief executive goes out on {day(sent_on)}."))


@escalate.command("meeting")
def meeting(
    reference: Reference,
    on: On,
    whom: Whom,
    note: Note = "",
    by: By = "",
    as_of: AsOf = None,
    shape: Shape = Format.TABLE,
) -> None:
    """Arrange a meeting; its day is a task.

    Example: amends escalate meeting '23 001-1' --on 2024-06-12 --with 'the chief executive and the link officer'
    """
    from compliance.usecases.arrange_meeting import arrange_meeting

    with opened(as_of) as office, office.store.writing() as session:
        new = arrange_meeting(session, office.rulebook, acting(office, by), reference, on, whom, note)
    data = {"reference": reference, "on": on.isoformat(), "with": whom.strip(), "new": new}
    what = f"a meeting with {whom.strip()} on {day(on)}"
    answer(shape, data, lambda: say(f"{reference}: {what} {'is a task now' if new else 'was a task already'}."))


@escalate.command("link")
def link(old: Old, new: New, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """Link a new case to the one it was opened because of.

    A new case that is on record is named as it is there, written the same way.

    Example: amends escalate link '23 001' '24 017' --reason 'the remedy was not carried out'
    """
    from compliance.usecases.link_cases import link_cases

    with opened(as_of) as office, office.store.writing() as session:
        link_cases(session, acting(office, by), old, new, reason)
    data = {"old": old, "new": new.strip(), "reason": reason.strip()}
    answer(shape, data, lambda: say(f"Case {new.strip()} is linked to {old}."))


@escalate.command("links")
def links(case: Case, as_of: AsOf = None, shape: Shape = Format.TABLE) -> None:
    """The cases that were opened because of a case, and those it was opened because of.

    Example: amends escalate links '23 001'
    """
    from compliance.usecases.link_cases import links_of

    with opened(as_of) as office, office.store.reading() as session:
        found = links_of(session, case)
    answer(shape, found, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    rows = [(words(each["direction"]), each["case"], each["reason"], day(each["linked_on"])) for each in found]
    if rows:
        show(table("", ("", "Case", "Why", "Linked"), rows, kept=("Case", "Linked")))
    say(f"{count(len(found), 'linked case')}.")
