"""Commands that do a day's work and end a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from compliance.cli.opening import acting, opened
from compliance.cli.options import AsOf, By, Shape, day_option, text_option
from compliance.cli.paper import Format, answer, count, day, say, words
from compliance.cli.progress import progress
from compliance.domain.errors import Refused, WrongUse

if TYPE_CHECKING:
    from flows.day import DayReport

ONE_DAY = timedelta(days=1)

Until = Annotated[date | None, day_option("--until", "Last of several days; without it only one day is run.")]


def run_day(as_of: AsOf = None, until: Until = None, shape: Shape = Format.TABLE) -> None:
    """Do everything the scheduled flows do on a day, once: take in evidence and what came back, plan, send.

    Running it again sends nothing. Exit code 1 says that messages are still waiting, such as when the mail server
    cannot be reached; run it again later.

    Example: amends run-day --as-of 2024-05-01 --until 2024-05-10
    """
    with opened(as_of) as office:
        first = office.today
        last = until or first
        closed = not office.rulebook.calendar.is_working_day(last)
    if last < first:
        raise WrongUse(f"--until {last} lies before the first day {first}")
    reports = _run(first, last)
    answer(shape, [_plain(report) for report in reports], lambda: _say_days(reports))
    _require_nothing_left(reports, closed)


def _run(first: date, last: date) -> list[DayReport]:
    from compliance.runtime import read_settings
    from flows.embedded import prepare

    prepare(read_settings())
    from flows.day import run_day_now

    days = [first + ONE_DAY * number for number in range((last - first).days + 1)]
    reports: list[DayReport] = []
    with progress() as report:
        for done, each in enumerate(days, start=1):
            reports += run_day_now(each, None)
            if len(days) > 1:
                report("days", done, len(days))
    return reports


def _plain(report: DayReport) -> dict[str, Any]:
    return asdict(report) | {"day": report.day.isoformat()}


def _say_days(reports: Sequence[DayReport]) -> None:
    for report in reports:
        say(f"{report.day:%A} {day(report.day)}", *(f"  {line}" for line in report.lines or ["nothing was due"]))


def _require_nothing_left(reports: Sequence[DayReport], closed: bool) -> None:
    """Raise Refused when messages that could have gone out did not; on a closed day none could (D5)."""
    waiting = reports[-1].waiting
    unreachable = [why for report in reports for why in report.unreachable]
    if waiting and (unreachable or not closed):
        why = f": {unreachable[-1]}" if unreachable else ""
        raise Refused(f"{count(waiting, 'message')} could not be sent yet{why}; run it again later")


class Settlement(StrEnum):
    """What a person decides about a message in doubt, or about one that failed."""

    SENT = "sent"
    RESEND = "resend"


Key = Annotated[str, typer.Argument(metavar="KEY", help="The message's key, as amends messages shows it.")]
SettleAs = Annotated[Settlement, typer.Option("--as", help="It arrived (sent), or send it again (resend).")]
Why = Annotated[str, text_option("--reason", "TEXT", "What you found out, such as 'she has it'.")]


def settle(
    key: Key, settlement: SettleAs, reason: Why, by: By = "", as_of: AsOf = None, shape: Shape = Format.TABLE
) -> None:
    """End a doubt: say whether a message arrived, or have it sent again under the same key.

    Example: amends settle 20240429-0123456789abcdef0123 --as sent --by 'C. Worker' --reason 'the clerk has it'
    """
    from compliance.usecases.settle_message import Settlement as Decided
    from compliance.usecases.settle_message import settle_message

    with opened(as_of) as office, office.store.writing() as session:
        decided = Decided(settlement.value)
        state = settle_message(session, office.rulebook, acting(office, by), key.strip(), decided, reason)
    data = {"key": key.strip(), "state": state.value}
    answer(shape, data, lambda: say(f"Message {key.strip()} is now {words(state.value)}."))
