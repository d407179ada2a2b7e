"""Import a folder: what gets stored, what causes messages, and what importing again does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.documents import evidence_files
from compliance.domain.errors import Refused
from compliance.domain.moment import start_of
from compliance.store import authorities, cases, events, evidence, steps, tasks
from compliance.store.case_tables import Recommendation
from compliance.store.engine import Store
from compliance.usecases import import_check_cases, import_write
from compliance.usecases.import_folder import import_folder
from compliance.usecases.import_plan import Count
from tests.usecases.exchange_folders import (
    GO_LIVE,
    RULEBOOK,
    Tables,
    address_fault,
    good,
    held,
    moment,
    take_in,
    write_folder,
    write_ods,
    write_xlsx,
)

LATER = date(2024, 4, 8)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "source", good())


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


def changed(tmp_path: Path, tables: Tables, name: str = "changed") -> Path:
    return write_folder(tmp_path / name, tables)


def test_everything_is_stored_as_the_tables_say(store: Store, source: Path, tmp_path: Path) -> None:
    report = take_in(store, source, tmp_path / "kept")
    assert report.counts == {
        "authorities": Count(new=3),
        "contacts": Count(new=2),
        "decisions": Count(new=3),
        "recommendations": Count(new=3),
        "extensions": Count(new=1),
        "evidence": Count(new=2),
        "outcomes": Count(new=1),
        "closures": Count(),
    }
    with store.reading() as session:
        tenures = authorities.tenures(session)
        assert (tenures["E2"].closed_on, tenures["E2"].successor) == (date(2023, 3, 31), "E3")
        decision = cases.decision(session, "19 012 345")
        assert decision is not None
        assert (decision.subject, decision.satisfactory_remedy) == ("Housing", False)
        assert decision.recorded_at == start_of(date(2024, 1, 31), "Europe/London")
        (piece, *_) = [row for row in evidence.everything(session) if row.reference == "R3"]
        assert (piece.file_name, piece.media_type, piece.size) == ("receipt.pdf", "application/pdf", 9)
        assert evidence_files.path_of(tmp_path / "kept", piece.sha256).read_bytes() == b"%PDF paid"
    record = found(store, "R1")
    assert (record.original_due_on, record.due_on, record.deadline_version) == (
        date(2024, 2, 29),
        date(2024, 3, 15),
        2,
    )
    assert (record.logged_on, record.live_from, record.evidence_waiting) == (date(2024, 1, 31), GO_LIVE, 1)
    assert found(store, "R3").outcome == "satisfied"


def test_several_parts_are_split_at_the_semicolon(store: Store, source: Path, tmp_path: Path) -> None:
    take_in(store, source, tmp_path / "kept")
    identifier = found(store, "R1").id
    assert identifier is not None
    with store.reading() as session:
        assert cases.categories(session, [identifier]) == {identifier: ["Apology", "Other"]}
        assert cases.expected_evidence(session, [identifier]) == {
            identifier: ["copy of the letter", "proof of posting"]
        }


def test_steps_before_the_go_live_day_never_go_out(store: Store, source: Path, tmp_path: Path) -> None:
    report = take_in(store, source, tmp_path / "kept")
    assert [day for _, _, day in planned(store, "R1")] == sorted(day for _, _, day in planned(store, "R1"))
    assert all(day >= GO_LIVE for reference in ("R1", "R2") for _, _, day in planned(store, reference))
    assert planned(store, "R2")
    assert planned(store, "R3") == []
    assert report.steps_planned == len(planned(store, "R1")) + len(planned(store, "R2"))


def test_history_before_the_go_live_day_causes_nothing(store: Store, source: Path, tmp_path: Path) -> None:
    for name in ("extensions", "evidence", "outcomes"):
        (source / f"{name}.csv").unlink()
    report = take_in(store, source, tmp_path / "kept", today=date(2024, 2, 20), history=True)
    assert found(store, "R1").live_from is None
    assert planned(store, "R1") == []
    assert found(store, "R2").live_from == date(2024, 2, 20)
    assert report.steps_planned == len(planned(store, "R2")) + len(planned(store, "R3")) > 0


@pytest.mark.parametrize("history", [False, True])
def test_what_comes_too_late_for_any_reminder_is_a_task(
    store: Store, source: Path, tmp_path: Path, history: bool
) -> None:
    for name in ("extensions", "evidence", "outcomes"):
        (source / f"{name}.csv").unlink()
    years_later = date(2026, 9, 1)
    rehearsed = take_in(store, source, tmp_path / "kept", today=years_later, history=history, dry_run=True)
    report = take_in(store, source, tmp_path / "kept", today=years_later, history=history)
    with store.reading() as session:
        late = [row.reference for row in tasks.still_open(session) if row.kind == "overdue_when_logged"]
    assert late == ([] if history else ["R1", "R2", "R3"])
    assert rehearsed.left_to_people == report.left_to_people == len(late)
    again = take_in(store, source, tmp_path / "kept", today=years_later, history=history)
    assert again.left_to_people == 0


def test_a_dry_run_writes_nothing_and_says_the_same(store: Store, source: Path, tmp_path: Path) -> None:
    before = held(store)
    rehearsed = take_in(store, source, tmp_path / "kept", dry_run=True)
    assert held(store) == before
    assert not (tmp_path / "kept").exists()
    done = take_in(store, source, tmp_path / "kept")
    assert (rehearsed.counts, rehearsed.steps_planned) == (done.counts, done.steps_planned)
    assert (rehearsed.dry_run, done.dry_run) == (True, False)


@pytest.mark.parametrize("history", [False, True])
def test_importing_again_changes_nothing(store: Store, source: Path, tmp_path: Path, history: bool) -> None:
    take_in(store, source, tmp_path / "kept")
    before = held(store)
    report = take_in(store, source, tmp_path / "kept", today=LATER, history=history)
    assert held(store) == before
    assert all(count == Count(unchanged=count.unchanged) for count in report.counts.values())
    assert report.counts["recommendations"].unchanged == 3
    assert report.steps_planned == 0


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "book.xlsx"), (write_ods, "book.ods")])
def test_a_workbook_gives_what_its_folder_gives(
    store: Store, source: Path, tmp_path: Path, write: Any, name: str
) -> None:
    take_in(store, source, tmp_path / "kept")
    before = held(store)
    report = take_in(store, write(source / name, good()), tmp_path / "kept")
    assert held(store) == before
    assert report.counts["evidence"] == Count(unchanged=2)


def test_authorities_and_contacts_may_change(store: Store, source: Path, tmp_path: Path) -> None:
    take_in(store, source, tmp_path / "kept")
    tables = good()
    tables["authorities"][0] |= {"population": "29000", "closed_on": "2025-03-31", "successor_code": "E4"}
    tables["authorities"].append({"code": "E4", "name": "Greater Eastshire", "type": "unitary"})
    tables["authorities"][1]["successor_code"] = "E4"
    tables["contacts"][0]["name"] = "Pat Smith"
    report = take_in(store, changed(tmp_path, tables), tmp_path / "kept")
    assert report.counts["authorities"] == Count(new=1, changed=2, unchanged=1)
    assert report.counts["contacts"] == Count(changed=1, unchanged=1)
    with store.reading() as session:
        tenures = authorities.tenures(session)
        assert (tenures["E1"].closed_on, tenures["E1"].successor) == (date(2025, 3, 31), "E4")
        assert tenures["E2"].successor == "E4"
        assert ("E1", "link_officer", "Pat Smith", "pat@eastshire.example") in authorities.all_contacts(session)


def test_a_column_that_is_not_there_leaves_what_is_stored(store: Store, source: Path, tmp_path: Path) -> None:
    take_in(store, source, tmp_path / "kept")
    before = held(store)
    folder = tmp_path / "short"
    folder.mkdir()
    (folder / "authorities.csv").write_text("code,name,type\nE1,Eastshire,county\nE2,Old Town,district\n")
    (folder / "decisions.csv").write_text(
        "reference,authority_code,decided_on,outcome\n19 012 345,E1,2024-01-31,upheld\n"
    )
    report = take_in(store, folder, tmp_path / "kept")
    assert report.counts["authorities"] == Count(unchanged=2)
    assert report.counts["decisions"] == Count(unchanged=1)
    assert held(store) == before


def test_recommendations_of_a_stored_decision(store: Store, source: Path, tmp_path: Path) -> None:
    tables = good()
    alone = {"authorities": tables["authorities"], "decisions": tables["decisions"]}
    take_in(store, changed(tmp_path, alone, "first"), tmp_path / "kept")
    tables["decisions"] = []
    report = take_in(store, changed(tmp_path, tables), tmp_path / "kept")
    assert report.counts["recommendations"] == Count(new=3)
    assert found(store, "R1").due_on == date(2024, 3, 15)


def test_nothing_is_kept_when_writing_breaks_off(
    store: Store, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(store)

    def broken(*_: object, **__: object) -> None:
        raise Refused("the power went")

    monkeypatch.setattr(import_write, "write", broken)
    with pytest.raises(Refused, match="the power went"):
        take_in(store, source, tmp_path / "kept")
    assert held(store) == before


def test_an_evidence_file_that_changes_meanwhile_stops_the_import(
    store: Store, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(store)

    def described(path: Path) -> evidence_files.KeptFile:
        return replace(evidence_files.describe(path), sha256="0" * 64)

    monkeypatch.setattr(import_check_cases, "describe", described)
    with pytest.raises(Refused, match=r"'receipt\.pdf' changed while it was being read"):
        take_in(store, source, tmp_path / "kept")
    assert held(store) == before


def test_progress_is_told(store: Store, source: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    import_folder(
        store,
        RULEBOOK,
        moment(),
        source,
        history=False,
        dry_run=False,
        evidence_folder=tmp_path / "kept",
        address_fault=address_fault,
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    assert ("tables", 8, 8) in told
    assert told[-2:] == [("decisions", 3, 3), ("recommendations", 3, 3)]


def test_a_text_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    tables = good()
    action = ' "=1+1", Mr O\'Neil\r\nsecond line 🏛 ' + "x" * 4_900
    tables["recommendations"][0]["action"] = action
    take_in(store, changed(tmp_path, tables), tmp_path / "kept")
    assert found(store, "R1").action == action
    with store.reading() as session:
        (logged, *_) = events.stream(session, "recommendation/R1")
    assert json.loads(json.dumps(logged.entry.payload))["action"] == action
