"""Writing a checked import: the order of things, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from compliance.domain.moment import Moment, start_of
from compliance.domain.office import Rulebook
from compliance.domain.reminders import StepState
from compliance.domain.tasks import OF_A_DATE
from compliance.store import authorities, calendars, cases, steps, waits
from compliance.store.engine import Session
from compliance.store.rows import chunks
from compliance.usecases.case_records import Extension, Story, write
from compliance.usecases.change_deadline import extend
from compliance.usecases.check_summaries import guard_of, store_summaries
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.import_changes import Changed, say_changes
from compliance.usecases.import_plan import Addition, Plan
from compliance.usecases.left_to_people import leave_imported, leave_to_people
from compliance.usecases.letter_of_version import tells
from compliance.usecases.open_recommendation import find
from compliance.usecases.record_outcome import record_outcome
from compliance.usecases.submit_evidence import submit_evidence
from compliance.usecases.wait_for import store_waits

BATCH = 2000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Writing:
    """What every write needs: `moment` is the day and instant of the import, `history` the wish for silence (R7)."""

    session: Session
    rulebook: Rulebook
    moment: Moment
    history: bool
    progress: Progress

    def known(self, day: date) -> datetime:
        """The instant from which a fact dated `day` counts as known (S9)."""
        return start_of(day, self.rulebook.office.time_zone)

    def then(self, day: date) -> Moment:
        """The moment of a fact dated `day`, which is imported now."""
        return Moment(day, self.known(day), self.moment.actor, imported_at=self.moment.now)


def write_plan(writing: Writing, plan: Plan) -> None:
    """Write everything of a plan; nothing is committed here."""
    _write_authorities(writing, plan)
    decisions = _write_decisions(writing, plan)
    _write_recommendations(writing, plan, decisions)
    for number, addition in enumerate(plan.additions, start=1):
        _add(writing, addition)
        if number % BATCH == 0 or number == len(plan.additions):
            writing.progress("additions", number, len(plan.additions))


def _write_authorities(writing: Writing, plan: Plan) -> None:
    session = writing.session
    authorities.add(session, [row | {"type": row["type"].value} for row in plan.authorities])
    ids = authorities.ids(session)
    calendars.add_closures(
        session, [{"authority_id": ids[code], "day": day, "name": name} for code, day, name in plan.closures]
    )
    for code, heir in plan.heirs.items():
        authorities.change(session, code, {"successor_id": ids[heir]})
    rows = [
        asdict(contact) | {"role": contact.role.value, "authority_id": ids[code]} for code, contact in plan.contacts
    ]
    authorities.add_contacts(session, rows)
    for change in plan.changes:
        _change(writing, change, ids)
    say_changes(session, writing.moment, plan.changes)


def _change(writing: Writing, change: Changed, ids: dict[str, int]) -> None:
    """Change a stored authority, or the name of a contact of one."""
    if (contact := change.contact) is not None:
        whose = ids[change.code]
        authorities.rename_contact(writing.session, whose, contact.role.value, contact.address, contact.name)
        return
    values = dict(change.now)
    if "closed_on" in values:
        values["closure_known_at"] = writing.moment.now
    if "successor_code" in values:
        values["successor_id"] = ids[values.pop("successor_code")]
    authorities.change(writing.session, change.code, values)


def _write_decisions(writing: Writing, plan: Plan) -> dict[str, int]:
    """Insert the new decisions and give their ids by reference."""
    ids = authorities.ids(writing.session)
    made: dict[str, int] = {}
    for some in chunks(plan.decisions, BATCH):
        rows: list[dict[str, Any]] = [
            {
                "reference": record.get("reference"),
                "authority_id": ids[record.get("authority_code")],
                "subject": record.get("subject", ""),
                "received_on": record.get("received_on"),
                "decided_on": record.get("decided_on"),
                "outcome": record.get("outcome").value,
                "satisfactory_remedy": record.get("satisfactory_remedy"),
                "recorded_at": writing.known(record.get("decided_on")),
            }
            for record in some
        ]
        made |= cases.add_decisions(writing.session, rows)
        writing.progress("decisions", len(made), len(plan.decisions))
    return made


def _write_recommendations(writing: Writing, plan: Plan, decisions: dict[str, int]) -> None:
    wanted = {new.draft.decision_reference for new in plan.recommendations} - set(decisions)
    stored = {row.reference: row.id for row in cases.decisions(writing.session)} if wanted else {}
    ids = stored | decisions
    done, waiting = 0, list[Story]()
    guard = guard_of(writing.session, writing.rulebook)
    for some in chunks(plan.recommendations, BATCH):
        stories = [new.story(ids[new.draft.decision_reference], writing.moment.today, writing.history) for new in some]
        actor, now = writing.moment.actor, writing.moment.now
        made = write(writing.session, writing.rulebook, stories, writing.known, actor, imported_at=now)
        store_summaries(writing.session, writing.rulebook, writing.moment, stories, made, writing.known, guard)
        leave_to_people(writing.session, writing.rulebook, writing.moment, stories, made)
        waiting += [story for story in stories if story.draft.waits is not None]
        done += len(some)
        writing.progress("recommendations", done, len(plan.recommendations))
    # One may wait on another that stands further down: all of them have to be there first.
    store_waits(writing.session, writing.rulebook, waiting, writing.known)


def _add(writing: Writing, addition: Addition) -> None:
    """Add to a stored recommendation what happened since, each act at its own day.

    Its outcome may give a date to those that wait on it: their steps are judged as its own (R7).
    """
    session, rulebook, row = writing.session, writing.rulebook, addition.row
    waiting = waits.waiting_on(session, row.id) if addition.ending is not None else []
    concerned = [row.id, *(each.recommendation_id for each in waiting)]
    before = {step.id for each in concerned for step in steps.of_recommendation(session, each)}
    moved = [*([row.reference] if addition.extensions else []), *(each.reference for each in waiting)]
    for act in addition.acts():
        if isinstance(act, Extension):
            extend(session, rulebook, writing.then(act.agreed_on), row.reference, act)
        else:
            submit_evidence(session, rulebook, writing.then(act.received_on), row.reference, act, writing.moment)
        session.expire_all()
    if addition.ending is not None:
        ending = addition.ending
        record_outcome(session, rulebook, writing.then(ending.recorded_on), row.reference, ending)
        session.expire_all()
    for each in concerned:
        _quieten(writing, each, before)
    for reference in moved:
        found = find(session, reference, still_open=False)
        close_what_is_over(session, rulebook, writing.moment.today, OF_A_DATE, about=found.id)
        leave_imported(session, rulebook, writing.moment.today, found)


def _quieten(writing: Writing, recommendation_id: int, before: set[int | None]) -> None:
    """Skip the steps among the new ones that never go out (R7).

    Reminders whose day lies before the import; with `history` also the notices of acts before the go-live day. The
    first letter of a new version, which keeps what it tells, is such a notice: nobody was told yet (R1, D6).
    """
    today, silent = writing.moment.today, []
    for step in steps.of_recommendation(writing.session, recommendation_id):
        if step.id is None or step.id in before or step.state != StepState.PLANNED or step.on_day >= today:
            continue
        if not step.notice and not tells(step.facts):
            silent.append((step.id, StepState.SKIPPED, f"its day lies before the live day {today}"))
        elif writing.history:
            silent.append((step.id, StepState.SKIPPED, f"history before the live day {today}"))
    steps.settle(writing.session, silent)
