"""Import a folder of CSV files or a workbook: all of it, or nothing and every fault (formats.md, "Import folder")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from compliance.documents import evidence_files
from compliance.documents.tables import RawTables, read_tables
from compliance.domain.authorities import AuthorityType
from compliance.domain.errors import Fault, MalformedImport, Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store.engine import Session, Store, lock
from compliance.usecases.foresee_letter import first_to_go
from compliance.usecases.import_calendars import check_calendars
from compliance.usecases.import_cells import Record, read_records
from compliance.usecases.import_changes import changed_rows
from compliance.usecases.import_check import Checking, check_authorities, check_contacts, check_decisions
from compliance.usecases.import_check_alike import check_alike
from compliance.usecases.import_check_cases import check_recommendations
from compliance.usecases.import_check_waits import give_dates, put_in_order
from compliance.usecases.import_plan import ImportReport, Plan, count_left_to_people, count_steps, moved
from compliance.usecases.import_shown import added_rows, first_new, left_out_rows, mark_of
from compliance.usecases.import_stored import load_stored
from compliance.usecases.import_write import Progress, Writing, write_plan
from compliance.usecases.refresh_next_actions import refresh_next_actions


def import_folder(
    store: Store,
    rulebook: Rulebook,
    moment: Moment,
    source: Path,
    *,
    history: bool,
    dry_run: bool,
    evidence_folder: Path,
    address_fault: Callable[[str], str | None],
    progress: Progress | None = None,
    agreed: Callable[[ImportReport], None] | None = None,
    alike: bool = False,
) -> ImportReport:
    """Import `source` in one transaction; with `dry_run` everything is checked and nothing written.

    Afterwards the stored next actions are brought up to date, in transactions of their own.

    `moment.today` is the go-live day: open recommendations cause messages from then on, and with `history` those
    decided before it never do (R7). `address_fault` says what is wrong with a contact's address, if anything.
    `progress` is told (what, done, total) now and then. `agreed` gets the report in the transaction of the import,
    before anything is written, and raises to stop it. `alike` takes references that only the way they are written tells
    apart as those of different cases. Raises MalformedImport with every fault, WrongUse when
    `source` cannot be read as an import at all.
    """
    tell = progress or _silently
    raw = read_tables(source)
    records = _read(raw, tell)
    with store.reading() if dry_run else store.writing() as session:
        if not dry_run:
            lock(session, "import")
        checking = _checking(session, rulebook, records, raw, address_fault, moment.today)
        checking.alike = alike
        plan = _check(checking)
        untold = first_to_go(session, rulebook, {each.row.reference for each in moved(plan, moment)})
        steps = count_steps(plan, rulebook, moment, history, untold)
        late = count_left_to_people(plan, rulebook, moment, history)
        shown = (first_new(plan), changed_rows(plan.changes), added_rows(plan), left_out_rows(plan))
        report = ImportReport(plan.counts, steps, dry_run, late, *shown, _names_of(source, raw, plan), mark_of(plan))
        if agreed is not None:
            agreed(report)
        if not dry_run:
            _keep_files(plan, evidence_folder)
            write_plan(Writing(session, rulebook, moment, history, tell), plan)
    if not dry_run:
        refresh_next_actions(store)
    return report


def _read(raw: RawTables, progress: Progress) -> dict[str, list[Record]]:
    records: dict[str, list[Record]] = {}
    for done, (name, table) in enumerate(raw.tables.items(), start=1):
        records[name] = read_records(table, raw.faults)
        progress("tables", done, len(raw.tables))
    return records


def _checking(
    session: Session,
    rulebook: Rulebook,
    records: dict[str, list[Record]],
    raw: RawTables,
    address_fault: Callable[[str], str | None],
    today: date,
) -> Checking:
    """An import beside what is stored, before it is checked; raises MalformedImport for a file that has no rows to."""
    _require_readable(records, raw)
    mentioned = {record.get("reference") for record in records["recommendations"]}
    faults: list[Fault] = list(raw.faults)
    return Checking(records, load_stored(session, mentioned), rulebook, address_fault, raw.folder, faults, today)


def _check(checking: Checking) -> Plan:
    """The plan of an import without a fault; raises MalformedImport with all of them otherwise."""
    for check in (
        check_authorities,
        check_calendars,
        check_contacts,
        check_decisions,
        check_recommendations,
        check_alike,
        put_in_order,
    ):
        check(checking)
    if checking.faults:
        raise MalformedImport(checking.faults)
    give_dates(checking)
    checking.plan.named = {each.file_name for each in checking.files.values()}
    checking.plan.types = _types(checking)
    return checking.plan


def _names_of(source: Path, raw: RawTables, plan: Plan) -> list[str]:
    """The names of the files that an import has read: its tables, and the evidence that rows name."""
    tables = {table.file for table in raw.tables.values() if table.columns} if source.is_dir() else {source.name}
    return sorted(tables | plan.named)


def _types(checking: Checking) -> dict[str, AuthorityType]:
    """The type of the authority of each decision, stored or new, by its reference."""
    plan, stored = checking.plan, checking.stored
    types = {code: AuthorityType(each.type) for code, each in stored.authorities.items()}
    types |= {row["code"]: AuthorityType(row["type"]) for row in plan.authorities}
    codes = {reference: row.authority_code for reference, row in stored.decisions.items()}
    codes |= {record.get("reference"): record.get("authority_code") for record in plan.decisions}
    return {reference: types[code] for reference, code in codes.items()}


def _require_readable(records: dict[str, list[Record]], raw: RawTables) -> None:
    """Stop at a file that could not be read: what others refer to in it would all be called unknown."""
    blank = {raw.tables[name].file for name, rows in records.items() if name in raw.tables and not rows}
    if any(fault.file in blank for fault in raw.faults):
        raise MalformedImport(raw.faults)


def _keep_files(plan: Plan, folder: Path) -> None:
    """Keep the evidence files before anything is committed: a row never names a file that is not there."""
    for sha256, path in plan.files.items():
        if evidence_files.keep(folder, path).sha256 != sha256:
            raise Refused(f"evidence file {path.name!r} changed while it was being read; import again")


def _silently(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""
