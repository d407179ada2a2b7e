"""Break it on purpose and judge: `python -m tests.torture [--quick] [--only T1,T2] [--database ...] [--seed N]`."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from tests.benchmarks.databases import Databases, SqliteFiles, describe, running_databases
from tests.benchmarks.measuring import Progress, load, machine_line
from tests.torture import clocks, crashes, growth, interleavings, killing, outages, rough_days, stalls, twins
from tests.torture.promises import Promise, broken, table
from tests.torture.side_by_side import as_line, run_both
from tests.torture.site import Site

SEED = 1
TERMINATED = 143
LONGEST_ERROR = 300
TESTS: dict[str, Callable[[Site], Iterable[Promise]]] = {
    "T1": killing.kill_dispatchers,
    "T2": lambda site: chain(crashes.crash_everywhere(site), stalls.sleep_everywhere(site)),
    "T3": outages.suffer_outages,
    "T4": rough_days.everything,
    "T5": clocks.clock_changes,
    "T6": lambda site: chain(interleavings.interleave(site), twins.live_twice(site)),
    "T7": growth.grow,
}
BOTH = "both"
KINDS = ("sqlite", "postgresql", BOTH)


def torture(names: Sequence[str], site: Site, progress: Progress) -> Iterator[Promise]:
    """Put every promise to the test on one kind of database; each is told as soon as it is known."""
    for name in names:
        for each in to_the_end(name, site):
            if each.kept is not True:
                progress.say(f"{site.kind}: {name}: {each.promised}: {each.verdict}: {each.seen}")
            yield each
        progress.say(f"{site.kind}: {name} is done")


def to_the_end(name: str, site: Site) -> Iterator[Promise]:
    """One test; should it break off, that is a broken promise too, and the other tests go on."""
    try:
        yield from TESTS[name](site)
    except Exception as error:  # whatever it is, it must not hide what the other tests see
        site.say("".join(traceback.format_exception(error)))
        said = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        yield Promise(name, site.kind, "the test as a whole", "it comes to its end", said, kept=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 when a promise was broken."""
    given = _parser().parse_args(arguments)
    names = [name.strip().upper() for name in given.only.split(",")] if given.only else list(TESTS)
    unknown = [name for name in names if name not in TESTS]
    if unknown:
        _parser().error(f"there is no test {unknown[0]}; the tests are {', '.join(TESTS)}")
    progress = Progress()
    if given.database == BOTH:
        more = ["--seed", str(given.seed), *(["--quick"] if given.quick else [])]
        promises = run_both(names, [kind for kind in KINDS if kind != BOTH], more)
    else:
        promises = _on_one(given.database, names, given.seed, progress, full=not given.quick, lines=given.lines)
    progress.say("done")
    faults = broken(promises)
    if not given.lines:
        size = "quick" if given.quick else "full"
        print(f"{machine_line()}\nseed {given.seed}, {size}, {progress.seconds:.0f} s, load at the end {load():.1f}\n")
        print(table(promises))
        kept = f"\n{len(promises) - len(faults)} of {len(promises)} kept or told"
        print(kept + (f", {len(faults)} BROKEN" if faults else ""))
    return 1 if faults else 0


def _on_one(
    kind: str, names: Sequence[str], seed: int, progress: Progress, *, full: bool, lines: bool
) -> list[Promise]:
    """The tests on one kind of database; with `lines` each promise is put out as soon as it is known."""
    found = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amends-torture-")))
        databases = _databases(kind, folder, stack, progress)
        progress.say(f"{databases.kind}: {describe(databases)}")
        for each in torture(names, Site(databases, folder, seed, progress, full=full), progress):
            found.append(each)
            if lines:
                print(as_line(each), flush=True)
    return found


def _databases(kind: str, folder: Path, stack: ExitStack, progress: Progress) -> Databases:
    if kind == "sqlite":
        return SqliteFiles(folder)
    progress.say("starting PostgreSQL")
    return stack.enter_context(running_databases())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the sizes that `make test` runs")
    parser.add_argument("--only", default="", metavar="T1,T2", help="some tests only")
    parser.add_argument("--database", choices=KINDS, default=BOTH)
    parser.add_argument("--lines", action="store_true", help=argparse.SUPPRESS)  # for the process that runs both
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"decides all that is left to chance, {SEED} unless given"
    )
    return parser


if __name__ == "__main__":
    # So that whatever is mounted, started or stopped is put back when somebody ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    raise SystemExit(main())
