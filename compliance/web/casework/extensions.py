"""Acts about more time: asked for by the authority, granted or refused, given, taken back (rules D6, D7, T)."""

from __future__ import annotations

from dataclasses import replace

from compliance.domain.deadlines import VersionKind
from compliance.domain.extensions import is_extended, is_met
from compliance.domain.people import Permission
from compliance.domain.statutory import Stage
from compliance.runtime import Installation
from compliance.usecases.authority_calendar import calendar_of
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import extend, extension_receipt, reverse_extension
from compliance.usecases.foresee_letter import Telling
from compliance.usecases.open_recommendation import find
from compliance.usecases.request_extension import Request, ask, grant, refuse, withdraw
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.casework.deadlines import (
    FIRST_LETTER,
    HINTS,
    OR_TODAY,
    REASON,
    TOLD,
    dated,
    reason_only,
    reason_told,
    telling,
)
from compliance.web.casework.together import one_of_both

CHOICE = (("grant", "Grant more time"), ("refuse", "Refuse: the due date stays"))


def _asked(about: RecommendationView) -> bool:
    return about.closed_on is None and about.request is not None


def met(about: RecommendationView) -> bool:
    """Whether a request waits for a day that the due date reaches by now: then only a later one can be granted."""
    return about.request is not None and is_met(about.request.wished_on, about.due_on)


def _extended(about: RecommendationView) -> bool:
    """Whether its date comes from an extension, also where it was sent anew, or a calendar changed, since."""
    return dated(about) and is_extended(about.deadlines)


def stage_of(office: Installation, about: RecommendationView) -> Stage | None:
    """The stage of a statutory clock that it is; None where it is none, or its clock has no such stage any more."""
    clock = office.rulebook.clocks.get(about.clock)
    return next((each for each in clock.stages if each.name == about.stage), None) if clock else None


def _writing(office: Installation, about: RecommendationView) -> tuple[Field, ...]:
    """The period of some statutory stages is only longer if that is agreed in writing (rule T)."""
    stage = stage_of(office, about)
    if stage is None:
        return ()
    label = "Letter in which this was agreed"
    return (Field("in_writing", label, "the letter in which this was agreed", required=stage.in_writing),)


def _ask_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field("wished_on", "Date the authority wishes for", "the date the authority wishes for", Ask.DAY),
        Field("asked_by", "Who at the authority asks", "who at the authority asks"),
        Field("asked_on", "Day on which it asked", "the day on which it asked", Ask.DAY, OR_TODAY, required=False),
        Field("reason", "Reason the authority gives", "the reason the authority gives", Ask.TEXT),
    )


def _ask(doing: Doing) -> None:
    wished = doing.day("wished_on")
    assert wished is not None
    asked = doing.day("asked_on") or doing.moment.today
    wanted = Request(wished, doing.words("reason"), doing.words("asked_by"), asked)
    ask(doing.session, doing.office.rulebook, doing.moment, doing.reference, wanted)


def _decide_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    reached, wished = met(about), about.request.wished_on if about.request else None
    hint = "Leave it empty to grant the date the authority wished for."
    if reached:
        hint = "The date wished for is reached by now. Name a later day, or go back and take the request back."
    return (
        Field(
            "decision",
            "Decision",
            "whether to grant more time",
            Ask.RADIOS,
            options=CHOICE[:1] if reached else CHOICE,
        ),
        Field(
            "until",
            "New due date, if granted",
            "the new due date",
            Ask.DAY,
            hint,
            required=False,
            value=None if reached else wished,
            columns=("new_due_on",),
        ),
        *_writing_if_granted(office, about),
        replace(REASON, hint=_what_is_said(telling(office, about, VersionKind.EXTENSION))),
    )


def _what_is_said(what: Telling) -> str:
    """What becomes of the reason of a decision: who asked is answered, but for what a first letter gives (D7)."""
    if what is Telling.FIRST_LETTER:
        return f"{TOLD} But where it is granted, {FIRST_LETTER}"
    return TOLD if what in (Telling.UNLESS_SAME, Telling.SAME) else HINTS[what]


def _writing_if_granted(office: Installation, about: RecommendationView) -> tuple[Field, ...]:
    found = _writing(office, about)
    return tuple(Field(each.name, f"{each.label}, if granted", each.what, required=False) for each in found)


def _decide(doing: Doing) -> None:
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference, doing.words("reason"))
    if doing.words("decision") == "refuse":
        refuse(*about, doing.moment.actor)
        return
    grant(*about, doing.moment.actor, doing.day("until"), doing.words("in_writing"))


def _withdraw(doing: Doing) -> None:
    withdraw(doing.session, doing.moment, doing.reference, doing.words("reason"), doing.moment.actor)


def _give_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    hint = "Give it, or how much more time, not both. For example, 27 3 2026"
    more = "Counted from the due date in force: 2 weeks, 10 working days, 1 month"
    return (
        Field("to", "New due date", "the new due date", Ask.DAY, hint, required=False, columns=("new_due_on",)),
        Field("period", "Or how much more time", "how much more time", hint=more, required=False),
        Field("agreed_on", "Day on which it was agreed", "the day it was agreed", Ask.DAY, OR_TODAY, required=False),
        *_writing(office, about),
        reason_told(office, about, VersionKind.EXTENSION),
    )


def _give(doing: Doing) -> None:
    session, rulebook, moment = doing.session, doing.office.rulebook, doing.moment
    found = find(session, doing.reference)
    calendar = calendar_of(session, rulebook, found.decision.authority_id)
    receipt = extension_receipt(found.record.due_on, doing.words("period"), doing.day("to"), rulebook, calendar)
    agreed = Extension(doing.day("agreed_on") or moment.today, receipt.due_on, doing.words("reason"), moment.actor)
    extend(session, rulebook, moment, doing.reference, agreed, receipt, doing.words("in_writing"))


def _reverse_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    return (reason_told(office, about, VersionKind.EXTENSION_REVERSED),)


def _reverse(doing: Doing) -> None:
    reverse_extension(
        doing.session,
        doing.office.rulebook,
        doing.moment,
        doing.reference,
        doing.words("reason"),
        doing.moment.actor,
    )


TIME_ACTS = (
    Act(
        "ask-time",
        "Record that the authority asks for more time",
        Permission.ASK_EXTENSIONS,
        "Record the request",
        lambda about: dated(about) and about.request is None,
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
        afresh=True,
    ),
    Act(
        "withdraw-time",
        "Take back the request for more time",
        Permission.ASK_EXTENSIONS,
        "Take it back",
        _asked,
        reason_only,
        _withdraw,
        "The request is taken back; the due date stays.",
        group="Deadline",
    ),
    Act(
        "give-time",
        "Give more time",
        Permission.DECIDE_EXTENSIONS,
        "Give more time",
        lambda about: dated(about) and about.request is None,
        _give_fields,
        _give,
        "More time is given; lateness is judged on the new date, and the authority is told.",
        group="Deadline",
        together=one_of_both("the new due date or how much more time"),
    ),
    Act(
        "take-back-time",
        "Take back the extension",
        Permission.DECIDE_EXTENSIONS,
        "Take it back",
        _extended,
        _reverse_fields,
        _reverse,
        "The date before the extension counts again.",
        group="Deadline",
    ),
)
