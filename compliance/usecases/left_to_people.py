"""What is overdue while no rung of its ladder is to come: nothing would ever go out, so a person acts (R6, R7, D6).

So it is with what comes long overdue, by logging or import, and with what gets a date of long ago by a change. Of a
recommendation that is overdue for a few days a later rung is still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from compliance.domain.authorities import AuthorityType, StaffRole
from compliance.domain.deadlines import VersionKind, is_overdue
from compliance.domain.history import Entry, Happening
from compliance.domain.ladders import Ladder, LadderStep
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import AT_ONCE, PlannedStep, StepState, is_to_come
from compliance.domain.tasks import raised
from compliance.store import cases, events, steps
from compliance.store.engine import Session
from compliance.usecases.case_records import Story, current_due_on, planned_steps
from compliance.usecases.open_recommendation import Found, ladder_of
from compliance.usecases.open_tasks import Wanted, open_tasks

KIND = "overdue_when_logged"
OWNER = StaffRole.CASEWORKER
CHANGED = {
    VersionKind.EXTENSION: "more time was given",
    VersionKind.EXTENSION_REVERSED: "more time was taken back",
    VersionKind.CORRECTION: "its date was corrected",
    VersionKind.CALENDAR_CHANGE: "its date was counted anew on another calendar",
    VersionKind.CLOCK_RESTARTED: "its clock was started again",
    VersionKind.DATED: "what it waited for was put on record",
    VersionKind.REOPENED: "it was opened again",
    VersionKind.RESENT: "it was sent anew",
}
IMPORTED = "more of it was imported"


def is_left_to_people(story: Story, rulebook: Rulebook, kind: AuthorityType, today: date) -> bool:
    """Whether a story is live, open and overdue, and no rung counted from its due date is still to come."""
    due = current_due_on(story, rulebook)
    if story.live_from is None or story.ending is not None or due is None or not is_overdue(due, today):
        return False
    ladder = rulebook.ladder_for(story.draft.kind, kind, story.draft.clock)
    return is_silent(planned_steps(story, due, story.version, rulebook, kind), ladder, due, today)


def is_silent(planned: Sequence[PlannedStep], ladder: Ladder, due: date, today: date) -> bool:
    """Whether what has these steps is overdue by its date, and no rung counted from that is still to come."""
    return is_overdue(due, today) and not is_to_come(planned, ladder)


def leave_to_people(
    session: Session, rulebook: Rulebook, moment: Moment, stories: Sequence[Story], ids: dict[str, int]
) -> None:
    """Open a caseworker's task about each of the stories that is left to people, and the reviews asked for at once."""
    today, types = moment.today, cases.authority_types(session, [story.decision_id for story in stories])
    wanted = [
        _wanted(
            story.draft.reference,
            ids[story.draft.reference],
            why_left_at_once(today),
            current_due_on(story, rulebook),
        )
        for story in stories
        if is_left_to_people(story, rulebook, types[story.decision_id], today)
    ]
    reviews = [each for story in stories if (each := _review_at_once(story, rulebook, types[story.decision_id], ids))]
    open_tasks(session, rulebook, today, [*wanted, *(asked for _, asked in reviews)])
    events.append(session, [_escalated(moment, reference, asked) for reference, asked in reviews])


def _review_at_once(
    story: Story, rulebook: Rulebook, kind: AuthorityType, ids: dict[str, int]
) -> tuple[str, Wanted] | None:
    """The task of the rung that is asked about at once, as its day would have raised it (R1); none for history."""
    due, reference = current_due_on(story, rulebook), story.draft.reference
    ladder = rulebook.ladder_for(story.draft.kind, kind, story.draft.clock)
    found = review_at_once(planned_steps(story, due, story.version, rulebook, kind), ladder)
    if found is None:
        return None
    rung, words = found
    about = f"recommendation {reference}"
    return reference, Wanted(rung.name, about, raised(words, due), rung.task_for, recommendation_id=ids[reference])


def review_at_once(planned: Sequence[PlannedStep], ladder: Ladder) -> tuple[LadderStep, str] | None:
    """The rung among these steps that is asked about at once, and its task in words; None without one (R1)."""
    step = next((each for each in planned if each.reason.endswith(AT_ONCE)), None)
    if step is None:
        return None
    rung = ladder.step(step.name)
    return rung, f"{rung.task or rung.name}; that day, {step.on_day}, was over when it came"


def _escalated(moment: Moment, reference: str, asked: Wanted) -> Entry:
    to = asked.owner.value if asked.owner else ""
    now, today = moment.now.isoformat(), moment.today.isoformat()
    payload = {"step": asked.kind, "to": to}
    return Entry(events.recommendation_stream(reference), now, today, Happening.ESCALATED, moment.actor, payload)


def leave_changed(
    session: Session, rulebook: Rulebook, today: date, found: Found, planned: Sequence[PlannedStep], change: str
) -> None:
    """Open the task about a recommendation whose deadline changed, where it is overdue with no rung of these to come.

    `change` says in words what happened to it today.
    """
    due = found.record.due_on
    if found.record.live_from is None or due is None or not is_overdue(due, today):
        return
    if is_to_come(planned, ladder_of(session, rulebook, found)):
        return
    why = why_left(change, due, today)
    open_tasks(session, rulebook, today, [_wanted(found.record.reference, found.id, why, due)])


def why_left_at_once(today: date) -> str:
    """Why a person has to take up what came overdue today, in words."""
    return f"it was overdue when it came on {today} and nobody is reminded of the past: take it up"


def why_left(change: str, due: date, today: date) -> str:
    """What happened to an overdue recommendation today, in words, and why a person has to take it up."""
    late = (today - due).days
    days = "1 day" if late == 1 else f"{late} days"
    return f"{change} on {today}, when it was {days} overdue and no new reminder of that was to come: take it up"


def leave_imported(session: Session, rulebook: Rulebook, today: date, found: Found) -> None:
    """The same for one of which an import brought more, by the steps that it left planned (R7)."""
    left = [
        PlannedStep(row.step, row.on_day)
        for row in steps.of_recommendation(session, found.id)
        if row.state in (StepState.PLANNED, StepState.QUEUED) and not row.notice
    ]
    if found.record.closed_on is None:
        leave_changed(session, rulebook, today, found, left, IMPORTED)


def _wanted(reference: str, recommendation_id: int, why: str, due: date | None) -> Wanted:
    return Wanted(
        KIND,
        f"recommendation {reference}",
        raised(why, due),
        OWNER,
        recommendation_id=recommendation_id,
    )
