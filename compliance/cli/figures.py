"""The command that gives a year's figures: the letter data of one authority or of all."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from compliance.cli.opening import opened
from compliance.cli.options import AsOf, an_instant, day_option, text_option
from compliance.cli.paper import clean, day, dim, facts, instant, json_text, lines, say, show, table, takes_utf8, words
from compliance.cli.progress import progress
from compliance.domain.errors import Refused, WrongUse
from compliance.domain.letters import CSV_COLUMNS

if TYPE_CHECKING:
    from compliance.usecases.measure_compliance import YearFigures

STATISTICS = ("upheld", "compliance", "satisfactory_remedy", "per_recommendation")


class FigureFormat(StrEnum):
    """How the figures are given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


YearEnding = Annotated[date, day_option("--year-ending", "Last day of the year, such as 2024-03-31.")]
Authority = Annotated[str, text_option("--authority", "CODE", "Only this authority; without it all of them.")]
AsAt = Annotated[
    datetime | None,
    typer.Option(
        "--as-at",
        parser=an_instant,
        metavar="INSTANT",
        help="As known then, such as 2024-05-20T12:00:00+01:00; else now.",
    ),
]
Shape = Annotated[FigureFormat, typer.Option("--format", help="A table for people, JSON or CSV for programs.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", dir_okay=False, help="File to write JSON or CSV into."),
]


def letter_data(
    year_ending: YearEnding,
    authority: Authority = "",
    as_at: AsAt = None,
    out: Out = None,
    as_of: AsOf = None,
    shape: Shape = FigureFormat.TABLE,
) -> None:
    """The three statistics of a year with their denominators, beside those of similar authorities.

    Example: amends letter-data --year-ending 2024-03-31 --authority E09000029 --format json
    """
    if out is not None and shape is FigureFormat.TABLE:
        raise WrongUse("--out writes JSON or CSV: add --format json or --format csv")
    year = _measured(year_ending, as_at, as_of)
    codes = [_known(year, authority.strip())] if authority else sorted(year.bodies)
    if shape is FigureFormat.TABLE:
        _show(year, codes, whole=bool(authority))
    elif shape is FigureFormat.CSV:
        _hand_out(_csv(year, codes), out)
    else:
        data = [year.letter_data(code) for code in codes]
        _hand_out(json_text(data[0] if authority else data, plain=out is None and not takes_utf8()), out)


def _hand_out(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        say(f"Written to {out}.")


def _measured(ending: date, as_at: datetime | None, as_of: date | None) -> YearFigures:
    from compliance.usecases.measure_compliance import measure_compliance

    with opened(as_of) as office, office.store.reading() as session, progress() as report:
        moment = as_at or office.moment().now
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(office.rulebook.office.time_zone))
        report("measuring the year", 0, 1)
        return measure_compliance(session, office.rulebook, ending, moment)


def _known(year: YearFigures, code: str) -> str:
    if code in year.bodies:
        return code
    from compliance.usecases.manage_authority import show_authority

    with opened() as office, office.store.reading() as session:
        show_authority(session, code)
    raise Refused(f"authority {code!r} did not exist in the year ending {year.year.ending} and has no figures in it")


def _csv(year: YearFigures, codes: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(year.row(code) for code in codes)
    return text.getvalue()


def _show(year: YearFigures, codes: Sequence[str], *, whole: bool) -> None:
    data: list[Any] = [year.letter_data(code) for code in codes]
    if whole:
        _show_one(data[0])
        return
    rows = [
        (
            lines(each["authority"]["name"], dim(each["authority"]["code"])),
            *(_rate(each[name]) for name in STATISTICS[:3]),
            str(each["compliance"]["late"]),
        )
        for each in data
    ]
    headings = ("Authority", "Upheld", "Compliance", "Satisfactory", "Late")
    show(table("", headings, rows, kept=headings[1:]))
    say(f"Year ending {day(year.year.ending)}, as at {instant(year.as_at.isoformat())}.")


def _show_one(data: dict[str, Any]) -> None:
    authority = data["authority"]
    rows = [
        (words(name).capitalize(), _rate(data[name]), _late(data[name]), _similar(data[name])) for name in STATISTICS
    ]
    title = clean(f"{authority['name']} ({authority['code']}), year ending {day(data['year_ending'])}")
    show(table(title, ("Statistic", "Rate", "Late", "Similar authorities"), rows, kept=("Rate",)))
    for improvement in data["service_improvements"]:
        show(facts([(improvement["reference"], lines(improvement["subject"], improvement["summary"]))]))
    say(f"As at {instant(data['as_at'])}. SHA-256 {data['sha256'][:16]}")


def _rate(rate: dict[str, Any]) -> str:
    """Never a rate without its denominator (S5), and none without one (S4)."""
    share = f"{rate['numerator']} of {rate['denominator']}"
    return f"none ({share})" if rate["rate"] is None else f"{rate['rate']}% ({share})"


def _late(rate: dict[str, Any]) -> str:
    return str(rate["late"]) if "late" in rate else ""


def _similar(rate: dict[str, Any]) -> str:
    average = rate.get("similar_average")
    return "" if average is None else f"{average}%"
