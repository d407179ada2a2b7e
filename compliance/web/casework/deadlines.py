"""Acts that move a deadline, or keep its reminders back (rules D6, D7, R4, E8)."""

from __future__ import annotations

from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.change_deadline import correct, corrected_receipt, reverse_extension
from compliance.usecases.hold import lift_hold, place_hold
from compliance.usecases.open_recommendation import find
from compliance.usecases.reopen import reopen, resend
from compliance.usecases.request_extension import Request, ask, grant, refuse
from compliance.usecases.stop_clock import restart, stop
from compliance.web.casework.acts import Act, Ask, Doing, Field

REASON = Field("reason", "Reason", "the reason", Ask.TEXT, "It is kept in the history of the case.")


def _open(about: RecommendationView) -> bool:
    return about.closed_on is None


def _stopped(about: RecommendationView) -> bool:
    return any(each.restarted_on is None for each in about.stops)


def _dated(about: RecommendationView) -> bool:
    return _open(about) and about.due_on is not None


def _asked(about: RecommendationView) -> bool:
    return _open(about) and about.request is not None


def _held(about: RecommendationView) -> bool:
    return _open(about) and any(each.in_force for each in about.holds)


def _extended(about: RecommendationView) -> bool:
    return _dated(about) and about.deadlines[-1].kind == "extension"


def _writing(about: RecommendationView) -> tuple[Field, ...]:
    """A statutory period is only longer if that is agreed in writing (rule T)."""
    if not about.clock:
        return ()
    return (Field("in_writing", "Letter in which this was agreed", "the letter in which this was agreed"),)


def _ask_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field("wished_on", "Date the authority wishes for", "the date the authority wishes for", Ask.DAY),
        Field("asked_by", "Who at the authority asks", "who at the authority asks"),
        Field("reason", "Reason the authority gives", "the reason the authority gives", Ask.TEXT),
    )


def _ask(doing: Doing) -> None:
    wished = doing.day("wished_on")
    assert wished is not None
    wanted = Request(wished, doing.words("reason"), doing.words("asked_by"), doing.moment.today)
    ask(doing.session, doing.office.rulebook, doing.moment, doing.reference, wanted)


def _decide_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    wished = about.request.wished_on if about.request else None
    return (
        Field(
            "decision",
            "Decision",
            "whether to grant more time",
            Ask.RADIOS,
            options=(("grant", "Grant more time"), ("refuse", "Refuse: the due date stays")),
        ),
        Field(
            "until",
            "New due date, if granted",
            "the new due date",
            Ask.DAY,
            "Leave it empty to grant the date the authority wished for.",
            required=False,
            value=wished,
        ),
        *_writing_if_granted(about),
        Field("reason", "Reason", "the reason", Ask.TEXT, "The authority is told it."),
    )


def _writing_if_granted(about: RecommendationView) -> tuple[Field, ...]:
    return tuple(Field(each.name, f"{each.label}, if granted", each.what, required=False) for each in _writing(about))


def _decide(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference, doing.words("reason"))
    if doing.words("decision") == "refuse":
        refuse(*about, doing.moment.actor)
        return
    grant(*about, doing.moment.actor, doing.day("until"), doing.words("in_writing"))


def _reason_only(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (REASON,)


def _reverse(doing: Doing) -> None:
    reverse_extension(
        doing.session,
        doing.office.rulebook,
        doing.moment,
        doing.reference,
        doing.words("reason"),
        doing.moment.actor,
    )


def _correct_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    return (Field("to", "Right due date", "the right due date", Ask.DAY, value=about.due_on), REASON)


def _correct(doing: Doing) -> None:
    found = find(doing.session, doing.reference)
    calendar = calendar_of(doing.session, doing.office.rulebook, found.decision.authority_id)
    receipt = corrected_receipt(found, "", doing.day("to"), doing.office.rulebook, calendar)
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    correct(*about, receipt, doing.words("reason"), doing.moment.actor)


def _stop_fields(office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field(
            "category",
            "Why the clock stops",
            "why the clock stops",
            Ask.RADIOS,
            options=tuple((name, words) for name, words in office.rulebook.stop_categories.items()),
        ),
        REASON,
    )


def _stop(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    stop(*about, doing.words("category"), doing.words("reason"), doing.moment.actor)


def _restart(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    restart(*about, doing.words("reason"), doing.moment.actor)


def _hold_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (Field("until", "Last day of the hold", "the last day of the hold", Ask.DAY), REASON)


def _hold(doing: Doing) -> None:
    until = doing.day("until")
    assert until is not None
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    place_hold(*about, until, doing.words("reason"))


def _lift(doing: Doing) -> None:
    lift_hold(doing.session, doing.moment, doing.reference, doing.words("reason"))


def _reopen_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (Field("to", "New due date", "the new due date", Ask.DAY, required=False), REASON)


def _reopen(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    reopen(*about, doing.words("reason"), doing.moment.actor, doing.day("to"))


def _resend(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    resend(*about, doing.words("reason"), doing.moment.actor)


DEADLINE_ACTS = (
    Act(
        "ask-time",
        "Record that the authority asks for more time",
        Permission.ASK_EXTENSIONS,
        "Record the request",
        lambda about: _dated(about) and about.request is None,
        _ask_fields,
        _ask,
        "The request waits for a decision; the due date stays until it is granted.",
        group="Deadline",
    ),
    Act(
        "decide-time",
        "Grant or refuse more time",
        Permission.DECIDE_EXTENSIONS,
        "Record the decision",
        _asked,
        _decide_fields,
        _decide,
        "The decision is recorded, and the authority is told.",
        group="Deadline",
    ),
    Act(
        "take-back-time",
        "Take back the extension",
        Permission.DECIDE_EXTENSIONS,
        "Take it back",
        _extended,
        _reason_only,
        _reverse,
        "The date before the extension counts again.",
        group="Deadline",
    ),
    Act(
        "correct-date",
        "Correct a due date that was typed wrongly",
        Permission.CORRECT_DEADLINES,
        "Correct the date",
        _open,
        _correct_fields,
        _correct,
        "The due date is corrected; the wrong one stays on record.",
        group="Deadline",
    ),
    Act(
        "stop-clock",
        "Stop the clock",
        Permission.STOP_CLOCKS,
        "Stop the clock",
        lambda about: _dated(about) and not _stopped(about),
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
        _reason_only,
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
        _reason_only,
        _lift,
        "The hold is over; reminders go on.",
        group="Reminders",
    ),
    Act(
        "resend",
        "Send the recommendation anew",
        Permission.HOLD_REMINDERS,
        "Send it anew",
        lambda about: _dated(about) and not about.history,
        _reason_only,
        _resend,
        "Its reminders start anew; the due date stays.",
        group="Reminders",
    ),
    Act(
        "reopen",
        "Open it again",
        Permission.REOPEN,
        "Open it again",
        lambda about: about.closed_on is not None,
        _reopen_fields,
        _reopen,
        "It is open again and followed up.",
        "Its outcome is withdrawn. After a year is frozen this goes into that year's correction log.",
        group="Outcome",
    ),
)
