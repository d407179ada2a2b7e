"""Tells of how much a sentence speaks that gives other actions their limit (D2)."""

from __future__ import annotations

import re
from enum import Enum, auto

from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import ALL_OF_IT, BE_DONE
from compliance.domain.agreed_action_text import pattern

# "Should do so", "this should be done": one thing, the last that was asked.
DOES_SO = pattern(
    r"(?:(?:need|have) to )?(?:complete|carry out|take|do|implement|begin|start|finish)"
    r" (?:this|so|it)\b"
)
ONE = pattern(r"(?:this|it)\b")
GAP_BEFORE = re.compile(r"\n[ ]{0,40}\n[ \n]{0,40}\Z")
LONGEST_GAP = 80


# "Mr X may ask for a review within a month", "It had said it would do this by 1 June".
TELLS = pattern(r"(?:mr|mrs|ms|miss|mx|dr|you|he|she|i|we)\b|[^.;:]{0,200}?\b(?:had|would|did)\b")


class Reach(Enum):
    """Of what a sentence speaks: all before it, the last sentence or list, or surely the last thing only."""

    ALL = auto()
    LIST = auto()
    LAST = auto()


def tells(edges: Edges, start: int, end: int) -> bool:
    """Whether a sentence right behind what is asked tells of something else, or begins with a limit and leads on."""
    return TELLS.match(edges.plain, start, end) is not None or edges.begins_with_limit(start, end)


def reach(plain: str, start: int, action: int, end: int) -> Reach:
    """Of how much a sentence speaks: of one thing it does with "this" and "it", and "It will do this" of a whole list.

    That has to be a paragraph of its own: behind an item it may be that of the item.
    """
    does_so = DOES_SO.match(plain, action, end) is not None
    whole = ALL_OF_IT.match(plain, action, end) is not None
    done = None if whole else BE_DONE.search(plain, start, end)
    if not does_so and (done is None or ONE.match(plain, done.start(), end) is None):
        return Reach.ALL
    own_paragraph = GAP_BEFORE.search(plain[max(0, start - LONGEST_GAP) : start]) is not None
    return Reach.LIST if does_so and own_paragraph else Reach.LAST
