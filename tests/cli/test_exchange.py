"""Bringing in and taking out through the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Amends


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cases"
    made.mkdir()
    write(
        made,
        "authorities.csv",
        "code,name,type,population,opened_on,closed_on,successor_code\nE1,Sutton,london_borough,,,,\n",
    )
    write(
        made,
        "decisions.csv",
        "reference,authority_code,subject,received_on,decided_on,outcome,satisfactory_remedy\n"
        '23 001,E1,"Roads, and\nbridges",2023-01-05,2023-06-01,upheld,yes\n',
    )
    return made


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_dry_run_writes_nothing(amends: Amends, empty_home: Path, folder: Path) -> None:
    said = amends("import", str(folder), "--dry-run", "--format", "json").json
    assert (said["counts"]["decisions"]["new"], said["dry_run"]) == (1, True)
    assert amends("authority", "list", "--format", "json").json == []


def test_importing_again_changes_nothing(amends: Amends, empty_home: Path, folder: Path) -> None:
    assert "Imported." in amends("import", str(folder), "--history").out
    again = amends("import", str(folder), "--history", "--format", "json").json
    assert again["counts"]["decisions"] == {"new": 0, "changed": 0, "unchanged": 1}


def test_what_would_change_is_listed_with_what_it_was(amends: Amends, empty_home: Path, folder: Path) -> None:
    """And an empty cell, of a population that is stored, changes nothing."""
    head = "code,name,type,population\n"
    write(folder, "authorities.csv", f"{head}E1,Sutton,london_borough,200000\n")
    assert "What changed" not in amends("import", str(folder), "--history").out
    write(folder, "authorities.csv", f"{head}E1,Sutton Council,london_borough,\n")
    told = " ".join(
        amends("import", str(folder), "--history", "--dry-run").out.partition("What would change")[2].split()
    )
    assert "authorities E1 name Sutton Sutton Council" in told
    said = amends("import", str(folder), "--history", "--format", "json").json
    assert said["changes"] == [
        {"table": "authorities", "row": "E1", "column": "name", "was": "Sutton", "now": "Sutton Council"}
    ]
    (shown,) = amends("authority", "list", "--format", "json").json
    assert (shown["name"], shown["population"]) == ("Sutton Council", 200000)


def test_what_becomes_of_stored_recommendations_is_listed(amends: Amends, empty_home: Path, folder: Path) -> None:
    row = "23 001-1,23 001,personal_remedy,Apology,Apologise,1 month\n"
    write(folder, "recommendations.csv", f"reference,decision_reference,kind,categories,action,period\n{row}")
    assert "stored recommendations" not in amends("import", str(folder), "--history").out
    given = "23 001-1,2023-06-20,2023-09-01,flood,Mary Finch\n"
    write(folder, "extensions.csv", f"recommendation_reference,agreed_on,new_due_on,reason,agreed_by\n{given}")
    rehearsed = amends("import", str(folder), "--history", "--dry-run").out
    told = " ".join(rehearsed.partition("What would become of stored recommendations")[2].split())
    assert "23 001-1 2023-07-01 2023-09-01, agreed by Mary Finch" in told
    (added,) = amends("import", str(folder), "--history", "--format", "json").json["added"]
    assert (added["reference"], added["due_was"], added["due_on"]) == ("23 001-1", "2023-07-01", "2023-09-01")


def test_of_many_stored_recommendations_the_first_are_listed(amends: Amends, empty_home: Path, folder: Path) -> None:
    names = [f"23 001-{number}" for number in range(101, 124)]
    rows = "".join(f"{name},23 001,personal_remedy,Apology,Apologise,1 month\n" for name in names)
    write(folder, "recommendations.csv", f"reference,decision_reference,kind,categories,action,period\n{rows}")
    amends("import", str(folder), "--history")
    given = "".join(f"{name},2023-06-20,2023-09-01,flood,Mary Finch\n" for name in names)
    write(folder, "extensions.csv", f"recommendation_reference,agreed_on,new_due_on,reason,agreed_by\n{given}")
    told = amends("import", str(folder), "--history", "--dry-run").out
    assert ("23 001-120" in told, "23 001-121" in told) == (True, False)
    assert "And 3 more: --format json has all of them." in told
    assert len(amends("import", str(folder), "--history", "--format", "json").json["added"]) == 23


def test_files_that_were_not_read_are_named(amends: Amends, empty_home: Path, folder: Path) -> None:
    assert "Not read" not in amends("import", str(folder), "--dry-run").out
    write(folder, "recommendations.csv.txt", "")
    write(folder, ".hidden", "")
    said = amends("import", str(folder), "--dry-run").out
    assert "named by no row of evidence: recommendations.csv.txt." in " ".join(said.split())


def test_every_fault_is_a_line(amends: Amends, empty_home: Path, folder: Path) -> None:
    write(
        folder,
        "decisions.csv",
        "reference,authority_code,subject,received_on,decided_on,outcome,satisfactory_remedy\n"
        "23 001,E9,,,2023-06-31,upheld,perhaps\n",
    )
    said = amends("import", str(folder))
    assert (said.code, said.out) == (1, "")
    *faults, last = said.err.splitlines()
    assert [line.partition(",")[0] for line in faults] == ["amends: decisions.csv"] * len(faults)
    assert {line.split("column ")[1].split(":")[0] for line in faults} == {
        "authority_code",
        "decided_on",
        "satisfactory_remedy",
    }
    assert last == "amends: 3 faults found, nothing was written"
    assert amends("authority", "list", "--format", "json").json == []


def test_an_export_is_what_an_import_takes(
    amends: Amends, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert amends("export", str(first), "--format", "json").json["rows"]["recommendations"] == 2
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "other"))
    assert amends("init").code == 0
    assert amends("import", str(first), "--as-of", "2024-04-02").code == 0
    assert amends("export", str(second)).code == 0
    for exported in first.glob("*.csv"):
        assert (second / exported.name).read_bytes() == exported.read_bytes()


def test_an_export_spares_a_folder_with_other_files(amends: Amends, office: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine", encoding="utf-8")
    said = amends("export", str(tmp_path / "full"))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("history", [False, True])
def test_the_history_of_an_import_is_told_in_words(
    amends: Amends, empty_home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, history: bool
) -> None:
    monkeypatch.setenv("COLUMNS", "600")
    write(
        folder,
        "recommendations.csv",
        "reference,decision_reference,kind,action,period\n23 001-1,23 001,service_improvement,Review it,3 months\n",
    )
    assert amends("import", str(folder), *(("--history",) if history else ())).code == 0
    told = " ".join(amends("explain", "23 001-1").out.partition("History")[2].split())
    assert re.search(r"imported at: \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d(?!:)", told), told
    assert "reminders: none, logged as history" in told if history else "reminders" not in told, told
    for machine in ("live:", "+00:00", "true", "null", "[]", ": ,"):
        assert machine not in told, told


def test_two_ways_to_write_a_reference_are_two_cases_where_the_office_says_so(
    amends: Amends, empty_home: Path, folder: Path
) -> None:
    """L1: else they are one case, which would be asked about twice."""
    amends("import", str(folder), "--history")
    with (folder / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("23001,E1,,,2023-06-01,not_upheld,\n")
    refused = amends("import", str(folder), "--history")
    assert refused.code == 1
    assert "'23 001' as it is on record, or another reference" in " ".join(refused.err.split())
    taken = amends("import", str(folder), "--history", "--alike", "--format", "json").json
    assert taken["counts"]["decisions"] == {"new": 1, "changed": 0, "unchanged": 1}
    again = amends("import", str(folder), "--history", "--format", "json").json
    assert again["counts"]["decisions"] == {"new": 0, "changed": 0, "unchanged": 2}
