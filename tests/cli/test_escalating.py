"""Caseworkers, notes and escalation at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import BO, Amends
from tests.cli.days import work_on

DAY = ("--as-of", "2024-05-20")


def test_who_looks_after_what(amends: Amends, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    said = amends("caseworker", "assign", "23 001", "Ivy", "--case", *DAY)
    assert said.out == "Ivy looks after 23 001-1, 23 001-2.\n"
    moved = amends("caseworker", "assign", "23 001-1", "Tom", "--reason", "busy", *DAY, "--format", "json").json
    assert moved == {"caseworker": "Tom", "recommendations": ["23 001-1"]}
    loads = amends("caseworker", "list", *DAY, "--format", "json").json
    assert loads == [{"person": "Ivy", "open": 1, "overdue": 0}, {"person": "Tom", "open": 1, "overdue": 1}]
    over = amends("caseworker", "hand-over", "Tom", "Ivy", "--reason", "left", *DAY)
    assert over.out == "Ivy takes over 1 recommendation and 0 tasks from Tom.\n"
    assert amends("caseworker", "hand-over", "Tom", "Ivy", "--reason", "left", *DAY).code == 1
    assert "2 open recommendations." in amends("caseworker", "list", *DAY).out
    history = " ".join(amends("explain", "23 001-1").out.partition("History")[2].split())
    assert ("before: Ivy, caseworker: Tom, reason: busy" in history, "before: ," in history) == (True, False)
    assert "Looked after by  Ivy" in " ".join(amends("explain", "23 001-1").out.split("\n"))


def test_what_nobody_looks_after_is_given_away_at_once(amends: Amends, office: Path) -> None:
    said = amends("caseworker", "hand-over", "", "Ivy", "--reason", "new", *DAY)
    assert said.out == "Ivy takes over 2 recommendations and 0 tasks, which nobody looked after.\n"


def test_notes_are_written_and_read(amends: Amends, office: Path) -> None:
    assert amends("note", "add", "23 001-1", "--text", "Ann rang", *DAY).out == "23 001-1: noted.\n"
    assert amends("note", "add", "23 001", "--case", "--text", "New chief executive", *DAY).code == 0
    assert "Ann rang" in amends("note", "list", "23 001-1").out
    (note,) = amends("note", "list", "23 001", "--case", "--format", "json").json
    assert (note["day"], note["by"], note["note"]) == ("2024-05-20", "cas", "New chief executive")
    assert amends("note", "list", "23 001").code == 1


def test_a_manager_writes_meets_and_links(amends: Amends, office: Path) -> None:
    meeting = ("escalate", "meeting", "23 001-1", "--on", "2024-06-03", "--with", "Bo", *DAY)
    assert amends(*meeting).out == "23 001-1: a meeting with Bo on 3 June 2024 is a task now.\n"
    assert amends(*meeting, "--format", "json").json["new"] is False
    tasks = amends("tasks", "--kind", "meeting", *DAY, "--format", "json").json
    assert [(each["due_on"], each["owner"]) for each in tasks] == [("2024-06-03", "casework_manager")]
    assert amends("escalate", "link", "23 001", "24 017", "--reason", "not done", *DAY).code == 0
    assert "led to" in amends("escalate", "links", "23 001").out
    assert [each["direction"] for each in amends("escalate", "links", "24 017", "--format", "json").json] == ["follows"]
    letter = ("escalate", "letter", "23 001-2", "--words", "Please ring me.", "--as-of")
    early = amends(*letter, "2024-05-31")
    assert (early.code, "this one is not: it is due on 2024-05-31" in early.err) == (1, True)
    assert amends(*letter, "2024-06-01").out == (
        "23 001-2: the letter to the chief executive goes out on 3 June 2024.\n"
    )
    again = amends(*letter, "2024-06-01")
    assert (again.code, "is on its way already" in again.err) == (1, True)
    work_on("2024-06-03")
    (sent,) = amends("messages", "--state", "sent", "--recipient", BO, "--format", "json").json
    assert "chief_executive-1" in [each["step"] for each in sent["steps"]]


def test_two_people_end_a_recommendation(amends: Amends, office: Path) -> None:
    about = ("outcome", "propose", "23 001-1", "not_satisfied", "--reason", "no review was held", "--by", "C. Manager")
    said = amends(*about, *DAY)
    assert said.out == "23 001-1: not satisfied is proposed; it waits for a second person to approve it.\n"
    assert amends(*about, *DAY).code == 1
    (row,) = amends("list", "--next", "decide_outcome", *DAY, "--format", "json").json
    assert row["next_action"]["command"] == "amends outcome approve '23 001-1'"
    own = amends("outcome", "approve", "23 001-1", "--by", "MANAGER, C.", *DAY)
    assert (own.code, own.err.count("\n")) == (1, 1)
    no = ("outcome", "decline", "23 001-1", "--reason", "ring them first", "--by", "D. Director", *DAY)
    assert amends(*no, "--format", "json").json == {
        "reference": "23 001-1",
        "reason": "ring them first",
        "declined_by": "D. Director",
    }
    assert amends(*no).code == 1
    assert amends(*about, *DAY, "--format", "json").json["proposed_by"] == "C. Manager"
    closed = amends("outcome", "approve", "23 001-1", "--by", "D. Director", *DAY)
    assert closed.out.startswith("23 001-1 is closed: not satisfied.\n")
    assert amends("outcome", "propose", "23 001-2", "satisfied", "--reason", "x", *DAY).code == 2
