"""What needs a person today: their own cases first, beside all that needs somebody with their roles (D6, R6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from compliance.domain.authorities import StaffRole
from compliance.domain.work_filters import Filters, owners
from compliance.store import caseworkers, tasks, work_list
from compliance.store.engine import Session
from compliance.store.work_list import Wanted

MANY = 1000


@dataclass(frozen=True)
class OwnWork:
    """The lists that are a person's own: `role` is what needs somebody with their roles and was given to nobody else.

    `mine` is of that what they look after or were given; None for somebody who looks after nothing.
    """

    role: Filters
    mine: Filters | None = None

    @property
    def acts(self) -> bool:
        """Whether anything is theirs to do at all."""
        return bool(self.role.who)

    @property
    def lists(self) -> tuple[Filters, ...]:
        """Both of them, or the only one."""
        return tuple(each for each in (self.role, self.mine) if each is not None)

    @property
    def first(self) -> Filters:
        """The list they begin with."""
        return self.mine or self.role


def own_work(session: Session, person: str, roles: Collection[StaffRole]) -> OwnWork:
    """The lists of a person who does the tasks of some roles; of nobody's roles it is what is overdue."""
    who = owners(frozenset(roles))
    if not who:
        return OwnWork(Filters(overdue=True))
    if not caseworkers.looks_after_any(session, person):
        return OwnWork(Filters(who=who, person=person, now=True))
    return OwnWork(Filters(who=who, person=person, now=True), Filters(who=who, person=person, whose=person, now=True))


def how_many(session: Session, today: date, filters: Filters) -> int:
    """How many recommendations are in one of the lists, counted no further than MANY."""
    return work_list.count_up_to(session, Wanted(today, filters), MANY)


def how_many_overdue(session: Session, today: date, person: str) -> int:
    """How many of the recommendations that a person looks after are past their due date (D6)."""
    return caseworkers.overdue(session, person, today)


def tasks_due(session: Session, today: date, person: str, roles: Collection[StaffRole]) -> int:
    """How many tasks of a person, or of anybody with their roles, are due by today (R6)."""
    return tasks.count_due(session, {role.value for role in roles}, person, today)
