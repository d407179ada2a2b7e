"""Put a newer official list of bank holidays in force, on consent (rule D9)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.bank_holidays import Difference, Listing, compared, merged, short_horizon, shrunken, takes_away
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.errors import Refused, WrongUse
from compliance.domain.history import Entry, Happening
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store import authorities, calendars, events
from compliance.store.engine import Session
from compliance.usecases.authority_calendar import calendars_of, list_version, with_calendars
from compliance.usecases.change_calendar import Wanted


def listing_for(calendar: WorkingCalendar, lists: Mapping[str, Listing], source: str) -> Listing:
    """The list that a calendar follows; raises Refused for a feed that has no such division."""
    if calendar.division not in lists:
        raise Refused(f"{source} has no division {calendar.division!r}; it has {', '.join(lists)}")
    return lists[calendar.division]


def wanted_calendars(rulebook: Rulebook, name: str) -> tuple[str, ...]:
    """The calendars that are looked at: the one of that name, or all; raises WrongUse for an unknown name."""
    if name and name not in rulebook.calendars:
        raise WrongUse(f"there is no calendar {name!r}; the office has {', '.join(sorted(rulebook.calendars))}")
    return (name,) if name else tuple(sorted(rulebook.calendars))


def difference_as_dict(name: str, found: Difference) -> dict[str, object]:
    """What a list changes in one calendar, as plain values."""
    return {
        "calendar": name,
        "closed": [{"day": day.isoformat(), "name": title} for day, title in found.added.items()],
        "open": [{"day": day.isoformat(), "name": title} for day, title in found.removed.items()],
        "horizon": found.horizon_before.isoformat(),
        "new_horizon": found.horizon_after.isoformat(),
    }


@dataclass(frozen=True)
class ListChange:
    """The lists of a feed, by division, over the calendar called `name`, or over all that follow them.

    `gone` are days in force which the lists lack on purpose: they are bank holidays no more, or never were.
    """

    lists: Mapping[str, Listing]
    source: str
    name: str = ""
    gone: frozenset[date] = frozenset()

    def worked_out(self, session: Session, rulebook: Rulebook, moment: Moment) -> Wanted:
        """Compare the lists with what is in force; raises Refused for a shrunken one, or a day that none takes away."""
        names = wanted_calendars(rulebook, self.name)
        self._require_gone([rulebook.calendars[name] for name in names])
        changed, facts, alarms, rows = {}, [], [], {}
        for name in names:
            calendar = rulebook.calendars[name]
            listing = listing_for(calendar, self.lists, self.source)
            lost = shrunken(calendar, listing, moment.today, self.gone)
            if lost:
                raise Refused(f"{self.source}: {lost}; nothing of it is used")
            short = short_horizon(listing.horizon, moment.today)
            alarms += [f"{name}: {short}"] if short else []
            difference = compared(calendar, listing)
            facts.append(difference_as_dict(name, difference))
            if difference:
                whole = _with_earlier(session, name, listing)
                changed[name], rows[name] = merged(calendar, whole, list_version(calendar, whole.digest)), whole
        after = calendars_of(session, with_calendars(rulebook, changed))
        concerned = frozenset(
            identifier for identifier in authorities.ids(session).values() if after.base_name(identifier) in names
        )
        what = f"bank holidays of {', '.join(names)}"
        return Wanted(what, after, concerned, {"calendars": facts}, tuple(alarms), rows, empty=not changed)

    def _require_gone(self, looked_at: Sequence[WorkingCalendar]) -> None:
        """Raise Refused for a day named as gone that is none of those the lists take away."""
        for day in sorted(self.gone):
            lists = [(each, listing_for(each, self.lists, self.source)) for each in looked_at]
            if not any(takes_away(calendar, listing, day) for calendar, listing in lists):
                raise Refused(f"gone: expected bank holidays in force that {self.source} lacks, not {day}")

    def store(self, session: Session, moment: Moment, wanted: Wanted, reason: str, moved: int) -> None:
        """Store each list that differs, and say so in the calendar's history."""
        facts = {fact["calendar"]: fact for fact in wanted.facts["calendars"]}
        for name, listing in wanted.rows.items():
            row: dict[str, Any] = {
                "calendar": name,
                "version": listing.digest,
                "source": self.source,
                "days": json.dumps({day.isoformat(): title for day, title in listing.days.items()}, ensure_ascii=False),
                "horizon": listing.horizon,
                "applied_on": moment.today,
                "applied_by": moment.actor,
                "reason": reason,
                "recorded_at": moment.now,
            }
            calendars.add_version(session, row)
            payload = facts[name] | {"source": self.source, "version": listing.digest, "reason": reason, "moved": moved}
            say_of_calendar(session, moment, name, Happening.CALENDAR_CHANGED, payload)


def say_of_calendar(
    session: Session, moment: Moment, name: str, kind: Happening, payload: Mapping[str, object]
) -> None:
    """Append one event to a calendar's history."""
    entry = Entry(f"calendar/{name}", moment.now.isoformat(), moment.today.isoformat(), kind, moment.actor, payload)
    events.append(session, [entry])


def _with_earlier(session: Session, name: str, listing: Listing) -> Listing:
    """The list as it is stored: what an earlier one said of the time before it stays."""
    row = calendars.applied(session).get(name)
    earlier = {date.fromisoformat(day): title for day, title in json.loads(row.days).items()} if row else {}
    kept = {day: title for day, title in earlier.items() if day < listing.first}
    return Listing(listing.division, kept | dict(listing.days))
