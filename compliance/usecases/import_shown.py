"""What a person is shown of an import before it is confirmed: new rows, and what becomes of what is on record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.domain.authorities import Contact
from compliance.domain.delivery import shown
from compliance.usecases.import_plan import Addition, NewRecommendation, Plan

FIRST_ROWS = 5


def first_new(found: Plan, most: int = FIRST_ROWS) -> dict[str, list[dict[str, str]]]:
    """The first new authorities, contacts, decisions, recommendations and closing days of a plan, as text by column."""
    return {
        "authorities": [_text(row, ("code", "name", "type")) for row in found.authorities[:most]],
        "contacts": [_contact(code, contact) for code, contact in found.contacts[:most]],
        "decisions": [
            _text(record.values, ("reference", "authority_code", "subject", "decided_on", "outcome"))
            for record in found.decisions[:most]
        ],
        "recommendations": [_recommendation(new) for new in found.recommendations[:most]],
        "closures": [
            {"authority_code": code, "day": str(day), "name": name} for code, day, name in found.closures[:most]
        ],
    }


def added_rows(found: Plan) -> list[dict[str, str]]:
    """What becomes of each stored recommendation, as text; "" where nothing does, or where it is not known.

    `reference`, the due date before and after (`due_was`, `due_on`: "" is open-ended) with who agreed to it; how many
    pieces of `evidence` with the newest one's day and sender; and the outcome with its days and people.
    """
    given = {row.reference: (row, due_on) for row, due_on, *_ in found.dated}
    rows = [_added(each, given.pop(each.row.reference, (None, each.row.due_on))[1]) for each in found.additions]
    return rows + [_added(Addition(row), due_on) for row, due_on in given.values()]


def left_out_rows(found: Plan) -> list[dict[str, str]]:
    """The contacts that are left out, because nobody has written to them there since the day `retired_on`."""
    return [_contact(code, contact) | {"retired_on": day} for code, contact, day in found.left_out]


def mark_of(found: Plan) -> str:
    """Another for a plan that writes another new row, or another due date: also beyond the first rows."""
    new = [
        [row["code"] for row in found.authorities],
        [(code, contact.role, contact.name, contact.address) for code, contact in found.contacts],
        [record.get("reference") for record in found.decisions],
        [(each.draft.reference, each.current_due_on) for each in found.recommendations],
        found.closures,
    ]
    return hashlib.sha256(json.dumps(new, default=str).encode()).hexdigest()


def _added(addition: Addition, due_on: date | None) -> dict[str, str]:
    extension = addition.extensions[-1] if addition.extensions else None
    newest = addition.evidence[-1] if addition.evidence else None
    ending = addition.ending
    values = {
        "reference": addition.row.reference,
        "due_was": addition.row.due_on,
        "due_on": extension.new_due_on if extension else due_on,
        "agreed_by": extension.agreed_by if extension else None,
        "evidence": len(addition.evidence) or None,
        "received_on": newest.received_on if newest else None,
        "submitted_by": newest.submitted_by if newest else None,
    }
    outcome = ("outcome", "completed_on", "recorded_on", "recorded_by", "approved_by")
    return _text(values | {column: getattr(ending, column, None) for column in outcome}, (*values, *outcome))


def _contact(code: str, contact: Contact) -> dict[str, str]:
    """A contact of an authority; of the address of a chat, which holds a secret, only what it is."""
    address = shown(contact.address)
    return {"authority_code": code, "role": contact.role.value, "name": contact.name, "address": address}


def _text(row: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, str]:
    return {column: "" if row.get(column) is None else str(row[column]) for column in columns}


def _recommendation(new: NewRecommendation) -> dict[str, str]:
    return {
        "reference": new.draft.reference,
        "kind": new.draft.kind.value,
        "action": new.draft.action,
        "due_on": str(new.current_due_on) if new.current_due_on else "",
        "outcome": new.ending.outcome.value if new.ending else "",
    }
