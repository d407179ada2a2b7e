"""Record evidence an authority sent; from that moment no chaser goes out (rules E1 and R4)."""

from __future__ import annotations

from dataclasses import asdict

from compliance.domain.errors import Refused
from compliance.domain.evidence import Judgement, file_fault
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.words import is_blank
from compliance.store import cases, evidence
from compliance.store.engine import Session
from compliance.usecases.case_records import EvidencePiece, evidence_row, plain
from compliance.usecases.open_recommendation import find, say
from compliance.usecases.overtake_proposal import overtake_by_evidence
from compliance.usecases.stage_receipt import earliest


def submit_evidence(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    reference: str,
    piece: EvidencePiece,
    on_record: Moment | None = None,
) -> bool:
    """Store one piece of evidence for one recommendation; False when this very submission is known already.

    `on_record` is when it is put on record, where `moment` is when it came: a proposed outcome is overtaken then.
    Raises Refused when it has neither a note nor a file, when its file is empty, when it comes from nobody, or is dated
    before the decision, or before the receipt of the stage of a statutory clock it is about (T).
    """
    found = find(session, reference)
    if is_blank(piece.submitted_by):
        raise Refused("submitted_by: expected the name of the person or body who sent it")
    if is_blank(piece.note) and piece.sha256 is None:
        raise Refused("evidence needs a note or a file")
    if fault := file_fault(piece.file_name, piece.size):
        raise Refused(f"file: expected {fault}")
    first, what = earliest(session, found)
    if piece.received_on < first:
        raise Refused(f"received_on: expected a day on or after {what}")
    if piece.received_on > moment.today:
        raise Refused(f"received_on: expected a day on or before today, {moment.today}")
    if evidence.known_as(session, found.id, piece.fingerprint) is not None:
        return False
    evidence.add(session, [evidence_row(found.id, piece, moment.now)])
    waiting = found.record.evidence_waiting + 1
    cases.change_recommendation(session, found.id, {"evidence_waiting": waiting})
    say(session, moment, reference, Happening.EVIDENCE_RECEIVED, plain(asdict(piece)))
    overtake_by_evidence(session, rulebook, on_record or moment, found)
    return True


def what_is_known(session: Session, reference: str, piece: EvidencePiece) -> str:
    """How a submission stands that is known already, in words; "" where it is not (E1, E2)."""
    stored = evidence.known_as(session, find(session, reference).id, piece.fingerprint)
    if stored is None:
        return ""
    if stored.judgement == Judgement.WAITING:
        return "it waits for its judgement"
    return f"it was judged {stored.judgement} on {stored.judged_on}, and nothing of it waits"
