"""Tells a limit between two items of a list in one line that is the heading of those behind it (L2, D2).

"The Council will: Within one month • apologise • pay him £200 Within three months • review its policy".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from compliance.domain.agreed_action_asked import Asked, Part
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lists import Item
from compliance.domain.agreed_action_times import TimeWords


@dataclass(frozen=True)
class Headed:
    """The limits within a list in one line that may be those of the items behind them; a person says."""

    limits: Sequence[TimeWords]

    @classmethod
    def of(cls, edges: Edges, items: Sequence[Item]) -> Headed:
        """Those of a list; none where its last item ends so too: then each is the limit of its item."""
        if not items or edges.heading(items[-1].start, items[-1].end):
            return cls(())
        ends = [edges.heading(item.start, item.end) for item, behind in pairwise(items) if behind.head.within]
        return cls([limit for limit in ends if limit is not None])

    def doubt(self, part: Part, item: Item) -> Part:
        """What an item asks, with the limit at its end and the one before it as what may be its own."""
        place = bisect_left(self.limits, item.start, key=lambda limit: limit.start)
        before = tuple(self.limits[max(0, place - 1) : place])
        here = tuple(each for each in self.limits[place : place + 1] if each.start < item.end)
        if not isinstance(part, Asked) or not (before or here):
            return part
        own = tuple(each for each in part.own if each not in here)
        return replace(part, own=own, doubtful=(*part.doubtful, *before, *here))
