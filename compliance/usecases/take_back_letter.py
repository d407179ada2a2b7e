"""The letter about what evidence lacks: taken back with its judgement, and told after all (E2, E8, R2.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from compliance.domain.evidence import Judgement
from compliance.domain.reminders import INSUFFICIENT, OVERTAKEN, ended_by_outcome, notice_about
from compliance.store import evidence, steps
from compliance.store.case_tables import Evidence
from compliance.store.engine import Session
from compliance.usecases.end_notices import end_notices, heard_of
from compliance.usecases.open_recommendation import Found

MENDS = "new evidence or a note mends that"
TOLD = f"the authority has been told: {MENDS}"
FAILED = "the letter about it failed and may be sent again: settle that first"
SAYS_THAT_TOO = "the letter about evidence judged since says that too"
LATER = frozenset({OVERTAKEN[INSUFFICIENT], SAYS_THAT_TOO})
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


def tell_what_is_missing(session: Session, found: Found) -> None:
    """Plan the letters about what evidence lacks again that ended with what is taken back (E2, E8).

    With an outcome, or with the judgement of a newer piece. Those that nobody got, about pieces that are still
    insufficient, unless the letter about a newer one says it with its own.
    """
    pieces = evidence.of_recommendation(session, found.id)
    lacking = {notice_about(piece.id or 0): piece for piece in pieces if piece.judgement == Judgement.INSUFFICIENT}
    newest = {row.step: row for row in steps.of_notice(session, found.id, INSUFFICIENT) if row.step in lacking}
    for row in newest.values():
        ended = ended_by_outcome(row.state, row.reason) or row.reason in LATER
        if row.reason == SAYS_THAT_TOO and _said_since(lacking[row.step], lacking, newest):
            continue
        if ended and not row.overtaken and not heard_of(session, [row]):
            steps.plan_again(session, row.id, {})


def _said_since(piece: Evidence, lacking: Mapping[str, Evidence], letters: Mapping[str, Any]) -> bool:
    """Whether the letter about a piece that came later, and is insufficient still, has the words about this one too."""
    later = [name for name, each in lacking.items() if each.recorded_at > piece.recorded_at and name in letters]
    said = [json.loads(letters[name].facts)["missing"] for name in later]
    return any(f"\n{piece.missing}\n" in f"\n{each}\n" for each in said)
