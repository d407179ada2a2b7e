"""What a form can still come to whose page is older than what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compliance.runtime import Installation


@dataclass(frozen=True)
class Anew:
    """How what a form asks for stands now.

    `over` says why it cannot be done any more, "" where it can. `afresh`: what was decided on, or chosen from, is
    another by now, so a person looks again. `ways` lead, each with its words, to where what was done meanwhile is
    changed.
    """

    over: str = ""
    afresh: bool = False
    ways: tuple[tuple[str, str], ...] = ()


AsItStands = Callable[[Installation], Anew]
