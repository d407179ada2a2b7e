"""Showing what a calendar change would move, and asking for consent to exactly that (rule D9)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType

from compliance.cli.paper import Format, answer, count, day, say, show, table
from compliance.domain.errors import WrongUse
from compliance.domain.reminders import step_in_words
from compliance.domain.wording import spoken

if TYPE_CHECKING:
    from compliance.domain.moment import Moment
    from compliance.runtime import Installation
    from compliance.usecases.change_calendar import CalendarChange, Preview

Apply = Annotated[
    bool, typer.Option("--apply", help="Do it; without it what would move is shown and nothing is saved.")
]
Expect = Annotated[
    str, typer.Option("--expect", metavar="DIGEST", help="The digest of the preview you consent to; goes with --apply.")
]
Reason = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="TEXT",
        help="Why; goes with --apply, on record, and into the letter about each date that moves.",
    ),
]


@dataclass(frozen=True)
class Consent:
    """What was said on the command line: whether to do it, the digest consented to, and why."""

    given: bool
    expected: str
    reason: str


def carry_out(office: Installation, moment: Moment, change: CalendarChange, consent: Consent, shape: Format) -> None:
    """Show what a change would do; do it where consent is given, on the command line or at the terminal.

    Raises WrongUse for consent to nothing in particular: --apply without --expect where nobody can be asked.
    """
    asks = _asks(shape)
    if consent.given and consent.expected:
        done = _apply(office, moment, change, consent.expected, consent.reason)
        answer(shape, done.as_dict(applied=not done.empty), lambda: _show_done(done))
        return
    if consent.given and not asks:
        raise WrongUse("--apply needs --expect DIGEST: run it without --apply, look, and take the digest it prints")
    found = _look(office, moment, change)
    answer(shape, found.as_dict(applied=False), lambda: _show_preview(found))
    if asks and not found.empty and typer.confirm("Do this?"):
        reason = consent.reason or typer.prompt("Why?")
        _show_done(_apply(office, moment, change, found.digest, reason))
    elif shape is Format.TABLE and not found.empty:
        say(f"Nothing is saved. To consent to this: --apply --expect {found.digest} --reason '...'")


def _asks(shape: Format) -> bool:
    """Whether somebody is there who can be asked."""
    return shape is Format.TABLE and sys.stdin.isatty() and sys.stdout.isatty()


def _look(office: Installation, moment: Moment, change: CalendarChange) -> Preview:
    from compliance.usecases.change_calendar import preview

    with office.store.reading() as session:
        return preview(session, office.rulebook, moment, change)


def _apply(office: Installation, moment: Moment, change: CalendarChange, expected: str, reason: str) -> Preview:
    from compliance.usecases.change_calendar import apply

    with office.store.writing() as session:
        return apply(session, office.rulebook, moment, change, expected=expected, reason=reason)


def _show_done(done: Preview) -> None:
    if done.empty:
        say("Nothing to change: that is in force already.")
        return
    moved = f"{count(len(done.due), 'due date')} and {count(len(done.steps), 'reminder step')} moved"
    say(f"Done, {done.what}: {moved}.")


def _show_preview(found: Preview) -> None:
    say(f"{found.what[0].upper()}{found.what[1:]}:")
    for section in _sections(found.as_dict(applied=False)):
        show(section)
    for alarm in found.alarms:
        say(f"Note: {spoken(alarm)}.")
    if found.empty:
        say("Nothing to change: that is in force already.")
        return
    say(f"{count(len(found.due), 'due date')} and {count(len(found.steps), 'reminder step')} would move.")


def _sections(data: Mapping[str, Any]) -> Sequence[RenderableType]:
    days = [(part["calendar"], *row) for part in data.get("calendars", ()) for row in _days(part)]
    due = [_due(each) for each in data["deadlines"]]
    steps = [
        (one["recommendation"], one["authority_code"], step_in_words(one["step"]), day(one["on"]), day(one["new_on"]))
        for one in data["steps"]
    ]
    kept = [
        (
            each["recommendation"],
            each["authority_code"],
            *(day(each[name]) for name in ("original_due_on", "due_on", "counted_on")),
        )
        for each in data["kept"]
    ]
    parts = (
        ("Days", ("Calendar", "Day", "Name", "Becomes"), days),
        ("Due dates", ("Recommendation", "Authority", "Originally", "Now", "New", "Days"), due),
        (
            "Due dates that stay, because the new day would be over already",
            ("Recommendation", "Authority", "Originally", "Stays", "Would be"),
            kept,
        ),
        ("Reminder steps", ("Recommendation", "Authority", "Step", "Now", "New"), steps),
    )
    return [table(title, headings, rows) for title, headings, rows in parts if rows]


def _due(each: Mapping[str, Any]) -> tuple[str, ...]:
    dates = (day(each["original_due_on"]), day(each["due_on"]), day(each["new_due_on"]))
    return (each["recommendation"], each["authority_code"], *dates, f"{each['days']:+}")


def _days(part: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = [(day(each["day"]), each["name"], "closed") for each in part["closed"]]
    rows += [(day(each["day"]), each["name"], "a working day") for each in part["open"]]
    if part["new_horizon"] != part["horizon"]:
        rows.append((day(part["new_horizon"]), f"last day known, was {day(part['horizon'])}", "the horizon"))
    return rows
