"""Everything that can be wrong in an import: file, row and column of each, all at once, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from compliance.domain.errors import Fault, MalformedImport
from compliance.store.engine import Store
from tests.usecases.exchange_folders import Tables, good, held, take_in, write_folder

R4 = {"reference": "R4", "decision_reference": "D2", "kind": "personal_remedy", "action": "Pay", "period": "28 days"}
EXTENSION = {
    "recommendation_reference": "R2",
    "agreed_on": "2024-03-01",
    "new_due_on": "2024-07-28",
    "reason": "ill",
    "agreed_by": "Bo",
}
ENDING = {"recommendation_reference": "R2", "recorded_on": "2024-02-28", "recorded_by": "Ann"}
DONE = ENDING | {"outcome": "satisfied", "completed_on": "2024-02-27", "reason": "seen on the web page"}
UNDONE = ENDING | {"outcome": "not_satisfied", "reason": "nothing came", "approved_by": "Di"}
SENT = {"recommendation_reference": "R2", "received_on": "2024-03-01", "submitted_by": "New Town", "note": "done"}

# (table, row to spoil or None for one more, cells, column of the fault, words of what was expected)
Case = tuple[str, int | None, dict[str, str], str, str]
CASES: list[Case] = [
    ("authorities", 2, {"code": " "}, "code", "a code"),
    ("authorities", 2, {"name": ""}, "name", "a name"),
    ("authorities", 2, {"name": "x" * 3_000_000}, "name", "at most 200 characters, not 3,000,000"),
    ("authorities", 2, {"type": "borough"}, "type", "one of county, district, metropolitan"),
    ("authorities", 2, {"population": "28,000"}, "population", "a whole number above 0"),
    ("authorities", 2, {"population": "-5"}, "population", "a whole number above 0"),
    ("authorities", 2, {"population": "0"}, "population", "a whole number above 0"),
    ("authorities", 2, {"population": "9999999999"}, "population", "a whole number above 0"),
    ("authorities", 2, {"opened_on": "1.4.1974"}, "opened_on", "a date such as 2024-03-31"),
    ("authorities", 2, {"opened_on": "2025-01-01", "closed_on": "2024-12-31"}, "closed_on", "on or after opened_on"),
    ("authorities", 2, {"successor_code": "E9"}, "successor_code", "the code of an authority in authorities.csv"),
    ("authorities", 2, {"successor_code": "E1"}, "successor_code", "another authority"),
    ("authorities", 4, {"code": "E1"}, "code", "row 2 has it"),
    ("authorities", None, {"code": "..", "name": "x", "type": "county"}, "code", "a code without . or .. between"),
    (
        "recommendations",
        2,
        {"public_summary": "Apologise to Mr X"},
        "public_summary",
        "a personal remedy has no public",
    ),
    ("contacts", 2, {"authority_code": "E9"}, "authority_code", "the code of an authority"),
    ("contacts", 2, {"role": "boss"}, "role", "one of link_officer, deputy"),
    ("contacts", 2, {"address": "nobody"}, "address", "an e-mail address or an Apprise URL"),
    ("contacts", 2, {"address": ""}, "address", "an e-mail address or an Apprise URL"),
    (
        "contacts",
        None,
        {"authority_code": "E1", "role": "link_officer", "address": "pat@eastshire.example"},
        "address",
        "row 2 has them",
    ),
    ("decisions", 3, {"reference": ""}, "reference", "a reference"),
    ("decisions", 3, {"reference": "19 012 345"}, "reference", "row 2 has it"),
    (
        "decisions",
        None,
        {"reference": "a/..", "authority_code": "E1", "outcome": "upheld"},
        "reference",
        "without . or ..",
    ),
    (
        "decisions",
        None,
        {"reference": "nl\nBcc: x", "authority_code": "E1", "decided_on": "2024-02-20", "outcome": "upheld"},
        "reference",
        "a reference on one line, without control characters",
    ),
    ("authorities", None, {"code": "E\t9", "name": "x", "type": "county"}, "code", "a code on one line"),
    ("recommendations", None, R4 | {"reference": "R\u20284"}, "reference", "a reference on one line"),
    ("decisions", 3, {"subject": "x" * 201}, "subject", "at most 200 characters, not 201"),
    ("decisions", 3, {"authority_code": "E9"}, "authority_code", "the code of an authority"),
    ("decisions", 3, {"authority_code": "E2"}, "authority_code", "E2 closed on 2023-03-31; its successor is E3"),
    ("decisions", 4, {"authority_code": "E3"}, "authority_code", "E3 opened on 2023-04-01"),
    ("decisions", 3, {"decided_on": ""}, "decided_on", "a date such as 2024-03-31"),
    ("decisions", 3, {"decided_on": "20240220"}, "decided_on", "a date such as 2024-03-31"),
    ("decisions", 3, {"decided_on": "2024-02-30"}, "decided_on", "there is no such day"),
    ("decisions", 4, {"decided_on": "1923-03-31"}, "decided_on", "1974 to 2100"),
    ("decisions", 4, {"decided_on": "2101-01-01"}, "decided_on", "1974 to 2100"),
    ("decisions", 3, {"received_on": "2024-02-21"}, "received_on", "on or before decided_on 2024-02-20"),
    ("decisions", 3, {"outcome": "Upheld"}, "outcome", "one of invalid_or_incomplete, advice_given"),
    ("decisions", 3, {"satisfactory_remedy": "maybe"}, "satisfactory_remedy", "yes, no or an empty cell"),
    ("recommendations", None, R4 | {"reference": ""}, "reference", "a reference"),
    ("recommendations", None, R4 | {"reference": "R" * 101}, "reference", "at most 100 characters, not 101"),
    ("recommendations", None, R4 | {"action": "x" * 5001}, "action", "at most 5,000 characters, not 5,001"),
    ("recommendations", None, R4 | {"expected_evidence": "x;" * 10_001}, "expected_evidence", "at most 20,000 char"),
    ("recommendations", None, R4 | {"reference": "R1"}, "reference", "row 2 has it"),
    ("recommendations", None, R4 | {"reference": "./R"}, "reference", "a reference without . or .. between slashes"),
    ("recommendations", None, R4 | {"decision_reference": "D9"}, "decision_reference", "the reference of a decision"),
    ("recommendations", None, R4 | {"kind": "both"}, "kind", "one of personal_remedy, service_improvement"),
    ("recommendations", None, R4 | {"categories": "Apology; Flowers"}, "categories", "not Flowers"),
    ("recommendations", None, R4 | {"action": " "}, "action", "what the authority is to do"),
    ("recommendations", None, R4 | {"period": "1 fortnight"}, "period", "a period such as '28 days'"),
    ("recommendations", None, R4 | {"period": ""}, "period", "exactly one of period and due_on"),
    ("recommendations", None, R4 | {"due_on": "2024-06-28"}, "period", "exactly one of period and due_on"),
    ("recommendations", None, R4 | {"period": "", "due_on": "soon"}, "due_on", "a date such as"),
    ("recommendations", None, R4 | {"period": "", "due_on": "2024-02-19"}, "due_on", "decision of 2024-02-20"),
    ("recommendations", None, R4 | {"response": "accepted"}, "response", "one of agreed, refused"),
    ("extensions", None, EXTENSION | {"recommendation_reference": "R9"}, "recommendation_reference", "stored already"),
    ("extensions", None, EXTENSION | {"agreed_on": ""}, "agreed_on", "a date such as"),
    ("extensions", None, EXTENSION | {"agreed_on": "2024-02-19"}, "agreed_on", "decision of 2024-02-20"),
    ("extensions", None, EXTENSION | {"new_due_on": "2024-06-28"}, "new_due_on", "current due date 2024-06-28"),
    ("extensions", None, EXTENSION | {"reason": ""}, "reason", "a reason"),
    ("extensions", None, EXTENSION | {"agreed_by": " "}, "agreed_by", "the name of the person"),
    (
        "extensions",
        None,
        EXTENSION | {"recommendation_reference": "R1", "new_due_on": "2024-03-15"},
        "new_due_on",
        "current due date 2024-03-15",
    ),
    (
        "extensions",
        None,
        EXTENSION | {"recommendation_reference": "R3"},
        "agreed_on",
        "before the outcome was recorded on 2024-02-28",
    ),
    ("evidence", None, SENT | {"recommendation_reference": ""}, "recommendation_reference", "a recommendation"),
    ("evidence", None, SENT | {"recommendation_reference": "R9"}, "recommendation_reference", "stored already"),
    ("evidence", None, SENT | {"received_on": "2024-02-19"}, "received_on", "decision of 2024-02-20"),
    ("evidence", None, SENT | {"submitted_by": ""}, "submitted_by", "who sent it"),
    ("evidence", None, SENT | {"submitted_by": "\u200b \a"}, "submitted_by", "who sent it"),
    ("evidence", None, SENT | {"note": ""}, "note", "a note or a file"),
    ("evidence", None, SENT | {"file": "proof/lost.pdf"}, "file", "a file that is there"),
    ("evidence", None, SENT | {"file": "proof"}, "file", "a file that is there"),
    ("evidence", None, SENT | {"file": "../outside.txt"}, "file", "inside the folder"),
    ("evidence", None, SENT | {"file": "proof/../proof/receipt.pdf"}, "file", "inside the folder"),
    ("evidence", None, SENT | {"file": "/etc/hostname"}, "file", "inside the folder"),
    ("evidence", None, SENT | {"file": "link.txt"}, "file", "not a link that leads out"),
    ("evidence", None, SENT | {"file": "loop/x.txt"}, "file", "a path that can be followed"),
    ("evidence", None, SENT | {"file": "x" * 5000}, "file", "at most 500 characters"),
    (
        "evidence",
        None,
        {"recommendation_reference": "R1", "received_on": "2024-02-26", "submitted_by": "Eastshire", "note": "soon"},
        "recommendation_reference",
        "row 3 has it",
    ),
    ("outcomes", None, DONE | {"recommendation_reference": "R9"}, "recommendation_reference", "stored already"),
    ("outcomes", None, DONE | {"recommendation_reference": "R3"}, "recommendation_reference", "row 2 has it"),
    ("outcomes", None, DONE | {"recorded_on": "31/03/2024"}, "recorded_on", "a date such as"),
    ("outcomes", None, DONE | {"outcome": "done"}, "outcome", "one of satisfied, not_satisfied, ceased"),
    ("outcomes", None, DONE | {"completed_on": ""}, "completed_on", "the day the authority completed it"),
    ("outcomes", None, DONE | {"completed_on": "2024-02-19"}, "completed_on", "decision of 2024-02-20"),
    ("outcomes", None, DONE | {"completed_on": "2024-02-29"}, "completed_on", "on or before the day it was recorded"),
    ("outcomes", None, DONE | {"reason": ""}, "reason", "why no evidence is needed"),
    ("outcomes", None, DONE | {"recorded_by": ""}, "recorded_by", "the name of the person"),
    ("outcomes", None, UNDONE | {"reason": ""}, "reason", "not_satisfied needs one"),
    ("outcomes", None, UNDONE | {"approved_by": ""}, "approved_by", "a second person"),
    ("outcomes", None, UNDONE | {"approved_by": "ANN"}, "approved_by", "somebody other than recorded_by"),
    ("outcomes", None, UNDONE | {"outcome": "ceased", "approved_by": " "}, "approved_by", "a second person"),
]


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    opened = Store(migrated_url)
    yield opened
    opened.close()


def written(tmp_path: Path, tables: Tables, name: str = "source") -> Path:
    """A folder with a link that leads out of it and one that leads nowhere."""
    folder = write_folder(tmp_path / name, tables)
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder / "loop")
    return folder


def spoilt(case: Case) -> tuple[Tables, int]:
    """The good tables with one more fault, and the row it is in."""
    table, row, cells, *_ = case
    tables = good()
    if row is None:
        tables[table].append(cells)
        return tables, len(tables[table]) + 1
    tables[table][row - 2] |= cells
    return tables, row


def faults(store: Store, folder: Path, tmp_path: Path) -> tuple[Fault, ...]:
    with pytest.raises(MalformedImport) as caught:
        take_in(store, folder, tmp_path / "kept")
    return caught.value.faults


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[3]}-{case[4][:20]}")
def test_a_fault_has_its_file_row_and_column(store: Store, tmp_path: Path, case: Case) -> None:
    before = held(store)
    tables, row = spoilt(case)
    found = faults(store, written(tmp_path, tables), tmp_path)
    places = {(fault.file, fault.row, fault.column): fault for fault in found}
    place = (f"{case[0]}.csv", row, case[3])
    assert place in places, found
    assert case[4] in places[place].expected
    assert places[place].value == case[2].get(case[3], "")
    assert held(store) == before
    assert not (tmp_path / "kept").exists()


def test_all_faults_are_reported_at_once(store: Store, tmp_path: Path) -> None:
    """Cases that add a row each do not disturb one another: one folder with all of them has every fault."""
    tables = good()
    wanted: set[tuple[str, int, str]] = set()
    for case in (case for case in CASES if case[1] is None):
        if "R1" in case[2].values() or "R3" in case[2].values() or case[0] == "outcomes":
            continue
        tables[case[0]].append(case[2] | ({"reference": f"N{len(wanted)}"} if case[2].get("reference") == "R4" else {}))
        wanted.add((f"{case[0]}.csv", len(tables[case[0]]) + 1, case[3]))
    before = held(store)
    found = {(fault.file, fault.row, fault.column) for fault in faults(store, written(tmp_path, tables), tmp_path)}
    assert wanted <= found
    assert len(wanted) > 20
    assert held(store) == before


def test_every_bad_cell_of_one_row_is_reported(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["recommendations"].append(
        {"decision_reference": "D9", "kind": "x", "categories": "y", "due_on": "z", "response": "w"}
    )
    tables["outcomes"].append(
        {"recommendation_reference": "R9", "recorded_on": "x", "outcome": "y", "completed_on": "z"}
    )
    tables["outcomes"].append({"recommendation_reference": "R8", "recorded_on": "z", "outcome": "ceased"})
    tables["outcomes"].append(DONE | {"recommendation_reference": "R7", "reason": ""})
    found = faults(store, written(tmp_path, tables), tmp_path)
    assert {fault.column for fault in found if fault.file == "recommendations.csv"} == {
        "reference",
        "decision_reference",
        "kind",
        "categories",
        "action",
        "due_on",
        "response",
    }
    assert {fault.column for fault in found if (fault.file, fault.row) == ("outcomes.csv", 3)} == {
        "recommendation_reference",
        "recorded_on",
        "outcome",
        "completed_on",
    }
    assert {fault.column for fault in found if (fault.file, fault.row) == ("outcomes.csv", 4)} == {
        "recommendation_reference",
        "recorded_on",
        "recorded_by",
        "reason",
        "approved_by",
    }
    assert [fault.column for fault in found if (fault.file, fault.row) == ("outcomes.csv", 5)] == [
        "recommendation_reference"
    ]


def test_a_bad_cell_makes_no_fault_elsewhere(store: Store, tmp_path: Path) -> None:
    """Rows that point to a faulty row are right themselves."""
    tables = good()
    tables["authorities"][0]["type"] = "x"
    tables["decisions"][0]["decided_on"] = "x"
    tables["recommendations"][2]["kind"] = "x"
    folder = written(tmp_path, tables)
    with (folder / "authorities.csv").open("a") as stream:
        stream.write("E4,long,x,,,,,,more\n")
    with (folder / "contacts.csv").open("a") as stream:
        stream.write("E4,deputy,,d@e4.example\n")
    assert [(fault.file, fault.row, fault.column) for fault in faults(store, folder, tmp_path)] == [
        ("authorities.csv", 2, "type"),
        ("authorities.csv", 5, "(cell 9)"),
        ("decisions.csv", 2, "decided_on"),
        ("recommendations.csv", 4, "kind"),
    ]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "stored"),
    [
        ("authorities", 2, "type", "unitary", "'county'"),
        ("authorities", 4, "opened_on", "2023-04-02", "'2023-04-01'"),
        ("decisions", 2, "subject", "Noise", "'Housing'"),
        ("decisions", 2, "satisfactory_remedy", "yes", "'no'"),
        ("decisions", 3, "decided_on", "2024-02-21", "'2024-02-20'"),
        ("recommendations", 2, "action", "Pay", "'Apologise to Mr X'"),
        ("recommendations", 2, "categories", "Other", "'Apology; Other'"),
        ("recommendations", 2, "period", "2 months", "'1 month'"),
        ("recommendations", 3, "due_on", "2024-06-29", "'2024-06-28'"),
        ("recommendations", 3, "response", "refused", "an empty cell"),
        ("outcomes", 2, "completed_on", "2024-02-24", "'2024-02-25'"),
    ],
)
def test_what_is_stored_is_not_rewritten(
    store: Store, tmp_path: Path, table: str, row: int, column: str, value: str, stored: str
) -> None:
    take_in(store, written(tmp_path, good()), tmp_path / "kept")
    before = held(store)
    tables = good()
    tables[table][row - 2][column] = value
    (fault,) = faults(store, written(tmp_path, tables, "changed"), tmp_path)
    assert (fault.file, fault.row, fault.column, fault.value) == (f"{table}.csv", row, column, value)
    assert fault.expected.startswith(f"{stored}, as it is stored")
    assert held(store) == before


def test_a_fault_of_the_table_itself_comes_with_the_others(store: Store, tmp_path: Path) -> None:
    tables = good()
    tables["decisions"][0]["outcome"] = "x"
    folder = written(tmp_path, tables)
    (folder / "contact.csv").write_text("x\n")
    (folder / "extensions.csv").write_bytes(b"recommendation_reference,agreed_on\nR1,2024-13-01\n")
    places = [(fault.file, fault.row, fault.column) for fault in faults(store, folder, tmp_path)]
    assert places == [
        ("contact.csv", 1, "(header)"),
        ("decisions.csv", 2, "outcome"),
        ("extensions.csv", 1, "agreed_by"),
        ("extensions.csv", 1, "new_due_on"),
        ("extensions.csv", 1, "reason"),
        ("extensions.csv", 2, "agreed_on"),
    ]


def test_extensions_count_in_the_order_they_were_agreed(store: Store, tmp_path: Path) -> None:
    """Whatever the order of the rows."""
    tables = good()
    tables["extensions"].insert(
        0, EXTENSION | {"recommendation_reference": "R1", "agreed_on": "2024-03-01", "new_due_on": "2024-04-15"}
    )
    report = take_in(store, written(tmp_path, tables), tmp_path / "kept", today=date(2024, 3, 1))
    assert report.counts["extensions"].new == 2
