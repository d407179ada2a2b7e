"""What a person answers to the questions of a text, and what is then still open (L2, D2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.domain.agreed_action_text import Piece
from compliance.domain.agreed_action_values import Proposal, Question, Reading, Topic
from compliance.domain.errors import WrongUse
from compliance.domain.recommendations import Kind
from compliance.domain.sums import Sum, parse_sum
from compliance.domain.waiting import WaitKind

SEPARATOR = ";"
NO_SUMS = "none"
NUMBER = re.compile(r"[0-9]{1,6}")
LEAVE_OUT = "leave_out"
DEADLINES = {Topic.DEADLINE, Topic.WHICH_DEADLINE, Topic.WHOSE_DEADLINE, Topic.BEFORE}
BY_WHEN = frozenset({*DEADLINES, Topic.START, Topic.REPORT, Topic.DATE, Topic.PERIOD, Topic.CONDITION})
MONEY = frozenset({Topic.SUM_START, Topic.SUM_RANGE, Topic.SUM_EACH, Topic.SUM_TOTAL, Topic.SUM_PAID})
WAITS = {"waits_on": WaitKind.RECOMMENDATION, "waits_for": WaitKind.EVENT, "waits_if": WaitKind.CONDITION}


@dataclass(frozen=True)
class Answer:
    """What a person says about one proposal; None leaves what was read, `left_out` logs nothing of it.

    `period` counts from the decision, or from the end of what `waits` names as (kind, what): that is looked at again on
    `review_on`, or has come about on `wait_ended_on`. `evidence` stands in the place of the checklists. `authority`
    confirms that the proposal is for that authority.
    """

    number: int
    left_out: bool = False
    action: str | None = None
    kind: Kind | None = None
    categories: tuple[str, ...] | None = None
    period: str | None = None
    due_on: date | None = None
    waits: tuple[WaitKind, str] | None = None
    sums: tuple[Sum, ...] | None = None
    authority: str | None = None
    review_on: date | None = None
    wait_ended_on: date | None = None
    public_summary: str | None = None
    evidence: tuple[str, ...] | None = None

    def settles(self, topic: Topic) -> bool:
        """Whether it answers a question of that topic."""
        return (
            self.left_out
            or (topic in BY_WHEN and (self.period is not None or self.due_on is not None or self.waits is not None))
            or (topic in MONEY and self.sums is not None)
            or (topic is Topic.KIND and self.kind is not None)
            or (topic is Topic.CATEGORY and self.categories is not None)
            or (topic is Topic.BODY and self.authority is not None)
            or (topic is Topic.LINE and self.action is not None)
        )


def _kind(value: str) -> Kind:
    if value not in set(Kind):
        raise WrongUse(f"kind {value!r} is not {' or '.join(Kind)}")
    return Kind(value)


def _day_of(key: str) -> Callable[[str], date]:
    def read(value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise WrongUse(f"{key} {value!r} is not a date such as 2025-03-31") from None

    return read


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(SEPARATOR) if part.strip())


def _sums(value: str) -> tuple[Sum, ...]:
    return () if value.casefold() == NO_SUMS else tuple(parse_sum(each) for each in _several(value))


READ: Mapping[str, Callable[[str], Any]] = {
    "action": str,
    "kind": _kind,
    "categories": _several,
    "period": str,
    **{key: _day_of(key) for key in ("due_on", "review_on", "wait_ended_on")},
    "sums": _sums,
    "authority": str,
    "public_summary": str,
    "evidence": _several,
}
EXPECTED = (
    "expected a proposal's number and what is so, such as '2 period=1 month' or '3 leave_out'; "
    f"it takes {', '.join([*READ, *WAITS, LEAVE_OUT])}"
)


def parse_answers(texts: Iterable[str]) -> dict[int, Answer]:
    """Read answers as people type them, by the number of their proposal; raises WrongUse for one that is none.

    Several about one proposal are put together.
    """
    found: dict[int, Answer] = {}
    for text in texts:
        number, _, said = " ".join(text.split()).partition(" ")
        key, _, value = said.partition("=")
        key, value = key.strip(), value.strip()
        if not NUMBER.fullmatch(number) or bool(value) == (key == LEAVE_OUT) or key not in {*READ, *WAITS, LEAVE_OUT}:
            raise WrongUse(f"answer {text!r}: {EXPECTED}")
        answer = found.get(int(number), Answer(int(number)))
        if key == LEAVE_OUT:
            found[answer.number] = replace(answer, left_out=True)
        elif key in WAITS:
            found[answer.number] = replace(answer, waits=(WAITS[key], value))
        else:
            found[answer.number] = replace(answer, **{key: READ[key](value)})
    return found


def still_open(reading: Reading, answers: Mapping[int, Answer]) -> list[Question]:
    """The questions that must be answered before anything is logged, and are not."""
    return [each for each in reading.questions if each.needed and not _settled(each, answers)]


def _settled(question: Question, answers: Mapping[int, Answer]) -> bool:
    answer = answers.get(question.number) if question.number is not None else None
    return answer is not None and answer.settles(question.topic)


def kept(reading: Reading, answers: Mapping[int, Answer]) -> list[Proposal]:
    """The proposals that are to be logged; raises WrongUse for an answer about one that does not exist."""
    known = {each.number for each in reading.proposals}
    for number in answers:
        if number not in known:
            raise WrongUse(f"answer about proposal {number}: there are {len(known)}")
    return [each for each in reading.proposals if each.number not in answers or not answers[each.number].left_out]


def with_added(reading: Reading, numbers: Iterable[int]) -> Reading:
    """The reading with proposals that a person adds of their own: empty, so that an answer says all there is to them.

    A text that asks for nothing asks no question about it once something is added.
    """
    nowhere = Piece(0, 0, "")
    added = tuple(Proposal(number, "", nowhere, None, (), (), None) for number in numbers)
    questions = tuple(each for each in reading.questions if not added or each.topic is not Topic.NOTHING)
    return replace(reading, proposals=(*reading.proposals, *added), questions=questions)
