"""What an act of T6 is: a line of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.case import Case
from tests.torture.life import Chance, Life


@dataclass(frozen=True)
class Act:
    """Something that can be done: to a recommendation it `fits`, or whenever the office lets it (`may`).

    `says` are the happenings it leaves in that recommendation's history, by name. A `refusable` one may be refused, in
    one clear line: then nothing has changed.
    """

    name: str
    do: Callable[[Life, Case, Chance], None]
    fits: Callable[[Life, Case], bool]
    says: tuple[str, ...] = ()
    refusable: bool = False


@dataclass(frozen=True)
class Move:
    """Something that happens to the office as a whole; `often` as likely as any one act of a person."""

    name: str
    do: Callable[[Life, Chance], None]
    may: Callable[[Life], bool] = lambda _: True
    often: int = 1
    refusable: bool = False
