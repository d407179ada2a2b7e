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
from compliance.domain.agreed_action_values import CountedFrom, StatedDeadline

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

REASONS = {
    "before": "it lies before the decision",
    "again": "it is counted from something that happens again and again",
    "clause": "it says how something else is done, not by when this is",
    "span": "it says how long or how often, not by when",
    "plain": "nothing makes it a limit",
}


@dataclass(frozen=True)
class Split:
    """The time words of a part of a text: those that are its deadlines, and the others with why they are none."""

    limits: tuple[TimeWords, ...]
    others: tuple[tuple[TimeWords, str], ...]


def split(page: Page, times: Sequence[TimeWords], action: int, end: int, decided_on: date | None) -> Split:
    """Tell deadlines from content among the `times` of one sentence or item whose action begins and ends as given."""
    clause = _other_clause(page.plain, action, end)
    limits: list[TimeWords] = []
    others: list[tuple[TimeWords, str]] = []
    for each in times:
        why = _why_content(each, clause, decided_on)
        if why:
            others.append((each, REASONS[why]))
        else:
            limits.append(each)
    return Split(tuple(limits), tuple(others))


def _other_clause(plain: str, action: int, end: int) -> int:
    """Where the first words begin that speak of what others do, or what was done; `end` where there are none."""
    found = WITHIN_ANOTHER_CLAUSE.search(plain, action, end)
    first = found.start() if found else end
    if telling := TELLING.search(plain, action, first):
        told = TOLD_TO.search(plain, telling.end(), first)
        return told.start() if told else first
    return first


def _why_content(each: TimeWords, clause: int, decided_on: date | None) -> str:
    """Why time words are content, as a key of REASONS; "" for a deadline."""
    if each.form is Form.DATE:
        return _why_no_due_date(each, clause, decided_on)
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


def _why_no_due_date(each: TimeWords, clause: int, decided_on: date | None) -> str:
    if each.said is not Said.LIMIT:
        return "plain"
    if each.due_on is not None and decided_on is not None and each.due_on < decided_on:
        return "before"
    return "clause" if each.start > clause else ""


def stated(page: Page, words: TimeWords) -> StatedDeadline:
    """The deadline that time words state."""
    counted = words.counted
    anchor = counted.anchor if counted else CountedFrom.UNSTATED
    event = page.piece(*counted.event) if counted and counted.event else None
    return StatedDeadline(page.piece(words.start, words.end), words.period, words.due_on, anchor, event, words.unclear)
