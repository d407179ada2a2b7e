"""Export everything as the folder that an import takes (formats.md, "Import folder")."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from compliance.documents import evidence_files
from compliance.documents.csv_files import write_csv
from compliance.documents.exchange import (
    AUTHORITIES,
    CLOSURES,
    CONTACTS,
    DECISIONS,
    EVIDENCE,
    EXTENSIONS,
    OUTCOMES,
    RECOMMENDATIONS,
    TABLES,
    TableSpec,
)
from compliance.domain.calendar import WorkingCalendar
from compliance.domain.errors import Refused, WrongUse
from compliance.domain.extensions import carried
from compliance.domain.office import Rulebook
from compliance.domain.recommendations import Kind
from compliance.domain.waiting import Wait, WaitKind
from compliance.store import authorities, calendars, cases, evidence, outcomes, sums, waits
from compliance.store.engine import Session, Store
from compliance.usecases.authority_calendar import calendars_of
from compliance.usecases.case_records import Draft, dated_receipt, receipt_of
from compliance.usecases.import_cells import SEPARATOR
from compliance.usecases.import_write import Progress
from compliance.usecases.log_recommendation import WAIT_COLUMNS

MARK = ".amends-export"
MARK_TEXT = "Written by `amends export`: the next export into this folder replaces what is here.\n"
FILES = "evidence"
BATCH = 5000

Rows = Iterator[Sequence[str]]


@dataclass(frozen=True)
class _File:
    """An evidence file to export: its hash, and its path in the export."""

    sha256: str
    path: PurePosixPath


def export_folder(
    store: Store, rulebook: Rulebook, target: Path, evidence_folder: Path, progress: Progress | None = None
) -> dict[str, int]:
    """Write the eight tables and the evidence files into `target`; how many rows each table has.

    An evidence file lies at `evidence/<SHA-256>/<its name>`. `target` is made, or is empty, or holds an export that
    this one replaces. Raises WrongUse for any other folder, Refused when an evidence file is missing or damaged.
    """
    _require_free(target)
    with store.reading() as session:
        files = {file.path: file for file in (_file_of(row) for row in evidence.everything(session)) if file}
        for file in files.values():
            _require_whole(evidence_folder, file)
        target.mkdir(parents=True, exist_ok=True)
        (target / MARK).write_text(MARK_TEXT, encoding="utf-8")
        _copy_files(evidence_folder, target, list(files.values()))
        written = {}
        for spec, rows in _tables(session, rulebook):
            written[spec.name] = write_csv(target / spec.file_name, spec.columns, rows)
            if progress is not None:
                progress(spec.name, written[spec.name], written[spec.name])
    return written


def _require_free(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise WrongUse(f"{target} is not a folder")
    held = {path.name for path in target.iterdir()} if target.exists() else set()
    own = {MARK, FILES} | {spec.file_name for spec in TABLES}
    if held and (MARK not in held or held - own):
        raise WrongUse(f"{target} holds other files than an export ({', '.join(sorted(held - own) or sorted(held))})")


def _tables(session: Session, rulebook: Rulebook) -> Iterator[tuple[TableSpec, Rows]]:
    yield AUTHORITIES, _authorities(session)
    yield CONTACTS, iter(authorities.all_contacts(session))
    yield DECISIONS, _decisions(session)
    yield RECOMMENDATIONS, _recommendations(session, rulebook)
    yield EXTENSIONS, _extensions(session)
    yield EVIDENCE, _evidence(session)
    yield OUTCOMES, _outcomes(session)
    yield CLOSURES, ((row.code, _day(row.day), row.name) for row in calendars.closures(session))


def _authorities(session: Session) -> Rows:
    tenures = authorities.tenures(session)
    for each in sorted(authorities.all_of_them(session), key=lambda authority: authority.code):
        heir = tenures[each.code].successor or ""
        yield (
            each.code,
            each.name,
            each.type,
            "" if each.population is None else str(each.population),
            _day(each.opened_on),
            _day(each.closed_on),
            heir,
            each.calendar,
        )


def _decisions(session: Session) -> Rows:
    flags = {None: "", True: "yes", False: "no"}
    for row in sorted(cases.decisions(session), key=_reference):
        yield (
            row.reference,
            row.authority_code,
            row.subject,
            _day(row.received_on),
            _day(row.decided_on),
            row.outcome,
            flags[row.satisfactory_remedy],
        )


def _recommendations(session: Session, rulebook: Rulebook) -> Rows:
    rows = sorted(cases.recommendations(session), key=_reference)
    known = calendars_of(session, rulebook)
    places = authorities.ids(session)
    waiting = {row.reference: row for row in waits.everything(session)}
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        ids = [row.id for row in some]
        categories, expected = cases.categories(session, ids), cases.expected_evidence(session, ids)
        money = sums.of_recommendations(session, ids)
        for row in some:
            calendar = known.of(places[row.authority_code])
            period, due_on, *wait = _deadline(row, waiting.get(row.reference), rulebook, calendar)
            yield (
                row.reference,
                row.decision_reference,
                row.kind,
                f"{SEPARATOR} ".join(categories[row.id]),
                row.action,
                row.public_summary,
                f"{SEPARATOR} ".join(expected[row.id]),
                period,
                due_on,
                row.response or "",
                *wait,
                f"{SEPARATOR} ".join(str(each) for each in money[row.id]),
            )


def _deadline(row: Any, wait: Any, rulebook: Rulebook, calendar: WorkingCalendar) -> tuple[str, ...]:
    """The period, the date and what it waits for, where those cells would give the stored day once more.

    Else the date alone: that day is the fact (D6). What waits again goes out as a wait, for it is due on no day.
    """
    if wait is not None and (_waits(row, wait) or _gives(row, wait, rulebook, calendar)):
        kind = WaitKind(wait.kind)
        what = wait.waits_on if kind is WaitKind.RECOMMENDATION else wait.description
        named = (what if each is kind else "" for each in WAIT_COLUMNS)
        return row.period, "", *named, _day(wait.review_on), _day(wait.ended_on)
    return *_counted(row, rulebook, calendar, from_decision=wait is None), *("" for _ in WAIT_COLUMNS), "", ""


def _waits(row: Any, wait: Any) -> bool:
    """Whether a deadline is open-ended because it waits, or never had a date (D2)."""
    return row.original_due_on is None or (row.due_on is None and wait.ended_on is None)


def _gives(row: Any, wait: Any, rulebook: Rulebook, calendar: WorkingCalendar) -> bool:
    """Whether a wait that ended gives the date the recommendation got first."""
    if wait.ended_on is None:
        return False
    named = Wait(WaitKind(wait.kind), wait.waits_on or wait.description, wait.review_on)
    draft = Draft(row.reference, row.decision_reference, Kind(row.kind), row.action, period=row.period, waits=named)
    try:
        due: date = dated_receipt(draft, row.decided_on, wait.ended_on, rulebook, calendar).due_on
    except WrongUse:
        return False
    return bool(due == row.original_due_on)


def _counted(row: Any, rulebook: Rulebook, calendar: WorkingCalendar, *, from_decision: bool) -> tuple[str, str]:
    if row.period and from_decision:
        draft = Draft(row.reference, row.decision_reference, Kind(row.kind), row.action, period=row.period)
        try:
            if receipt_of(draft, row.decided_on, rulebook, calendar).due_on == row.original_due_on:
                return row.period, ""
        except WrongUse:
            return "", _day(row.original_due_on)
    return "", _day(row.original_due_on)


def _extensions(session: Session) -> Rows:
    """More time in force; none of what waits again: that has no date which could be extended (D2)."""
    rows = sorted(cases.extensions(session, reversals=True), key=lambda each: (each.reference, each.version))
    waiting = {each.reference for each in waits.everything(session) if each.ended_on is None}
    for reference, some in groupby(rows, key=_reference):
        versions = list(some)
        kept = [] if reference in waiting else carried(versions[0].original_due_on, versions)
        yield from (_extension(row) for row in kept)


def _extension(row: Any) -> tuple[str, ...]:
    return row.reference, _day(row.agreed_on), _day(row.due_on), row.reason, row.approved_by


def _evidence(session: Session) -> Rows:
    for row in sorted(evidence.everything(session), key=lambda each: (each.reference, each.received_on, each.id)):
        file = _file_of(row)
        yield row.reference, _day(row.received_on), row.submitted_by, row.note, str(file.path) if file else ""


def _outcomes(session: Session) -> Rows:
    for row in sorted(outcomes.everything(session), key=_reference):
        yield (
            row.reference,
            _day(row.recorded_on),
            row.outcome,
            _day(row.completed_on),
            row.reason,
            row.recorded_by,
            row.approved_by or "",
        )


def _file_of(row: Any) -> _File | None:
    if row.sha256 is None:
        return None
    return _File(row.sha256, PurePosixPath(FILES, row.sha256, PurePosixPath(row.file_name).name))


def _require_whole(folder: Path, file: _File) -> None:
    source = evidence_files.path_of(folder, file.sha256)
    if not source.is_file() or evidence_files.describe(source).sha256 != file.sha256:
        raise Refused(f"evidence file {file.path.name!r} ({file.sha256}) is missing or damaged in the evidence folder")


def _copy_files(folder: Path, target: Path, files: Sequence[_File]) -> None:
    """Copy the evidence files, in place of those of an earlier export."""
    if (target / FILES).exists():
        shutil.rmtree(target / FILES)
    for file in files:
        place = target / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(evidence_files.path_of(folder, file.sha256), place)


def _reference(row: Any) -> str:
    reference: str = row.reference
    return reference


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
