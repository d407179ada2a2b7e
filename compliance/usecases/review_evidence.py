"""Judge evidence against what was expected; what is missing goes back to the authority in writing (rule E2)."""

from __future__ import annotations

import json

from compliance.domain.errors import NotFound
from compliance.domain.evidence import Judgement, judged
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import INSUFFICIENT, OVERTAKEN, notice_about
from compliance.store import cases, evidence
from compliance.store.case_tables import Evidence
from compliance.store.engine import Session
from compliance.usecases.end_notices import end_notices
from compliance.usecases.open_recommendation import Found, find, plan_notice, say
from compliance.usecases.take_back_letter import SAYS_THAT_TOO, take_back_letter, tell_what_is_missing, told


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

    The other way too, as long as the authority was not told that it is insufficient: that letter ends then, and those
    about older pieces go that had given way to it.

    Raises NotFound for a piece of another recommendation, Refused for another one judged before or for an insufficient
    one without a word on what is missing.
    """
    found = find(session, reference, lock=True)  # a sender that holds its letter is let finish
    piece = evidence.piece(session, piece_id)
    if piece is None or piece.recommendation_id != found.id:
        raise NotFound(f"recommendation {reference!r} has no evidence number {piece_id}")
    waited = piece.judgement == Judgement.WAITING
    before = Judgement(piece.judgement)
    insufficient = before is Judgement.INSUFFICIENT
    new = judged(before, judgement, missing, told(session, found, piece_id) if insufficient else "")
    if insufficient:
        take_back_letter(session, found, piece_id)
    values = {
        "judgement": new.value,
        "missing": missing,
        "judged_by": moment.actor,
        "judged_on": moment.today,
        "judged_at": moment.now,
    }
    evidence.judge(session, piece_id, values)
    session.refresh(piece)
    if insufficient:
        tell_what_is_missing(session, found)
    waiting = found.record.evidence_waiting - waited
    cases.change_recommendation(session, found.id, {"evidence_waiting": waiting})
    payload = {"evidence": piece_id, "judgement": new.value, "missing": missing}
    say(session, moment, reference, Happening.EVIDENCE_JUDGED, payload)
    if new is Judgement.INSUFFICIENT:
        lacking = "\n".join([missing, *_left_to_tell(session, found, piece, answered=waited)])
        facts = json.dumps({"missing": lacking})
        plan_notice(session, rulebook, moment, found, INSUFFICIENT, name=notice_about(piece_id), facts=facts)


def _left_to_tell(session: Session, found: Found, piece: Evidence, *, answered: bool) -> list[str]:
    """End notices about older evidence that nobody has got: the newest one says what is missing (R2.4, E2).

    A piece that came after another was judged insufficient is the authority's answer to that, judged by what it lacks
    itself. One that was wrongly called sufficient held back what is still missing: gives those words, to tell with it.
    """
    older = {notice_about(each.id or 0): each for each in _before(session, found, piece, answered=answered)}
    said = OVERTAKEN[INSUFFICIENT] if answered else SAYS_THAT_TOO
    ended = end_notices(session, found.id, {INSUFFICIENT}, said, only=older)
    return [] if answered else list(dict.fromkeys(older[each].missing for each in ended))


def _before(session: Session, found: Found, piece: Evidence, *, answered: bool) -> list[Evidence]:
    """Insufficient pieces that came before a piece; of what it is an `answer` to only those judged before it came."""
    pieces = evidence.of_recommendation(session, found.id)
    bad = [each for each in pieces if each.judgement == Judgement.INSUFFICIENT and each.id != piece.id]
    if answered:
        return [each for each in bad if each.judged_at is not None and each.judged_at < piece.recorded_at]
    return [each for each in bad if each.recorded_at < piece.recorded_at]
