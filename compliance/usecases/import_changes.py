"""What an import changes of stored authorities and contacts: shown before it is confirmed, then on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.domain.authorities import Contact
from compliance.domain.delivery import shown
from compliance.domain.moment import Moment
from compliance.store import events
from compliance.store.engine import Session
from compliance.usecases.import_cells import says_something
from compliance.usecases.manage_authority import note_of_authority


@dataclass(frozen=True, slots=True)
class Changed:
    """A stored row that a folder changes: `was` and `now` by column, with no column that stays as it is.

    A row of a `contact`, which is given with the name it gets, is one of the authority of that `code`.
    """

    code: str
    was: Mapping[str, Any]
    now: Mapping[str, Any]
    contact: Contact | None = None


def news_of(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says otherwise than is stored, by column: an empty cell means unknown, and changes nothing."""
    filled = {column: value for column, value in said.items() if column in known and says_something(value)}
    return {column: value for column, value in filled.items() if differs(value, known[column])}


def differs(value: Any, known: Any) -> bool:
    """Whether a value is another than is stored; words that differ by blanks or line breaks alone are the same."""
    both = (value, known)
    return value != known and not (all(isinstance(each, str) for each in both) and value.split() == known.split())


def changed_rows(changes: list[Changed]) -> list[dict[str, str]]:
    """Each changed cell as `table, row, column, was, now`, as text; "" is an empty cell."""
    return [
        {
            "table": "contacts" if each.contact else "authorities",
            "row": _called(each),
            "column": column,
            "was": _text(each.was[column]),
            "now": _text(value),
        }
        for each in changes
        for column, value in each.now.items()
    ]


def say_changes(session: Session, moment: Moment, changes: list[Changed]) -> None:
    """Append an event for each changed row to the history of its authority."""
    events.append(session, [note_of_authority(moment, each.code, _payload(each)) for each in changes])


def _payload(change: Changed) -> dict[str, object]:
    if change.contact is None:
        rows = (change.was, change.now)
        was, now = ({column.removesuffix("_code"): _kept(value) for column, value in row.items()} for row in rows)
        return {"act": "changed by an import", "was": was, "now": now}
    role, address = change.contact.role.value, shown(change.contact.address)
    said = {"role": role, "was": change.was["name"], "name": change.now["name"], "address": address}
    return {"act": "contact renamed by an import", **said}


def _called(change: Changed) -> str:
    if change.contact is None:
        return change.code
    return f"{change.code}, {change.contact.role.value}, {shown(change.contact.address)}"


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
