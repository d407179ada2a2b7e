"""The versions of a deadline that a recommendation already has when it is written, as stored (rules D2, D6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from compliance.domain.deadlines import OpenEnded, Receipt, VersionKind, fixed
from compliance.domain.office import Rulebook

if TYPE_CHECKING:
    from compliance.usecases.case_records import Story

AGREED = "agreed extension to a named date"


def version_rows(
    story: Story,
    identifier: int,
    receipts: tuple[Receipt | OpenEnded, Receipt | OpenEnded],
    rulebook: Rulebook,
    known: Callable[[date], datetime],
) -> list[dict[str, Any]]:
    """The rows of a story's deadline versions, the original first; `receipts` are the original and the first dated one.

    `known` gives the instant from which a fact dated on a day counts as known (S9).
    """
    original, dated = receipts
    rows = [_row(identifier, 1, VersionKind.ORIGINAL, original, story.decided_on, known(story.logged_on))]
    waited = story.waited
    if waited is not None:
        row = _row(identifier, 2, VersionKind.DATED, dated, waited.noted_on, known(waited.noted_on))
        rows.append(row | {"reason": dated.rule, "approved_by": waited.noted_by})
    for extension in story.extensions:
        receipt = fixed(extension.new_due_on, story.calendar or rulebook.calendar, AGREED)
        kind, day = VersionKind.EXTENSION, extension.agreed_on
        row = _row(identifier, len(rows) + 1, kind, receipt, day, known(day))
        agreed = {"reason": extension.reason, "approved_by": extension.agreed_by}
        rows.append(row | agreed | {"previous_due_on": rows[-1]["due_on"]})
    return rows


def _row(
    identifier: int, version: int, kind: VersionKind, receipt: Receipt | OpenEnded, agreed_on: date, at: datetime
) -> dict[str, Any]:
    return {
        "recommendation_id": identifier,
        "version": version,
        "kind": kind.value,
        "due_on": receipt.due_on,
        "previous_due_on": None,
        "agreed_on": agreed_on,
        "reason": "",
        "approved_by": "",
        "receipt": json.dumps(receipt.as_dict()),
        "recorded_at": at,
    }
