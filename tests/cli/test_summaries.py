"""Public summaries at the command line: checked, refused, overruled, taken back (rule L3)."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import text

from compliance.cli.app import main
from compliance.store.engine import Store
from tests.cli.conftest import Amends

TEXT = "Train Mrs B's team within three months"
SET = ("summary", "set", "23 001-2", "--as-of", "2024-04-03", "--by", "cas")
YEAR = ("letter-data", "--year-ending", "2025-03-31", "--authority", "E1", "--as-of", "2024-04-03", "--format", "json")


def summaries(amends: Amends) -> list[str]:
    return [each["summary"] for each in amends(*YEAR).json["service_improvements"]]


def test_a_text_is_checked_and_left_alone(amends: Amends, office: Path) -> None:
    found = amends("summary", "check", "23 001-2", "--text", TEXT, "--format", "json").json
    assert (found["summary"], found["state"]) == (TEXT, None)
    assert [(each["start"], each["end"], each["words"], each["what"]) for each in found["findings"]] == [
        (6, 11, "Mrs B", "name"),
        (19, 38, "within three months", "time_limit"),
    ]
    stored = amends("summary", "check", "23 001-2").out
    assert "The council reviews its procedure (clear)" in stored
    assert "0 findings." in stored
    said = amends("summary", "check", "23 001-2", "--text", TEXT).out
    assert "6-11" in said
    assert "a title stands before it" in said


def test_findings_are_refused_and_overruled(amends: Amends, office: Path) -> None:
    refused = amends(*SET, "--text", "See the leaflet of June 2023")
    assert (refused.code, refused.err) == (
        1,
        "amends: the summary may not be published: 'June 2023' (date); change it, or overrule each with a reason\n",
    )
    assert summaries(amends) == ["The council reviews its procedure"]
    done = amends(*SET, "--text", "See the leaflet of June 2023", "--overrule", "June 2023", "--reason", "its title")
    assert done.out == "23 001-2: the public summary is set, 1 finding overruled.\n"
    assert summaries(amends) == ["See the leaflet of June 2023"]
    shown = amends("summary", "check", "23 001-2").out
    assert "overruled: its title" in shown
    assert "overruled: June 2023, its title" in amends("explain", "23 001-2").out
    assert amends(*SET, "--text", "").out == "23 001-2: the public summary is taken back.\n"
    assert summaries(amends) == []
    assert "has no public summary" in amends("summary", "check", "23 001-2").out


def test_options_that_say_nothing_are_wrong_use(amends: Amends, office: Path) -> None:
    assert amends(*SET, "--text", "Train", "--reason", "why").code == 2
    assert amends("summary", "check", "--text", "Train").code == 2
    assert amends("summary", "set", "23 001-1", "--text", "Train").err.endswith("only those have a public summary\n")


def test_what_is_logged_with_findings_is_held_and_listed(amends: Amends, office: Path) -> None:
    log = ("log", "--decision", "23 001", "--kind", "service_improvement", "--action", "Train", "--period", "1 month")
    said = amends(*log, "--reference", "23 001-3", "--public-summary", TEXT, "--as-of", "2024-04-03").out
    assert "held back because of: Mrs B (name), within three months (time limit)" in said
    data = amends(
        *log, "--reference", "23 001-4", "--public-summary", TEXT, "--as-of", "2024-04-03", "--format", "json"
    )
    assert [each["words"] for each in data.json["summary_findings"]] == ["Mrs B", "within three months"]
    listed = amends("summary", "check").out
    assert "23 001-3" in listed
    assert "2 public summaries held back." in listed
    tasks = amends("tasks", "--kind", "summary_held", "--format", "json").json
    assert [each["command"] for each in tasks] == ["amends summary check '23 001-3'", "amends summary check '23 001-4'"]
    assert "it is shown nowhere" in amends("explain", "23 001-3").out


def test_init_looks_at_what_an_older_schema_held(amends: Amends, office: Path) -> None:
    store = Store(f"sqlite:///{office / 'amends.db'}")
    with store.writing() as session:
        session.execute(text("UPDATE public_summary SET state = 'unchecked', cleared_at = NULL"))
    store.close()
    assert summaries(amends) == []
    assert "unchecked" in amends("summary", "check").out
    assert amends("init", "--format", "json").json["summaries_held"] == []
    assert summaries(amends) == ["The council reviews its procedure"]


def test_an_import_keeps_a_summary_with_findings_back(amends: Amends, empty_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "authorities.csv").write_text("code,name,type\nE1,One,county\n")
    (folder / "decisions.csv").write_text(
        "reference,authority_code,subject,received_on,decided_on,outcome,satisfactory_remedy\n"
        "19 001,E1,Bins,,2019-05-01,upheld,\n"
    )
    header = (
        "reference,decision_reference,kind,categories,action,public_summary,expected_evidence,period,due_on,response"
    )
    rows = [
        f"19 001-{n},19 001,service_improvement,Other,Do,{text},,1 month,,agreed"
        for n, text in ((1, TEXT), (2, "Train"))
    ]
    (folder / "recommendations.csv").write_text("\n".join([header, *rows]) + "\n")
    words = ("import", str(folder), "--history", "--as-of", "2024-04-02")
    assert amends(*words).code == 0
    letter = ("letter-data", "--year-ending", "2020-03-31", "--authority", "E1", "--format", "json")
    assert [each["summary"] for each in amends(*letter).json["service_improvements"]] == ["Train"]
    assert [each["reference"] for each in amends("summary", "check", "--format", "json").json] == ["19 001-1"]
    assert [each["subject"] for each in amends("tasks", "--format", "json").json] == ["public summaries of history"]
    assert amends("summary", "set", "19 001-1", "--text", "Train all", "--as-of", "2024-04-03").code == 0
    assert amends("tasks", "--format", "json").json == []
    assert amends(*words).code == 0, "a summary that was changed since does not contradict the folder it came from"
    assert main(("summary", "check", "19 001-1")) == 0
    assert json.loads(amends("explain", "19 001-1", "--format", "json").out)["public_summaries"][-1]["set_by"] == "cas"
