"""Waits onto another recommendation of the same form, when its text or case is corrected (L2, D2).

References go with the numbers and the case, so a wait goes with what it waits for, not with what was typed. Where that
is gone the wait is emptied, never left to what is called the same by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.domain.waiting import WaitKind
from compliance.web.log.suggested import name

Fields = Mapping[str, list[str]]


@dataclass(frozen=True)
class Before:
    """One recommendation as it stood: what it was called, what it was to do, and its number now, None for none."""

    reference: str
    title: str
    now: int | None


@dataclass
class Followed:
    """The fields of a form in which each wait goes with what it waits for.

    `lost` says, by their number, what those waited for that have lost it: "reference, action".
    """

    typed: dict[str, list[str]]
    lost: dict[int, str]


def follow(typed: Fields, numbers: Iterable[int], before: Iterable[Before], called: Mapping[int, str]) -> Followed:
    """Let the waits of a corrected form follow; `called` is how each of it is called by now."""
    was: dict[str, Before] = {}
    for each in before:
        was.setdefault(each.reference, each)
    found = Followed(dict(typed), {})
    for number in numbers:
        field = name(number, "waits")
        said = next(iter(typed.get(field, ())), "").strip()
        if not said or typed.get(name(number, "wait")) != [WaitKind.RECOMMENDATION.value]:
            continue
        other = was.get(said)
        if other is not None and other.now is not None:
            found.typed[field] = [called[other.now]]
        elif other is not None or said in called.values():
            del found.typed[field]
            found.lost[number] = f"{said}, {other.title}" if other and other.title else said
    return found
