"""Making cases whose counts are those of a published row, as an import folder like any office's.

The cases are made up; only how many there are of each kind is published. What was published is never written: the
program has to arrive at it from the cases.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from compliance.demo.published import PublishedRow

SUBJECTS = ("Adult care services", "Benefits and tax", "Children's services", "Environment", "Housing", "Planning")
REMEDIES = (
    ("Apology", "Apologise in writing for the distress the delay caused", "copy of the apology"),
    ("Financial redress: Avoidable distress/time and trouble", "Pay £150 for time and trouble", "proof of payment"),
    ("Provide training and/or guidance", "Remind staff of the duty to answer in time", "copy of the briefing"),
)
DECIDED_WITHIN = 210
RECORDER, APPROVER = "A. Caseworker", "D. Director"
PERIOD, PERIOD_DAYS = "28 days", 28

Row = tuple[object, ...]
HEADERS: dict[str, str] = {
    "authorities": "code,name,type",
    "decisions": "reference,authority_code,subject,received_on,decided_on,outcome,satisfactory_remedy",
    "recommendations": "reference,decision_reference,kind,categories,action,expected_evidence,period,response",
    "evidence": "recommendation_reference,received_on,submitted_by,note",
    "outcomes": "recommendation_reference,recorded_on,outcome,completed_on,reason,recorded_by,approved_by",
}


@dataclass
class History:
    """The rows of an import folder under construction, by table."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in HEADERS})
    cases: int = 0

    def add(self, table: str, *cells: object) -> None:
        """Append one row."""
        self.tables[table].append(cells)

    def next_reference(self, year_ending: date) -> str:
        """A case reference as ombudsmen write them, such as `23 000 117`."""
        self.cases += 1
        return f"{(year_ending.year - 1) % 100:02} {self.cases // 1000:03} {self.cases % 1000:03}"


def make_history(rows: Iterable[PublishedRow]) -> History:
    """Cases, recommendations, evidence and outcomes for every published row."""
    history = History()
    known: set[str] = set()
    for row in rows:
        if row.code not in known:
            known.add(row.code)
            history.add("authorities", row.code, row.authority, row.type.value)
        _make_year(history, row)
    return history


def _make_year(history: History, row: PublishedRow) -> None:
    upheld = [_decision(history, row, "upheld", index) for index in range(row.upheld.numerator)]
    for index in range(row.upheld.denominator - row.upheld.numerator):
        _decision(history, row, "not_upheld", index)
    # More outcomes than upheld decisions: remedies can be agreed in cases that were not investigated (L7).
    missing = range(row.compliance.denominator - len(upheld))
    others = [_decision(history, row, "closed_after_initial_enquiries", index) for index in missing]
    late = row.late or 0
    for index, (reference, decided_on) in enumerate((upheld + others)[: row.compliance.denominator]):
        complied = index < row.compliance.numerator
        _remedies(history, reference, decided_on, complied=complied, late=complied and index < late)


def _decision(history: History, row: PublishedRow, outcome: str, index: int) -> tuple[str, date]:
    reference = history.next_reference(row.year_ending)
    first = row.year_ending.replace(year=row.year_ending.year - 1) + timedelta(days=1)
    decided_on = first + timedelta(days=(index * 17 + 3) % DECIDED_WITHIN)
    flag = ""
    if outcome == "upheld":
        flag = "yes" if index < row.satisfactory.numerator else "no"
    subject = SUBJECTS[index % len(SUBJECTS)]
    history.add("decisions", reference, row.code, subject, decided_on - timedelta(days=120), decided_on, outcome, flag)
    return reference, decided_on


def _remedies(history: History, decision: str, decided_on: date, *, complied: bool, late: bool) -> None:
    """One to three recommendations with their endings; the last one decides whether the case is late or failed."""
    count = 1 + history.cases % len(REMEDIES)
    due_on = decided_on + timedelta(days=PERIOD_DAYS)
    for number in range(1, count + 1):
        reference = f"{decision}-{number}"
        category, action, proof = REMEDIES[number - 1]
        kind = "service_improvement" if number == len(REMEDIES) else "personal_remedy"
        history.add("recommendations", reference, decision, kind, category, action, proof, PERIOD, "agreed")
        last = number == count
        completed_on = due_on + timedelta(days=9) if late and last else due_on - timedelta(days=number)
        recorded_on = due_on + timedelta(days=20)
        if last and not complied:
            reason = "no evidence was sent and the remedy was not carried out"
            history.add("outcomes", reference, recorded_on, "not_satisfied", "", reason, RECORDER, APPROVER)
            continue
        history.add("evidence", reference, completed_on, "Link officer", f"{proof} sent by e-mail")
        history.add("outcomes", reference, recorded_on, "satisfied", completed_on, "", RECORDER, "")


def write_tables(folder: Path, tables: dict[str, list[Row]], headers: dict[str, str] = HEADERS) -> Path:
    """Write tables as the CSV files of an import folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", headers[name].split(","), rows)
    return folder


def _write(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
