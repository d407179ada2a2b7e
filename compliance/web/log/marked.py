"""The text of an agreed action with what was read in it marked: the exact words that each proposal rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from compliance.domain.agreed_action_text import Piece
from compliance.domain.agreed_action_values import Reading

# What a piece was read as, the most telling first: of several that overlap the first one shows.
KINDS = ("deadline", "sum", "content", "action")


@dataclass(frozen=True)
class Segment:
    """Words of the text with one meaning, "" for none; `begins` are the proposals whose action begins here."""

    words: str
    kind: str = ""
    begins: tuple[int, ...] = ()


def segments(text: str, reading: Reading) -> list[Segment]:
    """The whole text in segments, first to last; the work grows with the text and the pieces, and no faster."""
    changes: dict[int, list[tuple[str, int]]] = defaultdict(list)
    begins: dict[int, list[int]] = defaultdict(list)
    for kind, piece in _pieces(reading):
        changes[piece.start].append((kind, 1))
        changes[piece.end].append((kind, -1))
    for each in reading.proposals:
        if each.piece.words:
            begins[each.piece.start].append(each.number)
    active: Counter[str] = Counter()
    found: list[Segment] = []
    for start, end in pairwise(sorted({0, len(text), *changes})):
        for kind, more in changes.get(start, ()):
            active[kind] += more
        meaning = next((kind for kind in KINDS if active[kind]), "")
        found.append(Segment(text[start:end], meaning, tuple(begins.get(start, ()))))
    return found


def _pieces(reading: Reading) -> Iterator[tuple[str, Piece]]:
    for each in reading.proposals:
        if each.piece.words:
            yield "action", each.piece
        if each.deadline is not None:
            yield "deadline", each.deadline.piece
        for amount in each.amounts:
            yield from (("sum", piece) for piece in (amount.piece, *amount.days))
    for aside in (*reading.set_aside, *reading.left_out):
        yield "content", aside.piece
