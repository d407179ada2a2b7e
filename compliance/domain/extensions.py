"""An authority's request for more time and what becomes of it (rules D6 and D7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from compliance.domain.deadlines import VersionKind

NO_DATE = " (no due date)"
MET = ", which is no earlier)"
SAME_DATE = frozenset({VersionKind.RESENT.value, VersionKind.REOPENED.value})


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def is_met(wished_on: date, due_on: date | None) -> bool:
    """Whether the due date reaches the day that an authority wishes for: then there is nothing to grant up to it."""
    return due_on is not None and due_on >= wished_on


def asked_for(by: str, wished_on: date, due_on: date | None) -> str:
    """Why there is a task to answer a request: who asks until when, and the due date as it is."""
    asks = f"{by} asks for time until {wished_on}"
    if due_on is None:
        return asks + NO_DATE
    return f"{asks} (due {due_on}{MET if is_met(wished_on, due_on) else ')'}"


def answering(reference: str, reason: str) -> str:
    """The command that answers a request as its task has it: what can be done about the due date there is (D7)."""
    if reason.endswith(NO_DATE):
        return f"amends extension refuse {reference} --reason WHY"
    return f"amends extension {'withdraw' if reason.endswith(MET) else 'grant'} {reference} --reason WHY"


class DeadlineVersion(Protocol):
    """What is asked here of a version of a deadline."""

    @property
    def kind(self) -> str:
        """Why there is the version, a `VersionKind`."""

    @property
    def due_on(self) -> date | None:
        """The date it gave."""


class Agreed(DeadlineVersion, Protocol):
    """A version with the day on which it was agreed."""

    @property
    def agreed_on(self) -> date:
        """The day on which somebody agreed to it."""


V = TypeVar("V", bound=DeadlineVersion)


@dataclass(frozen=True)
class Layer(Generic[V]):
    """A date in force, or what it rests on: the version it stands in now, and whether it is more time given."""

    version: V
    extension: bool


def basis(versions: Iterable[V]) -> list[Layer[V]]:
    """What the current date rests on: a version that is no extension, then the extensions in force upon it (D6).

    `versions` are all of one deadline, the original first. A calendar change keeps what it moves: an extension stays
    one (D9). Sending anew and reopening to the same date change nothing.
    """
    found: list[Layer[V]] = []
    for version in versions:
        if version.kind == VersionKind.EXTENSION:
            found.append(Layer(version, extension=True))
        elif version.kind == VersionKind.EXTENSION_REVERSED:
            found[-2:] = [Layer(version, found[-2].extension)]
        elif version.kind == VersionKind.CALENDAR_CHANGE:
            found[-1:] = [Layer(version, found[-1].extension)]
        elif version.kind not in SAME_DATE or version.due_on != found[-1].version.due_on:
            found = [Layer(version, extension=False)]
    return found


def is_extended(versions: Iterable[V]) -> bool:
    """Whether the current date is more time that was given, and was not taken back (D7)."""
    return basis(versions)[-1].extension


def last_agreed(original: date | None, versions: Iterable[Agreed]) -> date | None:
    """The last day on which more time was agreed that was not taken back; `versions` are all of one deadline (D7)."""
    kinds = (VersionKind.EXTENSION, VersionKind.EXTENSION_REVERSED)
    given = carried(original, [each for each in versions if each.kind in kinds])
    return max((each.agreed_on for each in given), default=None)


def carried(original: date | None, versions: Iterable[V]) -> list[V]:
    """The extensions that can be told without the rest: not reversed, each later than the date before it (D7).

    `versions` are the extensions and reversals of one deadline in order, `original` its first date.
    """
    kept: list[V] = []
    for version in versions:
        if version.kind == VersionKind.EXTENSION:
            kept.append(version)
        else:
            kept = kept[:-1]
    current, later = original, []
    for version in kept:
        if current is None or (version.due_on is not None and version.due_on > current):
            current = version.due_on
            later.append(version)
    return later
