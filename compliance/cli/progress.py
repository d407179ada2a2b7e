"""A progress bar on stderr for long work; silent where stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Report]:
    """Gives the function to report to: what is being done, how many are done, how many there are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    error = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=error, transient=True, disable=not error.is_terminal)
    known: dict[str, TaskID] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in known:
            known[what] = bar.add_task(what, total=total)
        bar.update(known[what], completed=done, total=total)

    with bar:
        yield report
