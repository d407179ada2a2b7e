"""Importing again with more: what happened since to recommendations that are stored already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.errors import Fault, MalformedImport
from compliance.domain.evidence import Judgement
from compliance.domain.history import IMPORTED_AT, first_break
from compliance.domain.moment import start_of
from compliance.store import cases, deadline_changes, events, evidence, outcomes, steps, tasks
from compliance.store.case_tables import Recommendation
from compliance.store.engine import Store
from compliance.usecases.import_plan import Count
from compliance.usecases.list_tasks import list_tasks
from compliance.usecases.request_extension import Request, ask
from compliance.usecases.review_evidence import review_evidence
from tests.support.world import World
from tests.usecases.exchange_folders import GO_LIVE, RULEBOOK, Tables, good, held, moment, take_in, write_folder
from tests.usecases.test_import_faults import DONE, EXTENSION, SENT

LATER = date(2024, 4, 8)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def changed(tmp_path: Path, tables: Tables, name: str = "changed") -> Path:
    return write_folder(tmp_path / name, tables)


def found(store: Store, reference: str) -> Recommendation:
    with store.reading() as session:
        record = cases.recommendation(session, reference)
        assert record is not None
        session.expunge_all()
        return record


def planned(store: Store, reference: str) -> list[tuple[int, str, date]]:
    """The planned steps of a recommendation as (deadline version, step, day)."""
    with store.reading() as session:
        record = cases.recommendation(session, reference)
        assert record is not None
        assert record.id is not None
        all_steps = steps.of_recommendation(session, record.id)
        return [(step.deadline_version, step.step, step.on_day) for step in all_steps if step.state == "planned"]


def additions() -> Tables:
    """The good folder with what happened later to the two open recommendations."""
    tables = good()
    tables["extensions"].append(
        {
            "recommendation_reference": "R2",
            "agreed_on": "2024-03-20",
            "new_due_on": "2024-04-12",
            "reason": "staff",
            "agreed_by": "Bo",
        }
    )
    tables["recommendations"][1]["due_on"] = "2024-04-02"
    tables["evidence"] += [
        {"recommendation_reference": "R2", "received_on": "2024-03-10", "submitted_by": "New Town", "note": "draft"},
        {"recommendation_reference": "R2", "received_on": "2024-04-04", "submitted_by": "New Town", "note": "final"},
    ]
    tables["outcomes"].append(
        {
            "recommendation_reference": "R1",
            "recorded_on": "2024-04-05",
            "outcome": "not_satisfied",
            "reason": "nothing came",
            "recorded_by": "Ann",
            "approved_by": "Di",
        }
    )
    return tables


@pytest.fixture
def base(store: Store, tmp_path: Path) -> None:
    """What `additions` builds on, imported."""
    tables = good()
    tables["recommendations"][1]["due_on"] = "2024-04-02"
    take_in(store, changed(tmp_path, tables, "base"), tmp_path / "kept")


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("dry_run", [False, True])
def test_who_sent_evidence_is_somebody_who_can_be_read(store: Store, tmp_path: Path, dry_run: bool) -> None:
    """E1: also with --dry-run, beside every other fault, and never halfway through the writing."""
    tables, before = additions(), held(store)
    tables["evidence"][-2]["received_on"] = "soon"
    tables["evidence"][-1]["submitted_by"] = "\u200b"
    with pytest.raises(MalformedImport) as caught:
        take_in(store, changed(tmp_path, tables), tmp_path / "kept", today=LATER, dry_run=dry_run)
    assert caught.value.faults == (
        Fault("evidence.csv", 4, "received_on", "soon", "a date such as 2024-03-31"),
        Fault("evidence.csv", 5, "submitted_by", "\u200b", "the name of the person or body who sent it"),
    )
    assert held(store) == before


@pytest.mark.usefixtures("base")
def test_what_happened_since_is_added(store: Store, tmp_path: Path) -> None:
    source = changed(tmp_path, additions())
    rehearsed = take_in(store, source, tmp_path / "kept", today=LATER, dry_run=True)
    report = take_in(store, source, tmp_path / "kept", today=LATER)
    assert (rehearsed.counts, rehearsed.steps_planned) == (report.counts, report.steps_planned)
    assert report.counts["extensions"] == Count(new=1, unchanged=1)
    assert report.counts["evidence"] == Count(new=2, unchanged=2)
    assert report.counts["outcomes"] == Count(new=1, unchanged=1)
    record = found(store, "R2")
    assert (record.due_on, record.deadline_version, record.evidence_waiting) == (date(2024, 4, 12), 2, 2)
    ladder = [day for version, step, day in planned(store, "R2") if version == 2 and step != "deadline_changed"]
    assert len(ladder) == report.steps_planned > 0
    assert min(ladder) >= LATER
    assert found(store, "R1").outcome == "not_satisfied"
    assert planned(store, "R1") == []
    with store.reading() as session:
        for name in events.streams(session):
            assert first_break(events.stream(session, name)) is None
        links = events.stream(session, "recommendation/R2")
        told = [(link.entry.day, link.entry.kind.value) for link in links]
        (ending,) = [row for row in outcomes.everything(session) if row.reference == "R1"]
    assert told == [
        ("2024-02-20", "logged"),
        ("2024-03-10", "evidence_received"),
        ("2024-03-20", "deadline_changed"),
        ("2024-04-04", "evidence_received"),
    ]
    assert [link.entry.payload[IMPORTED_AT] for link in links] == [
        start_of(day, "Europe/London").isoformat() for day in (GO_LIVE, LATER, LATER, LATER)
    ]
    assert ending.recorded_at == start_of(date(2024, 4, 5), "Europe/London")
    before = held(store)
    take_in(store, source, tmp_path / "kept", today=LATER)
    assert held(store) == before


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(("history", "notices"), [(False, 1), (True, 0)])
def test_history_added_to_a_live_recommendation_is_silent(
    store: Store, tmp_path: Path, history: bool, notices: int
) -> None:
    take_in(store, changed(tmp_path, additions()), tmp_path / "kept", today=LATER, history=history)
    assert [step for _, step, _ in planned(store, "R2")].count("deadline_changed") == notices


@pytest.mark.usefixtures("base")
def test_more_time_that_was_over_long_ago_is_left_to_people(store: Store, tmp_path: Path) -> None:
    """R6: all its reminders lie before the import, so nobody would ever be told that it is overdue."""
    report = take_in(store, changed(tmp_path, additions()), tmp_path / "kept", today=date(2024, 12, 2))
    assert report.left_to_people == 1
    with store.reading() as session:
        late = [(row.reference, row.reason) for row in tasks.still_open(session) if row.kind == "overdue_when_logged"]
    assert late == [
        (
            "R2",
            "more of it was imported on 2024-12-02, when it was 234 days overdue and no new reminder of that was to"
            " come: take it up (due 2024-04-12)",
        )
    ]


@pytest.mark.parametrize(
    ("table", "cells", "column", "words"),
    [
        ("extensions", EXTENSION | {"recommendation_reference": "R3"}, "recommendation_reference", "it was closed as"),
        ("evidence", SENT | {"recommendation_reference": "R3"}, "recommendation_reference", "it was closed as"),
        (
            "extensions",
            EXTENSION | {"recommendation_reference": "R1", "agreed_on": "2024-02-09"},
            "agreed_on",
            "the last extension agreed on 2024-02-10",
        ),
        ("extensions", EXTENSION | {"new_due_on": "2024-06-01"}, "new_due_on", "current due date 2024-06-28"),
        ("outcomes", DONE | {"recommendation_reference": "R2", "reason": ""}, "reason", "none on record"),
    ],
)
def test_additions_to_stored_recommendations_are_checked(
    store: Store, tmp_path: Path, table: str, cells: dict[str, str], column: str, words: str
) -> None:
    take_in(store, changed(tmp_path, good(), "first"), tmp_path / "kept")
    before = held(store)
    tables = good()
    tables[table].append(cells)
    with pytest.raises(MalformedImport) as caught:
        take_in(store, changed(tmp_path, tables), tmp_path / "kept")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", len(tables[table]) + 1, column)
    assert words in fault.expected
    assert held(store) == before


def test_evidence_that_was_found_wanting_supports_no_outcome(store: Store, tmp_path: Path) -> None:
    tables = good()
    take_in(store, changed(tmp_path, tables, "first"), tmp_path / "kept")
    with store.writing() as session:
        (piece,) = [row for row in evidence.everything(session) if row.reference == "R1"]
        review_evidence(session, RULEBOOK, moment(), "R1", piece.id, Judgement.INSUFFICIENT, "the letter itself")
    tables["outcomes"].append(DONE | {"recommendation_reference": "R1", "reason": ""})
    with pytest.raises(MalformedImport) as caught:
        take_in(store, changed(tmp_path, tables), tmp_path / "kept")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(3, "reason")]


@pytest.mark.usefixtures("base")
def test_imported_time_answers_the_request_that_waits(store: Store, tmp_path: Path) -> None:
    """D7: R2 is due on 2 April, and an extension until 12 April that was agreed on 20 March comes with the import."""
    with store.writing() as session:
        asked = Request(date(2024, 4, 12), "staff", "Ann", GO_LIVE)
        ask(session, RULEBOOK, moment(GO_LIVE), "R2", asked)
    take_in(store, changed(tmp_path, additions()), tmp_path / "kept", today=LATER)
    with store.reading() as session:
        assert deadline_changes.open_requests(session) == []
        assert "extension_asked" not in {each["kind"] for each in list_tasks(session, LATER)}


def test_imported_time_leaves_the_first_letter_of_what_nobody_was_told_of(office: World, tmp_path: Path) -> None:
    """R1, D6: logged on 2 April after the morning's messages; more time agreed that day comes by import."""
    office.log("23 001-1")
    row = EXTENSION | {"recommendation_reference": "23 001-1", "agreed_on": "2024-04-02", "new_due_on": "2024-06-14"}
    folder = changed(tmp_path, {"authorities": [], "decisions": [], "extensions": [row]})
    take_in(office.store, folder, tmp_path / "kept", today=date(2024, 4, 3))
    office.run("2024-04-03")
    (letter,) = office.postbox.letters
    assert "New recommendation" in letter.subject
    assert "It is due on Friday 14 June 2024" in " ".join(letter.text.split())


@pytest.mark.parametrize("history", [False, True], ids=["live", "history"])
@pytest.mark.parametrize("told", [False, True], ids=["untold", "told"])
@pytest.mark.parametrize("agreed", ["2024-04-02", "2024-04-03"], ids=["before", "that day"])
def test_the_steps_are_counted_as_they_are_planned(
    office: World, tmp_path: Path, told: bool, history: bool, agreed: str
) -> None:
    """R1: with the first letter, where that has still to go and goes."""
    office.log("23 001-1")
    if told:
        office.run("2024-04-02")
    row = EXTENSION | {"recommendation_reference": "23 001-1", "agreed_on": agreed, "new_due_on": "2024-06-14"}
    folder = changed(tmp_path, {"authorities": [], "decisions": [], "extensions": [row]})
    seen = [
        take_in(office.store, folder, tmp_path / "kept", today=date(2024, 4, 3), history=history, dry_run=dry)
        for dry in (True, False)
    ]
    with office.store.reading() as session:
        rungs = steps.of_recommendation(session, found(office.store, "23 001-1").id or 0)
    made = [step.step for step in rungs if (step.deadline_version, step.state, step.notice) == (2, "planned", "")]
    assert {each.steps_planned for each in seen} == {len(made)}
