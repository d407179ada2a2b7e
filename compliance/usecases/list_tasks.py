"""What waits for a person: overdue first, with the command to type (rules R1 and R6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.errors import NotFound
from compliance.domain.recommendations import Kind
from compliance.domain.task_subjects import case_of
from compliance.domain.tasks import About, TaskKind, act_on, kind_of, said_of, ways_on
from compliance.store import outbox, tasks
from compliance.store.engine import Session
from compliance.store.facts import People
from compliance.store.facts import people as people_of
from compliance.usecases.moot_messages import moot_among

ADDRESS = "address "
DUE = re.compile(r"\(due (\d{4}-\d\d-\d\d)\)")  # as `tasks.raised` has it
CSV_COLUMNS = (
    "id",
    "kind",
    "subject",
    "owner",
    "assigned_to",
    "reason",
    "opened_on",
    "due_on",
    "overdue",
    "recommendation",
    "authority_code",
    "message",
    "command",
    "ways_on",
)
"""The columns of tasks as CSV."""


@dataclass(frozen=True)
class Narrowed:
    """Which tasks are wanted; None for all of them. `kind` is a task's kind or the name of a rung."""

    owner: str | None = None
    assigned_to: str | None = None
    kind: str | None = None
    due_by: date | None = None


def list_tasks(session: Session, today: date, narrowed: Narrowed | None = None) -> list[dict[str, object]]:
    """Open tasks, those due first before the others: whose each is, why, since when, by when, and what to type.

    `cases` are those it is about, of a message all that the message speaks of; `message_subject` is what it is called.
    """
    wanted = narrowed or Narrowed()
    columns = {"owner": wanted.owner, "assigned_to": wanted.assigned_to, "kind": wanted.kind}
    given = {name: value for name, value in columns.items() if value is not None}
    rows = tasks.still_open(session, given, wanted.due_by)
    spoken_of = outbox.spoken_of(session, [row.message_id for row in rows if row.message_id])
    people = _people(session, rows)
    return [_shown(row, today, _cases(row, spoken_of.get(row.message_id, ())), people) for row in rows]


@dataclass(frozen=True)
class TaskOpened:
    """One task, open or closed: the stored `row`, what a list `shows` of it, and the text of its message as sent.

    `remedies` are the personal remedies the message speaks of, by case: who reads its text is put on record (K). `moot`
    says that nothing in the message is still right: sent again, it would say nothing.
    """

    row: Any
    shows: Mapping[str, object]
    text: str
    remedies: Mapping[str, list[str]]
    moot: bool


def open_task(session: Session, today: date, number: int) -> TaskOpened:
    """The task of that number; raises NotFound."""
    row = tasks.by_number(session, number)
    if row is None:
        raise NotFound(f"there is no task {number}")
    spoken_of = outbox.spoken_of(session, [row.message_id]).get(row.message_id, []) if row.message_id else []
    remedies: dict[str, list[str]] = {}
    for each in spoken_of:
        if each.kind == Kind.PERSONAL_REMEDY:
            remedies.setdefault(each.case_reference, []).append(each.reference)
    moot = row.message_id in moot_among(session, [row.message_id])
    people = _people(session, [row])
    return TaskOpened(row, _shown(row, today, _cases(row, spoken_of), people), row.message_body or "", remedies, moot)


def _people(session: Session, rows: Sequence[Any]) -> People | None:
    """Who answers for the authorities of those tasks that name one; None where no task does."""
    codes = {row.authority_code for row in rows if _names_authority(row)}
    return people_of(session, codes) if codes else None


def _names_authority(row: Any) -> bool:
    return kind_of(row.kind) is TaskKind.NO_CONTACT and bool(row.authority_code)


def _cases(row: Any, spoken_of: Sequence[Any]) -> list[str]:
    """The cases a task is about, each once."""
    own = [each for each in (row.case_reference or case_of(row.subject),) if each]
    return own or list(dict.fromkeys(each.case_reference for each in spoken_of))


def _shown(row: Any, today: date, cases: list[str], people: People | None) -> dict[str, object]:
    """A stored task as it is shown."""
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "owner": row.owner,
        "assigned_to": row.assigned_to,
        "reason": reason(row, today, people),
        "opened_on": row.opened_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "overdue": row.due_on < today,
        "recommendation": row.reference,
        "cases": cases,
        "authority_code": row.authority_code,
        "message": row.key,
        "message_subject": row.message_subject or "",
        "command": command(row, today, people),
        "ways_on": ways_on(row.kind, _about(row, today, people)),
    }


def reason(row: Any, today: date, people: People | None) -> str:
    """Why there is a stored task, as it is today; `people` answer for authorities on any day."""
    code = row.authority_code or ""
    answers, _ = _answers(row, today, people)
    outdated = answers != code and row.reason.startswith(f"{code} ")
    return said_of(_with_original(row), proven=row.proven, heir=answers if outdated else "")


def _with_original(row: Any) -> str:
    """The stored reason; a due date in it that is another than the original one has that beside it (D6)."""
    text, original = str(row.reason), row.original_due_on
    told = DUE.search(text)
    if told is None or original is None or told[1] == original.isoformat():
        return text
    return f"{text[: told.start()]}(due {told[1]}, originally {original.isoformat()}){text[told.end() :]}"


def command(row: Any, today: date, people: People | None = None) -> str:
    """What to type about a stored task; `people` answer for authorities on any day."""
    return act_on(row.kind, row.owner, _about(row, today, people))


def _about(row: Any, today: date, people: People | None) -> About:
    address = row.subject.removeprefix(ADDRESS) if row.subject.startswith(ADDRESS) else row.recipient or ""
    answers, closed_on = _answers(row, today, people)
    return About(
        row.id,
        row.reference or "",
        answers,
        row.key or "",
        address,
        row.reason,
        row.clock or "",
        proven=row.proven,
        closed_on=closed_on,
    )


def _answers(row: Any, today: date, people: People | None) -> tuple[str, date | None]:
    """The authority that answers today for that of a task, and its last day where nobody took over (S8)."""
    if people is None or not _names_authority(row):
        return row.authority_code or "", None
    return people.who_answers(row.authority_code, today)
