"""What a form shows of a reading: each proposal as fields that a person corrects, and what is open left empty (D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from compliance.domain.agreed_action_answers import BY_WHEN, MONEY
from compliance.domain.agreed_action_values import CountedFrom, Proposal, Question, Reading, StatedDeadline, Topic
from compliance.domain.sums import Sum
from compliance.domain.waiting import WaitKind
from compliance.web.forms import Entered
from compliance.web.wording import capital

LONGEST_TITLE = 90
REPORT_CAME = "the authority received the report"
PERIOD, DUE, WAIT = "period", "due", "wait"


def name(number: int, what: str) -> str:
    """The name of a field of one recommendation."""
    return f"r{number}-{what}"


@dataclass(frozen=True)
class Item:
    """One recommendation on the page: what was read of it, if it comes from the text, and what has to be asked."""

    number: int
    title: str
    proposal: Proposal | None = None
    questions: tuple[Question, ...] = field(default=())

    def asks(self, *topics: Topic) -> list[str]:
        """The questions about something, in words; without topics all of them."""
        return [_bare(each) for each in self.questions if not topics or each.topic in topics]

    @property
    def asks_when(self) -> list[str]:
        """The questions about its deadline."""
        return self.asks(*BY_WHEN)

    @property
    def asks_sums(self) -> list[str]:
        """The questions about its sums of money."""
        return self.asks(*MONEY)

    @property
    def asks_kind(self) -> list[str]:
        """The question whom it serves."""
        return self.asks(Topic.KIND)

    @property
    def asks_category(self) -> list[str]:
        """The question what category it has."""
        return self.asks(Topic.CATEGORY)

    @property
    def asks_line(self) -> list[str]:
        """The questions whether a line within it is another action."""
        return self.asks(Topic.LINE)

    @property
    def asks_body(self) -> list[str]:
        """The question whether it is for the authority of the decision."""
        return self.asks(Topic.BODY)


def items(form: Entered, reading: Reading, numbers: Iterable[int]) -> list[Item]:
    """The recommendations that stand in the form, in their order."""
    known = {each.number: each for each in reading.proposals}
    asked = {number: tuple(each for each in reading.questions if each.number == number) for number in known}
    return [
        Item(number, title_of(form.value(name(number, "action"))), known.get(number), asked.get(number, ()))
        for number in numbers
    ]


def taken_away(reading: Reading, numbers: Iterable[int]) -> list[tuple[int, str]]:
    """Proposals of the text that a person took away: number and words."""
    here = set(numbers)
    return [(each.number, title_of(each.action)) for each in reading.proposals if each.number not in here]


def fields_of(proposal: Proposal, questions: Iterable[Question]) -> Mapping[str, list[str]]:
    """The fields of a proposal as if somebody had typed them; what a question is open about is not filled in."""
    topics = {each.topic for each in questions if each.number == proposal.number}
    filled = {
        "action": [proposal.action],
        "kind": [proposal.kind.value] if proposal.kind else [],
        "categories": list(proposal.categories),
        "sums": [_sums(proposal, topics)],
    }
    if proposal.deadline is not None:
        filled |= _by_when(proposal.deadline)
    if Topic.LINE in topics:
        filled.pop("action")
    if topics & BY_WHEN:
        filled.pop("by", None)
    return {name(proposal.number, what): values for what, values in filled.items() if any(values)}


def _by_when(stated: StatedDeadline) -> dict[str, list[str]]:
    if stated.due_on is not None:
        day = stated.due_on
        parts = (("day", day.day), ("month", day.month), ("year", day.year))
        return {"by": [DUE]} | {f"due-{part}": [str(value)] for part, value in parts}
    if stated.anchor is CountedFrom.EVENT and stated.waits_on is not None:
        what = " ".join(stated.waits_on.words.split())
        return {"by": [WAIT], "wait": [WaitKind.EVENT.value], "waits": [what], "then": [stated.period or ""]}
    counted = {"by": [PERIOD], "period": [stated.period or ""]}
    if stated.anchor is CountedFrom.REPORT:
        # Where the report has a day of its own, only that day is left to type.
        counted |= {"wait": [WaitKind.EVENT.value], "waits": [REPORT_CAME], "then": [stated.period or ""]}
    return counted


def _sums(proposal: Proposal, topics: set[Topic]) -> str:
    """The sums, one a line; none where one of them is not settled, and no day where it is not known when it grows."""
    if topics & (MONEY - {Topic.SUM_START}):
        return ""
    lines = [Sum(each.value, each.per, each.from_on, each.ends_on).typed for each in proposal.amounts]
    if Topic.SUM_START in topics and all(each.from_on for each in proposal.amounts if each.per):
        growing = {line for line, each in zip(lines, proposal.amounts, strict=True) if each.per and not each.ends_on}
        lines = [f"{line} until" if line in growing else line for line in lines]
    return "\n".join(line.replace("from None", "from") for line in lines)


def title_of(action: str) -> str:
    """What a recommendation is to do, short enough for one line."""
    said = " ".join(action.split())
    return said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def _bare(question: Question) -> str:
    """The question without the number of its proposal: it stands beside it."""
    said = question.words.removeprefix(f"Proposal {question.number}: ")
    return capital(said)
