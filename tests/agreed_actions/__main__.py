"""Print how well agreed actions are read: `python -m tests.agreed_actions [-v] [--only working|aside]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from tests.agreed_actions.labels import SETS, labelled
from tests.agreed_actions.measure import SUBJECTS, Measured, measure


def report(name: str, measured: Measured, *, verbose: bool) -> Iterator[str]:
    """The figures of one set, a line a subject, and its misses."""
    yield f"{name}: {measured.texts} texts"
    yield f"  {'':12} {'precision':>16} {'recall':>16}"
    for subject in SUBJECTS:
        count = measured.counts[subject]
        precision = f"{count.precision:7.1%} {count.right:>4}/{count.found}"
        recall = f"{count.recall:7.1%} {count.right:>4}/{count.labelled}"
        yield f"  {subject:12} {precision:>16} {recall:>16}"
    if verbose:
        yield from (f"  {miss}" for miss in measured.misses)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sets and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreed_actions", description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="print every miss")
    parser.add_argument("--only", choices=SETS, help="measure one set")
    wanted = parser.parse_args(arguments)
    for name in [wanted.only] if wanted.only else SETS:
        for line in report(name, measure(labelled(name)), verbose=wanted.verbose):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
