"""Checking an import: what the deadlines of new recommendations wait for (rule D2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from compliance.domain.authorities import responsible
from compliance.domain.deadlines import parse_period
from compliance.domain.outcomes import Outcome
from compliance.domain.waiting import Wait, WaitKind, WaitOver, circle, dated, depth
from compliance.usecases.case_records import Draft
from compliance.usecases.import_cells import Record
from compliance.usecases.import_check import Checking
from compliance.usecases.log_recommendation import WAIT_COLUMNS

IMPORTER = "amends import"
UNKNOWN = "the reference of a recommendation in recommendations.csv or stored already"


def wait_of(checking: Checking, record: Record) -> Wait | None:
    """What a row waits for, by the first of its columns that says so; the review date has the office's default.

    One that waits on a recommendation closed unsatisfied would wait for ever: it is reviewed on the day of the import.
    """
    review_on = record.get("review_on") or checking.today + timedelta(days=checking.rulebook.review_after)
    named = [(kind, record.get(column)) for kind, column in WAIT_COLUMNS.items() if record.get(column)]
    if not named:
        return None
    kind, what = named[0]
    outcome, *_ = _ended(checking, what) if kind is WaitKind.RECOMMENDATION else (None,)
    if outcome not in (None, Outcome.SATISFIED):
        review_on = min(review_on, checking.today)
    return Wait(kind, what, review_on)


def _ended(checking: Checking, reference: str) -> tuple[Outcome | None, date | None, date | None]:
    """The outcome of a recommendation, the days it was completed and recorded on: as stored, else as a row says."""
    stored, row = checking.stored.outcomes.get(reference), checking.endings.get(reference)
    if stored is not None:
        return stored.outcome, stored.completed_on, stored.recorded_on
    if row is not None:
        return row.get("outcome"), row.get("completed_on"), row.get("recorded_on")
    return None, None, None


def wait_faults(record: Record, draft: Draft, decided_on: date | None, today: date) -> list[tuple[str, str]]:
    """Everything wrong with a row's own words about its wait, as (column, what was expected)."""
    columns = [column for column in WAIT_COLUMNS.values() if record.get(column)]
    found = [(column, f"an empty cell: it waits already, see {columns[0]}") for column in columns[1:]]
    for column in ("review_on", "wait_ended_on"):
        day = record.get(column)
        if day is None:
            continue
        if draft.waits is None:
            found.append((column, "an empty cell: the deadline waits for nothing"))
        elif decided_on is not None and day < decided_on:
            found.append((column, f"a day on or after the decision of {decided_on}"))
        elif column == "wait_ended_on" and day > today:
            found.append((column, f"a day on or before the day of the import, {today}"))
    return found


def over(checking: Checking, record: Record, draft: Draft, decided_on: date) -> WaitOver | None:
    """The end of a wait: as the row says, or because the other recommendation is satisfied; None while it waits."""
    wait, ended_on = draft.waits, record.get("wait_ended_on")
    if wait is None:
        return None
    if ended_on is not None:
        return WaitOver(ended_on, max(ended_on, decided_on), IMPORTER)
    if wait.kind is not WaitKind.RECOMMENDATION:
        return None
    outcome, completed_on, recorded_on = _ended(checking, wait.what)
    if outcome is not Outcome.SATISFIED or completed_on is None or recorded_on is None:
        return None
    return WaitOver(completed_on, max(recorded_on, decided_on), IMPORTER)


def check_waits(checking: Checking) -> None:
    """Waits on other recommendations: known ones, to the same authority, and never in a circle.

    Of rows with one reference the first says what it waits for.
    """
    stored = checking.stored.recommendations
    named = [row for row in checking.records["recommendations"] if row.get("reference")]
    new = checking.first("recommendations", "reference")
    edges = {reference: row.get("waits_on") for reference, row in new.items() if row.get("waits_on")}
    for record in (row for row in named if row.get("waits_on")):
        reference, other = record.get("reference"), record.get("waits_on")
        if reference in stored or other == reference:
            continue
        if other in checking.stored.stages:
            checking.add(record, "a recommendation: name a stage of a statutory clock in waits_for", "waits_on")
        elif other not in new and other not in stored:
            checking.add(record, UNKNOWN, "waits_on")
        elif new[reference] is not record:
            continue
        elif round_trip := circle(edges, reference):
            way = " on ".join((*round_trip, reference))
            checking.add(record, f"a recommendation that does not wait on this one: {way}", "waits_on")
        elif _authority(checking, new, reference) != _authority(checking, new, other):
            checking.add(record, "the reference of a recommendation to the same authority", "waits_on")


def put_in_order(checking: Checking) -> None:
    """Let what is added to a recommendation come before what is added to those that wait on it.

    Otherwise one that was satisfied in the same folder would be closed before it has the date it is judged by (E4).
    """
    open_waits = {reference: row for reference, row in checking.stored.waits.items() if row.ended_on is None}
    waits_on = {reference: row.waits_on for reference, row in open_waits.items() if row.waits_on is not None}
    checking.plan.additions.sort(key=lambda addition: depth(waits_on, addition.row.reference))


def give_dates(checking: Checking) -> None:
    """Plan for the dates that stored recommendations get because the one they wait on is satisfied by a row (D2)."""
    ended = {each.row.reference: each.ending for each in checking.plan.additions if each.ending is not None}
    for reference, wait in checking.stored.waits.items():
        ending, row = ended.get(wait.waits_on), checking.stored.recommendations[reference]
        if ending is None or ending.outcome is not Outcome.SATISFIED or ending.completed_on is None:
            continue
        if wait.ended_on is None and row.closed_on is None:
            waited, calendar = Wait(WaitKind(wait.kind), wait.waits_on, wait.review_on), checking.calendars
            period = parse_period(wait.period) if wait.period else None
            days = calendar.of(row.authority_code)
            receipt = dated(waited, period, ending.completed_on, row.decided_on, days, public=True)
            checking.plan.dated.append((row, receipt.due_on, days, ending.recorded_on))


def _authority(checking: Checking, new: dict[str, Record], reference: str) -> str | None:
    """The code of the authority that answers for a recommendation on the day of the import, where it is known."""
    if reference in checking.stored.recommendations:
        code = checking.stored.recommendations[reference].authority_code
    else:
        code = checking.codes.get(new[reference].get("decision_reference"))
    return responsible(code, checking.tenures, checking.today) if code in checking.tenures else None


def compared(record: Record, row: Any, stored: Any) -> dict[str, Any]:
    """What the wait of a row about a stored recommendation is to equal.

    Its review date moves on and its end comes by itself, so that a folder need not know of them.
    """
    on_another = stored is not None and stored.kind == WaitKind.RECOMMENDATION
    wanted: dict[str, Any] = dict.fromkeys(WAIT_COLUMNS.values(), "")
    if not any(record.get(column) for column in wanted):
        return {}
    if stored is not None:
        wanted[WAIT_COLUMNS[WaitKind(stored.kind)]] = stored.waits_on if on_another else stored.description
    wanted |= {"period": " ".join(row.period.split()), "due_on": None}
    if record.get("wait_ended_on") is not None:
        wanted["wait_ended_on"] = stored.ended_on if stored is not None else None
    return wanted
