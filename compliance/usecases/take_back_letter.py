"""The letter about what evidence lacks: while it is not out, the judgement behind it can be taken back (E2, R2.3)."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.domain.reminders import INSUFFICIENT, notice_about
from compliance.store import steps
from compliance.store.engine import Session
from compliance.usecases.end_notices import end_notices
from compliance.usecases.open_recommendation import Found

MENDS = "new evidence or a note mends that"
TOLD = f"the authority has been told: {MENDS}"
FAILED = "the letter about it failed and may be sent again: settle that first"
TAKEN_BACK = "the judgement was taken back before the authority was told"


def told_of(piece_id: int, out: Mapping[str, str]) -> str:
    """What became of the letter about an insufficient piece, "" while nobody was told; `out` is that of the store."""
    state = out.get(notice_about(piece_id))
    if state is None:
        return ""
    return FAILED if state == "failed" else TOLD


def told(session: Session, found: Found, piece_id: int) -> str:
    """The same for one piece of a recommendation."""
    return told_of(piece_id, steps.letters_out(session, INSUFFICIENT, [found.id]))


def take_back_letter(session: Session, found: Found, piece_id: int) -> None:
    """End the letter about a piece, planned or in a message that waits."""
    end_notices(session, found.id, {INSUFFICIENT}, TAKEN_BACK, only={notice_about(piece_id)})
