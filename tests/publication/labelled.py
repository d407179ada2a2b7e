"""Reads the labelled summaries and compares them with what the guard finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.domain.publication_findings import What
from compliance.domain.publication_guard import Guard

SET = Path(__file__).parent / "summaries.txt"
ASIDE = "-----\n"
LABEL = re.compile(r"\[(\w+): ([^\]]+)\]")

Place = tuple[int, int, What]


@dataclass(frozen=True)
class Labelled:
    """A summary and what a person found in it: start, end and kind of each place."""

    text: str
    expected: frozenset[Place]


@dataclass(frozen=True)
class Score:
    """How many places were found rightly, wrongly, and not at all; a place counts only when it is exact."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found; 1 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def labelled(marked: str) -> Labelled:
    """A marked summary as its text and the places in it."""
    text, places, after = "", set(), 0
    for match in LABEL.finditer(marked):
        text += marked[after : match.start()]
        places.add((len(text), len(text) + len(match[2]), What(match[1])))
        text += match[2]
        after = match.end()
    return Labelled(text + marked[after:], frozenset(places))


def the_sets(path: Path = SET) -> tuple[list[Labelled], list[Labelled]]:
    """The labelled summaries, each on one line: those the guard was tried on, and those kept aside."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    tried, _, aside = "\n".join(lines).partition(ASIDE)
    return _summaries(tried), _summaries(aside)


def _summaries(text: str) -> list[Labelled]:
    return [labelled(" ".join(block.split())) for block in text.split("\n\n") if block.strip()]


def found(guard: Guard, summary: Labelled) -> frozenset[Place]:
    """What the guard finds in a summary."""
    return frozenset((each.start, each.end, each.what) for each in guard.check(summary.text))


def score(guard: Guard, summaries: Iterable[Labelled], kinds: Sequence[What] = tuple(What)) -> Score:
    """How well the guard does on some summaries, for some kinds of findings."""
    right = wrong = missed = 0
    for summary in summaries:
        expected = {place for place in summary.expected if place[2] in kinds}
        seen = {place for place in found(guard, summary) if place[2] in kinds}
        right += len(expected & seen)
        wrong += len(seen - expected)
        missed += len(expected - seen)
    return Score(right, wrong, missed)
