"""Exchange folders for tests: one good folder to start from, written as CSV, .xlsx or .ods, and what a store holds."""

from __future__ import annotations

import copy
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from sqlalchemy import select
from sqlmodel import SQLModel

from compliance.documents.exchange import TABLES
from compliance.domain.moment import Moment, start_of
from compliance.domain.office import Rulebook
from compliance.rulebook import load_rulebook
from compliance.store.engine import Store
from compliance.usecases.import_folder import import_folder
from compliance.usecases.import_plan import ImportReport

Tables = dict[str, list[dict[str, str]]]

CONFIG = Path(__file__).parents[2] / "config"
RULEBOOK: Rulebook = load_rulebook(CONFIG)
GO_LIVE = date(2024, 3, 1)
HEADERS = {spec.name: spec.columns for spec in TABLES}
OWNERS = {
    "authority_id": "authority",
    "decision_id": "decision",
    "recommendation_id": "recommendation",
    "waits_on_id": "recommendation",
}
NAMES = {"authority": "code", "decision": "reference", "recommendation": "reference"}
GOOD: Tables = {
    "authorities": [
        {"code": "E1", "name": "Eastshire", "type": "county", "population": "28000", "opened_on": "1974-04-01"},
        {"code": "E2", "name": "Old Town", "type": "district", "closed_on": "2023-03-31", "successor_code": "E3"},
        {"code": "E3", "name": "New Town", "type": "unitary", "opened_on": "2023-04-01"},
    ],
    "contacts": [
        {"authority_code": "E1", "role": "link_officer", "name": "Pat O'Neil", "address": "pat@eastshire.example"},
        {"authority_code": "E3", "role": "chief_executive", "name": "", "address": "chief@newtown.example"},
    ],
    "decisions": [
        {
            "reference": "19 012 345",
            "authority_code": "E1",
            "subject": "Housing",
            "received_on": "2023-09-01",
            "decided_on": "2024-01-31",
            "outcome": "upheld",
            "satisfactory_remedy": "no",
        },
        {"reference": "D2", "authority_code": "E3", "decided_on": "2024-02-20", "outcome": "upheld"},
        {"reference": "D3", "authority_code": "E2", "decided_on": "2023-03-31", "outcome": "not_upheld"},
    ],
    "recommendations": [
        {
            "reference": "R1",
            "decision_reference": "19 012 345",
            "kind": "personal_remedy",
            "categories": " Apology ;Other; ",
            "action": "Apologise to Mr X",
            "expected_evidence": "copy of the letter; proof of posting",
            "period": "1 month",
            "response": "agreed",
        },
        {
            "reference": "R2",
            "decision_reference": "D2",
            "kind": "service_improvement",
            "categories": "Publish information",
            "action": "Publish the policy",
            "public_summary": "Publish its policy",
            "due_on": "2024-06-28",
        },
        {
            "reference": "R3",
            "decision_reference": "D2",
            "kind": "personal_remedy",
            "action": "Pay",
            "period": "20 working days",
        },
    ],
    "extensions": [
        {
            "recommendation_reference": "R1",
            "agreed_on": "2024-02-10",
            "new_due_on": "2024-03-15",
            "reason": "illness",
            "agreed_by": "Bo",
        }
    ],
    "evidence": [
        {
            "recommendation_reference": "R3",
            "received_on": "2024-02-25",
            "submitted_by": "New Town",
            "note": "paid",
            "file": "proof/receipt.pdf",
        },
        {"recommendation_reference": "R1", "received_on": "2024-02-26", "submitted_by": "Eastshire", "note": "soon"},
    ],
    "outcomes": [
        {
            "recommendation_reference": "R3",
            "recorded_on": "2024-02-28",
            "outcome": "satisfied",
            "completed_on": "2024-02-25",
            "recorded_by": "Ann",
        }
    ],
}


def good() -> Tables:
    """A copy of the good folder's tables, to be spoiled."""
    return copy.deepcopy(GOOD)


def write_folder(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Write tables as CSV files with every column, and the evidence file that the good folder names."""
    (folder / "proof").mkdir(parents=True, exist_ok=True)
    (folder / "proof" / "receipt.pdf").write_bytes(b"%PDF paid")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, HEADERS[name], restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_xlsx(path: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Write tables as sheets with real dates and numbers where a person would have them."""
    workbook = openpyxl.Workbook()
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        sheet.append(HEADERS[name])
        for number, row in enumerate(rows, start=2):
            for column, header in enumerate(HEADERS[name], start=1):
                text = row.get(header, "")
                cell = sheet.cell(number, column, _native(header, text) if text else None)
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    workbook.save(path)
    return path


def write_ods(path: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Write tables as sheets of an OpenDocument workbook."""
    document = OpenDocumentSpreadsheet()
    for name, rows in tables.items():
        sheet = Table(name=name)
        for cells in [dict(zip(HEADERS[name], HEADERS[name], strict=True)), *rows]:
            line = TableRow()
            for header in HEADERS[name]:
                line.addElement(_ods_cell(_native(header, cells.get(header, ""))))
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    document.save(path)
    return path


def _native(header: str, text: str) -> str | int | date:
    if header.endswith("_on") and text[:1].isdigit():
        return date.fromisoformat(text)
    return int(text) if header == "population" and text.isdigit() else text


def _ods_cell(value: str | int | date) -> Any:
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int):
        cell = TableCell(valuetype="float", value=str(value))
    else:
        cell = TableCell(valuetype="string") if value else TableCell()
    if value != "":
        cell.addElement(P(text=str(value)))
    return cell


def moment(today: date = GO_LIVE) -> Moment:
    """The start of a day, as somebody called Kim."""
    return Moment(today, start_of(today, RULEBOOK.office.time_zone), "Kim")


def address_fault(address: str) -> str | None:
    """Any text with an @ will do."""
    return None if "@" in address else "an e-mail address or an Apprise URL"


def take_in(
    store: Store,
    source: Path,
    evidence: Path,
    *,
    today: date = GO_LIVE,
    history: bool = False,
    dry_run: bool = False,
    alike: bool = False,
) -> ImportReport:
    """Import with this module's office."""
    return import_folder(
        store,
        RULEBOOK,
        moment(today),
        source,
        history=history,
        dry_run=dry_run,
        evidence_folder=evidence,
        address_fault=address_fault,
        alike=alike,
    )


def held(store: Store) -> dict[str, list[str]]:
    """Every row of every table without its ids: owners by their reference, in a settled order."""
    tables = SQLModel.metadata.tables
    assert {"recommendation", "reminder_step", "event"} <= set(tables)
    with store.reading() as session:
        rows = {name: [dict(row._mapping) for row in session.execute(select(table))] for name, table in tables.items()}
    names = {table: {row["id"]: row[column] for row in rows[table]} for table, column in NAMES.items()}
    for row in rows["authority"]:
        row["successor_id"] = names["authority"].get(row["successor_id"])
    for table in rows.values():
        for row in table:
            row.pop("id", None)
            for column, owner in OWNERS.items():
                if column in row:
                    row[column] = names[owner].get(row[column])
    return {name: sorted(repr(sorted(row.items())) for row in table) for name, table in rows.items()}


@contextmanager
def having_taken_in(url: str, folder: Path, tables: Tables) -> Iterator[Store]:
    """A store, open for as long as the block lasts, that has imported these tables."""
    opened = Store(url)
    take_in(opened, write_folder(folder / "source", tables), folder / "kept")
    yield opened
    opened.close()
