"""Put on record that a meeting about a recommendation is arranged; its day is a task (R1)."""

from __future__ import annotations

from datetime import date, timedelta

from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment, day_in_words
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.tasks import CASE_SAYS_WHY, TaskKind
from compliance.store import events
from compliance.store.engine import Session
from compliance.usecases.assign_caseworker import named
from compliance.usecases.open_recommendation import find, say
from compliance.usecases.open_tasks import Wanted, open_tasks

LATEST = timedelta(days=366)


def arrange_meeting(
    session: Session, rulebook: Rulebook, moment: Moment, reference: str, on: date, whom: str, note: str = ""
) -> bool:
    """Record a meeting with somebody on a day; False where that very meeting is a task already, and nothing is done.

    The task is due that day and ends by hand, or with the outcome. Reminders go on meanwhile: who wants them to wait
    places a hold. Raises NotFound; Refused for a closed recommendation, a day in the past or more than a year away, and
    without saying whom one meets.
    """
    found = find(session, reference)
    people = named(whom)
    latest = moment.today + LATEST
    if not moment.today <= on <= latest:
        raise Refused(f"on: expected a day from today, {moment.today}, to {latest}, not {on}")
    subject = f"meeting about {reference} on {day_in_words(on)} with {people}"
    reason = note.strip() or f"meet {people}, and record what was agreed"
    if found.record.kind == Kind.PERSONAL_REMEDY:
        subject, reason = _unnamed(session, reference, on, people), f"a meeting is arranged; {CASE_SAYS_WHY}"
    wanted = Wanted(TaskKind.MEETING, subject, reason, recommendation_id=found.id, due_on=on)
    if not open_tasks(session, rulebook, moment.today, [wanted]):
        return False
    payload = {"meeting_on": on.isoformat(), "with": people, "note": note.strip()}
    say(session, moment, reference, Happening.MEETING_ARRANGED, payload)
    return True


def _unnamed(session: Session, reference: str, on: date, people: str) -> str:
    """What a meeting about a personal remedy is called where everybody reads it: with whom stays in its case (K).

    Meetings with others on the same day are numbered, so that each is a task of its own.
    """
    history = events.stream(session, events.recommendation_stream(reference))
    known = [link.entry.payload for link in history if link.entry.kind is Happening.MEETING_ARRANGED]
    others = {str(each["with"]): None for each in known if each["meeting_on"] == on.isoformat()}
    number = list(others).index(people) if people in others else len(others)
    return f"meeting about {reference} on {day_in_words(on)}" + (f", number {number + 1}" if number else "")
