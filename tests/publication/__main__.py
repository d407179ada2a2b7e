"""Prints precision and recall of the publication guard on the labelled sets: python -m tests.publication."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from compliance.domain.publication_findings import What
from compliance.domain.publication_guard import Guard
from compliance.rulebook import load_rulebook
from config.settings import PACKAGED_CONFIG
from tests.publication.labelled import Labelled, found, score, the_sets

ASIDE_TOO = "--aside"


def main() -> None:
    """Print a table for each set, and where guard and label disagree; of the set kept aside only with --aside."""
    guard = Guard(load_rulebook(PACKAGED_CONFIG).publication)
    tried, aside = the_sets()
    for name, summaries in (("tried on", tried), ("kept aside", aside)):
        print(f"{name}: {len(summaries)} summaries\n")
        table(guard, summaries)
        if summaries is tried or ASIDE_TOO in sys.argv:
            disagreements(guard, summaries)
        print()


def table(guard: Guard, summaries: Sequence[Labelled]) -> None:
    """Print what was found rightly, wrongly and not at all, by kind."""
    print(f"{'kind':<16}{'found':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'recall':>8}")
    for name, kinds in (*((each.value, (each,)) for each in What), ("all", tuple(What))):
        result = score(guard, summaries, kinds)
        shares = f"{result.precision:>11.3f}{result.recall:>8.3f}"
        print(f"{name:<16}{result.right:>6}{result.wrong:>6}{result.missed:>7}{shares}")


def disagreements(guard: Guard, summaries: Sequence[Labelled]) -> None:
    """Print each place that the guard and the label disagree about."""
    for summary in summaries:
        seen = found(guard, summary)
        for sign, places in (("missed", summary.expected - seen), ("wrong", seen - summary.expected)):
            for start, end, what in sorted(places):
                print(f"\n{sign} {what.value} {summary.text[start:end]!r}\n  in: {summary.text}")


if __name__ == "__main__":
    main()
