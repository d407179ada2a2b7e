"""Commands about reminders: the ladders, what they would do, and holds."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ANN, Amends
from tests.cli.days import work_on

SIMULATE = ("ladder", "simulate", "--kind", "personal_remedy", "--authority-type", "county")


def test_the_ladders_are_listed_and_shown(amends: Amends) -> None:
    found = amends("ladder", "list", "--format", "json").json
    assert [(each["name"], each["default"], each["kind"], each["clock"]) for each in found] == [
        ("R1", True, None, ""),
        ("service_improvement", False, "service_improvement", ""),
        ("public_report", False, None, "public_report"),
        ("care_provider", False, None, "care_provider"),
    ]
    assert amends("ladder", "show", "R1", "--format", "json").json == found[0]
    assert "4 ladders." in amends("ladder", "list").out
    shown = amends("ladder", "show", "care_provider").out
    assert "Ladder care_provider: statutory clock care_provider." in shown
    assert "on the due date" in shown
    assert "Notice" not in shown
    report = " ".join(amends("ladder", "show", "public_report").out.split())
    assert "Notice satisfied: to the chief executive and the monitoring officer and the link officer." in report
    assert next(iter(found[2]["notices"])) == "satisfied"
    assert found[0]["notices"] == {}


def test_a_calendar_of_what_would_happen_needs_no_database(amends: Amends, tmp_path: Path) -> None:
    words = (*SIMULATE, "--decided-on", "2024-03-05", "--period", "1 month", "--logged-on", "2024-04-01")
    said = amends(*words, "--format", "json").json
    assert (said["ladder"], said["due_on"]) == ("R1", "2024-04-05")
    assert [(each["date"], each["step"], each["happens"]) for each in said["days"]][:3] == [
        ("2024-03-20", "due_in_10_working_days", "skipped"),
        ("2024-04-02", "logged", "sent"),
        ("2024-04-02", "due_in_3_working_days", "skipped"),
    ]
    assert said["days"][1]["subject"] == "New recommendation, due in 3 days: case example"
    told = amends(*words).out
    assert "Ladder R1, due on 5 April 2024." in told
    assert "4 reminders would go out. Nothing was saved." in told
    assert {"officer", "executive:", "Monday"} <= set(told.split())
    assert not (tmp_path / "home" / "amends.db").exists()
    # Scotland works on Easter Monday; the mail still waits for a working day of the office.
    scottish = amends(*words, "--calendar", "scotland", "--format", "json").json
    assert [each["days"][1]["notes"] for each in (said, scottish)] == [
        ["moved from Monday 1 April 2024: Easter Monday"],
        [],
    ]


def test_a_statutory_clock_is_simulated_as_it_is_begun(amends: Amends, office: Path) -> None:
    stage = (*SIMULATE[:2], "--kind", "service_improvement", "--authority-type", "london_borough")
    words = (*stage, "--clock", "public_report", "--decided-on", "2024-04-02", "--format", "json")
    begin = (
        "statutory",
        "begin",
        "23 001",
        "--clock",
        "public_report",
        "--received-on",
        "2024-04-02",
        "--as-of",
        "2024-04-02",
    )
    begun = amends(*begin, "--format", "json").json
    for said in (amends(*words).json, amends(*words, "--period", "3 months").json):
        assert (said["ladder"], said["due_on"], said["receipt"]) == ("public_report", "2024-07-01", begun["receipt"])
    assert amends(*words, "--period", "28 days").json["due_on"] == "2024-04-29"


def test_a_hold_from_its_place_to_its_end(amends: Amends, office: Path) -> None:
    place = ("hold", "place", "23 001-1", "--until", "2024-04-20", "--reason", "personal bereavement")
    assert "reminders are on hold until 20 April 2024" in amends(*place, "--as-of", "2024-04-02").out
    listed = amends("hold", "list", "--as-of", "2024-04-03", "--format", "json").json
    assert [(each["recommendation"], each["until"], each["placed_by"]) for each in listed] == [
        ("23 001-1", "2024-04-20", "cas")
    ]
    assert "1 hold." in amends("hold", "list", "--as-of", "2024-04-03").out
    coming = amends("forecast", "--as-of", "2024-04-18", "--to", "2024-04-23", "--format", "json").json
    assert [(each["date"], each["recipient"], each["step"]) for each in coming] == [
        ("2024-04-18", ANN, "logged"),
        ("2024-04-22", ANN, "due_in_10_working_days"),
    ]
    assert coming[1]["why"].endswith("after the hold until 2024-04-20")
    said = amends("explain", "23 001-1", "--as-of", "2024-04-18", "--format", "json").json
    why = {each["step"]: each["why"] for each in said["steps"]}
    assert why["due_in_10_working_days"] == "held: on hold until 20 April 2024: personal bereavement"
    assert "on hold until 20 April 2024" in " ".join(amends("explain", "23 001-1", "--as-of", "2024-04-18").out.split())
    lifted = amends("hold", "lift", "23 001-1", "--reason", "she is back", "--as-of", "2024-04-19")
    assert "the hold until 20 April 2024 is lifted" in lifted.out
    assert amends("hold", "list", "--as-of", "2024-04-19", "--format", "json").json == []
    work_on("2024-04-19")
    assert len(amends("messages", "--state", "sent", "--format", "json").json) == 1
