"""A case as somebody reads it who may not read personal remedies: without the words of evidence sent for them (K).

One submission may answer several recommendations (E1). What was sent for a personal remedy is personal wherever it
stands, its note as well as its file and what it is said to lack.
"""

from __future__ import annotations

from dataclasses import replace

from compliance.domain.evidence import traces
from compliance.domain.recommendations import Kind
from compliance.usecases.case_pieces import CaseView, EvidencePiece, RecommendationView


def withhold_evidence(case: CaseView) -> CaseView:
    """The case with every piece withheld that was sent for a personal remedy, under whatever it stands."""
    personal = frozenset(
        trace
        for about in case.recommendations
        if about.kind is Kind.PERSONAL_REMEDY
        for piece in about.evidence
        for trace in traces(piece.note, piece.sha256)
    )
    return replace(case, recommendations=tuple(_withheld(about, personal) for about in case.recommendations))


def _withheld(about: RecommendationView, personal: frozenset[str]) -> RecommendationView:
    whole = about.kind is Kind.PERSONAL_REMEDY
    pieces = (
        _without_words(piece) if whole or traces(piece.note, piece.sha256) & personal else piece
        for piece in about.evidence
    )
    return replace(about, evidence=tuple(pieces))


def _without_words(piece: EvidencePiece) -> EvidencePiece:
    return replace(piece, note="", file="", sha256=None, size=None, media_type="", missing="", withheld=True)
