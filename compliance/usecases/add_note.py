"""Write a note about a recommendation or a case: kept in its history, and never changed or taken away."""

from __future__ import annotations

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.words import is_blank
from compliance.store import cases, events
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import find

LONGEST_NOTE = 10_000


def add_note(session: Session, moment: Moment, reference: str, text: str, *, case: bool = False) -> str:
    """Note something about a recommendation, closed ones too, or with `case` about a case; gives the text as kept.

    A note is for the office: it stands in no message and in no letter. Raises NotFound; Refused without a text, and for
    one that is longer than LONGEST_NOTE letters.
    """
    stream = _stream(session, reference, case=case)
    kept = text.strip()
    if is_blank(kept):
        raise Refused("note: expected some text")
    if len(kept) > LONGEST_NOTE:
        raise Refused(f"note: expected at most {LONGEST_NOTE:,} letters, not {len(kept):,}")
    now, day = moment.now.isoformat(), moment.today.isoformat()
    events.append(session, [Entry(stream, now, day, Happening.NOTED, moment.actor, {"note": kept})])
    return kept


def notes_of(session: Session, reference: str, *, case: bool = False) -> list[dict[str, object]]:
    """The notes about a recommendation or a case, oldest first; raises NotFound."""
    return [
        {"at": link.entry.at, "day": link.entry.day, "by": link.entry.actor, "note": link.entry.payload["note"]}
        for link in events.stream(session, _stream(session, reference, case=case))
        if link.entry.kind is Happening.NOTED
    ]


def _stream(session: Session, reference: str, *, case: bool) -> str:
    if not case:
        return events.recommendation_stream(find(session, reference, still_open=False).record.reference)
    if cases.decision(session, reference) is None:
        raise NotFound(f"there is no decision {reference!r}")
    return events.case_stream(reference)
