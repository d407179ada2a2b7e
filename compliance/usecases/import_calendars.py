"""Checking an import against the rules: the working calendars of authorities and their closing days (D4)."""

from __future__ import annotations

from datetime import date

from compliance.usecases.authority_calendar import AuthorityCalendars
from compliance.usecases.import_cells import Record
from compliance.usecases.import_changes import differs
from compliance.usecases.import_check import Checking

SHOWS = "shows which due dates would move, and asks"


def check_calendars(checking: Checking) -> None:
    """Calendars are known ones; closing days stand once, about a known authority.

    What could move the open due dates of a stored authority is refused: that needs consent to what was shown (D9).
    """
    busy = _with_open_ones(checking)
    named = {code: row.calendar for code, row in checking.stored.authorities.items() if row.calendar}
    first = checking.first("authorities", "code")
    for record in checking.records["authorities"]:
        code = record.get("code")
        if code is not None and _check_name(checking, record, code, busy) and first.get(code) is record:
            named[code] = record.get("calendar")
    days = {code: dict(held) for code, held in checking.stored.closures.items()}
    _check_closures(checking, days, busy)
    codes = [*checking.stored.authorities, *days, *named]
    checking.calendars = AuthorityCalendars(checking.rulebook, named, days, {code: code for code in codes})


def _check_name(checking: Checking, record: Record, code: str, busy: set[str]) -> bool:
    """Whether a row names a calendar that there is."""
    name = record.get("calendar")
    if not name:
        return False
    if name not in checking.rulebook.calendars:
        known = ", ".join(sorted(checking.rulebook.calendars))
        checking.add(record, f"a calendar of calendars.yaml ({known}), or an empty cell", "calendar")
        return False
    stored = checking.stored.authorities.get(code)
    if stored is not None and stored.calendar != name and code in busy:
        held = repr(stored.calendar) if stored.calendar else "an empty cell"
        expected = f"{held}, as it is stored: 'amends authority calendar {code}' {SHOWS}"
        checking.add(record, expected, "calendar")
    return True


def _check_closures(checking: Checking, days: dict[str, dict[date, str]], busy: set[str]) -> None:
    counts = checking.plan.counts["closures"]
    for record in checking.unique("closures", "authority_code", "day"):
        code, day, name = (record.get(column) for column in ("authority_code", "day", "name"))
        if code is not None and code not in checking.tenures:
            checking.add(record, "the code of an authority in authorities.csv or stored already", "authority_code")
        if None in (code, day, name):
            continue
        held = checking.stored.closures.get(code, {})
        if day in held:
            counts.unchanged += not differs(name, held[day]) or checking.same(record, {"name": held[day]})
            continue
        if code in busy:
            adding = f"'amends authority closure add {code} --day {day}'"
            checking.add(record, f"a day that is stored: {adding} {SHOWS}", "day")
        counts.new += 1
        days.setdefault(code, {})[day] = name
        checking.plan.closures.append((code, day, name))


def _with_open_ones(checking: Checking) -> set[str]:
    """The stored authorities with recommendations whose due dates or reminders could move."""
    rows = checking.stored.recommendations.values()
    return {row.authority_code for row in rows if row.closed_on is None and row.live_from is not None}
