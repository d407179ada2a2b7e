"""When a flow that should have run counts as silent: silence must never look like "nothing due" (R6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# What was due this recently may still be under way.
STILL_UNDER_WAY = timedelta(hours=2)


@dataclass(frozen=True)
class Silence:
    """A silent flow: its last successful run (None: never), and the first waking after it that came to nothing."""

    flow: str
    last: datetime | None
    missed: datetime

    def said(self) -> str:
        """The same in one line, its instants in UTC."""
        last = f"no successful run since {self.last:%Y-%m-%d %H:%M} UTC" if self.last else "never had a successful run"
        return f"{self.flow}: {last}, and was to run at {self.missed:%Y-%m-%d %H:%M} UTC"


def is_silent(since: datetime, missed: datetime, now: datetime, hours: int) -> bool:
    """Tell whether a flow is silent that last succeeded, or could first have run, at `since`.

    `missed` is its first waking after that, by its schedule: a flow that rests at weekends is not silent on a Monday
    morning, and one that comes once a year only after that day. `hours` of machine time have to be over as well.
    """
    return now - since > timedelta(hours=hours) and now - missed > STILL_UNDER_WAY
