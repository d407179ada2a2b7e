"""`python -m tests.benchmarks [--quick]`: measure the daily job, lists, mail and pages, print two tables."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.daily_job import daily_job
from tests.benchmarks.databases import Databases, SqliteFiles, describe, running_databases
from tests.benchmarks.mail import mail, open_office
from tests.benchmarks.measuring import Comparison, Progress, load, machine_line, waver
from tests.benchmarks.over_http import HEADINGS, Waited, over_http, waited_row
from tests.benchmarks.report import lined, summary, table
from tests.benchmarks.sink import running_sink
from tests.benchmarks.work_lists import work_lists

DELAY = 0.02


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    Blocks of 1,000 open recommendations, mails, mails to the slow server, senders, runs, and how often each client asks
    for a page.
    """

    blocks: tuple[int, ...]
    mails: int
    slow_mails: int
    slow_senders: tuple[int, ...]
    repeats: int
    requests: int


WHOLE = Extent(blocks=(10, 100), mails=2000, slow_mails=80, slow_senders=(1, 4), repeats=5, requests=40)
QUICK = Extent(blocks=(2,), mails=100, slow_mails=80, slow_senders=(1, 4), repeats=3, requests=4)


def measure(extent: Extent, kinds: list[Databases], folder: Path, progress: Progress) -> Iterator[Comparison]:
    """Measure everything on each kind of database."""
    for databases in kinds:
        empty = databases.new()
        with open_office(folder, empty, f"folder://{folder}/unused") as office:
            for blocks in extent.blocks:
                yield daily_job(databases, office, blocks, extent.repeats, progress)
            yield from work_lists(databases, office, extent.blocks[-1], extent.repeats, progress)
        databases.drop(empty)
    with running_sink() as sink:
        for databases in kinds:
            name = "instant server"
            yield from mail(databases, folder, extent.mails, sink, [None], extent.repeats, progress, name=name)
    with running_sink(DELAY) as sink:
        # What senders at once bring is a matter of waiting, not of the database: one kind shows it.
        name, slow = f"{DELAY * 1000:.0f} ms server", list(extent.slow_senders)
        yield from mail(kinds[0], folder, extent.slow_mails, sink, slow, extent.repeats, progress, name=name)


def measure_pages(extent: Extent, kinds: list[Databases], folder: Path, progress: Progress) -> Iterator[Waited]:
    """Measure the pages over HTTP on each kind of database."""
    for databases in kinds:
        empty = databases.new()
        with open_office(folder, empty, f"folder://{folder}/unused") as office:
            yield from over_http(databases, office, extent.blocks[-1], extent.requests, progress, folder)
        databases.drop(empty)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works")
    extent = QUICK if parser.parse_args().quick else WHOLE
    progress = Progress()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amends-bench-")))
        progress.say("starting PostgreSQL")
        kinds: list[Databases] = [SqliteFiles(folder), stack.enter_context(running_databases())]
        header = [machine_line(), *(f"{databases.kind}: {describe(databases)}" for databases in kinds)]
        noise = [waver()]
        comparisons = []
        for comparison in measure(extent, kinds, folder, progress):
            comparisons.append(comparison)
            progress.say(summary(comparison))
        waited = []
        for each in measure_pages(extent, kinds, folder, progress):
            waited.append(waited_row(each))
            progress.say(" | ".join(waited[-1]))
        noise.append(waver())
    progress.say("done")
    print(*header, sep="\n")
    print(f"a fixed calculation wavers by {noise[0]:.1%} before and {noise[1]:.1%} after; load now {load():.1f}")
    print(f"medians of {extent.repeats} runs\n")
    print(table(comparisons), "", lined([HEADINGS, *waited]), sep="\n")


if __name__ == "__main__":
    main()
