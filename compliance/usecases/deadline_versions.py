"""The one engine that moves a deadline: a new version, the old steps superseded, new ones planned (D6, R2.1).

Whatever moves a date (an extension, a correction, a stopped clock, a new bank holiday, the end of a wait) goes through
`write_version`, in the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from compliance.domain.deadlines import OpenEnded, Receipt, VersionKind
from compliance.domain.errors import Refused
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import OF_A_VERSION, StepState
from compliance.domain.tasks import OF_A_DATE
from compliance.domain.version_letters import NewVersion, as_before, behind_the_letter, make_up, why_gives_way
from compliance.domain.version_news import NOTHING_NEW, Letter, replaced_by
from compliance.domain.words import is_blank
from compliance.store import cases, steps, tasks, waits
from compliance.store.engine import Session
from compliance.usecases.answer_request import tell_new_date
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.behind_letters import raise_alone
from compliance.usecases.case_records import step_row
from compliance.usecases.close_tasks import close_what_is_over
from compliance.usecases.end_notices import end_notices
from compliance.usecases.left_to_people import CHANGED, KIND, leave_changed
from compliance.usecases.letter_of_version import UNSAID, news_of, plan_steps, stored
from compliance.usecases.open_recommendation import Found, ladder_of, plan_notice, say
from compliance.usecases.put_back import as_it_stands, first_said, letters_left, put_back_to
from compliance.usecases.set_aside_letter import carry_or_set_aside
from compliance.usecases.wait_for_answer import wait_again_for_answer


@dataclass(frozen=True)
class Change:
    """What moves a deadline: the new receipt (its `due_on` None is open-ended), when, why and who agreed (D6).

    `more` goes into the event beside the rest, `facts` into the message that tells the authority. With `stays` the date
    is the one there was, and only how it is counted changes.
    """

    kind: VersionKind
    receipt: Receipt | OpenEnded
    agreed_on: date
    reason: str
    approved_by: str
    happening: Happening = Happening.DEADLINE_CHANGED
    more: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    stays: bool = False


@dataclass(frozen=True)
class Moved:
    """What a change did: the version it made, and the dates; None is open-ended."""

    reference: str
    version: int
    kind: VersionKind
    original_due_on: date | None
    previous_due_on: date | None
    receipt: Receipt | OpenEnded

    def as_dict(self) -> dict[str, object]:
        """The change as plain values, dates in ISO 8601."""
        return {
            "reference": self.reference,
            "version": self.version,
            "kind": self.kind.value,
            "original_due_on": _iso(self.original_due_on),
            "previous_due_on": _iso(self.previous_due_on),
            "due_on": _iso(self.receipt.due_on),
            "receipt": self.receipt.as_dict(),
        }


def require_words(**said: str) -> None:
    """Raise Refused for the first of the named texts that is empty: every change has a reason and a person (D6)."""
    expected = {"reason": "why the deadline changes", "by": "the name of the person who decides this"}
    for name, text in said.items():
        if is_blank(text):
            raise Refused(f"{name.rstrip('_')}: expected {expected.get(name, 'a name')}")


def write_version(session: Session, rulebook: Rulebook, moment: Moment, found: Found, change: Change) -> Moved:
    """Write one version of an open recommendation's deadline with all that follows from it (D6, R2.1).

    The original date is kept; a deadline that never had a date gets its original one now (D2). Raises Refused for a
    change that is agreed tomorrow, or before the decision, or says neither why nor who.
    """
    record = found.record
    require_words(reason=change.reason, by=change.approved_by)
    _require_day(change.agreed_on, found, moment)
    previous, new, version = record.due_on, change.receipt.due_on, record.deadline_version + 1
    row = {
        "recommendation_id": found.id,
        "version": version,
        "kind": change.kind.value,
        "due_on": new,
        "previous_due_on": previous,
        "agreed_on": change.agreed_on,
        "reason": change.reason,
        "approved_by": change.approved_by,
        "receipt": json.dumps(change.receipt.as_dict()),
        "recorded_at": moment.now,
    }
    cases.add_deadlines(session, [row])
    original = record.original_due_on or new
    values = {"due_on": new, "original_due_on": original, "deadline_version": version, "overdue_noted_on": None}
    cases.change_recommendation(session, found.id, values)
    session.refresh(record)
    tell_new_date(session, found)
    if moment.imported_at is None:  # else it is judged on the day of the import
        close_what_is_over(session, rulebook, moment.today, OF_A_DATE, about=found.id)
    if new is not None:
        waits.end(session, found.id, change.agreed_on, change.approved_by)
    steps.supersede(session, found.id, replaced_by(version))
    end_notices(session, found.id, OF_A_VERSION, replaced_by(version))
    _plan_anew(session, rulebook, moment, found, change)
    say(session, moment, record.reference, change.happening, _payload(version, previous, change))
    wait_again_for_answer(session, rulebook, moment, found)
    return Moved(record.reference, version, change.kind, original, previous, change.receipt)


def _require_day(agreed_on: date, found: Found, moment: Moment) -> None:
    if agreed_on > moment.today:
        raise Refused(f"agreed_on: expected a day on or before today, {moment.today}")
    if agreed_on < found.decision.decided_on:
        raise Refused(f"agreed_on: expected a day on or after the decision of {found.decision.decided_on}")


def _plan_anew(session: Session, rulebook: Rulebook, moment: Moment, found: Found, change: Change) -> None:
    """Plan the steps of the new version and tell the authority, before anything else does; nothing for history (R7).

    What is overdue by then with no rung to come is left to people; tasks of the office's own that were never raised
    are made up for.
    """
    if found.record.live_from is None:
        return
    own = {"change": change.kind.value, "reason": change.reason, "agreed_by": change.approved_by, **change.facts}
    ladder = ladder_of(session, rulebook, found)
    tidings = as_it_stands(found) if change.stays else news_of(session, found, ladder, own)
    facts = json.dumps({name: own[name] for name in own if name not in UNSAID} | tidings.facts())
    calendar = calendar_of(session, rulebook, found.decision.authority_id)
    continues = put_back_to(tidings)
    cases.change_recommendation(session, found.id, {"continues": continues})
    session.refresh(found.record)
    planned = plan_steps(session, rulebook, found, moment, tidings, ladder, calendar, continues)
    first = tidings.letter is Letter.FIRST
    letter_on = (calendar if first else rulebook.calendar).on_or_after(moment.today)
    new = _behind(session, found, letter_on, why_gives_way("" if first else tidings.letter.value, own["change"]))
    told = tidings.letter is Letter.NONE
    if continues is not None:
        new = replace(new, came=_came(session, found, continues))
    planned = as_before(planned, ladder, new) if told else behind_the_letter(planned, ladder, new)
    if not (change.stays or (told and new.was_left(KIND))):
        leave_changed(session, rulebook, moment.today, found, planned, CHANGED.get(change.kind, ""))
    planned, alone = make_up(planned, ladder, new)
    kept = {"continues": continues}
    rows = [step_row(found.id, found.record.deadline_version, step) | kept for step in planned]
    said = first_said(session, found, continues, ladder) if continues is not None else {}
    own_words = {ladder.first_letter: said}
    steps.add(
        session, [row | stored(row["step"], ladder, tidings, facts) | own_words.get(row["step"], {}) for row in rows]
    )
    raise_alone(session, rulebook, moment, found, alone)
    carry_or_set_aside(session, rulebook, moment, found, continues, tidings.told)
    if not first:
        _notify(session, rulebook, moment, found, tidings.letter, facts, continues)


def _behind(session: Session, found: Found, letter_on: date, why: str) -> NewVersion:
    """What decides on the steps beside the letter."""
    record = found.record
    since = max(record.live_from or record.logged_on, record.logged_on)
    return NewVersion(letter_on, why, since, record.due_on, tasks.raised_about(session, found.id))


def _came(session: Session, found: Found, version: int) -> frozenset[str]:
    """The rungs that came in a version or in one that goes on from it."""
    sent = [row for row in steps.of_recommendation(session, found.id) if row.state == StepState.SENT and not row.notice]
    return frozenset(row.step for row in sent if version in (row.deadline_version, row.continues))


def _notify(
    session: Session,
    rulebook: Rulebook,
    moment: Moment,
    found: Found,
    letter: Letter,
    facts: str,
    continues: int | None,
) -> None:
    """Plan the notice of a new version; where there is nothing to write it is on record only, with why.

    But those who had still to get the letter about the version from which it goes on get that.
    """
    left = letters_left(session, found, continues) if continues is not None else {}
    for name, said in left.items():
        plan_notice(session, rulebook, moment, found, name, name=name, facts=said)
    name = letter.value or Letter.CHANGED.value
    if name not in left:
        unsaid = "" if letter else NOTHING_NEW
        plan_notice(session, rulebook, moment, found, name, name=name, facts=facts, unsaid=unsaid)


def _payload(version: int, previous: date | None, change: Change) -> dict[str, object]:
    return {
        "version": version,
        "kind": change.kind.value,
        "previous_due_on": _iso(previous),
        "due_on": _iso(change.receipt.due_on),
        "agreed_on": change.agreed_on.isoformat(),
        "reason": change.reason,
        "agreed_by": change.approved_by,
    } | dict(change.more)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
