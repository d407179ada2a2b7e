"""What an authority is to send to show that it complied, and how it is judged (rules L5, E1 and E2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from compliance.domain.errors import Refused
from compliance.domain.words import is_blank


class Judgement(StrEnum):
    """Where a piece of evidence stands."""

    WAITING = "waiting"
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Expected:
    """The evidence that will satisfy a recommendation; `proposed` by its categories, for nothing was stated (L5).

    `withheld`: something was stated, in words that whoever looks may not read (K).
    """

    lines: tuple[str, ...]
    proposed: bool
    withheld: bool = False


def expected(stated: Sequence[str], categories: Sequence[str], checklists: Mapping[str, Sequence[str]]) -> Expected:
    """What was stated, and where nothing was the checklists of the categories, each line once (L5)."""
    if stated:
        return Expected(tuple(stated), proposed=False)
    lines = tuple(dict.fromkeys(line for category in categories for line in checklists.get(category, ())))
    return Expected(lines, proposed=bool(lines))


def traces(note: str, sha256: str | None) -> frozenset[str]:
    """What a submission is known by for whatever it was sent: its words, however they are spaced, and its file (E1).

    Of two pieces that share one the same was sent.
    """
    words = " ".join(note.split()).casefold()
    return frozenset(each for each in (f"words {words}" if words else "", f"file {sha256}" if sha256 else "") if each)


def file_fault(name: str, size: int | None) -> str | None:
    """What was expected of a file that is sent as evidence: an empty one shows nothing (E1)."""
    return f"one that says something, and {name!r} is empty: ask for it again" if size == 0 else None


def judged(current: Judgement, new: Judgement, missing: str, told: str = "") -> Judgement:
    """Judge evidence that waits, or find that what was called sufficient is not (E2).

    What was called insufficient is judged again only while nobody was `told`, which says what became of the letter.
    Raises Refused for other evidence judged before, for an insufficient one without a word on what is missing, and for
    such a word about another.
    """
    wrong_way = {Judgement.SUFFICIENT: {Judgement.INSUFFICIENT}}
    if not told:
        wrong_way[Judgement.INSUFFICIENT] = {Judgement.SUFFICIENT, Judgement.WITHDRAWN}
    if current is not Judgement.WAITING and new not in wrong_way.get(current, ()):
        why = f", and {told}" if told and current is Judgement.INSUFFICIENT else ""
        raise Refused(f"this evidence was already judged {current.value}{why}")
    if new is Judgement.WAITING:
        raise Refused("a judgement is sufficient, insufficient or withdrawn")
    if new is Judgement.INSUFFICIENT and is_blank(missing):
        raise Refused("insufficient evidence needs a word on what is missing: it goes back to the authority")
    if new is not Judgement.INSUFFICIENT and missing.strip():
        raise Refused("missing: expected nothing, for only of insufficient evidence something is missing")
    return new
