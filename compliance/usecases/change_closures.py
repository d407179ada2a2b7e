"""An authority's own calendar and closing days, changed on consent (rules D4 and D9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from compliance.domain.errors import NotFound, Refused
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.words import is_blank
from compliance.store import authorities, calendars, events
from compliance.store.case_tables import Authority
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import AuthorityCalendars, calendars_of, known_calendar
from compliance.usecases.change_calendar import Wanted


def list_closures(session: Session, rulebook: Rulebook, code: str) -> dict[str, object]:
    """The calendar an authority goes by and its closing days by date; raises NotFound."""
    row = _find(session, code)
    found = calendars.closures(session, [row.id or 0])
    return {
        "authority_code": code,
        "calendar": row.calendar or rulebook.calendar.name,
        "is_default": not row.calendar,
        "closures": [{"day": each.day.isoformat(), "name": each.name} for each in found],
    }


@dataclass(frozen=True)
class NamedCalendar:
    """An authority goes by the calendar `name` from now on; empty is the office's default one."""

    code: str
    name: str

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """Raises NotFound for an unknown authority, Refused for an unknown calendar."""
        row = _find(session, self.code)
        if self.name:
            known_calendar(rulebook, self.name)
        before = calendars_of(session, rulebook)
        after = replace(before, named=dict(before.named) | {row.id: self.name}, _made={})
        shown, held = self.name or rulebook.calendar.name, row.calendar or rulebook.calendar.name
        what = f"calendar of {self.code}"
        facts = {"authority_code": self.code, "calendar": held, "new_calendar": shown}
        return Wanted(what, after, frozenset({row.id or 0}), facts, empty=row.calendar == self.name)

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Write the name and the event."""
        authorities.change(session, self.code, {"calendar": self.name})
        session.expire_all()
        payload = {"act": "calendar changed", "was": wanted.facts["calendar"], "now": wanted.facts["new_calendar"]}
        _say(session, moment, self.code, payload | {"reason": reason, "moved": moved})


@dataclass(frozen=True)
class NewClosure:
    """A day on which an authority is closed from now on."""

    code: str
    day: date
    name: str

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """Raises NotFound for an unknown authority, Refused for a day that is over, nameless or there already."""
        row = _find(session, self.code)
        if is_blank(self.name):
            raise Refused("name: expected what the day is called, such as 'Council offices closed'")
        if self.day < moment.today:
            raise Refused(f"day: expected a day on or after today, {moment.today}, not {self.day}")
        before = calendars_of(session, rulebook)
        held = before.closures.get(row.id, {})
        if self.day in held:
            raise Refused(f"day: {self.day} is a closing day of {self.code} already ({held[self.day]})")
        after = _with_days(before, row, dict(held) | {self.day: self.name.strip()})
        facts = {"authority_code": self.code, "day": self.day.isoformat(), "name": self.name.strip()}
        return Wanted(f"new closing day of {self.code}", after, frozenset({row.id or 0}), facts)

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Write the day and the event."""
        row = _find(session, self.code)
        calendars.add_closures(session, [{"authority_id": row.id, "day": self.day, "name": self.name.strip()}])
        payload = {"act": "closing day added", "day": self.day.isoformat(), "name": self.name.strip()}
        _say(session, moment, self.code, payload | {"reason": reason, "moved": moved})


@dataclass(frozen=True)
class NoClosure:
    """A day on which an authority is open after all."""

    code: str
    day: date

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """Raises NotFound for an unknown authority or day, Refused for a day that is over: that day was one."""
        row = _find(session, self.code)
        before = calendars_of(session, rulebook)
        held = before.closures.get(row.id, {})
        if self.day not in held:
            raise NotFound(f"{self.code} has no closing day on {self.day}")
        if self.day < moment.today:
            raise Refused(f"day: expected a day on or after today, {moment.today}: {self.day} is over")
        after = _with_days(before, row, {day: name for day, name in held.items() if day != self.day})
        facts = {"authority_code": self.code, "day": self.day.isoformat(), "name": held[self.day]}
        return Wanted(f"closing day of {self.code} removed", after, frozenset({row.id or 0}), facts)

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Remove the day and write the event."""
        row = _find(session, self.code)
        calendars.remove_closure(session, row.id or 0, self.day)
        payload = {"act": "closing day removed", "day": self.day.isoformat(), "name": wanted.facts["name"]}
        _say(session, moment, self.code, payload | {"reason": reason, "moved": moved})


def _with_days(before: AuthorityCalendars, row: Authority, days: dict[date, str]) -> AuthorityCalendars:
    owners = dict(before.owners) | {row.id: row.code}
    return replace(before, closures=dict(before.closures) | {row.id: days}, owners=owners, _made={})


def _find(session: Session, code: str) -> Authority:
    row = authorities.by_code(session, code)
    if row is None:
        raise NotFound(f"there is no authority {code!r}")
    return row


def _say(session: Session, moment: Moment, code: str, payload: dict[str, object]) -> None:
    kind = Happening.AUTHORITY_CHANGED
    entry = Entry(
        events.authority_stream(code), moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload
    )
    events.append(session, [entry])
