"""Judge evidence against what was expected; what is missing goes back to the authority in writing (rule E2)."""

from __future__ import annotations

import json

from compliance.domain.errors import NotFound
from compliance.domain.evidence import Judgement, judged
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store import cases, evidence
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import find, plan_notice, say


def waiting_evidence(session: Session, reference: str) -> list[int]:
    """The numbers of the pieces of evidence that wait for a judgement, oldest first."""
    found = find(session, reference)
    pieces = evidence.of_recommendation(session, found.id)
    return [piece.id for piece in pieces if piece.id is not None and piece.judgement == Judgement.WAITING]


def review_evidence(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    piece_id: int,
    judgement: Judgement,
    missing: str = "",
) -> None:
    """Record a judgement of one waiting piece of evidence, or that a sufficient one is insufficient after all.

    Raises NotFound for a piece of another recommendation, Refused for another one judged before or for an insufficient
    one without a word on what is missing.
    """
    found = find(session, reference)
    piece = evidence.piece(session, piece_id)
    if piece is None or piece.recommendation_id != found.id:
        raise NotFound(f"recommendation {reference!r} has no evidence number {piece_id}")
    waited = piece.judgement == Judgement.WAITING
    new = judged(Judgement(piece.judgement), judgement, missing)
    values = {
        "judgement": new.value,
        "missing": missing,
        "judged_by": moment.actor,
        "judged_on": moment.today,
        "judged_at": moment.now,
    }
    evidence.judge(session, piece_id, values)
    waiting = found.record.evidence_waiting - waited
    cases.change_recommendation(session, found.id, {"evidence_waiting": waiting})
    payload = {"evidence": piece_id, "judgement": new.value, "missing": missing}
    say(session, moment, reference, Happening.EVIDENCE_JUDGED, payload)
    if new is Judgement.INSUFFICIENT:
        plan_notice(
            session,
            rulebook,
            moment,
            found,
            "evidence_insufficient",
            name=f"evidence_insufficient-{piece_id}",
            facts=json.dumps({"missing": missing}),
        )
