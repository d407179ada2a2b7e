"""What a casework manager may do when reminders do not help: letter, meeting, new case, public report (R1, E6, T)."""

from __future__ import annotations

from compliance.domain.errors import Refused
from compliance.domain.office import Rulebook
from compliance.domain.people import Permission
from compliance.domain.recommendations import Kind
from compliance.domain.statutory import Clock
from compliance.runtime import Installation
from compliance.usecases.arrange_meeting import arrange_meeting
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.link_cases import link_cases
from compliance.usecases.preview_letter import preview_letter
from compliance.usecases.statutory_clock import begin
from compliance.usecases.write_to_chief_executive import write_to_chief_executive
from compliance.web.casework.acts import Act, Ask, Doing, Field, Look
from compliance.web.forms import Entered
from compliance.web.wording import unwrapped

GROUP = "Escalation"
MEETINGS_TO_COME = "Today or a later day; of a meeting that was held write a note. For example, 27 3 2026"


def _open(about: RecommendationView) -> bool:
    return about.closed_on is None


def _letter_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    if about.kind is Kind.PERSONAL_REMEDY:
        return ()
    hint = "They stand in the middle of the letter. Leave it empty for the letter as it is."
    return (Field("words", "Your own words", "your own words", Ask.TEXT, hint, required=False),)


def _look_at_letter(doing: Doing) -> Look:
    office = doing.office
    letter = preview_letter(
        doing.session, office.rulebook, office.composer, doing.moment, doing.reference, doing.words("words")
    )
    nobody = "" if letter.to else "Nobody at the authority can be written to about this: find a contact first."
    return Look("The letter as it will read", letter.to, letter.on, letter.subject, unwrapped(letter.text), nobody)


def _write(doing: Doing) -> None:
    write_to_chief_executive(doing.session, doing.office.rulebook, doing.moment, doing.reference, doing.words("words"))


def _meeting_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    return (
        Field("on", "Day of the meeting", "the day of the meeting", Ask.DAY, MEETINGS_TO_COME),
        Field("whom", "Whom you meet", "whom you meet"),
        Field("note", "What it is about", "what it is about", Ask.TEXT, required=False),
    )


def _meet(doing: Doing) -> None:
    on = doing.day("on")
    assert on is not None
    whom = doing.words("whom")
    rulebook = doing.office.rulebook
    if not arrange_meeting(doing.session, rulebook, doing.moment, doing.reference, on, whom, doing.words("note")):
        raise Refused("that very meeting is a task already")


def _new_case_fields(_office: Installation, _case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    hint = "It need not be decided yet."
    return (
        Field("new", "Reference of the new case", "the reference of the new case", Ask.REFERENCE, hint),
        Field("reason", "Why it was opened", "why it was opened", Ask.TEXT),
    )


def _link(doing: Doing) -> None:
    link_cases(doing.session, doing.moment, doing.case.reference, doing.words("new"), doing.words("reason"))


def _not_begun(rulebook: Rulebook, case: CaseView) -> list[Clock]:
    """The clocks that can still begin: each runs once for a case (T)."""
    begun = {each.clock for each in case.recommendations}
    return [clock for clock in rulebook.clocks.values() if clock.name not in begun]


def _report_fields(office: Installation, case: CaseView, _about: RecommendationView) -> tuple[Field, ...]:
    clocks = tuple((clock.name, clock.title) for clock in _not_begun(office.rulebook, case))
    return (
        Field(
            "clock",
            "Statutory clock",
            "a statutory clock",
            Ask.RADIOS,
            options=clocks,
            value=next(iter(clocks), ("",))[0],
            before=tuple((clock.name, clock.title) for clock in office.rulebook.clocks.values()),
        ),
        Field(
            "received_on",
            "Day on which the authority received it",
            "the day on which the authority received it",
            Ask.DAY,
            "The clock is counted from that day, and its reminders with it.",
        ),
    )


def _begun_already(case: CaseView, form: Entered) -> str:
    """The stage that somebody began the wanted clock with, "" where nobody did."""
    wanted = form.value("clock")
    return next((each.reference for each in case.recommendations if each.clock and each.clock == wanted), "")


def _report(doing: Doing) -> None:
    received = doing.day("received_on")
    assert received is not None
    about = (doing.session, doing.office.rulebook, doing.moment, doing.case.reference)
    begin(*about, doing.words("clock"), received)


ESCALATION_ACTS = (
    Act(
        "chief-executive",
        "Write to the chief executive",
        Permission.ESCALATE,
        "Send the letter",
        lambda about: not about.letter_refused,
        _letter_fields,
        _write,
        "The letter goes out with the next messages.",
        group=GROUP,
        leaves_task=True,
        look=_look_at_letter,
        why_not=lambda about: about.letter_refused,
    ),
    Act(
        "meeting",
        "Arrange a meeting",
        Permission.ESCALATE,
        "Arrange the meeting",
        _open,
        _meeting_fields,
        _meet,
        "The meeting is a task for its day. Reminders go on meanwhile.",
        group=GROUP,
        leaves_task=True,
    ),
    Act(
        "new-case",
        "Link a new case to this one",
        Permission.ESCALATE,
        "Link the cases",
        lambda about: not about.clock,
        _new_case_fields,
        _link,
        "The cases are linked; both pages show it.",
        group=GROUP,
        leaves_task=True,
    ),
    Act(
        "public-report",
        "Public report: begin the statutory clock",
        Permission.ESCALATE,
        "Begin the clock",
        lambda about: not about.clock,
        _report_fields,
        _report,
        "The statutory clock runs: its first stage is below, with its due date.",
        "The clock belongs to the whole case, and counts from the day the authority received the report.",
        group=GROUP,
        leaves_task=True,
        in_case=lambda rulebook, case: bool(_not_begun(rulebook, case)),
        made=_begun_already,
    ),
)
