"""Tells which time words of a sentence are a deadline, and which are content (D2).

"Plans are completed within 20 weeks", "for the next four months", "backdated to 1 April 2023" are content: what is to
be done, not by when. An explicit start ("of this decision") makes a limit a deadline wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.domain.agreed_action_text import Page, pattern
from compliance.domain.agreed_action_times import SURE, Form, Said, TimeWords
from compliance.domain.agreed_action_values import CountedFrom, StatedDeadline, Topic

# Behind these words a limit belongs to what others are to do, or did, and no longer to the remedy.
WITHIN_ANOTHER_CLAUSE = pattern(
    r"\b(?:ensur(?:e|es|ing)|mak(?:e|es|ing) (?:sure|certain)|so that|so|that|how|which|who|whom|whose|where|whether|"
    r"because|if|when|requir(?:e|es|ed|ing|ements?)|statutory|fail(?:ed|ing|ures?|s)?|not|took|unless|while|timescales?|"
    r"targets?)\b"
)
TELLING = pattern(
    r"\b(?:remind|train|retrain|tell|instruct|brief|advise|ask|guide|teach|encourage|guidance|training)(?:s|ing)?\b"
)
TOLD_TO = pattern(
    r" to (?!(?:the|its|all|any|each|every|staff|officers?|teams?|managers?|employees|relevant|those|these|this|"
    r"councils?|a|an|our|his|her|their|mr|mrs|ms|miss|dr|social|members|frontline|senior|housing|care)\b)(?=[a-z])"
)
# What is made, held or due by a day before the decision is what the remedy is about.
PARTICIPLE = pattern(r"(?:[a-z]ed|made|known|held|begun|sent|given|done|taken|due|born|open|built|left|paid|been) \Z")
LONGEST_PARTICIPLE = 60
BEFORE_THE_DAY = pattern(r"before\b")

REASONS = {
    "before": "it lies before the decision",
    "doubtful": "it may belong to what is asked, or be the deadline",
    "again": "it is counted from something that happens again and again",
    "clause": "it says how something else is done, not by when this is",
    "span": "it says how long or how often, not by when",
    "plain": "nothing makes it a limit",
}


@dataclass(frozen=True)
class Split:
    """The time words of a part of a text: those that are its deadlines, and the others with why they are none.

    The `doubtful` are among the others: each may be the deadline all the same, and a person says.
    """

    limits: tuple[TimeWords, ...]
    others: tuple[tuple[TimeWords, str], ...]
    doubtful: tuple[TimeWords, ...] = ()


def split(page: Page, times: Sequence[TimeWords], action: int, end: int, decided_on: date | None) -> Split:
    """Tell deadlines from content among the `times` of one sentence or item whose action begins and ends as given."""
    clause = _other_clause(page.plain, action, end)
    before = _Before(page.plain, action, decided_on)
    said = [(each, _why_content(each, clause, before)) for each in times]
    return Split(
        tuple(each for each, why in said if not why),
        tuple((each, REASONS[why]) for each, why in said if why),
        tuple(each for each, why in said if why == "doubtful"),
    )


@dataclass(frozen=True)
class _Before:
    """Tells the dates before the decision; behind the `action` some of them say what it is about."""

    plain: str
    action: int
    decided_on: date | None

    def holds(self, each: TimeWords) -> bool:
        """Whether a date lies before the decision."""
        return is_before(each, self.decided_on)

    def is_content(self, each: TimeWords) -> bool:
        """Whether such a date says what is asked: "cases closed by 31 March", "what was due before 1 May"."""
        if each.start < self.action:
            return False
        window = self.plain[max(self.action, each.start - LONGEST_PARTICIPLE) : each.start]
        return BEFORE_THE_DAY.match(self.plain, each.start) is not None or PARTICIPLE.search(window) is not None


def is_before(each: TimeWords, decided_on: date | None) -> bool:
    """Whether time words name a day before the decision."""
    return each.due_on is not None and decided_on is not None and each.due_on < decided_on


def _other_clause(plain: str, action: int, end: int) -> int:
    """Where the first words begin that speak of what others do, or what was done; `end` where there are none."""
    found = WITHIN_ANOTHER_CLAUSE.search(plain, action, end)
    first = found.start() if found else end
    if telling := TELLING.search(plain, action, first):
        told = TOLD_TO.search(plain, telling.end(), first)
        return told.start() if told else first
    return first


def _why_content(each: TimeWords, clause: int, before: _Before) -> str:
    """Why time words are content, as a key of REASONS; "" for a deadline."""
    if each.form is Form.DATE:
        return _why_no_due_date(each, clause, before)
    counted = each.counted
    assert counted is not None
    if each.said not in {Said.LIMIT, Said.HAS}:
        return "span" if each.said is Said.SPAN else "plain"
    if counted.anchor in SURE and each.form is Form.LENGTH:
        return ""
    if each.said is Said.HAS:
        return "plain"
    if counted.again:
        return "again"
    return "clause" if each.start > clause else ""


def _why_no_due_date(each: TimeWords, clause: int, before: _Before) -> str:
    if each.said not in {Said.LIMIT, Said.PERHAPS}:
        return "plain"
    doubtful = each.start > clause or each.said is Said.PERHAPS
    if before.holds(each) and (doubtful or before.is_content(each)):
        return "before"
    return "doubtful" if doubtful else ""


def stated(page: Page, words: TimeWords, decided_on: date | None) -> StatedDeadline:
    """The deadline that time words state; a day before the decision can be none, and a person says which is meant."""
    counted = words.counted
    anchor = counted.anchor if counted else CountedFrom.UNSTATED
    event = page.piece(*counted.event) if counted and counted.event else None
    piece = page.piece(words.start, words.end)
    if is_before(words, decided_on):
        return StatedDeadline(piece, None, None, anchor, event, Topic.BEFORE)
    return StatedDeadline(piece, words.period, words.due_on, anchor, event, words.unclear)
