"""Finds what nothing was read from though it stands with what is asked: no action is lost in silence (L2, L4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from compliance.domain.agreed_action_blocks import Block
from compliance.domain.agreed_action_edges import Edges
from compliance.domain.agreed_action_lines import is_heading, opens_part
from compliance.domain.agreed_action_requests import request
from compliance.domain.agreed_action_text import pattern, sentences
from compliance.domain.agreed_action_times import TimeWords
from compliance.domain.agreed_action_verbs import begins_with_verb

# "To put this right, the Council will", "In view of this": what leads to a request asks for nothing.
LEADS_TO_REQUEST = pattern(
    r"[^a-z]{0,10}(?:to|in|as|for|by|on|at|because|since|given|having|following|after|before|once|if|where|when|while"
    r"|although|though|with|within|under|until|unless|upon|i|we|it|this|these|that|the|also|and)\b"
)
LONGEST_RUN = 8
# "Payment": a heading, where the paragraph behind it says who is asked. "Mrs Y" says whom that is for, and is shown.
HEADING = re.compile(r"(?!(?:Mrs?|Ms|Miss|Mx|Dr)\b)[A-Z][A-Za-z'-]{0,30}(?:[ ][A-Za-z'-]{1,30})?:?\Z")
WORD = pattern(r"[a-z'-]{4,30}")
# Words of a sentence that only speaks of other actions: "The Council should complete all of these agreed actions".
OF_OTHERS_WORDS = """
above above-mentioned accept accepted accepts achieved action actions agreed also apart authority been began
begin being below both carried carry caused complete completed council councils decision described done each
earlier effort ensure every final finish finished following from full fully happen have identified implement
implemented injustice into just landlord later listed made make making measures mentioned must need needs ombudsman
ombudsman's order orders organisation outlined paragraph paragraphs place point points possible practicable
practical proposed provider put recommend recommendation recommendations recommended remedies remedy report
right same sections set should soon start started steps such suggested sure take taken than that their them
task then there these they things this those time timescale timescales trust will with within work would
"""
OF_OTHERS = frozenset(OF_OTHERS_WORDS.split())

Span = tuple[int, int]


def not_read(edges: Edges, blocks: Sequence[Block], read: Sequence[Span], left: Sequence[Span]) -> list[Span]:
    """What is neither read nor left out, from the first place that was read, or a heading such as "Agreed action", on.

    `blocks` are sorted. What stands together in one block is one piece, and so is a long run of blocks: such as tells
    what happened, behind words that only seemed to ask.
    """
    plain, spans = edges.plain, sorted([*read, *left])
    opened = (each.start for each in blocks if not each.mark and opens_part(plain, each.start, each.end))
    begin = min((*(start for start, _ in read), next(opened, len(plain))))
    first = max((each.start for each in blocks if each.mark and each.start <= begin < each.end), default=begin)
    headed = {block.start for block, behind in pairwise(blocks) if _heads(edges, block, behind)}
    parts = [
        (each, block)
        for block in blocks
        if block.start not in headed
        for each in sentences(plain, block.start, block.end)
    ]
    found: list[Span] = []
    for place, (start, end) in between([each for each, _ in parts], spans):
        if start < first or not _is_lost(edges, *parts[place], (start, end)):
            continue
        if found and found[-1][1] == start > parts[place][1].start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return list(_without_long_runs(found, sorted(start for start, _ in read)))


def _heads(edges: Edges, block: Block, behind: Block) -> bool:
    """Whether a line of one or two words is a heading: no verb begins it, and who is asked stands right behind it."""
    plain = edges.plain
    if block.mark or HEADING.match(plain, block.start, block.end) is None or begins_with_verb(plain, block.start):
        return False
    _, end = next(sentences(plain, behind.start, behind.end))
    asked = request(plain, behind.start, end)
    return asked is not None and asked.begin <= edges.after_limits(behind.start, end)


def _is_lost(edges: Edges, sentence: Span, block: Block, span: Span) -> bool:
    """Whether what was not read of a sentence may ask: its end, or how an item begins that leads to no request."""
    plain, (start, end) = edges.plain, span
    item = bool(block.mark) or plain[end - 1] == "\n"  # a line of its own may be one
    leads = start > sentence[0] or not item or LEADS_TO_REQUEST.match(plain, start) is not None
    if (end < sentence[1] and leads) or (
        not block.mark and is_heading(plain, start, start + len(plain[start:end].rstrip()))
    ):
        return False
    # A limit is shown as such.
    return any(letter.isalpha() for letter in plain[edges.after_limits(start, end) : end])


def _without_long_runs(found: Sequence[Span], starts: Sequence[int]) -> Iterator[Span]:
    """The same, a long run in one, with what is left out within it for another reason; it ends where one was read."""
    run: list[Span] = []
    for each in found:
        if run and bisect_left(starts, run[-1][1]) != bisect_left(starts, each[0]):
            yield from _run(run)
            run = []
        run.append(each)
    yield from _run(run)


def _run(run: Sequence[Span]) -> Sequence[Span]:
    return run if len(run) <= LONGEST_RUN else [(run[0][0], run[-1][1])]


def between(parts: Sequence[Span], spans: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """What of each part is in none of the spans, with the place of the part; both are sorted."""
    place = 0
    for number, (start, end) in enumerate(parts):
        begin = start
        while place < len(spans) and spans[place][0] < end:
            first, last = spans[place]
            if begin < first:
                yield number, (begin, first)
            begin = max(begin, last)
            if last > end:
                break
            place += 1
        if begin < end:
            yield number, (begin, end)


def says_more(plain: str, start: int, end: int, times: Sequence[TimeWords]) -> bool:
    """Whether a sentence that speaks of other actions says more than that and by when: "..., with staff training"."""
    place = start
    for stop, behind in [*((each.start, each.end) for each in times), (end, end)]:
        words = WORD.finditer(plain, place, max(place, stop))
        if any(each[0].lower() not in OF_OTHERS for each in words):
            return True
        place = max(place, behind)
    return False
