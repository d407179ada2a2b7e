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
    """Judge evidence that waits, or find that what was called sufficient is not (E2).

    Raises Refused for other evidence judged before, and for an insufficient one without a word on what is missing.
    """
    taken_back = current is Judgement.SUFFICIENT and new is Judgement.INSUFFICIENT
    if current is not Judgement.WAITING and not taken_back:
        raise Refused(f"this evidence was already judged {current.value}")
    if new is Judgement.WAITING:
        raise Refused("a judgement is sufficient, insufficient or withdrawn")
    if new is Judgement.INSUFFICIENT and not missing.strip():
        raise Refused("insufficient evidence needs a word on what is missing: it goes back to the authority")
    return new
