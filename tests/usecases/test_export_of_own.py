"""What an office did in its own order comes into an empty one, and where it came from it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.deadlines import VersionKind
from compliance.domain.errors import MalformedImport, Refused
from compliance.domain.outcomes import Ending, Outcome
from compliance.store import cases, waits
from compliance.store.engine import Store
from compliance.usecases.case_records import Extension
from compliance.usecases.change_deadline import extend, reverse_extension
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_plan import Count
from compliance.usecases.record_outcome import record_outcome
from compliance.usecases.reopen import reopen
from tests.usecases.exchange_folders import RULEBOOK, good, moment, take_in, write_folder

TODAY = date(2024, 4, 20)
LATER = Extension(TODAY, date(2024, 7, 31), "flood", "Kim")
DONE = Ending(Outcome.SATISFIED, date(2024, 4, 18), "Ann", date(2024, 4, 17), "seen on the web page")


@pytest.fixture
def store(migrated_url: str, tmp_path: Path) -> Iterator[Store]:
    """The good folder: R2 of 20 February is due on 28 June."""
    opened = Store(migrated_url)
    take_in(opened, write_folder(tmp_path / "source", good()), tmp_path / "kept")
    yield opened
    opened.close()


def versions(store: Store, reference: str) -> list[tuple[str, str]]:
    """The deadline versions of a recommendation: kind and date."""
    with store.reading() as session:
        record = cases.recommendation(session, reference)
        assert record is not None
        return [(row.kind, str(row.due_on)) for row in cases.deadlines(session, record.id or 0)]


def there_and_back(store: Store, other: Store, tmp_path: Path) -> None:
    """Both databases give the same export, and taking it in again changes nothing in either."""
    export_folder(store, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    take_in(other, tmp_path / "out", tmp_path / "other", today=TODAY)
    export_folder(other, RULEBOOK, tmp_path / "again", tmp_path / "other")
    for path in (tmp_path / "out").glob("*.csv"):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
    for each in (store, other):
        counts = take_in(each, tmp_path / "out", tmp_path / "other", today=TODAY).counts
        assert all(count == Count(unchanged=count.unchanged) for count in counts.values())


def test_time_that_was_agreed_in_another_order_than_it_was_given(store: Store, other: Store, tmp_path: Path) -> None:
    """D6, D7: each gives more time than the one before, whenever somebody agreed to it."""
    with store.writing() as session:
        for agreed, until in ((date(2024, 4, 9), date(2024, 7, 5)), (date(2024, 4, 5), date(2024, 7, 12))):
            extend(session, RULEBOOK, moment(TODAY), "R2", Extension(agreed, until, "flood", "Kim"))
    there_and_back(store, other, tmp_path)
    assert versions(store, "R2") == versions(other, "R2")


@pytest.mark.parametrize("rows", [(1, 0), (0, 1)], ids=["the first row first", "the last row first"])
def test_such_time_is_added_to_what_is_on_record(store: Store, tmp_path: Path, rows: tuple[int, int]) -> None:
    """What was agreed on 5 April comes behind what was agreed on the 9th, or in any order of rows the other way."""
    days = [("2024-04-09", "2024-07-05"), ("2024-04-05", "2024-07-12")]
    if rows == (0, 1):
        days = [("2024-04-05", "2024-07-05"), ("2024-04-09", "2024-07-12")]
    tables = good()
    said = {"recommendation_reference": "R2", "reason": "flood", "agreed_by": "Kim"}
    lines = [said | {"agreed_on": agreed, "new_due_on": until} for agreed, until in days]
    tables["extensions"] += lines if rows == (1, 0) else lines[::-1]
    take_in(store, write_folder(tmp_path / "more", tables), tmp_path / "kept", today=TODAY)
    assert [due for _, due in versions(store, "R2")] == ["2024-06-28", "2024-07-05", "2024-07-12"]


def test_time_agreed_later_is_no_earlier_date(store: Store, tmp_path: Path) -> None:
    tables = good()
    said = {"recommendation_reference": "R2", "reason": "flood", "agreed_by": "Kim"}
    days = [("2024-04-05", "2024-07-12"), ("2024-04-09", "2024-07-05")]
    tables["extensions"] += [said | {"agreed_on": agreed, "new_due_on": until} for agreed, until in days]
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "more", tables), tmp_path / "kept", today=TODAY)
    assert [(each.row, each.column) for each in caught.value.faults] == [(4, "new_due_on")]


def test_an_outcome_is_recorded_on_the_day_of_the_last_time_given_or_later(
    store: Store, other: Store, tmp_path: Path
) -> None:
    """D7, E4: more time is given to what is open, so that what was done late does not come out in time."""
    with store.writing() as session:
        extend(session, RULEBOOK, moment(TODAY), "R2", LATER)
    expected = "recorded_on: expected a day on or after 2024-04-20, when more time was agreed"
    with pytest.raises(Refused, match=expected), store.writing() as session:
        record_outcome(session, RULEBOOK, moment(TODAY), "R2", DONE)
    tables = good()
    row = {"recommendation_reference": "R2", "outcome": "satisfied", "recorded_by": "Ann", "reason": "seen"}
    tables["outcomes"].append(row | {"recorded_on": "2024-04-18", "completed_on": "2024-04-17"})
    with pytest.raises(MalformedImport) as caught:
        take_in(store, write_folder(tmp_path / "more", tables), tmp_path / "kept", today=TODAY, dry_run=True)
    assert [str(each.expected) for each in caught.value.faults] == [expected.split("expected ")[1]]
    with store.writing() as session:
        record_outcome(session, RULEBOOK, moment(TODAY), "R2", replace(DONE, recorded_on=TODAY))
    there_and_back(store, other, tmp_path)


def test_time_that_was_taken_back_holds_no_outcome(store: Store, other: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        extend(session, RULEBOOK, moment(TODAY), "R2", LATER)
        reverse_extension(session, RULEBOOK, moment(TODAY), "R2", "typed for another", "Kim")
        record_outcome(session, RULEBOOK, moment(TODAY), "R2", DONE)
    there_and_back(store, other, tmp_path)
    assert VersionKind.EXTENSION_REVERSED in {kind for kind, _ in versions(store, "R2")}


@pytest.mark.parametrize("extended", [False, True], ids=["as it was", "after time taken back"])
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_what_waits_again_goes_out_as_a_wait(
    store: Store, other: Store, tmp_path: Path, closed: bool, extended: bool
) -> None:
    """D2: it is due on no day before the other one is satisfied once more; the date it had is lost with that."""
    tables = good()
    row = {"reference": "R4", "decision_reference": "D2", "kind": "service_improvement", "action": "Train"}
    tables["recommendations"].append(row | {"waits_on": "R2", "period": "1 month", "review_on": "2024-09-01"})
    take_in(store, write_folder(tmp_path / "more", tables), tmp_path / "kept", today=TODAY)
    with store.writing() as session:
        record_outcome(session, RULEBOOK, moment(TODAY), "R2", DONE)
    assert versions(store, "R4")[-1] == ("dated", "2024-05-17")
    with store.writing() as session:
        if extended:
            extend(session, RULEBOOK, moment(TODAY), "R4", LATER)
        reopen(session, RULEBOOK, moment(TODAY), "R2", "the page is gone again", "Kim")
        if extended:
            reverse_extension(session, RULEBOOK, moment(TODAY), "R4", "typed for another", "Kim")
        if closed:
            record_outcome(session, RULEBOOK, moment(TODAY), "R4", replace(DONE, recorded_on=TODAY))
    assert versions(store, "R4")[-1] == ("reopened", "None")
    there_and_back(store, other, tmp_path)
    assert versions(other, "R4") == [("original", "None")]
    with other.reading() as session:
        (wait,) = waits.everything(session)
    assert (wait.reference, wait.waits_on, wait.ended_on, str(wait.review_on)) == ("R4", "R2", None, "2024-09-01")
