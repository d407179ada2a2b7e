"""Acts that correct a deadline, stop it, keep its reminders back, or begin it again (rules D6, R4, E8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from compliance.domain.deadlines import VersionKind
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.change_deadline import correct, corrected_receipt
from compliance.usecases.foresee_letter import Telling, foresee_letter
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.open_recommendation import find
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.stop_clock import restart, stop
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.casework.together import one_right_date

FROM_THE_DECISION = "Counted from the decision: 28 days, 20 working days, 4 weeks, 1 month"
OR_TODAY = "Leave it empty for today. For example, 27 3 2026"
COUNTED_ANEW = "When the authority received what this stage is counted from; the due date is counted anew."
PASSED = "The date has passed: a later one is more time, which takes somebody who may give it."
STOPPED = ("the day on which it stopped", Ask.DAY, OR_TODAY)
REOPENED = "It is open again and followed up."
WAIT_AGAIN = "What had its due date from its completion waits for it again."
LOOK = "What has another date or an outcome that rests on its completion is a task: somebody has to look at it."
COUNTED = {"correct-count": "How the due date is counted is corrected; the date stays as it is."}
# What opening again tells, by whether those that rested on its completion wait again.
WAITED_ON = {
    frozenset({True}): ("reopen-waits", f"{REOPENED} {WAIT_AGAIN}"),
    frozenset({False}): ("reopen-task", f"{REOPENED} {LOOK}"),
    frozenset({True, False}): ("reopen-both", f"{REOPENED} {WAIT_AGAIN} {LOOK}"),
}
IN_HISTORY = "It is kept in the history of the case."
TOLD = "The authority is told it, and it is kept in the history of the case."
FIRST_LETTER = "the authority was not told of it yet: its first letter gives the due date as it is then, and no reason."
HINTS: Mapping[Telling, str] = {
    Telling.TOLD: TOLD,
    Telling.UNLESS_SAME: f"{TOLD} If the due date is then the one it was last told, no letter goes.",
    Telling.SAME: f"{IN_HISTORY} The due date becomes again the one the authority was last told, so no letter goes.",
    Telling.FIRST_LETTER: f"{IN_HISTORY} But {FIRST_LETTER}",
    Telling.PERSONAL: f"{IN_HISTORY} The letter about a personal remedy does not carry it.",
    Telling.HISTORY: IN_HISTORY,
}
REASON = Field("reason", "Reason", "the reason", Ask.TEXT, IN_HISTORY)


def _open(about: RecommendationView) -> bool:
    return about.closed_on is None


def _stopped(about: RecommendationView) -> bool:
    return any(each.restarted_on is None for each in about.stops)


def dated(about: RecommendationView) -> bool:
    """Whether it is open and has a due date now."""
    return _open(about) and about.due_on is not None


def _held(about: RecommendationView) -> bool:
    return _open(about) and any(each.in_force for each in about.holds)


def telling(office: Installation, about: RecommendationView, change: VersionKind) -> Telling:
    """What becomes of the reason of a change: whether the letter that follows says it."""
    with office.store.reading() as session:
        return foresee_letter(session, office.rulebook, office.moment(), about.reference, change)


def reason_told(office: Installation, about: RecommendationView, change: VersionKind) -> Field:
    """The reason of a change of the deadline, with what becomes of it (D6, K)."""
    return replace(REASON, hint=HINTS[telling(office, about, change)])


def reason_only(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    """A form that asks for nothing but the reason."""
    return (REASON,)


def _correct_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    passed = f"{PASSED} " if about.days_late else ""
    if about.clock:
        return _correct_stage_fields(office, passed, about)
    hint = f"{passed}Give it, or the right period, not both. For example, 27 3 2026"
    return (
        Field("to", "Right due date", "the right due date", Ask.DAY, hint, required=False),
        Field("period", "Or the right period", "the right period", hint=FROM_THE_DECISION, required=False),
        reason_told(office, about, VersionKind.CORRECTION),
    )


def _correct_stage_fields(office: Installation, passed: str, about: RecommendationView) -> tuple[Field, ...]:
    hint = f"{passed}Give it, or the right day of receipt, not both. For example, 27 3 2026"
    received = "the right day of receipt"
    return (
        Field("to", "Right due date", "the right due date", Ask.DAY, hint, required=False),
        Field("received_on", "Or the right day of receipt", received, Ask.DAY, COUNTED_ANEW, required=False),
        reason_told(office, about, VersionKind.CORRECTION),
    )


def _correct(doing: Doing) -> str | None:
    found = find(doing.session, doing.reference)
    calendar = calendar_of(doing.session, doing.office.rulebook, found.decision.authority_id)
    given = (doing.words("period"), doing.day("to"), doing.office.rulebook, calendar, doing.day("received_on"))
    receipt = corrected_receipt(found, *given)
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    may_give_time = Permission.DECIDE_EXTENSIONS in doing.permissions
    moved = correct(*about, receipt, doing.words("reason"), doing.moment.actor, may_give_time=may_give_time)
    return next(iter(COUNTED)) if moved.previous_due_on == moved.receipt.due_on else None


def _stop_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field(
            "category",
            "Why the clock stops",
            "why the clock stops",
            Ask.RADIOS,
            options=tuple((name, words) for name, words in office.rulebook.stop_categories.items()),
        ),
        Field("on", "Day on which it stopped", *STOPPED, required=False, columns=("stopped_on",)),
        reason_told(office, about, VersionKind.CLOCK_STOPPED),
    )


def _stop(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    stop(*about, doing.words("category"), doing.words("reason"), doing.moment.actor, doing.day("on"))


def _restart_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    words = ("the day on which it starts again", Ask.DAY, OR_TODAY)
    on = Field("on", "Day on which it starts again", *words, required=False, columns=("restarted_on",))
    return (on, reason_told(office, about, VersionKind.CLOCK_RESTARTED))


def _restart(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    restart(*about, doing.words("reason"), doing.moment.actor, doing.day("on"))


def _hold_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (Field("until", "Last day of the hold", "the last day of the hold", Ask.DAY), REASON)


def _hold(doing: Doing) -> None:
    until = doing.day("until")
    assert until is not None
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    place_hold(*about, until, doing.words("reason"))


def _lift(doing: Doing) -> None:
    lift_hold(doing.session, doing.moment, doing.reference, doing.words("reason"))


def _reopen_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    to = Field("to", "New due date", "the new due date", Ask.DAY, required=False)
    return (to, reason_told(office, about, VersionKind.REOPENED))


def _reopen(doing: Doing) -> str | None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    done = reopen(*about, doing.words("reason"), doing.moment.actor, doing.day("to"))
    waiting = {each.waits_again for each in done.dependents}
    return WAITED_ON[frozenset(waiting)][0] if waiting else None


def _resend(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    resend(*about, doing.words("reason"), doing.moment.actor)


DEADLINE_ACTS = (
    Act(
        "correct-date",
        "Correct a due date that was typed wrongly",
        Permission.CORRECT_DEADLINES,
        "Correct the date",
        dated,
        _correct_fields,
        _correct,
        "The due date is corrected; the wrong one stays on record.",
        group="Deadline",
        together=one_right_date,
        also_told=COUNTED,
    ),
    Act(
        "stop-clock",
        "Stop the clock",
        Permission.STOP_CLOCKS,
        "Stop the clock",
        lambda about: dated(about) and not about.clock,
        _stop_fields,
        _stop,
        "The clock is stopped; the working days that are left are kept.",
        group="Deadline",
    ),
    Act(
        "restart-clock",
        "Start the clock again",
        Permission.STOP_CLOCKS,
        "Start the clock",
        lambda about: _open(about) and _stopped(about),
        _restart_fields,
        _restart,
        "The clock runs again; the days that were left are counted from now on.",
        group="Deadline",
    ),
    Act(
        "hold",
        "Hold reminders",
        Permission.HOLD_REMINDERS,
        "Hold reminders",
        lambda about: _open(about) and not _held(about),
        _hold_fields,
        _hold,
        "Reminders are on hold.",
        group="Reminders",
    ),
    Act(
        "lift-hold",
        "Let reminders go on",
        Permission.HOLD_REMINDERS,
        "End the hold",
        _held,
        reason_only,
        _lift,
        "The hold is over; reminders go on.",
        group="Reminders",
    ),
    Act(
        "resend",
        "Send the recommendation anew",
        Permission.HOLD_REMINDERS,
        "Send it anew",
        lambda about: _open(about) and not about.history,
        reason_only,
        _resend,
        "It goes out anew, and its reminders begin again; its deadline does not change.",
        group="Reminders",
    ),
    Act(
        "reopen",
        "Open it again",
        Permission.REOPEN,
        "Open it again",
        lambda about: about.closed_on is not None and not about.clock,
        _reopen_fields,
        _reopen,
        REOPENED,
        "Its outcome is withdrawn. After a year is frozen this goes into that year's correction log.",
        group="Outcome",
        also_told=dict(WAITED_ON.values()),
    ),
)
