"""Waits in exchange folders: in any order, there and back, and every fault with its row and column (D2)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.errors import MalformedImport
from compliance.domain.reminders import StepState
from compliance.store import cases, steps, tasks, waits
from compliance.store.engine import Store
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_plan import Count
from compliance.usecases.left_to_people import KIND
from compliance.usecases.wait_for import end_wait
from tests.usecases.exchange_folders import GO_LIVE, RULEBOOK, good, held, moment, take_in, write_folder

R4 = {"reference": "R4", "decision_reference": "D2", "kind": "service_improvement", "action": "Train"}
R5 = R4 | {"reference": "R5"}


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    """An empty database of each kind."""
    opened = Store(migrated_url)
    yield opened
    opened.close()


def due(store: Store) -> dict[str, str]:
    """The due dates by reference."""
    with store.reading() as session:
        return {row.reference: str(row.due_on) for row in cases.recommendations(session)}


def test_two_in_one_folder_wait_in_any_order_and_come_back_as_they_were(
    store: Store, other: Store, tmp_path: Path
) -> None:
    tables = good()
    tables["recommendations"][:0] = [
        R4 | {"waits_on": "R5", "period": "1 month", "review_on": "2024-09-01"},
        R5 | {"waits_on": "R3", "period": "2 weeks"},  # R3 is satisfied in this folder, completed on 25 February
        R4 | {"reference": "R6", "waits_if": "the appeal fails", "wait_ended_on": "2024-02-27"},
        R4 | {"reference": "R7", "waits_for": "a new council", "period": "1 month"},
    ]
    folder = write_folder(tmp_path / "in", tables)
    take_in(store, folder, tmp_path / "kept")
    wanted = {"R4": "None", "R5": "2024-03-10", "R6": "2024-02-27", "R7": "None"}
    assert {reference: day for reference, day in due(store).items() if reference in wanted} == wanted
    with store.reading() as session:
        assert {row.reference: str(row.review_on) for row in waits.everything(session)} == {
            "R4": "2024-09-01",
            "R5": "2024-05-30",  # 90 days after the import of 1 March
            "R6": "2024-05-30",
            "R7": "2024-05-30",
        }
    before = held(store)
    assert take_in(store, folder, tmp_path / "kept").counts["recommendations"] == Count(unchanged=7)
    export_folder(store, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    assert take_in(store, tmp_path / "out", tmp_path / "kept").counts["recommendations"] == Count(unchanged=7)
    assert held(store) == before
    take_in(other, tmp_path / "out", tmp_path / "kept")
    export_folder(other, RULEBOOK, tmp_path / "again", tmp_path / "kept")
    assert due(other) == due(store)
    name = "recommendations.csv"
    assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_a_folder_need_not_know_that_a_wait_has_ended_since(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"].append(R4 | {"waits_for": "a new council", "period": "1 month"})
    folder = write_folder(tmp_path / "in", tables)
    take_in(store, folder, tmp_path / "kept")
    with store.writing() as session:
        end_wait(session, RULEBOOK, moment(date(2024, 3, 4)), "R4", date(2024, 3, 4), "done", "Kim")
    assert take_in(store, folder, tmp_path / "kept").counts["recommendations"] == Count(unchanged=4)
    export_folder(store, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    with (tmp_path / "out" / "recommendations.csv").open(encoding="utf-8") as stream:
        row = {row["reference"]: row for row in csv.DictReader(stream)}["R4"]
    assert (row["waits_for"], row["period"], row["due_on"], row["wait_ended_on"]) == (
        "a new council",
        "1 month",
        "",
        "2024-03-04",
    )


def test_an_outcome_in_a_later_folder_ends_the_wait(store: Store, tmp_path: Path) -> None:
    tables = good()
    on_one = {"decision_reference": "19 012 345", "waits_on": "R1", "period": "1 month"}
    tables["recommendations"].append(R4 | on_one)
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    ending = {"recommendation_reference": "R1", "recorded_on": "2024-03-04", "outcome": "satisfied"}
    tables["outcomes"].append(ending | {"completed_on": "2024-02-29", "recorded_by": "Ann"})
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept", today=date(2024, 3, 5))
    assert due(store)["R4"] == "2024-03-29"


def test_what_is_waited_on_is_closed_before_those_that_wait_whatever_the_order_of_rows(
    store: Store, tmp_path: Path
) -> None:
    tables = good()
    tables["recommendations"][:0] = [
        R4 | {"waits_on": "R5", "period": "1 week"},
        R5 | {"waits_on": "R2", "period": "1 week"},
    ]
    tables["outcomes"] = [row for row in tables["outcomes"] if row["recommendation_reference"] != "R2"]
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    ending = {"outcome": "satisfied", "recorded_by": "Ann", "reason": "seen", "recorded_on": "2024-04-30"}
    done = {"R4": "2024-04-09", "R5": "2024-04-02", "R2": "2024-03-22"}
    tables["outcomes"] += [
        ending | {"recommendation_reference": reference, "completed_on": day} for reference, day in done.items()
    ]
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept", today=date(2024, 5, 1))
    assert {reference: due(store)[reference] for reference in ("R5", "R4")} == {"R5": "2024-03-29", "R4": "2024-04-09"}


@pytest.mark.parametrize(("today", "late"), [(date(2024, 3, 5), 0), (date(2025, 3, 5), 1)], ids=["in time", "late"])
def test_the_steps_of_a_date_that_an_outcome_gives_are_counted_before_it_is_confirmed(
    store: Store, tmp_path: Path, today: date, late: int
) -> None:
    tables = good()
    on_one = {"decision_reference": "19 012 345", "waits_on": "R1", "period": "1 month"}
    tables["recommendations"].append(R4 | on_one)
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    ending = {"recommendation_reference": "R1", "recorded_on": "2024-03-04", "outcome": "satisfied"}
    tables["outcomes"].append(ending | {"completed_on": "2024-02-29", "recorded_by": "Ann"})
    folder = write_folder(tmp_path / "in", tables)
    seen = [take_in(store, folder, tmp_path / "kept", today=today, dry_run=dry) for dry in (True, False)]
    with store.reading() as session:
        (identifier,) = waits.ids(session, ["R4"]).values()
        found = [each for each in steps.of_recommendation(session, identifier) if each.deadline_version > 1]
        left = [each for each in tasks.open_about(session, [identifier])[identifier] if each.kind == KIND]
    planned = [each for each in found if each.state == StepState.PLANNED and not each.notice]
    assert bool(planned) is not bool(late)
    assert {each.steps_planned for each in seen} == {len(planned)}
    assert {each.left_to_people for each in seen} == {late} == {len(left)}


@pytest.mark.parametrize("history", [False, True])
def test_a_date_given_by_an_import_never_fires_old_reminders(store: Store, tmp_path: Path, history: bool) -> None:
    tables = good()
    tables["recommendations"].append(R4 | {"decision_reference": "19 012 345", "waits_on": "R1", "period": "1 week"})
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    ending = {"recommendation_reference": "R1", "recorded_on": "2024-03-04", "outcome": "satisfied"}
    tables["outcomes"].append(ending | {"completed_on": "2024-03-01", "recorded_by": "Ann"})
    folder, today = write_folder(tmp_path / "in", tables), date(2024, 6, 3)
    take_in(store, folder, tmp_path / "kept", today=today, history=history)
    with store.reading() as session:
        (identifier,) = waits.ids(session, ["R4"]).values()
        found = steps.of_recommendation(session, identifier)
    planned = [step.step for step in found if step.state == StepState.PLANNED and step.on_day < today]
    assert planned == ([] if history else ["deadline_changed"])
    assert "skipped: its day lies before the live day 2024-06-03" in {f"{step.state}: {step.reason}" for step in found}


@pytest.mark.parametrize("later", [False, True])
def test_a_wait_on_one_closed_unsatisfied_is_reviewed_at_once(store: Store, tmp_path: Path, later: bool) -> None:
    tables = good()
    ending = {"recommendation_reference": "R1", "recorded_on": "2024-02-28", "outcome": "not_satisfied"}
    tables["outcomes"].append(ending | {"reason": "refused", "recorded_by": "Ann", "approved_by": "Bo"})
    waits_on_one = R4 | {"decision_reference": "19 012 345", "waits_on": "R1", "review_on": "2024-09-01"}
    if later:
        take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    tables["recommendations"].append(waits_on_one)
    take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    with store.reading() as session:
        assert [row.review_on for row in waits.open_waits(session)] == [GO_LIVE]
        assert [row.reference for row in waits.to_review(session, GO_LIVE)] == ["R4"]


A, B, C = ({"reference": name} for name in ("A", "B", "C"))
FAULTS = [
    ([R4 | {"waits_on": "R4"}], {("waits_on", "another recommendation than itself")}),
    ([R4 | {"waits_on": "nope"}], {("waits_on", "the reference of a recommendation in recommendations.csv or stored")}),
    ([R4 | {"waits_on": "R1"}], {("waits_on", "the reference of a recommendation to the same authority")}),
    (
        [R4 | A | {"waits_on": "B"}, R4 | B | {"waits_on": "C"}, R4 | C | {"waits_on": "A"}],
        {
            ("waits_on", "a recommendation that does not wait on this one: A on B on C on A"),
            ("waits_on", "a recommendation that does not wait on this one: B on C on A on B"),
            ("waits_on", "a recommendation that does not wait on this one: C on A on B on C"),
        },
    ),
    ([R4 | {"waits_for": "x", "waits_if": "y"}], {("waits_if", "an empty cell: it waits already, see waits_for")}),
    ([R4 | {"waits_for": "x", "due_on": "2024-06-01"}], {("due_on", "no due date beside waits_for")}),
    ([R4 | {"waits_for": "x", "period": "soon"}], {("period", "a period such as")}),
    ([R4 | {"period": "1 month", "review_on": "2024-06-01"}], {("review_on", "an empty cell: the deadline waits for")}),
    ([R4 | {"waits_for": "x", "review_on": "2024-02-19"}], {("review_on", "a day on or after the decision of 2024-")}),
    ([R4 | {"waits_for": "x", "review_on": "soon"}], {("review_on", "a date such as 2024-03-31")}),
    (
        [R4 | {"waits_for": "x", "wait_ended_on": "2024-03-02"}],
        {("wait_ended_on", "a day on or before the day of the")},
    ),
    ([R4], {("period", "exactly one of period and due_on")}),
]


@pytest.mark.parametrize(("added", "wanted"), FAULTS)
def test_every_fault_of_a_wait_names_its_row_and_column(
    store: Store, tmp_path: Path, added: list[dict[str, str]], wanted: set[tuple[str, str]]
) -> None:
    tables = good()
    tables["recommendations"] += added
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    faults = caught.value.faults
    assert len(faults) == len(wanted)
    assert {(fault.file, fault.row > 4) for fault in faults} == {("recommendations.csv", True)}
    for column, expected in wanted:
        assert [fault for fault in faults if fault.column == column and fault.expected.startswith(expected)]
    assert due(store) == {}


def test_more_time_for_a_deadline_that_waits_is_a_fault(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"].append(R4 | {"waits_for": "a new council"})
    tables["extensions"].append(tables["extensions"][0] | {"recommendation_reference": "R4", "agreed_on": "2024-02-25"})
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "in", tables), tmp_path / "kept")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("extensions.csv", 3, "recommendation_reference")
    assert fault.expected == "a recommendation with a due date: this one's deadline is open-ended"
