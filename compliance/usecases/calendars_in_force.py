"""Open dates that were counted on other calendars than those in force: said, and moved on consent (rules D6 and D9).

So it is once `calendars.yaml` has other closing days, or a package came with other bank holidays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compliance.domain.bank_holidays import COUNTED_BEFORE
from compliance.domain.history import Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.receipts import CLOSED_NOW, OPEN_NOW
from compliance.store import authorities
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import AuthorityCalendars, calendars_of, in_force
from compliance.usecases.calendar_moves import Moves, moves
from compliance.usecases.change_calendar import Wanted
from compliance.usecases.update_calendar import say_of_calendar, wanted_calendars

SOURCE = "calendars.yaml"


@dataclass(frozen=True)
class CalendarsInForce:
    """The calendars as they are in force, that called `name` or all, over the dates counted before they were so."""

    name: str = ""

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """Which calendars have open dates that were counted otherwise, and their days as far as receipts tell."""
        names = wanted_calendars(rulebook, self.name)
        now = calendars_of(session, rulebook)
        by_code = authorities.ids(session)
        concerned = frozenset(each for each in by_code.values() if now.base_name(each) in names)
        found = moves(session, now, now, concerned, moment.today)
        moved = {now.base_name(move.row.authority_id) for move in found.due}
        moved |= {now.base_name(by_code[move.authority_code]) for move in found.steps}
        facts = {"calendars": [_days(now, found, name) for name in sorted(moved)]}
        rows = {name: rulebook.calendars[name].version for name in sorted(moved)}
        return Wanted(f"calendars in force: {', '.join(names)}", now, concerned, facts, rows=rows, empty=True)

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Say in the history of each calendar that its open dates follow it now; the calendar itself is no row."""
        facts = {fact["calendar"]: fact for fact in wanted.facts["calendars"]}
        for name, version in wanted.rows.items():
            payload = facts[name] | {"source": SOURCE, "version": version, "reason": reason, "moved": moved}
            say_of_calendar(session, moment, name, Happening.CALENDAR_CHANGED, payload)


def dates_behind(session: Session, rulebook: Rulebook, today: date) -> str:
    """In one line, how many open dates would move to follow the calendars in force, and what to type; "" for none.

    Raises Refused where `calendars.yaml` has lost a calendar that an authority goes by.
    """
    now = calendars_of(session, in_force(session, rulebook))
    found = moves(session, now, now, authorities.ids(session).values(), today)
    if not found.due and not found.steps:
        return ""
    would = f"{_counted(len(found.due), 'due date')} and {_counted(len(found.steps), 'reminder step')} would move"
    return f"{COUNTED_BEFORE}: {would}; look and consent: amends calendar update"


def _days(now: AuthorityCalendars, found: Moves, name: str) -> dict[str, object]:
    """The days that moved dates were counted over otherwise, in the shape of those that a list changes."""
    of_this = [move.receipt.steps for move in found.due if now.base_name(move.row.authority_id) == name]
    notes = sorted({(step.day.isoformat(), step.note) for steps in of_this for step in steps})
    horizon = now.rulebook.calendars[name].horizon.isoformat()

    def called(mark: str) -> list[dict[str, str]]:
        return [{"day": day, "name": note.removeprefix(mark)} for day, note in notes if note.startswith(mark)]

    closed, opened = called(CLOSED_NOW), called(OPEN_NOW)
    return {"calendar": name, "closed": closed, "open": opened, "horizon": horizon, "new_horizon": horizon}


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
