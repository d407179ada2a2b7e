"""Record what an authority says about a recommendation: that it accepts it, or that it does not (rule L6)."""

from __future__ import annotations

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.recommendations import Response, may_become
from compliance.domain.words import is_blank
from compliance.store import cases
from compliance.store.engine import Session
from compliance.usecases.open_recommendation import find, say


def record_answer(session: Session, moment: Moment, reference: str, response: Response, reason: str = "") -> None:
    """Put the authority's answer on record; its reminders stay as they are, for accepting is not complying.

    Raises NotFound, or Refused for a closed recommendation, a stage of a statutory clock (T), a refusal without the
    authority's reasons, and an answer that was given already: an authority that refused may still agree, one that
    agreed has agreed.
    """
    found = find(session, reference)
    if found.record.clock:
        raise Refused(
            f"{reference!r} is a stage of a statutory clock, which is complied with or not: nobody accepts it"
        )
    before = found.record.response
    if not may_become(before, response):
        raise Refused(f"the authority's answer about {reference!r} is on record already: {before}")
    if response is Response.REFUSED and is_blank(reason):
        raise Refused("reason: expected why the authority refuses")
    cases.change_recommendation(session, found.id, {"response": response.value})
    payload = {"response": response.value, "reason": reason.strip()}
    say(session, moment, reference, Happening.RESPONDED, payload)
