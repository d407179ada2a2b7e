"""Judge several pieces of evidence at once, also of several recommendations: all of them, or none (E2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store.engine import Session
from compliance.usecases.review_evidence import review_evidence


@dataclass(frozen=True)
class Verdict:
    """What somebody says about one piece of evidence: its recommendation, its number, the judgement, what lacks."""

    reference: str
    number: int
    judgement: Judgement
    missing: str = ""


class NotJudged(Refused):
    """Some of several judgements cannot be recorded, and so none was; `faults` says why, by the number of the piece."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"evidence {number}: {why}" for number, why in self.faults.items()))


def review_several(session: Session, rulebook: Rulebook, moment: Moment, verdicts: Sequence[Verdict]) -> None:
    """Record the judgements in this one transaction, in the order of the pieces.

    Raises NotJudged with every one that a rule refuses, each with its own reason; the caller's transaction then ends.
    """
    faults: dict[int, str] = {}
    for each in sorted(verdicts, key=lambda verdict: verdict.number):
        about = (session, rulebook, moment, each.reference)
        try:
            review_evidence(*about, each.number, each.judgement, each.missing.strip())
        except Refused as reason:
            faults[each.number] = str(reason)
    if faults:
        raise NotJudged(faults)
