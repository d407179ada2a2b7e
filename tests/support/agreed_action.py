"""Reading the text of an agreed action with a small vocabulary."""

from __future__ import annotations

from datetime import date

from compliance.domain.agreed_action_values import CategoryCues, Proposal, Reading, Vocabulary
from compliance.domain.agreed_actions import read_agreed_action
from compliance.domain.deadlines import Period, Unit
from compliance.domain.recommendations import Kind

FIVE_DAYS = Period(5, Unit.WORKING_DAYS)
VOCABULARY = Vocabulary(
    {"immediately": FIVE_DAYS, "without further delay": FIVE_DAYS, "in due course": Period(3, Unit.MONTHS)},
    {
        "Apology": CategoryCues(Kind.PERSONAL_REMEDY, ("apolog*",)),
        "Distress": CategoryCues(Kind.PERSONAL_REMEDY, (), ("distress",)),
        "Policy": CategoryCues(Kind.SERVICE_IMPROVEMENT, ("review/reviews ... polic*",)),
        "Other": CategoryCues(),
    },
)
DECIDED = date(2024, 9, 16)


def read(text: str) -> Reading:
    """What is read in a text of a decision of 16 September 2024."""
    return read_agreed_action(text, DECIDED, VOCABULARY)


def only(text: str) -> Proposal:
    """The one proposal of a text."""
    (proposal,) = read(text).proposals
    return proposal


def topics(text: str) -> list[str]:
    """What is asked back, each with the number of its proposal."""
    return [f"{each.number} {each.topic}" if each.number else each.topic.value for each in read(text).questions]


def aside(text: str) -> list[str]:
    """The words that were read as content."""
    return [each.piece.words for each in read(text).set_aside]


def left_out(text: str) -> list[tuple[str, str]]:
    """The words that were read as no recommendation, each on one line, with why."""
    return [(" ".join(each.piece.words.split()), each.why) for each in read(text).left_out]
