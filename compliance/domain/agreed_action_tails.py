"""Where the last item of a list in one line ends, and the text goes on behind it (L2)."""

from __future__ import annotations

import re

from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_requests import governing, request
from compliance.domain.agreed_action_shown import showing
from compliance.domain.agreed_action_text import sentences

# "Train its staff. 48. The Council should": the number of the next paragraph.
NUMBER = re.compile(r"\(?[0-9]{1,3}[.)]? {0,40}\Z")
GLUED = re.compile(r"\(?[0-9]{1,3}[.)](?=[A-Z])")


def tail(edges: Edges, start: int, end: int) -> tuple[int, int] | None:
    """Where an item ends, and a sentence begins that asks for something or says by when; None where all is the item.

    "(c) review its policy. The Council will also train its staff." Nothing goes on behind a number alone: "policy. 47".
    """
    plain = edges.plain
    cut: int | None = None
    for place, (first, last) in enumerate(sentences(plain, start, end)):
        if place and _is_new(edges, first, last):
            over = first if cut is None else cut
            glued = GLUED.match(plain, first, last)
            return start + len(plain[start:over].rstrip()), glued.end() if glued else first
        number = place and NUMBER.match(plain, first, last)
        cut = first if number else None
    return None if cut is None else (start + len(plain[start:cut].rstrip()), end)


def _is_new(edges: Edges, start: int, end: int) -> bool:
    plain = edges.plain
    if edges.begins_with_limit(start, end) or request(plain, start, end) is not None:
        return True
    begin = edges.skip(start, end)
    return showing(plain, start, end) is not None or governing(plain, start, begin, end) is not None
