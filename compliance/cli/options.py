"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from compliance.cli.paper import Format, ListFormat
from compliance.domain.lengths import LARGEST_NUMBER


class YesOrNo(StrEnum):
    """What may be known or not: without an answer it is not."""

    YES = "yes"
    NO = "no"


FIRST_YEAR, LAST_YEAR = 1800, 2100


def a_day(text: str) -> date:
    """Read a date; typer shows the complaint with the option's name."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  # a date has no zone
    except ValueError:
        raise typer.BadParameter(f"expected a date such as 2024-03-31, not {text!r}") from None
    return _within(day, text)


def an_instant(text: str) -> datetime:
    """Read an instant, with or without a zone."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or ":" not in text:
        raise typer.BadParameter(f"expected an instant such as 2024-05-20T12:00:00+01:00, not {text!r}")
    _within(found.date(), text)
    return found


def _within(day: date, text: str) -> date:
    """Refuse a year that no authority or case can have."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, not {text!r}")
    return day


def day_option(name: str, help_text: str) -> Any:
    """An option that takes a date."""
    return typer.Option(name, parser=a_day, metavar="DATE", help=help_text)


def text_option(name: str, what: str, help_text: str) -> Any:
    """An option that takes a text; `what` stands for it in the help."""
    return typer.Option(name, metavar=what, show_default=False, help=help_text)


def number_option(name: str, what: str, help_text: str, *, least: int = 1, most: int = LARGEST_NUMBER) -> Any:
    """An option that takes a whole number, never one too large for a database; `what` stands for it in the help."""
    return typer.Option(name, metavar=what, help=help_text, min=least, max=most)


def number_argument(help_text: str) -> Any:
    """An argument that takes the number of something stored."""
    return typer.Argument(metavar="NUMBER", help=help_text, min=1, max=LARGEST_NUMBER)


AsOf = Annotated[date | None, day_option("--as-of", "The office's day, such as 2024-03-31; without it today.")]
Shape = Annotated[Format, typer.Option("--format", help="A table for people, or JSON and nothing else for programs.")]
By = Annotated[str, text_option("--by", "NAME", "Who does this; without it your login name.")]
Reference = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="The recommendation's reference, such as '23 001-1'.")
]
ListShape = Annotated[ListFormat, typer.Option("--format", help="A table for people, JSON or CSV for programs.")]
