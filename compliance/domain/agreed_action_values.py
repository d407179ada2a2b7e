"""What the text of an agreed action seems to ask for, as values (rules L3, L4, D2).

Nothing here is a decision: a person confirms every proposal, and what the text does not say is a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from compliance.domain.agreed_action_text import Piece
from compliance.domain.deadlines import Period
from compliance.domain.recommendations import Kind
from compliance.domain.sums import Per


class CountedFrom(StrEnum):
    """What a period is counted from, as far as the text says (D2)."""

    DECISION = "decision"
    REPORT = "report"
    EVENT = "event"
    UNSTATED = "unstated"


class Topic(StrEnum):
    """What has to be asked."""

    START = "start"
    REPORT = "report"
    DEADLINE = "deadline"
    WHICH_DEADLINE = "which_deadline"
    WHOSE_DEADLINE = "whose_deadline"
    BEFORE = "before"
    DATE = "date"
    PERIOD = "period"
    CONDITION = "condition"
    KIND = "kind"
    CATEGORY = "category"
    SUM_START = "sum_start"
    SUM_RANGE = "sum_range"
    SUM_EACH = "sum_each"
    SUM_TOTAL = "sum_total"
    SUM_PAID = "sum_paid"
    BODY = "body"
    LINE = "line"
    NOTHING = "nothing"


@dataclass(frozen=True)
class CategoryCues:
    """The words by which a remedy category is known in a text (L4), and whom such a remedy serves, where that is clear.

    `with_sum` are words that tell it only where the action has a sum of money. How a cue is written stands in
    `agreed_action_categories`.
    """

    kind: Kind | None = None
    words: tuple[str, ...] = ()
    with_sum: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The words of an office: those that mean a period (D2), casefolded, and those that tell a category (L4)."""

    periods: Mapping[str, Period] = field(default_factory=dict)
    cues: Mapping[str, CategoryCues] = field(default_factory=dict)


@dataclass(frozen=True)
class StatedDeadline:
    """A deadline as the text states it: a period, a date, or neither where it waits or cannot be told.

    `waits_on` is what an EVENT is; `unclear` says what is wrong with a date or period that cannot be used.
    """

    piece: Piece
    period: str | None
    due_on: date | None
    anchor: CountedFrom
    waits_on: Piece | None = None
    unclear: Topic | None = None

    @property
    def meaning(self) -> tuple[object, ...]:
        """What tells two deadlines apart, whatever words they are put in."""
        return self.period, self.due_on, self.anchor, self.waits_on and self.waits_on.words


@dataclass(frozen=True)
class StatedSum:
    """A sum that the text asks to be paid; one with `per` grows, from `from_on` until `ends_on` where it says so.

    `days` are the words that say these.
    """

    piece: Piece
    value: Decimal
    per: Per | None = None
    from_on: date | None = None
    ends_on: date | None = None
    days: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One recommendation that the text seems to make.

    `number` counts from 1; `action` is one line, `piece` where it stands, and `body` who is asked, in the text's words.
    """

    number: int
    action: str
    piece: Piece
    kind: Kind | None
    categories: tuple[str, ...]
    amounts: tuple[StatedSum, ...]
    deadline: StatedDeadline | None
    body: str = ""


@dataclass(frozen=True)
class Question:
    """Something the text does not say; `number` is the proposal it is about, None for the text as a whole.

    `needed` is False where the recommendation can be logged without an answer.
    """

    topic: Topic
    number: int | None
    words: str

    @property
    def needed(self) -> bool:
        """Whether nothing can be logged before it is answered."""
        return self.topic is not Topic.CATEGORY


@dataclass(frozen=True)
class SetAside:
    """Time words or a sum that were read as content, or words that seem to ask for something and were left out; why."""

    piece: Piece
    why: str


@dataclass(frozen=True)
class Reading:
    """Everything that was read in a text.

    `set_aside` are time words and sums that were read as content; `left_out` is what asks for something, names a sum,
    or stands with what is asked, and is no proposal (L2): nothing of that is lost without a word.
    """

    proposals: tuple[Proposal, ...]
    questions: tuple[Question, ...]
    set_aside: tuple[SetAside, ...]
    left_out: tuple[SetAside, ...] = ()
