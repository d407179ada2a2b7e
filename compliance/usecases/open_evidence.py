"""Find the file of a piece of evidence, for who may see it (E1, K)."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.domain.errors import NotFound
from compliance.domain.recommendations import Kind
from compliance.store import evidence
from compliance.store.engine import Session


@dataclass(frozen=True)
class EvidenceFile:
    """A file as it was sent: its name, content (SHA-256), the media type of its name, and what it is about.

    `personal` are the recommendations of the case that are personal remedies and for which it was sent too: the file
    is only for who may read those. `recommendation` is the one this piece answers, `case` its case.
    """

    name: str
    sha256: str
    media_type: str
    case: str
    recommendation: str
    personal: tuple[str, ...]


def open_evidence(session: Session, number: int) -> EvidenceFile:
    """The file of a piece of evidence; raises NotFound for an unknown piece and for one without a file."""
    rows = evidence.same_file(session, number)
    piece = next((row for row in rows if row.id == number), None)
    if piece is None:
        raise NotFound(f"there is no evidence number {number} with a file")
    personal = sorted({row.reference for row in rows if row.kind == Kind.PERSONAL_REMEDY.value})
    return EvidenceFile(
        piece.file_name, piece.sha256, piece.media_type, piece.case_reference, piece.reference, tuple(personal)
    )
