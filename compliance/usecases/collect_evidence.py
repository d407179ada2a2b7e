"""Turn uploads in the drop folder into evidence; bad ones are set aside with the reason, nothing is lost (rule E1).

Each upload is one transaction; its files are kept before that and it is moved away after. Whenever this is killed, the
next run finds the upload again and stores nothing twice: a submission is known by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from compliance.documents.drop_folder import (
    DONE,
    MANIFEST,
    SET_ASIDE,
    Upload,
    changed_at,
    move_away,
    uploads,
    without_manifest,
)
from compliance.documents.evidence_files import keep
from compliance.domain.errors import AmendsError, Fault, MalformedImport, Refused
from compliance.domain.moment import Moment
from compliance.domain.office import Rulebook
from compliance.store.engine import Session, Store
from compliance.usecases.case_records import EvidencePiece
from compliance.usecases.evidence_manifest import Line, Manifest, read_manifest
from compliance.usecases.submit_evidence import submit_evidence

PATIENCE = timedelta(minutes=15)


class Fate(StrEnum):
    """What became of an upload."""

    TAKEN = "taken"
    SET_ASIDE = "set aside"
    WAITING = "waiting"
    ELSEWHERE = "taken by another run"


@dataclass(frozen=True)
class Collected:
    """What became of one upload: pieces stored now, pieces known before, a line for each fault, and where it lies."""

    name: str
    fate: Fate
    stored: int = 0
    known: int = 0
    reasons: tuple[str, ...] = ()
    lies_in: str = ""


@dataclass(frozen=True)
class Collector:
    """All that collecting needs.

    `machine_now` tells how long an upload has been lying there; with `patient` off one that lacks a file is set aside
    at once.
    """

    store: Store
    rulebook: Rulebook
    drop: Path
    evidence: Path
    moment: Moment
    machine_now: datetime
    patient: bool = True


def names_of_uploads(drop: Path) -> list[str]:
    """The folders in the drop folder that have something to say: uploads, and folders that still lack a manifest.

    "" is the drop folder itself.
    """
    found = ["" if upload.is_root else upload.name for upload in uploads(drop, "")]
    return found + without_manifest(drop)


def collect(collector: Collector, names: Sequence[str]) -> list[Collected]:
    """Collect the uploads of these names, each in a transaction of its own; others are left alone."""
    found = {"" if each.is_root else each.name: each for each in uploads(collector.drop, _name_of_root(collector))}
    unfinished = set(without_manifest(collector.drop))
    done = []
    for name in names:
        if name in found:
            done.append(collect_one(collector, found[name]))
        elif name in unfinished:
            done.append(Collected(name, Fate.WAITING, reasons=(f"there is no {MANIFEST} in it yet",)))
    return done


def collect_one(collector: Collector, upload: Upload) -> Collected:
    """Collect one upload: all of it becomes evidence, or none."""
    manifest = read_manifest(upload, collector.moment.today)
    if not upload.manifest.exists():
        return Collected(upload.name, Fate.ELSEWHERE)
    if not manifest.faults and manifest.absent and _may_still_come(collector, upload, manifest):
        return Collected(upload.name, Fate.WAITING, reasons=tuple(map(str, manifest.absent)))
    if manifest.faults or manifest.absent:
        return _set_aside(upload, manifest, [*manifest.faults, *manifest.absent])
    return _take(collector, upload, manifest)


def _take(collector: Collector, upload: Upload, manifest: Manifest) -> Collected:
    try:
        pieces = [(line, _piece(collector, line)) for line in manifest.lines]
        stored = _store(collector, pieces)
    except MalformedImport as bad:
        return _set_aside(upload, manifest, bad.faults)
    where = move_away(upload, manifest.named, DONE)
    fate = Fate.ELSEWHERE if where is None else Fate.TAKEN
    return Collected(upload.name, fate, stored, len(pieces) - stored, lies_in=where or "")


def _name_of_root(collector: Collector) -> str:
    return f"drop-{collector.moment.today.isoformat()}"


def _may_still_come(collector: Collector, upload: Upload, manifest: Manifest) -> bool:
    """Whether what is missing may still be on its way: something was written here lately."""
    absent = {fault.value for fault in manifest.absent}
    there = [name for name in manifest.named if name not in absent]
    return collector.patient and collector.machine_now - changed_at(upload, there) < PATIENCE


def _piece(collector: Collector, line: Line) -> EvidencePiece:
    if line.file is None:
        return EvidencePiece(line.received_on, line.submitted_by, line.note)
    try:
        kept = keep(collector.evidence, line.file)
    except Refused as error:
        raise MalformedImport([Fault(MANIFEST, line.row, "file", line.file.name, str(error))]) from error
    return EvidencePiece(line.received_on, line.submitted_by, line.note, **asdict(kept))


def _store(collector: Collector, pieces: Sequence[tuple[Line, EvidencePiece]]) -> int:
    """Store all pieces in one transaction, or raise MalformedImport with what is wrong with them.

    In the order of their references, so that two uploads about the same recommendations do not wait for each other.
    """
    faults: list[Fault] = []
    stored = 0
    with collector.store.writing() as session:
        for line, piece in sorted(pieces, key=lambda pair: (pair[0].reference, pair[0].row)):
            fault, new = _submit(session, collector, line, piece)
            faults += fault
            stored += new
        if faults:
            raise MalformedImport(faults)
    return stored


def _submit(session: Session, collector: Collector, line: Line, piece: EvidencePiece) -> tuple[list[Fault], bool]:
    try:
        return [], submit_evidence(session, collector.rulebook, collector.moment, line.reference, piece)
    except AmendsError as refused:
        said = str(refused).partition("expected ")
        values = {"received_on": piece.received_on.isoformat(), "file": piece.file_name}
        column = next((each for each in values if said[0].startswith(f"{each}:")), "recommendation_reference")
        value = values.get(column, line.reference)
        expected = said[2] if said[1] else f"an open recommendation ({refused})"
        return [Fault(MANIFEST, line.row, column, value, expected)], False


def _set_aside(upload: Upload, manifest: Manifest, faults: Sequence[Fault]) -> Collected:
    reasons = tuple(str(fault) for fault in sorted(faults))
    where = move_away(upload, manifest.named, SET_ASIDE, reasons)
    if where is None:
        return Collected(upload.name, Fate.ELSEWHERE)
    return Collected(upload.name, Fate.SET_ASIDE, reasons=reasons, lies_in=where)
