"""What an act is: its words, whose it is, when it can be done, what is asked for, and the use case that does it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.outcomes import same_person
from compliance.domain.people import Permission
from compliance.runtime import Installation
from compliance.store.engine import Session
from compliance.usecases.case_pieces import CaseView, RecommendationView
from compliance.web.forms import LONGEST_TEXT, Entered
from compliance.web.guards import Labels


class Ask(StrEnum):
    """How a field is asked for."""

    LINE = "line"
    TEXT = "text"
    REFERENCE = "reference"
    DAY = "day"
    RADIOS = "radios"
    SELECT = "select"
    TICKS = "ticks"
    FILES = "files"


@dataclass(frozen=True)
class Field:
    """One thing a form asks for: `what` is how an error calls it, `options` value and words of a choice.

    `columns` are other names by which a rule that refuses it may call it; `before` what else could be chosen before
    somebody did, so that it can be read.
    """

    name: str
    label: str
    what: str
    ask: Ask = Ask.LINE
    hint: str = ""
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    value: Any = ""
    columns: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()

    def read(self, form: Entered) -> Any:
        """The value that was typed; notes an error in the form where it is none."""
        return _READERS[self.ask](self, form)


@dataclass(frozen=True)
class Doing:
    """What an act works with: the installation, the transaction, who acts when, and what the person looked at.

    `permissions` are the person's, for what some may who do the act and others may not.
    """

    office: Installation
    session: Session
    moment: Moment
    case: CaseView
    about: RecommendationView
    values: Mapping[str, Any]
    form: Entered
    permissions: frozenset[Permission] = frozenset()

    @property
    def reference(self) -> str:
        """The recommendation's reference."""
        return self.about.reference

    def words(self, name: str) -> str:
        """A field of words."""
        return str(self.values.get(name) or "")

    def day(self, name: str) -> date | None:
        """A field that is a date."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None


@dataclass(frozen=True)
class Look:
    """What an act will send, shown before it is done: to whom, when, and its words; `fault` says why it cannot go."""

    title: str
    to: tuple[str, ...]
    on: date
    subject: str
    text: str
    fault: str = ""

    @property
    def fingerprint(self) -> str:
        """Stands for exactly this: what was looked at is what is sent."""
        return hashlib.sha256("\0".join((*self.to, self.on.isoformat(), self.subject, self.text)).encode()).hexdigest()


Fields = Callable[[Installation, CaseView, RecommendationView], tuple[Field, ...]]


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a recommendation; `name` stands in its address.

    `applies` says whether it can be done as things stand; `told` is said afterwards, or what `do` gives the name of,
    one of `also_told`. `warns` is shown above the form.
    `look` shows what will be sent: the act is done only when exactly that has been looked at.
    `never_by` names who may not do it, whatever their roles: a second person is somebody else (E3). `only_by` names the
    one person who may; "" for no one in particular. `in_case` says whether the case as a whole, by the office's rules,
    leaves something to do; `why_not` says why it cannot be done as things stand, "" for no word on that. `leaves_task`
    says that the task of an escalation goes on after it: a person closes that one.
    `made` gives the reference of what is to begin, by what was typed, where somebody has begun it; "" where not.
    `together` notes what is missing of fields that go together, beside what is missing of each: the rule that wants it
    is the use case's, which would say so only when all else is right.
    `afresh` says that it decides on what somebody else put forward: where anything has changed since, a person looks
    again, for another outcome may be proposed or another day be wished for by now (E3, D6). `changed_by` names the acts
    that change it once somebody has done it.
    """

    name: str
    title: str
    permission: Permission
    button: str
    applies: Callable[[RecommendationView], bool]
    fields: Fields
    do: Callable[[Doing], str | None]
    told: str
    warns: str = ""
    group: str = field(default="")
    look: Callable[[Doing], Look] | None = None
    never_by: Callable[[RecommendationView], str] = lambda about: ""
    only_by: Callable[[RecommendationView], str] = lambda about: ""
    in_case: Callable[[Rulebook, CaseView], bool] = lambda rulebook, case: True
    why_not: Callable[[RecommendationView], str] = lambda about: ""
    leaves_task: bool = False
    made: Callable[[CaseView, Entered], str] = lambda case, form: ""
    also_told: Mapping[str, str] = field(default_factory=dict)
    together: Callable[[Mapping[str, Any], Entered], None] = lambda values, form: None
    afresh: bool = False
    changed_by: tuple[str, ...] = ()

    def can_be_done(self, rulebook: Rulebook, case: CaseView, about: RecommendationView) -> bool:
        """Whether it can be done as things stand, by somebody who may."""
        return self.applies(about) and self.in_case(rulebook, case)

    def open_to(self, name: str, about: RecommendationView) -> bool:
        """Whether a person of that name may do it, given the permission."""
        return not self.whose_turn(name, about)

    def read(self, fields: Sequence[Field], form: Entered) -> dict[str, Any]:
        """The values of a form; notes all that is missing or wrong, in the order of the fields."""
        values = {each.name: each.read(form) for each in fields}
        self.together(values, form)
        form.in_order(each.name for each in fields)
        return values

    def whose_turn(self, name: str, about: RecommendationView) -> str:
        """Who has to do it in place of a person of that name, in words; "" where that person may."""
        barred, only = self.never_by(about), self.only_by(about)
        if barred and same_person(name, barred):
            return f"another person has to do that, not {barred}"
        return f"only {only} can do that" if only and not same_person(name, only) else ""


def still_offered(fields: Sequence[Field], form: Entered) -> bool:
    """Whether all that was chosen in a form can be chosen still."""
    choices = {each.name: {value for value, _ in each.options} for each in fields if each.options}
    return all(value in options for name, options in choices.items() for value in form.values(name) if value)


def labels_of(fields: Sequence[Field]) -> Labels:
    """What a form calls its fields, and the words of what can be chosen or could be."""
    return {each.name: (each.label, dict((*each.before, *each.options))) for each in fields}


def _choice(asked: Field, form: Entered) -> str:
    said = form.value(asked.name)
    if not said and not asked.required:
        return ""
    return form.pick(asked.name, [value for value, _ in asked.options if value], asked.what)


def _ticks(asked: Field, form: Entered) -> tuple[str, ...]:
    allowed = {value for value, _ in asked.options}
    ticked = tuple(each for each in form.values(asked.name) if each in allowed)
    if asked.required and not ticked:
        form.fault(asked.name, f"Select {asked.what}")
    return ticked


def _files(asked: Field, form: Entered) -> tuple[Any, ...]:
    files = tuple(form.files.get(asked.name, ()))
    if asked.required and not files:
        form.fault(asked.name, f"Choose {asked.what}")
    return files


_READERS: Mapping[Ask, Callable[[Field, Entered], Any]] = {
    Ask.LINE: lambda asked, form: form.line(asked.name, asked.what, required=asked.required),
    Ask.TEXT: lambda asked, form: form.text(asked.name, asked.what, required=asked.required, longest=LONGEST_TEXT),
    Ask.REFERENCE: lambda asked, form: form.reference(asked.name, asked.what),
    Ask.DAY: lambda asked, form: form.day(asked.name, asked.what, required=asked.required),
    Ask.RADIOS: _choice,
    Ask.SELECT: _choice,
    Ask.TICKS: _ticks,
    Ask.FILES: _files,
}
