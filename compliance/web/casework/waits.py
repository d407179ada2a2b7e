"""Acts about a deadline that waits for something before it has a date (rule D2)."""

from __future__ import annotations

from compliance.domain.deadlines import VersionKind
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.usecases.wait_for import end_wait, review_wait
from compliance.web.casework.acts import Act, Ask, Doing, Field
from compliance.web.casework.deadlines import REASON, reason_told


def _waits(about: RecommendationView) -> bool:
    return about.closed_on is None and about.wait is not None


def _may_end(about: RecommendationView) -> bool:
    """A wait on another recommendation that is open ends by itself."""
    return _waits(about) and about.wait is not None and not about.wait.by_itself


def _end_fields(office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    what = "Day on which it came about"
    hint = f"It waits for: {about.wait.what}" if about.wait else ""
    return (
        Field("on", what, "the day on which it came about", Ask.DAY, hint),
        reason_told(office, about, VersionKind.DATED),
    )


def _end(doing: Doing) -> None:
    on = doing.day("on")
    assert on is not None
    about = (doing.session, doing.office.rulebook, doing.moment, doing.reference)
    end_wait(*about, on, doing.words("reason"), doing.moment.actor)


def _review_fields(_office: Installation, _case: CaseView, about: RecommendationView) -> tuple[Field, ...]:
    hint = f"It waits for: {about.wait.what}" if about.wait else ""
    return (Field("review_on", "When to look again", "when to look again", Ask.DAY, hint), REASON)


def _review(doing: Doing) -> None:
    review_on = doing.day("review_on")
    assert review_on is not None
    about = (doing.session, doing.moment, doing.reference)
    review_wait(*about, review_on, doing.words("reason"), doing.moment.actor)


WAIT_ACTS = (
    Act(
        "end-wait",
        "What it waits for has come about",
        Permission.CORRECT_DEADLINES,
        "Record that",
        _may_end,
        _end_fields,
        _end,
        "The deadline has its date now, and the authority is told.",
        group="Deadline",
    ),
    Act(
        "review-wait",
        "It waits still: look again later",
        Permission.CORRECT_DEADLINES,
        "Record that",
        _waits,
        _review_fields,
        _review,
        "It waits still; there is a day to look again.",
        group="Deadline",
    ),
)
