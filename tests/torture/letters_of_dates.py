"""T6: what the authority was last told of a date is the date in force, and that it is open again (D6, E8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from compliance.domain.outcomes import Outcome
from tests.torture.life import STAGE_RUNGS, Life

LETTERS = frozenset({"logged", "deadline_changed", "reopened"})
TELLS = LETTERS | {
    *("due_in_10_working_days", "due_in_3_working_days", "due_today"),
    *("overdue_5_working_days", "overdue_10_working_days"),
    *STAGE_RUNGS,
}
HEARD = frozenset({"sent", "in_doubt", "sending"})
# Still to go, or with people because nobody could be written to.
TO_COME = frozenset({"planned", "queued", "failed"})


def date_is_told(life: Life) -> Iterator[str]:
    """The newest date that was told of something open is that in force, unless the letter about that is to come."""
    coming = {
        (rung.recommendation, rung.version)
        for rung in life.ledger.steps
        if rung.name in LETTERS and rung.state in TO_COME
    }
    for name, case in life.cases.items():
        told = _heard(life, name, TELLS)
        current = len(case.versions)
        if case.open and told and (name, current) not in coming and case.dates[max(told) - 1] != case.due_on:
            yield f"{name} is due {case.due_on}, last told was {case.dates[max(told) - 1]} with v{max(told)}"


def opening_is_told(life: Life) -> Iterator[str]:
    """After the word that it is complete, no other letter about its date goes before the one that it is open again."""
    for name in life.cases:
        complete = max(_heard(life, name, {"satisfied"}), default=None)
        if complete is None:
            continue
        later = [version for version in _heard(life, name, LETTERS) if version > complete]
        opened = {
            rung.version
            for rung in life.ledger.steps
            if rung.recommendation == name and rung.name == "reopened" and rung.messages
        }
        for version in later:
            if not any(complete < each <= version for each in opened):
                yield f"{name} was told to be complete with v{complete}, then of v{version}, and not that it is open"


def completion_is_told(life: Life) -> Iterator[str]:
    """Of what is satisfied the letter that says so goes, unless that was the last word before (E6)."""
    for name, case in life.cases.items():
        if case.outcome is not Outcome.SATISFIED:
            continue
        states = {
            rung.version: rung.state
            for rung in life.ledger.steps
            if rung.recommendation == name and rung.name == "satisfied"
        }
        if states.get(len(case.versions), "superseded") != "superseded":
            continue
        told = max(_heard(life, name, {"satisfied"}), default=0)
        if not told or max(_heard(life, name, TELLS), default=0) > told:
            yield f"{name} is satisfied with v{len(case.versions)}, and the letter about that is {states}"


def _heard(life: Life, name: str, steps: Collection[str]) -> set[int]:
    """The deadline versions about which the authority got, or may have got, one of these steps."""
    staff = set(life.world.rulebook.staff.values())
    return {
        version
        for entry in life.ledger.messages.values()
        if entry.state in HEARD and entry.recipient not in staff
        for reference, version, step in entry.about
        if reference == name and step in steps
    }
