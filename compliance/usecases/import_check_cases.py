"""Checking an import: recommendations and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from compliance.documents.evidence_files import KeptFile, describe
from compliance.domain.errors import Refused
from compliance.domain.evidence import file_fault
from compliance.domain.outcomes import Ending
from compliance.domain.recommendations import Kind, may_become
from compliance.domain.words import is_blank
from compliance.usecases import change_deadline, log_recommendation
from compliance.usecases.case_records import Draft, EvidencePiece, Extension, dated_receipt, receipt_of
from compliance.usecases.import_cells import SEPARATOR, Record, parts
from compliance.usecases.import_check import Checking
from compliance.usecases.import_check_outcomes import check_outcome
from compliance.usecases.import_check_waits import check_waits, compared, over, wait_faults, wait_of
from compliance.usecases.import_paths import path_inside
from compliance.usecases.import_plan import Addition, NewRecommendation
from compliance.usecases.import_subject import Subject
from compliance.usecases.log_recommendation import WAIT_COLUMNS

FOLLOW_UPS = ("extensions", "evidence", "outcomes")
UNKNOWN_RECOMMENDATION = "the reference of a recommendation in recommendations.csv or stored already"


def check_recommendations(checking: Checking) -> None:
    """Recommendations with their extensions, evidence and outcomes (L2 to L6, D7, E1, E3)."""
    read: dict[str, Subject] = {}
    for record in checking.unique("recommendations", "reference"):
        subject = _subject(checking, record)
        read.setdefault(record.get("reference"), subject)
    unread = {record.get("reference"): Subject("", unread=True) for record in checking.records["recommendations"]}
    subjects = unread | read
    subjects.pop(None, None)
    check_waits(checking)
    strays = _hand_out(checking, subjects)
    for subject in (*subjects.values(), *strays):
        _follow(checking, subject)


def _hand_out(checking: Checking, subjects: dict[str, Subject]) -> list[Subject]:
    """Give each row to its recommendation; those of none come back, each with an unread one of its own."""
    strays = []
    for table in FOLLOW_UPS:
        for record in checking.records[table]:
            reference = record.get("recommendation_reference")
            if reference not in subjects and reference in checking.stored.recommendations:
                subjects[reference] = _stored_subject(checking, reference)
            if not record.whole:
                continue
            subject = subjects.get(reference)
            if subject is None:
                checking.add(record, UNKNOWN_RECOMMENDATION, "recommendation_reference")
                subject = Subject("", unread=True)
                strays.append(subject)
            subject.rows[table].append(record)
    return strays


def _subject(checking: Checking, record: Record) -> Subject:
    reference = record.get("reference")
    if reference in checking.stored.recommendations:
        _compare(checking, record, checking.stored.recommendations[reference])
        return _stored_subject(checking, reference)
    if reference in checking.stored.stages:
        checking.add(record, "a reference that no stage of a statutory clock has", "reference")
    decision, decided_on = record.get("decision_reference"), None
    if decision is not None and decision not in checking.decided:
        expected = "the reference of a decision in decisions.csv or stored already"
        checking.add(record, expected, "decision_reference")
    elif decision is not None:
        decided_on = checking.decided[decision]
    draft = _draft(checking, record)
    found = log_recommendation.faults(draft, decided_on, checking.rulebook, as_written=True)
    if unread := checking.unread(draft.reference, stem=draft.decision_reference):
        found.append(("reference", unread))
    found += wait_faults(record, draft, decided_on, checking.today)
    unsure = _unsure(record, draft)
    wrong = record.faults([fault for fault in found if fault[0] not in unsure])
    checking.faults += wrong
    checking.plan.counts["recommendations"].new += 1
    if wrong or record.bad or decided_on is None:
        return Subject(reference or "", decided_on=decided_on, response=draft.response)
    calendar = checking.calendar_of_decision(draft.decision_reference)
    waited = over(checking, record, draft, decided_on)
    if waited is None:
        due_on = receipt_of(draft, decided_on, checking.rulebook, calendar).due_on
    else:
        due_on = dated_receipt(draft, decided_on, waited.ended_on, checking.rulebook, calendar).due_on
    return Subject(
        draft.reference,
        draft,
        None,
        decided_on,
        due_on,
        calendar=calendar,
        open_ended=due_on is None,
        waited=waited,
        response=draft.response,
    )


def _stored_subject(checking: Checking, reference: str) -> Subject:
    row = checking.stored.recommendations[reference]
    calendar = checking.calendars.of(row.authority_code)
    closed = checking.stored.outcomes.get(reference)
    known = (reference, None, row, row.decided_on, row.due_on, closed)
    return Subject(*known, calendar=calendar, open_ended=row.due_on is None, response=row.response)


def _unsure(record: Record, draft: Draft) -> set[str]:
    """The columns of which nothing can be said, because it would rest on a cell that could not be read."""
    found = {"public_summary"} if "kind" in record.bad else set[str]()
    wait = draft.waits is None and bool(record.bad & set(WAIT_COLUMNS.values()))
    if wait:
        found |= {"review_on", "wait_ended_on"}
    if (wait or "due_on" in record.bad) and not draft.period and draft.due_on is None:
        found.add("period")
    return found


def _draft(checking: Checking, record: Record) -> Draft:
    """The draft of a row; an unreadable cell is put right for the time being, so that the others can be checked."""
    return Draft(
        reference=record.get("reference") or "?",
        decision_reference=record.get("decision_reference", ""),
        kind=record.get("kind", Kind.PERSONAL_REMEDY),
        action=record.get("action", ""),
        categories=record.get("categories", ()),
        public_summary=record.get("public_summary", ""),
        expected_evidence=record.get("expected_evidence", ()),
        period=record.get("period", ""),
        due_on=record.get("due_on"),
        response=record.get("response"),
        sums=record.get("sums", ()),
        waits=wait_of(checking, record),
    )


def _compare(checking: Checking, record: Record, row: Any) -> None:
    stored = checking.stored
    columns = ("decision_reference", "kind", "action", "public_summary", "response")
    values = {column: getattr(row, column) for column in columns}
    if may_become(record.get("response"), row.response):  # answered since
        values.pop("response")
    if record.get("public_summary", "") in stored.summaries.get(row.id, ()):  # changed since
        values.pop("public_summary")
    values["categories"] = parts(SEPARATOR.join(stored.categories[row.id]))
    values["expected_evidence"] = parts(SEPARATOR.join(stored.expected[row.id]))
    values["sums"] = tuple(stored.sums[row.id])
    waits = checking.stored.waits.get(row.reference)
    same = checking.same(record, values | _stored_deadline(record, row) | compared(record, row, waits))
    checking.plan.counts["recommendations"].unchanged += same


def _stored_deadline(record: Record, row: Any) -> dict[str, Any]:
    """What a row's period or due date is to equal; the day of a stored period counts as well as its words."""
    if {"period", "due_on"} & record.bad or any(record.get(column) for column in WAIT_COLUMNS.values()):
        return {}
    if record.get("due_on") is None and "period" in record.values:
        return {"period": " ".join(row.period.split()) or str(row.original_due_on)}
    return {"due_on": row.original_due_on} | ({"period": ""} if record.get("period") else {})


def _follow(checking: Checking, subject: Subject) -> None:
    extensions = _check_extensions(checking, subject)
    evidence = _check_evidence(checking, subject)
    ending = check_outcome(checking, subject, bool(evidence))
    if ending is not None:
        _check_closing(checking, subject, ending)
    if subject.row is not None and (extensions or evidence or ending):
        checking.plan.additions.append(
            Addition(subject.row, tuple(extensions), tuple(evidence), ending, subject.calendar)
        )
    elif subject.draft is not None and subject.decided_on is not None:
        acts = (tuple(extensions), tuple(evidence), ending)
        known = (subject.draft, subject.decided_on, subject.due_on)
        checking.plan.recommendations.append(NewRecommendation(*known, *acts, subject.calendar, subject.waited))


def _check_closing(checking: Checking, subject: Subject, ending: Ending) -> None:
    for record in subject.rows["extensions"]:
        agreed_on = record.get("agreed_on")
        if agreed_on is not None and agreed_on > ending.recorded_on:
            checking.add(record, f"a day on or before the outcome was recorded on {ending.recorded_on}", "agreed_on")


def _still_open(checking: Checking, subject: Subject, record: Record) -> bool:
    closed = subject.closed
    if closed is None:
        return True
    expected = f"an open recommendation: it was closed as {closed.outcome} on {closed.recorded_on}"
    checking.add(record, expected, "recommendation_reference")
    return False


def _check_extensions(checking: Checking, subject: Subject) -> list[Extension]:
    """New extensions in the order they were given, each later than the due date then current (D6, D7)."""
    counts = checking.plan.counts["extensions"]
    known = checking.stored.extensions.get(subject.reference, []) if subject.row is not None else []
    left = Counter(known)
    current, agreed_before, new = subject.due_on or date.min, known[-1].agreed_on if known else None, []
    for record in _as_given(subject.rows["extensions"]):
        extension = _extension(record)
        if left[extension]:
            left[extension] -= 1
            counts.unchanged += 1
            continue
        counts.new += 1
        if not _still_open(checking, subject, record):
            continue
        if subject.open_ended:
            expected = "a recommendation with a due date: this one's deadline is open-ended"
            checking.add(record, expected, "recommendation_reference")
            continue
        if agreed_before is not None and extension.agreed_on < agreed_before:
            checking.add(record, f"a day on or after the last extension agreed on {agreed_before}", "agreed_on")
        checking.not_later(record, extension.agreed_on, "agreed_on")
        wrong = record.faults(change_deadline.fault_of(extension, current, subject.decided_on or date.min))
        checking.faults += wrong
        if not wrong and not record.bad:
            current = extension.new_due_on
            new.append(extension)
    return new


def _as_given(records: Sequence[Record]) -> list[Record]:
    """Extensions as their rows stand, where each gives more time than the one before it; else as they were agreed.

    What was agreed on an earlier day may have been given later (D7): so an export has it.
    """
    until = [record.get("new_due_on") for record in records]
    if None not in until and all(one < other for one, other in pairwise(until)):
        return list(records)
    return sorted(records, key=lambda each: (each.get("agreed_on") or date.max, each.number))


def _extension(record: Record) -> Extension:
    return Extension(
        record.get("agreed_on", date.max),
        record.get("new_due_on", date.max),
        record.get("reason", ""),
        record.get("agreed_by", ""),
    )


def _check_evidence(checking: Checking, subject: Subject) -> list[EvidencePiece]:
    """New submissions, oldest first; each with a note or a file of the folder (E1)."""
    counts = checking.plan.counts["evidence"]
    known = checking.stored.evidence.get(subject.reference, set()) if subject.row is not None else set()
    new: dict[str, tuple[EvidencePiece, int]] = {}
    for record in subject.rows["evidence"]:
        piece = _piece(checking, record)
        if piece is None:
            continue
        if piece.fingerprint in new:
            again = f"a submission that no other row has: row {new[piece.fingerprint][1]} has it"
            checking.faults.append(record.fault("recommendation_reference", again))
        elif piece.fingerprint in known:
            counts.unchanged += 1
        else:
            counts.new += 1
            checking.add(record, file_fault(piece.file_name, piece.size), "file")
            checking.not_later(record, piece.received_on, "received_on")
            decided_on = subject.decided_on
            if _still_open(checking, subject, record) and decided_on is not None and piece.received_on < decided_on:
                checking.add(record, f"a day on or after the decision of {decided_on}", "received_on")
            new[piece.fingerprint] = (piece, record.number)
    return [piece for piece, _ in sorted(new.values(), key=lambda pair: (pair[0].received_on, pair[1]))]


def _piece(checking: Checking, record: Record) -> EvidencePiece | None:
    """The submission of a row, or None where it cannot be put together; `received_on` is judged by the caller."""
    named, note = record.get("file", ""), record.get("note", "")
    kept = _file(checking, record, named) if named.strip() else None
    if named.strip() and kept is None:
        return None
    if kept is None and is_blank(note) and not {"file", "note"} & record.bad:
        checking.add(record, "a note or a file", "note" if "note" in record.values else "file")
    received_on, submitted_by = record.get("received_on"), record.get("submitted_by")
    if received_on is None or submitted_by is None:
        return None
    if kept is None:
        return EvidencePiece(received_on, submitted_by, note)
    return EvidencePiece(received_on, submitted_by, note, kept.file_name, kept.sha256, kept.size, kept.media_type)


def _file(checking: Checking, record: Record, named: str) -> KeptFile | None:
    if named not in checking.files:
        path = path_inside(checking.folder, named)
        if isinstance(path, str):
            checking.add(record, path, "file")
            return None
        try:
            checking.files[named] = describe(path)
        except Refused as error:
            checking.add(record, f"a file that can be read ({error})", "file")
            return None
        checking.plan.files[checking.files[named].sha256] = path
    return checking.files[named]
