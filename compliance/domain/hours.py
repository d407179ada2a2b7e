"""The hours of the day in which scheduled sending goes on (rule R5, good manners)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class SendingHours:
    """From `opens` on and before `closes`, both as the clock on the office's wall shows them, on any day."""

    opens: time
    closes: time

    def are_open(self, now: datetime, time_zone: str) -> bool:
        """Tell whether the instant `now`, zone-aware, lies within the hours on the wall of that zone.

        Asked of the wall clock, so both clock changes come out right: an hour that is skipped never opens anything, one
        that comes twice counts twice.
        """
        return self.opens <= now.astimezone(ZoneInfo(time_zone)).time() < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"
