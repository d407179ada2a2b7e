"""The coming days: what would go to whom, when and why, if nothing happens until then (rule R8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from compliance.domain.address_health import folded
from compliance.domain.authorities import Contact, Role, StaffRole, responsible
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.domain.wording import called
from compliance.store import addresses, authorities, outbox, steps
from compliance.store.engine import Session
from compliance.usecases.choose_steps import ladder_of
from compliance.usecases.coming_days import Going, Outlook, People, Waiting, live
from compliance.usecases.try_again import for_a_successor

# The rung of the due date itself, which says by its name when that is.
ON_THE_DAY = "due_today"


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

    def as_rows(self) -> list[dict[str, object]]:
        """The rows of a spreadsheet: columns as CSV_COLUMNS."""
        plain = self.as_dict()
        return [plain | item | {"why": why_of(item)} for item in self.items]


CSV_COLUMNS = (
    "date",
    "recipient",
    "recipient_name",
    "authority_code",
    "recommendation",
    "step",
    "due_on",
    "original_due_on",
    "why",
)
"""The columns of what goes out as CSV: a row for each recommendation in a message."""


def forecast(session: Session, rulebook: Rulebook, moment: Moment, first: date, last: date) -> list[Coming]:
    """The messages from `first` to `last`, both included, by day and recipient, as the planner will make them.

    The days are lived through from today on: holds end on their day, the minimum gap is kept (R5), closed days are left
    out, what is overdue for sending comes first. Evidence that waits for review keeps its recommendation silent, a
    deadline without a date causes nothing, and a step that only raises a task writes to nobody.
    """
    found: list[Coming] = []
    for coming in live(_outlook(session, rulebook, moment.today, last), rulebook, moment.today, last):
        if coming.day >= first:
            found += [_message(coming.day, coming.messages[address], rulebook) for address in sorted(coming.messages)]
    return found


def why_of(item: Mapping[str, Any]) -> str:
    """Why a recommendation is in a message, without its reference before it."""
    return str(item["why"]).removeprefix(f"{item['recommendation']}: ")


def _outlook(session: Session, rulebook: Rulebook, today: date, last: date) -> Outlook:
    """How things stand now, as the planner would find them."""
    planned = {row.id: row for row in steps.coming(session, today, last)}
    people = _people(session)
    mail = steps.in_messages(session)
    everybody = {row.recipient for row in mail} | set(authorities.addresses(session)) | set(rulebook.staff.values())
    there = outbox.of_recipients(session, sorted(everybody), today)
    free = {row.id for row in there if row.state == "waiting" and row.free}
    busy = {row.recipient for row in there if row.state != "suppressed" and row.id not in free}
    failed = for_a_successor(session, rulebook, today)
    about = {row.recommendation_id for row in (*planned.values(), *mail, *failed)}
    last_days = outbox.last_sent(session, sorted(about)) if rulebook.minimum_gap > 1 else {}
    ids = sorted({*planned, *(row.id for row in (*mail, *failed))})
    lost = {step: {folded(each) for each in gone} for step, gone in addresses.lost_for(session, ids).items()}
    return Outlook(
        planned,
        people,
        [_waiting(row) for row in mail],
        frozenset(busy),
        outbox.taken(session, ids),
        last_days,
        frozenset(addresses.stopped(session)),
        lost,
        failed,
    )


def _people(session: Session) -> People:
    ids = authorities.ids(session)
    contacts = authorities.contacts_of(session, ids.values())
    tenures = authorities.tenures(session)

    def who(code: str, day: date) -> tuple[str, Sequence[Contact]]:
        heir = responsible(code, tenures, day)
        return heir, [] if tenures[heir].has_closed(day) else contacts[ids[heir]]

    return who


def _waiting(row: Any) -> Waiting:
    role = row.recipient_role
    known: Role | StaffRole = Role(role) if role in set(Role) else StaffRole(role)
    return Waiting(row, row.recipient, Contact(known, row.recipient_name, row.recipient), row.answering_code)


def _message(day: date, parts: Sequence[Going], rulebook: Rulebook) -> Coming:
    items = tuple(
        {
            "recommendation": going.row.reference,
            "step": going.row.step,
            "ladder": "" if going.row.notice else ladder_of(going.row, rulebook).name,
            "deadline_version": going.row.deadline_version,
            "due_on": going.row.due_on.isoformat() if going.row.due_on else None,
            "original_due_on": going.row.original_due_on.isoformat() if going.row.original_due_on else None,
            "why": _why(going.row, day),
        }
        for going in parts
    )
    person, code = parts[0].person, parts[0].authority_code
    return Coming(day, person.address, person.name, code, items)


def _due(row: Any, day: date) -> str:
    """When a remedy is due, seen from the day on which a message about it goes out."""
    if row.due_on is None:
        return "no due date for now"
    due, late = row.due_on.isoformat(), (day - row.due_on) // timedelta(days=1)
    days = "1 day" if late == 1 else f"{late} days"
    if row.step == ON_THE_DAY:
        return f"{due}, {days} late by then" if late > 0 else f"{due}"
    if late == 0:
        return f"due that day, {due}"
    return f"{days} late, due on {due}" if late > 0 else f"due on {due}"


def _why(row: Any, day: date) -> str:
    if row.notice:
        return f"{row.reference}: {row.notice.replace('_', ' ')}"
    words = [called(row.step), _due(row, day)]
    held = row.hold_ends_on
    if held is not None and row.on_day <= held < day:
        words.append(f"after the hold until {held.isoformat()}")
    elif day > row.on_day:
        words.append(f"planned for {row.on_day.isoformat()}")
    return f"{row.reference}: {', '.join(words)}"
