"""An authority's request for more time and what becomes of it (rules D6 and D7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from compliance.domain.deadlines import VersionKind

SAME_DATE = frozenset({VersionKind.RESENT.value, VersionKind.REOPENED.value})


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DeadlineVersion(Protocol):
    """What is asked here of a version of a deadline."""

    @property
    def kind(self) -> str:
        """Why there is the version, a `VersionKind`."""

    @property
    def due_on(self) -> date | None:
        """The date it gave."""


V = TypeVar("V", bound=DeadlineVersion)


def basis(versions: Iterable[V]) -> list[V]:
    """The versions the current date rests on: one that is no extension, then the extensions in force upon it (D6).

    `versions` are all of one deadline, the original first. Sending anew and reopening to the same date change nothing.
    """
    found: list[V] = []
    for version in versions:
        if version.kind == VersionKind.EXTENSION:
            found.append(version)
        elif version.kind == VersionKind.EXTENSION_REVERSED:
            found = found[:-1]
        elif version.kind not in SAME_DATE or version.due_on != found[-1].due_on:
            found = [version]
    return found


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
