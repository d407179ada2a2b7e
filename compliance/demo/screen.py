"""What the demonstration shows on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from compliance.demo.comparison import Compared
from compliance.runtime import open_installation
from compliance.store import tasks
from compliance.usecases.list_messages import list_messages

Report = Callable[[str, int, int], None]


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
        self.console.print(f"   {text}", highlight=False)

    def good(self, text: str) -> None:
        """A line about something that came out right."""
        self.console.print(f"   [green]{text}[/green]", highlight=False)

    def alarm(self, text: str) -> None:
        """A line about something that did not."""
        self.console.print(f"   [bold red]{text}[/bold red]", highlight=False)

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
        """The table of part one: published beside computed, a row each."""
        table = Table(title="published / computed", title_justify="left", show_lines=False, pad_edge=False, box=None)
        for heading in ("Authority", "Year to", "", "Upheld", "Compliance", "Satisfactory", ""):
            table.add_column(heading, no_wrap=heading not in ("Authority",))
        for each in compared:
            published, computed = zip(*each.pairs, strict=True)
            verdict = "[green]equal[/green]" if each.equal else "[bold red]DIFFERS[/bold red]"
            name = each.row.authority.replace("Metropolitan District Council", "MDC")
            year = f"{each.row.year_ending:%b %Y}"
            table.add_row(name, year, "published", *published, "")
            table.add_row("", "", "computed", *computed, verdict)
        self.console.print(table, highlight=False)

    def day(self, day: date, report: Any, told: str) -> None:
        """One day of the small office, if anything happened on it."""
        happened = []
        if told:
            happened.append(told)
        happened += report.lines
        for number, line in enumerate(happened):
            when = f"{day:%a} {day.day:>2} {day:%b}" if number == 0 else ""
            self.console.print(f"   [bold]{when:<10}[/bold] {line}", highlight=False)

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
            self.say(f"For a person ({task.owner.replace('_', ' ')}): {task.subject}: {task.reason}")
        places = (("Mails", home / "mail"), ("Database", home / "amends.db"), ("Evidence", home / "evidence"))
        for what, path in places:
            self.say(f"{what:<9} {path}")
        self.console.print("\n[bold]What to type next[/bold]")
        here = f"AMENDS_HOME={home} .venv/bin/amends"
        for command in (
            "messages --state failed",
            "explain '25 900 108-1'",
            "forecast --as-of 2026-04-27",
            "letter-data --year-ending 2024-03-31 --authority london-borough-of-sutton",
        ):
            self.say(f"{here} {command}")
