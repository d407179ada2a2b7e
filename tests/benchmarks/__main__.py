"""`python -m tests.benchmarks [--quick] [--only NAME[,NAME]]`: measure the daily job, lists, mail and pages."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.databases import SqliteFiles, describe, running_databases
from tests.benchmarks.measuring import Progress, load, machine_line, waver
from tests.benchmarks.over_http import HEADINGS, waited_row
from tests.benchmarks.parts import NAMES, OVER_HTTP, Extent, Place, chosen, comparisons, number, pages
from tests.benchmarks.report import lined, summary, table

WHOLE = Extent(blocks=(10, 100), mails=2000, slow_mails=80, slow_senders=(1, 4), repeats=5, requests=40)
QUICK = Extent(blocks=(2,), mails=100, slow_mails=80, slow_senders=(1, 4), repeats=3, requests=4)
WRONG_USE = 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works")
    parser.add_argument("--only", default="", metavar="NAME[,NAME]", help=f"of {', '.join(NAMES)}; else all of them")
    given = parser.parse_args()
    try:
        only = chosen(given.only)
    except ValueError as error:
        parser.exit(WRONG_USE, f"{error}\n")
    _run(QUICK if given.quick else WHOLE, only)


def _run(extent: Extent, only: tuple[str, ...]) -> None:
    progress = Progress()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amends-bench-")))
        progress.say("starting PostgreSQL")
        place = Place([SqliteFiles(folder), stack.enter_context(running_databases())], folder)
        progress.expect(number(extent, len(place.kinds), only))
        header = [machine_line(), *(f"{databases.kind}: {describe(databases)}" for databases in place.kinds)]
        noise = [waver()]
        measured = []
        for comparison in comparisons(extent, place, only, progress):
            measured.append(comparison)
            progress.done(summary(comparison))
        waited = []
        for each in pages(extent, place, progress) if OVER_HTTP in only else ():
            waited.append(waited_row(each))
            progress.done(" | ".join(waited[-1]))
        noise.append(waver())
    progress.say("done")
    print(*header, sep="\n")
    print(f"a fixed calculation wavers by {noise[0]:.1%} before and {noise[1]:.1%} after; load now {load():.1f}")
    if measured:
        print(f"medians of {extent.repeats} runs\n", table(measured), sep="\n")
    if waited:
        print("", lined([HEADINGS, *waited]), sep="\n")


if __name__ == "__main__":
    main()
