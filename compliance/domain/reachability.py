"""Since when an authority could not be reached about a recommendation (rule R6): it stands beside a late outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Try:
    """One attempt to reach somebody about a recommendation: its day, whether it got there, what was said of it."""

    day: date
    reached: bool
    why: str = ""


@dataclass(frozen=True)
class Reachability:
    """Whether the authority can be reached, else since which day it cannot (None: it never could), and why."""

    reachable: bool = True
    since: date | None = None
    why: str = ""

    def as_dict(self) -> dict[str, object]:
        """The shape of `reachability` in `amends explain --format json`."""
        since = self.since.isoformat() if self.since else None
        return {"reachable": self.reachable, "unreachable_since": since, "why": self.why}


def judged(tries: Iterable[Try], stopped_since: Sequence[date | None], authority: str) -> Reachability:
    """Judge from the ledger, and from the contacts there are: for each the day it was stopped on, None if it works.

    A day on which somebody was reached counts as reached. From the first day on after which nobody was, the authority
    could not be reached; or from the day its last working address was stopped, whichever came first.
    """
    lost = _lost_at_the_end(tries)
    if not stopped_since:
        return Reachability(False, lost[0].day if lost else None, f"{authority} has no contact")
    if all(day is not None for day in stopped_since):
        last = max(day for day in stopped_since if day is not None)
        since = min(last, lost[0].day) if lost else last
        return Reachability(False, since, f"{authority} has no working address")
    if lost:
        return Reachability(False, lost[0].day, f"no message about it has arrived: {lost[-1].why}")
    return Reachability()


def _lost_at_the_end(tries: Iterable[Try]) -> list[Try]:
    given = sorted(tries, key=lambda each: each.day)
    reached = max((each.day for each in given if each.reached), default=date.min)
    return [each for each in given if each.day > reached]
