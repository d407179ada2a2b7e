"""Which working calendar counts: the lists in force, and each authority's own calendar and closing days (D4, D9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from compliance.domain.calendar import EXTRA_DAYS, WorkingCalendar
from compliance.domain.errors import Refused
from compliance.domain.office import Rulebook
from compliance.store import calendars
from compliance.store.engine import Session

LIST = "list "


@dataclass(frozen=True)
class AuthorityCalendars:
    """The calendars of many authorities at once: `named` and `closures` by authority, be it an id or a code.

    An authority that has neither goes by the office's default calendar. Each calendar is made once.
    """

    rulebook: Rulebook
    named: Mapping[Any, str]
    closures: Mapping[Any, Mapping[date, str]]
    owners: Mapping[Any, str]
    _made: dict[Any, WorkingCalendar] = field(default_factory=dict)

    def of(self, authority: Any) -> WorkingCalendar:
        """The calendar of one authority; raises Refused when `calendars.yaml` has lost the one it is to go by."""
        if not self.named.get(authority, "") and not self.closures.get(authority):
            return self.rulebook.calendar
        if authority not in self._made:
            self._made[authority] = self._with_closures(authority, self._base(authority))
        return self._made[authority]

    def as_in(self, authority: Any, version: str) -> WorkingCalendar:
        """The calendar of one authority with the office's extra days of an earlier version, as far as that tells."""
        told = EXTRA_DAYS.search(version)
        key = (authority, told[1] if told else "")
        if key not in self._made:
            base = self._base(authority)
            then = base.as_in(version)
            self._made[key] = self.of(authority) if then is base else self._with_closures(authority, then)
        return self._made[key]

    def _base(self, authority: Any) -> WorkingCalendar:
        name = self.named.get(authority, "")
        return known_calendar(self.rulebook, name) if name else self.rulebook.calendar

    def _with_closures(self, authority: Any, base: WorkingCalendar) -> WorkingCalendar:
        owner = self.owners.get(authority, str(authority))
        return base.with_closures(self.closures.get(authority) or {}, owner)

    def base_name(self, authority: Any) -> str:
        """The name of the calendar an authority's days are counted on, without its own closing days."""
        return self.named.get(authority, "") or self.rulebook.calendar.name


def known_calendar(rulebook: Rulebook, name: str) -> WorkingCalendar:
    """The calendar of that name; raises Refused for a name that `calendars.yaml` does not have."""
    if name not in rulebook.calendars:
        raise Refused(
            f"there is no calendar {name!r} in calendars.yaml; it has {', '.join(sorted(rulebook.calendars))}"
        )
    return rulebook.calendars[name]


def calendars_of(
    session: Session, rulebook: Rulebook, authority_ids: Iterable[int] | None = None
) -> AuthorityCalendars:
    """The calendars of some or of all authorities, by id, in two queries."""
    ids = None if authority_ids is None else set(authority_ids)
    days: dict[int, dict[date, str]] = {}
    owners = {}
    for row in calendars.closures(session, ids):
        days.setdefault(row.authority_id, {})[row.day] = row.name
        owners[row.authority_id] = row.code
    return AuthorityCalendars(rulebook, calendars.own_calendars(session, ids), days, owners)


def calendar_of(session: Session, rulebook: Rulebook, authority_id: int) -> WorkingCalendar:
    """The calendar on which one authority's working days are counted (D4)."""
    return calendars_of(session, rulebook, [authority_id]).of(authority_id)


def in_force(session: Session, rulebook: Rulebook) -> Rulebook:
    """The rulebook with the newest applied lists over the bank holidays that came with the packages (D9)."""
    lists = calendars.applied(session)
    return with_calendars(
        rulebook,
        {name: applied_to(rulebook.calendars[name], row) for name, row in lists.items() if name in rulebook.calendars},
    )


def newest_lists(session: Session) -> tuple[int, ...]:
    """Which applied lists are in force, for whoever keeps a rulebook and asks whether it still is so."""
    return calendars.newest(session)


def with_calendars(rulebook: Rulebook, changed: Mapping[str, WorkingCalendar]) -> Rulebook:
    """The rulebook with some of its calendars replaced, by name."""
    if not changed:
        return rulebook
    known = dict(rulebook.calendars) | dict(changed)
    return replace(rulebook, calendars=known, calendar=known[rulebook.calendar.name])


def applied_to(calendar: WorkingCalendar, row: Any) -> WorkingCalendar:
    """A calendar with one stored list over it."""
    days = {date.fromisoformat(day): name for day, name in json.loads(row.days).items()}
    return calendar.with_bank_holidays(days, row.horizon, list_version(calendar, row.version))


def list_version(calendar: WorkingCalendar, digest: str) -> str:
    """The version of a calendar with a list in force: the list's digest before what it lies over."""
    below = calendar.version.partition(", ")[2] if calendar.version.startswith(LIST) else calendar.version
    return f"{LIST}{digest}, {below}"
