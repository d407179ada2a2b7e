"""Show the working calendars in force and the days they close (rules D4, D8 and D9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from compliance.domain.calendar import FIRST_WEEKEND_DAY, WEEKDAYS
from compliance.domain.office import Rulebook
from compliance.store import calendars
from compliance.store.engine import Session
from compliance.usecases.update_calendar import wanted_calendars

PACKAGED = "the packages holidays and govuk-bank-holidays"


def list_calendars(session: Session, rulebook: Rulebook, today: date) -> list[dict[str, object]]:
    """Each calendar with its version, the source of its bank holidays, its horizon and the days left until then."""
    applied = calendars.applied(session)
    found: list[dict[str, object]] = []
    for name in sorted(rulebook.calendars):
        calendar, row = rulebook.calendars[name], applied.get(name)
        found.append(
            {
                "name": name,
                "is_default": name == rulebook.calendar.name,
                "version": calendar.version,
                "source": row.source if row else PACKAGED,
                "applied_on": row.applied_on.isoformat() if row else None,
                "applied_by": row.applied_by if row else None,
                "horizon": calendar.horizon.isoformat(),
                "days_left": calendar.days_left(today),
            }
        )
    return found


def show_calendar(rulebook: Rulebook, name: str, years: Sequence[int]) -> dict[str, object]:
    """The closed weekdays of some years of one calendar; raises WrongUse for an unknown name."""
    (known,) = wanted_calendars(rulebook, name)
    calendar = rulebook.calendars[known]
    bank = calendar.bank_holidays()
    days = sorted(day for day in calendar.closed if day.year in years and day.weekday() < FIRST_WEEKEND_DAY)
    return {
        "name": known,
        "version": calendar.version,
        "days": [
            {
                "day": day.isoformat(),
                "weekday": WEEKDAYS[day.weekday()],
                "name": calendar.closed[day],
                "kind": "bank holiday" if day in bank else "office closed",
            }
            for day in days
        ],
    }
