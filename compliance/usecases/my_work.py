"""What needs somebody today: recommendations by next action and day, late ones first, narrowed and paged (D6, R6).

The next action is not derived here but read as it is stored (decision record 0026). Who lists calls
`refresh_for_reading` before, outside its transaction; what is stale still is told by `WorkList.behind`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.domain.authorities import responsible
from compliance.domain.next_action import Action, Actor
from compliance.domain.recommendations import Kind
from compliance.domain.spells import by_on_a_day
from compliance.domain.standing import Standing
from compliance.domain.work_filters import Filters, Order
from compliance.store import cases, facts, stale, work_list
from compliance.store.engine import Session
from compliance.store.facts import People
from compliance.store.work_list import Wanted

A_PAGE = 50


@dataclass(frozen=True)
class WorkItem:
    """One recommendation in a list.

    `due_on` None: open-ended. `days_late` counts from the current due date, 0 for what is in time or closed (D1, D7).
    `reachable`: somebody at the authority that answers today can be written to (R6). `action` to `assigned_to` are the
    one next action: `by` None where no day says so, `command` what to type, `assigned_to` the person it was given to.
    `caseworker` looks after the recommendation, "" for nobody. `categories` are read for a page alone (L4).
    """

    reference: str
    decision: str
    subject: str
    authority_code: str
    authority_name: str
    kind: Kind
    state: Standing
    original_due_on: date | None
    due_on: date | None
    days_late: int
    held_until: date | None
    evidence_waiting: int
    reachable: bool
    action: Action
    who: Actor
    what: str
    by: date | None
    command: str
    assigned_to: str
    caseworker: str
    categories: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The shape of `amends list --format json`."""
        return {
            "reference": self.reference,
            "decision": self.decision,
            "subject": self.subject,
            "authority_code": self.authority_code,
            "authority_name": self.authority_name,
            "kind": self.kind.value,
            "state": self.state.value,
            "original_due_on": _iso(self.original_due_on),
            "due_on": _iso(self.due_on),
            "days_late": self.days_late,
            "held_until": _iso(self.held_until),
            "evidence_waiting": self.evidence_waiting,
            "reachable": self.reachable,
            "next_action": {
                "action": self.action.value,
                "who": self.who.value,
                "what": self.what,
                "by": _iso(self.by),
                "command": self.command,
            },
            "assigned_to": self.assigned_to,
            "caseworker": self.caseworker,
        }

    def as_row(self) -> dict[str, object]:
        """The row of a spreadsheet: columns as CSV_COLUMNS."""
        plain = self.as_dict()
        plain["next_action"] = self.action.value
        more = {"next_who": self.who.value, "next_what": self.what, "next_by": _iso(self.by)}
        return plain | more | {"next_command": self.command}


CSV_COLUMNS = (
    "reference",
    "decision",
    "authority_code",
    "kind",
    "state",
    "original_due_on",
    "due_on",
    "held_until",
    "evidence_waiting",
    "reachable",
    "next_action",
    "next_who",
    "next_what",
    "next_by",
    "next_command",
    "subject",
    "authority_name",
    "days_late",
    "assigned_to",
    "caseworker",
)
"""The columns of a list as CSV."""


@dataclass(frozen=True)
class WorkList:
    """A page of what was wanted: pages are numbered from 1, `total` counts all of them.

    `behind` says that something changed that the list does not show yet: another process is bringing it up to date.
    """

    items: tuple[WorkItem, ...]
    total: int
    page: int
    size: int
    behind: bool

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))


def my_work(
    session: Session,
    today: date,
    filters: Filters,
    *,
    order: Order = Order.ACTION,
    page: int = 1,
    size: int = A_PAGE,
) -> WorkList:
    """A page of the recommendations wanted, as of `today`; a page beyond the last one is the last one."""
    wanted = wanted_of(session, today, filters)
    behind = stale.is_any(session)
    rows = work_list.page(session, wanted, order, size, 0) if page <= 1 else []
    if page <= 1 and len(rows) < size:
        total, number = len(rows), 1  # what one person has to do is short: it need not be counted too
    else:
        total = work_list.count_open(session) if wanted.is_all_open and not behind else work_list.count(session, wanted)
        number = min(max(page, 1), max(1, -(-total // size)))
        rows = rows if number == 1 and rows else work_list.page(session, wanted, order, size, (number - 1) * size)
    people = facts.people(session, {row.authority_code for row in rows})
    called = cases.categories(session, [row.id for row in rows])
    items = tuple(replace(item_of(row, today, people), categories=tuple(called[row.id])) for row in rows)
    return WorkList(items, total, number, size, behind)


def all_work(session: Session, today: date, filters: Filters, order: Order = Order.ACTION) -> Iterator[WorkItem]:
    """All the recommendations wanted, one after the other as the session reads them; for downloads."""
    wanted, people = wanted_of(session, today, filters), facts.people(session, None)
    for row in work_list.stream(session, wanted, order):
        yield item_of(row, today, people)


def item_of(row: Any, today: date, people: People) -> WorkItem:
    """A row of `store.work_list` as what is shown of it."""
    late = row.closed_on is None and row.due_on is not None and row.due_on < today
    return WorkItem(
        reference=row.reference,
        decision=row.decision,
        subject=row.subject,
        authority_code=row.authority_code,
        authority_name=row.authority_name,
        kind=Kind(row.kind),
        state=Standing(row.state),
        original_due_on=row.original_due_on,
        due_on=row.due_on,
        days_late=(today - row.due_on).days if late else 0,
        held_until=row.hold_ends_on,
        evidence_waiting=row.evidence_waiting,
        reachable=people.are_reachable(row.authority_code, today),
        action=Action(row.action),
        who=Actor(row.who),
        what=row.what,
        by=by_on_a_day(row.by_on, today),
        command=row.command,
        assigned_to=row.assigned_to,
        caseworker=row.caseworker,
    )


def wanted_of(session: Session, today: date, filters: Filters) -> Wanted:
    """What the store is asked for: the codes of the filters as ids of those who answer today."""
    if not filters.authority and not filters.no_contact:
        return Wanted(today, filters)
    people = facts.people(session, None)
    codes: Collection[str] = people.ids
    if filters.authority:
        codes = [code for code in codes if filters.authority in (code, responsible(code, people.tenures, today))]
    if filters.no_contact:
        codes = [code for code in codes if not people.are_reachable(code, today)]
    return Wanted(today, filters, {people.ids[code] for code in codes})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
