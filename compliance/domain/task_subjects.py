"""What a task is about where that is no whole recommendation: one letter about it, or the clock of a case (R6, T)."""

from __future__ import annotations

from compliance.domain.reminders import MEANT_FOR_THEM, OF_AN_OUTCOME, step_in_words

OF_A_LETTER = " letter about recommendation "
OF_A_CASE = "decision "


def about_clock(case: str, clock: str) -> str:
    """What a task of a statutory clock is about once its stages are over: the case (T)."""
    return f"{OF_A_CASE}{case}, {clock}"


def case_of(subject: str) -> str:
    """The case that a task of a statutory clock is about; "" for any other task."""
    return subject.removeprefix(OF_A_CASE).rpartition(", ")[0] if subject.startswith(OF_A_CASE) else ""


def about_letter(notice: str, reference: str) -> str:
    """What a task about one letter is about, beside any other about the recommendation of that letter."""
    return f"{step_in_words(notice)}{OF_A_LETTER}{reference}"


def of_a_letter(subject: str) -> bool:
    """Whether a task is about one letter."""
    return OF_A_LETTER in subject


def has_its_own_task(subject: str) -> bool:
    """Whether a task is about a letter that always has one of its own, whoever else is missing."""
    return subject.startswith(tuple(about_letter(notice, "") for notice in OF_AN_OUTCOME | MEANT_FOR_THEM))


def tells_outcome(subject: str) -> bool:
    """Whether a task is about a letter that tells of an outcome: then it is not over with that outcome (E6)."""
    return subject.startswith(tuple(about_letter(notice, "") for notice in OF_AN_OUTCOME))
