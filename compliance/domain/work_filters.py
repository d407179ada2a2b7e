"""What a list of recommendations is narrowed by, and how it stands in a web address (issue of the pages, D6, R6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.domain.authorities import AuthorityType, StaffRole
from compliance.domain.errors import WrongUse
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.standing import Standing

PATIENT = frozenset({Action.NOTHING, Action.WAIT_FOR_HOLD, Action.RESTART_CLOCK})
"""Actions that need nobody on any particular day: a hold is somebody's decision to wait, a stopped clock too."""

NO_ONE = "-"
"""The caseworker of what nobody looks after, as one asks for it; no name of a person is written so."""


class Order(StrEnum):
    """How a list is sorted: `action` by late first, next action and its day; `due` by due date, open ones first."""

    ACTION = "action"
    DUE = "due"


@dataclass(frozen=True)
class Filters:
    """Which recommendations are wanted: each field narrows, None, "" and False do not. Days are inclusive.

    Without a `state` only those without an outcome are. `authority` is a code: cases about it, and those it answers
    for today (S8). `who` are those of whom one acts next; `person` leaves out what a task gives to somebody else.
    `caseworker` is the person who looks after it, NO_ONE where nobody does; `whose` is one who does, or to whom the
    next action was given.
    `now` keeps only what somebody can do something about today: not what waits for a hold, a clock or a day to come.
    `no_contact`: nobody at the authority can be written to (R6). `to_judge`: evidence waits to be judged (E2), and
    `time_asked`: a request for more time for an answer (D7), whatever is to be done first.
    """

    authority: str = ""
    authority_type: AuthorityType | None = None
    state: Standing | None = None
    kind: Kind | None = None
    category: str = ""
    action: Action | None = None
    who: tuple[Actor, ...] = ()
    person: str = ""
    caseworker: str = ""
    whose: str = ""
    due_from: date | None = None
    due_to: date | None = None
    decided_from: date | None = None
    decided_to: date | None = None
    overdue: bool = False
    held: bool = False
    no_contact: bool = False
    to_judge: bool = False
    time_asked: bool = False
    now: bool = False

    def as_query(self) -> dict[str, str]:
        """The filters as the query of a web address: those that narrow, by name, in a fixed order."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _written(value) for name, value in given.items() if value}


def from_query(query: Mapping[str, str]) -> Filters:
    """The filters of a web address; what is no filter, and what is empty, narrows nothing.

    Raises WrongUse for a value that cannot be used, with one line for each such field: "state: expected one of ...".
    """
    values, faults = {}, []
    for name, read in _READERS.items():
        text = query.get(name, "").strip()
        if not text:
            continue
        try:
            values[name] = read(text)
        except ValueError:
            faults.append(f"{name}: expected {_EXPECTED[name]}, not {text[:60]!r}")
    if faults:
        raise WrongUse("; ".join(faults))
    return Filters(**values)


def owners(staff: tuple[StaffRole, ...] | frozenset[StaffRole]) -> tuple[Actor, ...]:
    """Whose next actions are those of a person who stands for these roles of the staff."""
    return tuple(Actor(role.value) for role in StaffRole if role in staff)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, tuple):
        return ",".join(str(each) for each in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


def _actors(text: str) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(Actor(each.strip()) for each in text.split(",")))


def _words(text: str) -> str:
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise ValueError(text)
    return text


LONGEST_TEXT = 200
_READERS: dict[str, Callable[[str], Any]] = {
    "authority": _words,
    "authority_type": AuthorityType,
    "state": Standing,
    "kind": Kind,
    "category": _words,
    "action": Action,
    "who": _actors,
    "person": _words,
    "caseworker": _words,
    "whose": _words,
    "due_from": date.fromisoformat,
    "due_to": date.fromisoformat,
    "decided_from": date.fromisoformat,
    "decided_to": date.fromisoformat,
    "overdue": _flag,
    "held": _flag,
    "no_contact": _flag,
    "to_judge": _flag,
    "time_asked": _flag,
    "now": _flag,
}


def _one_of(values: type[StrEnum]) -> str:
    return "one of " + ", ".join(member.value for member in values)


_DAY = "a date such as 2024-05-14"
_TEXT = f"at most {LONGEST_TEXT} characters"
_EXPECTED = {name: _DAY for name in ("due_from", "due_to", "decided_from", "decided_to")} | {
    "authority": _TEXT,
    "category": _TEXT,
    "person": _TEXT,
    "caseworker": _TEXT,
    "whose": _TEXT,
    "authority_type": _one_of(AuthorityType),
    "state": _one_of(Standing),
    "kind": _one_of(Kind),
    "action": _one_of(Action),
    "who": _one_of(Actor),
    "overdue": "yes or no",
    "held": "yes or no",
    "no_contact": "yes or no",
    "to_judge": "yes or no",
    "time_asked": "yes or no",
    "now": "yes or no",
}
