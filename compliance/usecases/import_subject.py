"""What the rows of an import are about: a recommendation, with what is known of it before them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.domain.calendar import WorkingCalendar
from compliance.domain.outcomes import Ending
from compliance.domain.waiting import WaitOver
from compliance.usecases.case_records import Draft
from compliance.usecases.import_cells import Record


@dataclass
class Subject:
    """A recommendation that rows are about: what is known of it before them.

    `draft` is set for a new one, `row` (the store's) for a stored one; dates are None where they are not known because
    of a fault elsewhere, or where it is `open_ended`: `waited` is the end of a wait (D2). `closed` is the stored
    outcome, `calendar` that of its authority, `response` its answer (L6). An `unread` one cannot be known: its rows are
    checked for themselves.
    """

    reference: str
    draft: Draft | None = None
    row: Any = None
    decided_on: date | None = None
    due_on: date | None = None
    closed: Ending | None = None
    unread: bool = False
    calendar: WorkingCalendar | None = None
    open_ended: bool = False
    waited: WaitOver | None = None
    response: str | None = None
    rows: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
