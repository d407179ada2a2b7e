"""Acts about who looks after a recommendation, and what people want each other to know."""

from __future__ import annotations

from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.usecases.add_note import add_note
from compliance.usecases.assign_caseworker import assign_case, assign_caseworker, who_may
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.web.casework.acts import Act, Ask, Doing, Field

WHOLE_CASE = "case"


# What is told where nobody looked after it before.
FIRST = "caseworker-first"


def _note_fields(_office: Installation, case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    options = (("recommendation", f"Recommendation {about.reference}"), (WHOLE_CASE, f"All of case {case.reference}"))
    return (
        Field("note", "Note", "a note", Ask.TEXT, "For the office: it stands in no message and in no letter."),
        Field("about", "What it is about", "what it is about", Ask.RADIOS, options=options, value="recommendation"),
    )


def _note(doing: Doing) -> None:
    case = doing.words("about") == WHOLE_CASE
    reference = doing.case.reference if case else doing.reference
    add_note(doing.session, doing.moment, reference, doing.words("note"), case=case)


def _caseworker_fields(office: Installation, case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    with office.store.reading() as session:
        names = who_may(session, office.rulebook.roles)
    people = (("", "Choose a person"), *((name, name) for name in names))
    others = [each for each in case.recommendations if each.closed_on is None and each.reference != about.reference]
    whole = (Field("whole", "How much", "how much", Ask.TICKS, required=False, options=(_all_of(case),)),)
    now = f"{about.caseworker} looks after it now." if about.caseworker else "Nobody looks after it yet."
    return (
        Field("person", "Caseworker", "a caseworker", Ask.SELECT, now, options=people),
        *(whole if others else ()),
        Field(
            "reason", "Reason", "the reason", Ask.TEXT, "Needed where it is taken over from somebody.", required=False
        ),
    )


def _all_of(case: CaseView) -> tuple[str, str]:
    return WHOLE_CASE, f"All open recommendations of case {case.reference}"


def _give(doing: Doing) -> str | None:
    person, reason = doing.words("person"), doing.words("reason")
    given = doing.case.recommendations if doing.values.get("whole") else (doing.about,)
    had_one = any(each.caseworker for each in given if each.closed_on is None)
    if doing.values.get("whole"):
        assign_case(doing.session, doing.moment, doing.case.reference, person, reason)
    else:
        assign_caseworker(doing.session, doing.moment, doing.reference, person, reason)
    return None if had_one else FIRST


PEOPLE_ACTS = (
    Act(
        "note",
        "Write a note",
        Permission.WRITE_NOTES,
        "Keep the note",
        lambda about: True,
        _note_fields,
        _note,
        "The note is kept in the history of the case.",
        group="People",
    ),
    Act(
        "caseworker",
        "Give it to a caseworker",
        Permission.HAND_OVER,
        "Give it",
        lambda about: about.closed_on is None,
        _caseworker_fields,
        _give,
        "It has another caseworker now.",
        group="People",
        also_told={FIRST: "It has a caseworker now."},
    ),
)
