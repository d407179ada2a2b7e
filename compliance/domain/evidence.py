"""What an authority sends to show that it complied, and how it is judged (rules E1 and E2)."""

from __future__ import annotations

from enum import StrEnum

from compliance.domain.errors import Refused


class Judgement(StrEnum):
    """Where a piece of evidence stands."""

    WAITING = "waiting"
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    WITHDRAWN = "withdrawn"


def judged(current: Judgement, new: Judgement, missing: str) -> Judgement:
    """Judge evidence that waits (E2).

    Raises Refused for evidence judged before, and for an insufficient judgement that does not say what is missing.
    """
    if current is not Judgement.WAITING:
        raise Refused(f"this evidence was already judged {current.value}")
    if new is Judgement.WAITING:
        raise Refused("a judgement is sufficient, insufficient or withdrawn")
    if new is Judgement.INSUFFICIENT and not missing.strip():
        raise Refused("insufficient evidence needs a word on what is missing: it goes back to the authority")
    return new
