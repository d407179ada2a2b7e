"""What the demonstration shows on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from compliance.demo.comparison import Compared
from compliance.domain.moment import days_in_words
from compliance.runtime import open_installation
from compliance.store import tasks
from compliance.usecases.list_messages import list_messages

Report = Callable[[str, int, int], None]


class DayReport(Protocol):
    """What the demonstration tells of a day: a line for each thing the flows did."""

    lines: list[str]


COMMANDS = (
    "messages --state failed",
    "explain '25 900 108-1'",
    "forecast --as-of 2026-04-27",
    "letter-data --year-ending 2024-03-31",
)


class Screen:
    """Writes the demonstration to a console, plain when it is no terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def title(self, text: str) -> None:
        """The opening line."""
        self.console.print(f"\n[bold]{text}[/bold]")

    def part(self, number: int, text: str) -> None:
        """A heading."""
        self.console.print(f"\n[bold]{number}. {text}[/bold]")

    def say(self, text: str) -> None:
        """A line that explains what happens."""
        self.console.print(Padding(text, (0, 0, 0, 3)), highlight=False)

    def good(self, text: str) -> None:
        """A line about something that came out right."""
        self.say(f"[green]{text}[/green]")

    def alarm(self, text: str) -> None:
        """A line about something that did not."""
        self.say(f"[bold red]{text}[/bold red]")

    @contextmanager
    def progress(self) -> Iterator[Report]:
        """A bar for long work; gives the function to report to: what, how many are done, how many there are."""
        bar = Progress(
            TextColumn("   {task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        known: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in known:
                known[what] = bar.add_task(what, total=total)
            bar.update(known[what], completed=done, total=total)

        with bar:
            yield report

    def comparison(self, compared: Sequence[Compared]) -> None:
        """The table of part one: published above computed for each row."""
        table = Table(pad_edge=False, box=None, padding=(0, 1, 0, 0))
        for heading in ("   Published, then computed", "Upheld", "Compliance", "Late", "Satisf.", ""):
            table.add_column(heading, no_wrap=True, justify="right" if heading == "Late" else "left")
        for each in compared:
            name = each.row.authority.replace("Metropolitan District Council", "MDC")
            verdict = "[green]equal[/green]" if each.equal else "[bold red]DIFFERS[/bold red]"
            table.add_row(f"   {name}", *each.published, "")
            table.add_row(f"   [dim]year to {each.row.year_ending:%B %Y}[/dim]", *each.counted, verdict)
        self.console.print(table, highlight=False)

    def day(self, day: date, report: DayReport, told: str) -> None:
        """One day of the small office, if anything happened on it."""
        lines = [told] if told else []
        lines += report.lines
        if not lines:
            return
        table = Table.grid(padding=(0, 1))
        table.add_column(min_width=13, no_wrap=True)
        table.add_column()
        for number, line in enumerate(lines):
            when = f"   [bold]{day:%a} {day.day:>2} {day:%b}[/bold]" if number == 0 else ""
            table.add_row(when, line)
        self.console.print(table, highlight=False)

    def summary(self, home: Path, delivered: Counter[str], refused: Counter[str], first: date, last: date) -> None:
        """What was sent, what a person must do, where everything lies and what to type next."""
        self.part(3, "What came of it")
        with open_installation(last) as office, office.store.reading() as session:
            ledger = list_messages(session, first=first, last=last)
            waiting = tasks.still_open(session)
        states = Counter(str(message["state"]) for message in ledger)
        listed = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        self.say(f"The ledger holds {len(ledger)} messages: {listed}")
        self.say(f"The mail server took {sum(delivered.values())} mails and refused {sum(refused.values())}")
        for task in waiting:
            reason = days_in_words(task.reason)
            self.say(f"For a person ({task.owner.replace('_', ' ')}): {task.subject}: {reason}")
        places = (
            ("Mails", home / "mail"),
            ("Letters' data", home / "exports"),
            ("Evidence", home / "evidence"),
            ("Database", home / "amends.db"),
        )
        for what, path in places:
            self.say(f"{what:<13} {path}")

    def next_steps(self, home: Path, others: Sequence[str], last: date, port: int) -> None:
        """What to look at next; `others` are settings of the caller that would lead away from the demonstration.

        `port` is where the pages will be served.
        """
        self.console.print("\n[bold]What to look at next[/bold]")
        lines = [f"unset {' '.join(others)}"] if others else []
        lines.append(f"export AMENDS_HOME={home}")
        lines += [f".venv/bin/amends {command}" for command in COMMANDS]
        lines.append(f"AMENDS_DEMO=true .venv/bin/amends pages --as-of {last}")
        for line in lines:
            self.console.print(f"   {line}", highlight=False, soft_wrap=True)
        self.say(f"The last one serves the pages; open http://127.0.0.1:{port} and be one of the people there.")
