"""Export and import: what goes out comes back as it was."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.documents import evidence_files
from compliance.documents.exchange import TABLES
from compliance.domain import lengths
from compliance.domain.errors import Refused, WrongUse
from compliance.domain.recommendations import Kind, line_fault
from compliance.domain.references import is_invisible
from compliance.domain.words import is_blank
from compliance.store.engine import Store
from compliance.usecases import export_folder as exporting
from compliance.usecases.case_records import Draft, receipt_of
from compliance.usecases.export_folder import export_folder
from compliance.usecases.import_plan import Count
from compliance.usecases.log_recommendation import log_recommendation
from compliance.usecases.refresh_next_actions import refresh_next_actions
from tests.usecases.exchange_folders import (
    RULEBOOK,
    Tables,
    good,
    held,
    moment,
    take_in,
    write_folder,
    write_ods,
    write_xlsx,
)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    take_in(store, write_folder(tmp_path / "source", good()), tmp_path / "kept")
    return store


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_an_export_imported_into_an_empty_database_gives_the_same(filled: Store, other: Store, tmp_path: Path) -> None:
    written = export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    assert written == {
        "authorities": 3,
        "contacts": 2,
        "decisions": 3,
        "recommendations": 3,
        "extensions": 1,
        "evidence": 2,
        "outcomes": 1,
        "closures": 0,
    }
    report = take_in(other, tmp_path / "out", tmp_path / "kept again")
    assert {name: count.new for name, count in report.counts.items()} == written
    assert held(other) == held(filled)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file()}
    again = {path.name: path.read_bytes() for path in (tmp_path / "kept again").rglob("*") if path.is_file()}
    assert kept == again != {}


def test_an_export_imported_where_it_came_from_changes_nothing(filled: Store, tmp_path: Path) -> None:
    before = held(filled)
    export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    report = take_in(filled, tmp_path / "out", tmp_path / "kept", today=date(2024, 5, 1))
    assert held(filled) == before
    assert all(count == Count(unchanged=count.unchanged) for count in report.counts.values())


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_workbook_exports_the_same_folder(
    store: Store, filled: Store, other: Store, tmp_path: Path, write: object
) -> None:
    assert callable(write)
    suffix = "xlsx" if write is write_xlsx else "ods"
    take_in(other, write(tmp_path / "source" / f"book.{suffix}", good()), tmp_path / "kept")
    for each, name in ((store, "one"), (other, "two")):
        export_folder(each, RULEBOOK, tmp_path / name, tmp_path / "kept")
    for spec in TABLES:
        assert (tmp_path / "one" / spec.file_name).read_bytes() == (tmp_path / "two" / spec.file_name).read_bytes()
    assert held(filled) == held(other)


def test_the_tables_have_their_columns_and_the_files_their_names(filled: Store, tmp_path: Path) -> None:
    export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    for spec in TABLES:
        header = (tmp_path / "out" / spec.file_name).read_bytes().split(b"\r\n")[0]
        assert header.decode() == ",".join(spec.columns)
    (named,) = [row["file"] for row in rows(tmp_path / "out" / "evidence.csv") if row["file"]]
    folder, _sha256, name = named.split("/")
    assert (folder, name) == ("evidence", "receipt.pdf")
    assert (tmp_path / "out" / named).read_bytes() == b"%PDF paid"


def test_a_logged_recommendation_comes_back_with_its_deadline(filled: Store, tmp_path: Path) -> None:
    draft = Draft("R4", "D2", Kind.PERSONAL_REMEDY, "Pay", ("Apology",), expected_evidence=("a",), period="2  Weeks")
    with filled.writing() as session:
        log_recommendation(session, RULEBOOK, moment(), draft)
    refresh_next_actions(filled)
    export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    before = held(filled)
    report = take_in(filled, tmp_path / "out", tmp_path / "kept")
    assert report.counts["recommendations"] == Count(unchanged=4)
    assert held(filled) == before


def test_a_period_that_gives_another_day_now_goes_out_as_its_day(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A calendar that changed since must not move an original due date (D6)."""

    def moved(draft: Draft, decided_on: date, _rulebook: object, _calendar: object) -> object:
        return receipt_of(draft, date(2024, 2, 21) if draft.reference == "R3" else decided_on, RULEBOOK)

    monkeypatch.setattr(exporting, "receipt_of", moved)
    export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    shown = {row["reference"]: (row["period"], row["due_on"]) for row in rows(tmp_path / "out" / "recommendations.csv")}
    assert shown == {"R1": ("1 month", ""), "R2": ("", "2024-06-28"), "R3": ("", "2024-03-19")}
    report = take_in(filled, tmp_path / "out", tmp_path / "kept")
    assert report.counts["recommendations"] == Count(unchanged=3)


def test_a_word_for_a_period_that_the_office_gave_up_goes_out_as_its_day(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"][1] |= {"period": "immediately", "due_on": ""}
    take_in(store, write_folder(tmp_path / "source", tables), tmp_path / "kept")
    told: list[tuple[str, int, int]] = []
    without = replace(RULEBOOK, periods={})
    export_folder(store, without, tmp_path / "out", tmp_path / "kept", lambda *what: told.append(what))
    shown = {row["reference"]: (row["period"], row["due_on"]) for row in rows(tmp_path / "out" / "recommendations.csv")}
    assert shown["R2"] == ("", "2024-02-27")
    assert told[-2:] == [("outcomes", 1, 1), ("closures", 0, 0)]


def test_an_export_replaces_an_earlier_one_and_nothing_else(filled: Store, other: Store, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    export_folder(filled, RULEBOOK, target, tmp_path / "kept")
    export_folder(other, RULEBOOK, target, tmp_path / "kept")
    assert rows(target / "authorities.csv") == []
    assert not (target / "evidence").exists()
    (target / "notes.txt").write_text("mine")
    with pytest.raises(WrongUse, match=r"holds other files than an export \(notes\.txt\)"):
        export_folder(filled, RULEBOOK, target, tmp_path / "kept")
    assert rows(target / "authorities.csv") == []


def test_a_folder_made_by_hand_is_never_overwritten(filled: Store, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "source" / "proof")
    before = (tmp_path / "source" / "decisions.csv").read_bytes()
    with pytest.raises(WrongUse, match="holds other files"):
        export_folder(filled, RULEBOOK, tmp_path / "source", tmp_path / "kept")
    assert (tmp_path / "source" / "decisions.csv").read_bytes() == before


def test_a_file_is_no_target(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WrongUse, match="is not a folder"):
        export_folder(filled, RULEBOOK, tmp_path / "file", tmp_path / "kept")


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_an_evidence_file_that_is_lost_or_changed_is_said_aloud(filled: Store, tmp_path: Path, damage: str) -> None:
    (path,) = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(b"forged")
    with pytest.raises(Refused, match=r"evidence file 'receipt\.pdf' .* is missing or damaged"):
        export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    assert not (tmp_path / "out").exists()


TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    st.sampled_from(
        [
            "O'Neil",
            '"quoted", he said',
            "a\nb",
            "a\r\nb",
            "a\rb",
            "=1+1",
            "@SUM(A1)",
            "🏛 é 漢",
            ";",
            " x ",
            "x" * lengths.LINE,
        ]
    ),
)
FILLED = TEXT.filter(lambda text: not is_blank(text))
LONG = st.one_of(FILLED, st.just("x" * lengths.ACTION))
WORD = FILLED.map(str.strip)
ON_ONE_LINE = WORD.filter(lambda text: line_fault(text) is None and not any(map(is_invisible, text)))
NAME = TEXT.filter(lambda text: any(line_fault(each) is None and not is_blank(each) for each in text))
PARTS = st.lists(WORD.filter(lambda text: ";" not in text), max_size=3).map("; ".join)


@st.composite
def folders(draw: st.DrawFn) -> Tables:
    """The good folder with any text wherever text may stand."""
    tables = good()
    for authority in tables["authorities"]:
        authority["name"] = draw(NAME)
    for contact in tables["contacts"]:
        contact["name"] = draw(TEXT)
    for decision in tables["decisions"]:
        decision["subject"] = draw(TEXT)
    tables["decisions"][2]["reference"] = ("Z" + draw(ON_ONE_LINE))[: lengths.REFERENCE].strip()
    for recommendation in tables["recommendations"]:
        recommendation |= {"action": draw(LONG), "expected_evidence": draw(PARTS)}
        if recommendation["kind"] == "service_improvement":
            recommendation["public_summary"] = draw(TEXT)
    tables["extensions"][0] |= {"reason": draw(LONG), "agreed_by": draw(FILLED)}
    for piece in tables["evidence"]:
        piece |= {"note": draw(LONG), "submitted_by": draw(FILLED)}
    tables["outcomes"][0] |= {"reason": draw(TEXT), "recorded_by": draw(FILLED), "approved_by": draw(FILLED)}
    return tables


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=folders())
def test_any_text_goes_out_and_comes_back(sqlite_template: Path, tables: Tables) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        stores = []
        for number in (1, 2):
            shutil.copyfile(sqlite_template, folder / f"{number}.db")
            stores.append(Store(f"sqlite:///{folder / f'{number}.db'}"))
        first, second = stores
        take_in(first, write_folder(folder / "source", tables), folder / "kept")
        export_folder(first, RULEBOOK, folder / "out", folder / "kept")
        assert [row["action"] for row in rows(folder / "out" / "recommendations.csv")] == [
            row["action"] for row in tables["recommendations"]
        ]
        take_in(second, folder / "out", folder / "kept")
        assert held(first) == held(second)
        export_folder(second, RULEBOOK, folder / "out again", folder / "kept")
        for spec in TABLES:
            one, two = (folder / out / spec.file_name for out in ("out", "out again"))
            assert one.read_bytes() == two.read_bytes()
        first.close()
        second.close()


def test_the_evidence_folder_is_left_as_it_was(filled: Store, tmp_path: Path) -> None:
    export_folder(filled, RULEBOOK, tmp_path / "out", tmp_path / "kept")
    (path,) = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert evidence_files.describe(path).sha256 == path.name
