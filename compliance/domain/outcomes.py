"""What became of a recommendation and of its case (rules E3 to E7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.domain.deadlines import is_late
from compliance.domain.errors import Refused
from compliance.domain.recommendations import Response
from compliance.domain.words import is_blank

# Between the words of a name; nothing else of it counts but letters and digits.
BETWEEN_WORDS = re.compile(r"[\s,;/_\-\u2010-\u2015]+")


class Outcome(StrEnum):
    """How a recommendation ended (E3)."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    CEASED = "ceased"


# What nobody records alone: another person has to approve it (E3).
NEEDS_TWO = frozenset({Outcome.NOT_SATISFIED, Outcome.CEASED})


class ProposalState(StrEnum):
    """Where a proposed outcome stands; it is withdrawn when something overtakes it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CaseOutcome(StrEnum):
    """How a case stands; exactly one for every case (E7, S11)."""

    NO_RECOMMENDATIONS = "no_recommendations"
    OPEN = "open"
    COMPLIED = "complied"
    COMPLIED_LATE = "complied_late"
    NOT_COMPLIED = "not_complied"
    LEFT_OUT = "left_out"


COMPLIED = frozenset({CaseOutcome.COMPLIED, CaseOutcome.COMPLIED_LATE})
COUNTED = COMPLIED | {CaseOutcome.NOT_COMPLIED}


@dataclass(frozen=True)
class Ending:
    """A proposed or recorded outcome of one recommendation."""

    outcome: Outcome
    recorded_on: date
    recorded_by: str
    completed_on: date | None = None
    reason: str = ""
    approved_by: str | None = None


@dataclass(frozen=True)
class RecommendationEnd:
    """What the figures need to know of one recommendation: its current due date and its ending, if any.

    `due_on` None is open-ended: what is done before there is a date again is not late (D2, D6). `authority` is who
    answered for it when it ended, where that is not the case's authority (S8).
    """

    due_on: date | None
    outcome: Outcome | None
    completed_on: date | None = None
    recorded_on: date | None = None
    authority: str = ""

    @property
    def late(self) -> bool:
        """Computed, never typed (E4): satisfied, and completed after the current due date."""
        return (
            self.outcome is Outcome.SATISFIED
            and self.completed_on is not None
            and self.due_on is not None
            and is_late(self.completed_on, self.due_on)
        )

    @property
    def in_time(self) -> bool:
        """Satisfied, and completed by the current due date (E4); neither this nor late where there is no date."""
        dated = self.completed_on is not None and self.due_on is not None
        return self.outcome is Outcome.SATISFIED and dated and not self.late


def faults(ending: Ending, decided_on: date, has_evidence: bool) -> list[tuple[str, str]]:
    """Everything wrong with a proposed ending, as (field, what was expected); empty when it may be recorded (E3)."""
    found: list[tuple[str, str]] = []
    if ending.recorded_on < decided_on:
        found.append(("recorded_on", f"a day on or after the decision of {decided_on}"))
    if is_blank(ending.recorded_by):
        found.append(("recorded_by", "the name of the person who records it"))
    found += _completion_faults(ending, decided_on)
    if ending.outcome is Outcome.SATISFIED:
        return found + _satisfied_faults(ending, has_evidence)
    if is_blank(ending.reason):
        found.append(("reason", f"a reason, because {ending.outcome.value} needs one"))
    approver = ending.approved_by or ""
    if not _spoken(approver):
        found.append(("approved_by", f"a second person, because {ending.outcome.value} needs an approver"))
    elif same_person(approver, ending.recorded_by):
        found.append(("approved_by", "somebody other than recorded_by"))
    return found


def answer_faults(outcome: Outcome, response: str | None) -> list[tuple[str, str]]:
    """What is wrong with an outcome after the authority's answer: what it refused counts as not satisfied (E3)."""
    if response == Response.REFUSED and outcome is Outcome.CEASED:
        return [("outcome", "not_satisfied, because the authority refused this recommendation")]
    return []


def time_faults(recorded_on: date, agreed_on: date | None) -> list[tuple[str, str]]:
    """What is wrong with the day an outcome is recorded after more time was agreed on a day, which only open ones get.

    Otherwise what was done late would come out in time (E4, D7).
    """
    if agreed_on is not None and recorded_on < agreed_on:
        return [("recorded_on", f"a day on or after {agreed_on}, when more time was agreed")]
    return []


def require_proposable(ending: Ending, decided_on: date) -> None:
    """Raise Refused unless `ending` is one to be proposed to a second person, who is still to be found (E3)."""
    if ending.outcome not in NEEDS_TWO:
        raise Refused(f"outcome: {ending.outcome.value} needs no second person: record it")
    refuse([fault for fault in faults(ending, decided_on, has_evidence=False) if fault[0] != "approved_by"])


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: neither capitals, accents, marks nor the order of words make a second one."""
    return _spoken(one) == _spoken(other)


def _spoken(name: str) -> list[str]:
    """The words of a name, sorted, without what one does not hear: "SHAW, Kim" is kim, shaw."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    words = ("".join(filter(_is_heard, word)) for word in BETWEEN_WORDS.split(plain))
    return sorted(word for word in words if word)


def _is_heard(letter: str) -> bool:
    """Letters and digits, and the vowels that some scripts write as marks; not accents, dots, what nobody sees."""
    return letter.isalnum() or (unicodedata.category(letter)[0] == "M" and not unicodedata.combining(letter))


def _completion_faults(ending: Ending, decided_on: date) -> list[tuple[str, str]]:
    if ending.completed_on is None:
        return []
    if ending.completed_on < decided_on:
        return [("completed_on", f"a day on or after the decision of {decided_on}")]
    if ending.completed_on > ending.recorded_on:
        return [("completed_on", f"a day on or before the day it was recorded, {ending.recorded_on}")]
    return []


def _satisfied_faults(ending: Ending, has_evidence: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if ending.completed_on is None:
        found.append(("completed_on", "the day the authority completed it"))
    if not has_evidence and is_blank(ending.reason):
        found.append(("reason", "why no evidence is needed: none on record shows that it was done"))
    return found


def require(ending: Ending, decided_on: date, has_evidence: bool) -> None:
    """Raise Refused with every fault of `ending` in one line."""
    refuse(faults(ending, decided_on, has_evidence))


def refuse(found: Sequence[tuple[str, str]]) -> None:
    """Raise Refused with every fault in one line, if there is one."""
    if found:
        raise Refused("; ".join(f"{column}: expected {expected}" for column, expected in found))


def case_outcome(recommendations: Sequence[RecommendationEnd]) -> CaseOutcome:
    """The outcome of a case from its recommendations (E7); in exactly one bucket (S11).

    Any not satisfied means not complied, but only once the last recommendation has its outcome: until then it is open.
    """
    if not recommendations:
        return CaseOutcome.NO_RECOMMENDATIONS
    if any(item.outcome is None for item in recommendations):
        return CaseOutcome.OPEN
    counted = [item for item in recommendations if item.outcome is not Outcome.CEASED]
    if not counted:
        return CaseOutcome.LEFT_OUT
    if any(item.outcome is Outcome.NOT_SATISFIED for item in counted):
        return CaseOutcome.NOT_COMPLIED
    return CaseOutcome.COMPLIED_LATE if any(item.late for item in counted) else CaseOutcome.COMPLIED


def case_recorded_on(recommendations: Sequence[RecommendationEnd]) -> date | None:
    """The day a case outcome was recorded: that of its last recommendation (E7); None while it is open."""
    days = [item.recorded_on for item in recommendations]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def case_due_on(recommendations: Sequence[RecommendationEnd]) -> date | None:
    """The case's own due date: the longest of its recommendations' (L2); open-ended ones have none."""
    return max((item.due_on for item in recommendations if item.due_on is not None), default=None)
