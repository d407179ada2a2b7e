"""Timing: runs of our way and of its floor by turns, their median, and how much the machine wavers."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MILLISECONDS = 1000.0
FIXED_WORK = 400_000
FIXED_RUNS = 15


@dataclass(frozen=True)
class Run:
    """One measured run; seconds. `commit` is the part of `total` that the last commit took, where it was timed."""

    total: float
    commit: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """Our runs beside those of the floor; `messages` is how many messages each of them made or sent."""

    name: str
    messages: int
    ours: tuple[Run, ...]
    floor: tuple[Run, ...]

    @property
    def ratio(self) -> float:
        """How many times the floor we take, by the medians."""
        return median(self.ours) / median(self.floor)

    @property
    def per_message(self) -> float:
        """Milliseconds a message, ours."""
        return median(self.ours) * MILLISECONDS / self.messages


class Stopwatch:
    """Seconds since it was made, and what passed between two looks."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the last lap."""
        now = time.perf_counter()
        passed, self._last = now - self._last, now
        return passed

    @property
    def total(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._start


class Progress:
    """Says on standard error what is being done, how much of it is, and how long it takes; `quiet` for tests."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._watch = Stopwatch()
        self._quiet = quiet
        self._expected = self._done = 0

    @property
    def seconds(self) -> float:
        """How long it has been going."""
        return self._watch.total

    def expect(self, number: int) -> None:
        """Say from now on how many of so many lines are done."""
        self._expected = number

    def done(self, text: str) -> None:
        """Put one line on standard error about something that is measured now."""
        self._done += 1
        self.say(text)

    def say(self, text: str) -> None:
        """Put one line on standard error."""
        if not self._quiet:
            far = f", {self._done} of {self._expected}" if self._expected else ""
            print(f"[{self._watch.total:4.0f} s{far}] {text}", file=sys.stderr, flush=True)


def median(runs: Sequence[Run]) -> float:
    """The median of the totals, in seconds."""
    return statistics.median(run.total for run in runs)


def by_turns(repeats: int, *ways: Callable[[], Run], warm_up: bool = True) -> list[tuple[Run, ...]]:
    """Run each way `repeats` times, in turns, so that a slow minute of the machine falls on all of them alike.

    With `warm_up` each way runs once more before, unmeasured.
    """
    if warm_up:
        for way in ways:
            way()
    rounds = [[way() for way in ways] for _ in range(repeats)]
    return [tuple(runs) for runs in zip(*rounds, strict=True)]


def machine_line() -> str:
    """Cores, system, Python and SQLite of this machine."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def waver() -> float:
    """How much a fixed calculation wavers: the median deviation from the median, as a share of it."""
    taken = []
    for _ in range(FIXED_RUNS):
        watch = Stopwatch()
        sum(range(FIXED_WORK))
        taken.append(watch.total)
    middle = statistics.median(taken)
    return statistics.median(abs(each - middle) for each in taken) / middle


def load() -> float:
    """How many processes wanted a core during the last minute; what others do to the machine shows here."""
    return os.getloadavg()[0]
