"""The coming days: what would go to whom, when and why, if nothing happens until then (rule R8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from compliance.domain.authorities import Contact, reach, responsible
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.reminders import PlannedStep, Situation, right_now, stopped
from compliance.store import addresses, authorities, steps
from compliance.store.engine import Session


@dataclass(frozen=True)
class Coming:
    """One message that would go out: the day, the recipient, and for each recommendation the step and why."""

    day: date
    recipient: str
    recipient_name: str
    authority_code: str
    items: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, object]:
        """The shape of `amends forecast --format json`."""
        return {
            "date": self.day.isoformat(),
            "recipient": self.recipient,
            "recipient_name": self.recipient_name,
            "authority_code": self.authority_code,
            "recommendations": [item["recommendation"] for item in self.items],
            "step": ", ".join(dict.fromkeys(str(item["step"]) for item in self.items)),
            "steps": list(self.items),
            "why": "; ".join(item["why"] for item in self.items),
        }


def forecast(session: Session, rulebook: Rulebook, moment: Moment, first: date, last: date) -> list[Coming]:
    """The messages from `first` to `last`, both included, by day and recipient; overdue steps count as today's.

    Tasks for people at the ombudsman and recommendations whose evidence waits for review are left out: no message.
    """
    rows = [row for row in steps.coming(session, first, last) if not _is_stopped(row, moment.today)]
    start = rulebook.calendar.on_or_after(max(first, moment.today))
    by_recommendation: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_recommendation[row.recommendation_id].append(row)
    contacts, stopped_ones = _contacts(session, rows), addresses.stopped(session)
    messages: dict[tuple[date, str], list[tuple[Any, Contact, str]]] = defaultdict(list)
    for rows_of_one in by_recommendation.values():
        for row, day in _days(rows_of_one, rulebook, start):
            if not first <= day <= last:
                continue
            code = responsible(row.authority_code, contacts.tenures, day)
            for person in reach(contacts.people[code], _recipients(row, rulebook), stopped_ones, rulebook.fallback):
                messages[(day, person.address)].append((row, person, code))
    return [_message(day, address, parts) for (day, address), parts in sorted(messages.items())]


@dataclass(frozen=True)
class _Addresses:
    tenures: dict[str, Any]
    people: dict[str, list[Contact]]


def _contacts(session: Session, rows: list[Any]) -> _Addresses:
    ids = authorities.ids(session)
    people = authorities.contacts_of(session, ids.values())
    return _Addresses(authorities.tenures(session), {code: people[identifier] for code, identifier in ids.items()})


def _is_stopped(row: Any, today: date) -> bool:
    if row.notice:
        return False
    situation = Situation(
        closed=row.closed_on is not None,
        evidence_waiting=row.evidence_waiting > 0,
        current_version=row.current_version,
    )
    return stopped(situation, row.deadline_version, today) is not None


def _recipients(row: Any, rulebook: Rulebook) -> tuple[Any, ...]:
    if row.notice:
        return rulebook.notices[row.notice].recipients
    return rulebook.ladder.step(row.step).recipients


def _days(rows: list[Any], rulebook: Rulebook, start: date) -> list[tuple[Any, date]]:
    """The day each step would go out; of those overdue for sending only the one that is right now (R2.4)."""
    ladder = rulebook.ladder
    due = [row for row in rows if row.on_day <= start and not row.notice and ladder.rank(row.step) >= 0]
    chosen = [(row, max(row.on_day, start)) for row in rows if row.notice]
    chosen += [
        # The day is one of the authority's working days; the office itself sends on its own (D5).
        (row, rulebook.calendar.on_or_after(row.on_day))
        for row in rows
        if row.on_day > start and not row.notice and ladder.rank(row.step) >= 0
    ]
    for track in {ladder.track(row.step) for row in due}:
        group = {row.step: row for row in due if ladder.track(row.step) == track}
        latest = right_now([PlannedStep(row.step, row.on_day) for row in group.values()], ladder, start).send
        if latest is not None:
            chosen.append((group[latest.name], start))
    return chosen


def _message(day: date, address: str, parts: list[tuple[Any, Contact, str]]) -> Coming:
    items = tuple(
        {
            "recommendation": row.reference,
            "step": row.step,
            "deadline_version": row.deadline_version,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "why": _why(row, day),
        }
        for row, _, _ in parts
    )
    _, person, code = parts[0]
    return Coming(day, address, person.name, code, items)


def _why(row: Any, day: date) -> str:
    if row.notice:
        return f"{row.reference}: {row.notice.replace('_', ' ')}"
    if row.due_on is None:
        return f"{row.reference}: {row.step.replace('_', ' ')}, no due date for now"
    late = (day - row.due_on) // timedelta(days=1)
    when = "due that day" if late == 0 else f"{abs(late)} days {'after' if late > 0 else 'before'} it is due"
    return f"{row.reference}: {row.step.replace('_', ' ')}, {when} ({row.due_on.isoformat()})"
