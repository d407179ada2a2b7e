"""Finding the recommendation an act is about, and saying on record what was done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening, imported
from compliance.domain.ladders import Ladder
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.reminders import StepState
from compliance.store import cases, events, steps
from compliance.store.case_tables import Decision, Recommendation
from compliance.store.engine import Session


@dataclass(frozen=True)
class Found:
    """A stored recommendation with its case."""

    id: int
    record: Recommendation
    decision: Decision


def find(session: Session, reference: str, *, still_open: bool = True, lock: bool | None = None) -> Found:
    """Load a recommendation; NotFound for an unknown one, Refused for one that has its outcome already.

    It is locked for this transaction, unless a closed one would do as well: then nothing is about to be done to it.
    `lock` says otherwise.
    """
    record = cases.recommendation(session, reference, lock=still_open if lock is None else lock)
    if record is None or record.id is None:
        raise NotFound(f"there is no recommendation {reference!r}")
    if still_open and record.closed_on is not None:
        raise Refused(f"recommendation {reference!r} was closed as {record.outcome} on {record.closed_on}")
    return Found(record.id, record, cases.decision_of(session, record))


def say(session: Session, moment: Moment, reference: str, kind: Happening, payload: Mapping[str, object]) -> None:
    """Append one event to the recommendation's history."""
    stream = events.recommendation_stream(reference)
    facts = imported(payload, moment.imported_at)
    entry = Entry(stream, moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, facts)
    events.append(session, [entry])


def ladder_of(session: Session, rulebook: Rulebook, found: Found) -> Ladder:
    """The ladder of a stored recommendation (R1)."""
    authority_type = AuthorityType(cases.authority_of(session, found.decision).type)
    return rulebook.ladder_for(Kind(found.record.kind), authority_type, found.record.clock)


def plan_notice(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    found: Found,
    notice: str,
    *,
    name: str,
    facts: str = "{}",
    unsaid: str = "",
) -> None:
    """Plan a notice for the next working day (R2.1): a message an act causes; none for history (R7).

    The ladder that is stored with it may say who gets it. One that is `unsaid` is on record with that reason only.
    Where the date in force was put back untold, it goes on from the deadline version before (D6).
    """
    if found.record.live_from is None:
        return
    version = found.record.deadline_version
    on_day = rulebook.calendar.on_or_after(max(moment.today, found.record.live_from))
    before = steps.named(session, found.id, name)
    if before is not None and before.deadline_version == version and before.state == StepState.SUPERSEDED:
        # Taken back before anybody got it, and said once more.
        steps.plan_again(session, before.id, {"on_day": on_day, "facts": facts})
        return
    ladder = ladder_of(session, rulebook, found).name
    row = {"recommendation_id": found.id, "deadline_version": version, "step": name, "notice": notice}
    state = StepState.SUPERSEDED if unsaid else StepState.PLANNED
    ending = {"state": state.value, "reason": unsaid, "continues": found.record.continues}
    steps.add(session, [row | ending | {"ladder": ladder, "on_day": on_day, "facts": facts}])
