"""What waits for people, as commands: lists for eyes and for spreadsheets, and what is done with a task."""

from __future__ import annotations

import csv
import json
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.runtime import machine_now, open_installation
from compliance.usecases.run_ledger import finish_run, start_run
from tests.cli.conftest import Amends
from tests.cli.days import work_on

LATE = ("--as-of", "2024-05-30")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_a_task_from_its_opening_to_its_end(amends: Amends, office: Path) -> None:
    work_on("2024-05-17")
    (task,) = amends("tasks", *LATE, "--format", "json").json
    assert (task["kind"], task["owner"], task["overdue"]) == ("overdue_10_working_days", "casework_manager", True)
    assert amends("task", "assign", str(task["id"]), "--to", "Kim").code == 0
    said = " ".join(amends("tasks", *LATE).out.split())
    for words in ("24 May 2024, overdue", "casework manager Kim", "amends task done 1", "1 open task, 1 overdue."):
        assert words in said
    (row,) = rows(amends("tasks", "--assigned-to", "Kim", *LATE, "--format", "csv").out)
    assert (row["id"], row["assigned_to"], row["due_on"], row["recommendation"]) == (
        "1",
        "Kim",
        "2024-05-24",
        "23 001-1",
    )
    command = shlex.split(row["command"].replace("NAME", "kim").replace("WHY", "'rang them'"))
    assert amends(*command[1:]).code == 0
    left = amends("tasks", *LATE)
    assert (left.code, left.out) == (0, "0 open tasks.\n")
    assert "task 1 was closed on" in amends(*command[1:]).err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("task", "done", "7", "--reason", "x"), 1, "there is no task 7"),
        (("task", "done", "x", "--reason", "x"), 2, "Input should be a valid integer"),
        (("task", "done", "0", "--reason", "x"), 2, "greater than or equal to 1"),
        (("task", "done", "7"), 2, "Missing option '--reason'"),
        (("task", "assign", "7", "--to", "x"), 1, "there is no task 7"),
        (("tasks", "--owner", "boss"), 2, "'boss' is not one of"),
        (("tasks", "--due-by", "soon"), 2, "expected a date such as"),
        (("list", "--next", "sleep"), 2, "'sleep' is not one of"),
        (("list", "--limit", "-1"), 2, "greater than or equal to 0"),
    ],
)
def test_what_is_refused(amends: Amends, office: Path, words: tuple[str, ...], code: int, said: str) -> None:
    answer = amends(*words)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)
    assert said in answer.err


def test_the_list_and_explain_say_what_is_next(amends: Amends, office: Path) -> None:
    first, second = amends("list", *LATE, "--format", "json").json
    assert (first["reference"], first["state"], first["original_due_on"]) == ("23 001-1", "overdue", "2024-05-02")
    assert first["next_action"]["action"] == "carry_out_late"
    assert (second["state"], second["next_action"]["who"]) == ("open", "authority")
    assert amends("explain", "23 001-1", *LATE, "--format", "json").json["next_action"] == first["next_action"]
    assert "carry out the overdue remedy" in " ".join(amends("explain", "23 001-1", *LATE).out.split())
    said = " ".join(amends("list", "--limit", "1", *LATE).out.split())
    assert "authority: carry out the overdue" in said
    assert "2 recommendations; 1 more not shown, see --limit." in said
    (row,) = rows(amends("list", "--overdue", *LATE, "--format", "csv").out)
    assert (row["reference"], row["next_action"], row["next_by"]) == ("23 001-1", "carry_out_late", "2024-05-02")
    assert amends("list", "--state", "satisfied", "--format", "json").json == []


def test_a_recommendation_with_its_outcome_has_nothing_left_to_do(amends: Amends, office: Path) -> None:
    ending = ("--reason", "no", "--approved-by", "dee", "--by", "cas")
    assert amends("outcome", "record", "23 001-1", "ceased", *ending, *LATE).code == 0
    (row,) = amends("list", "--state", "ceased", "--format", "json").json
    assert row["next_action"]["what"] == "nothing left to do"
    assert amends("list", "--limit", "0", *LATE, "--format", "json").json[0]["reference"] == "23 001-2"


def test_the_check_tells_of_a_silent_flow(amends: Amends, office: Path) -> None:
    def found() -> dict[str, object]:
        answer = amends("check", "--as-of", "2024-04-02", "--format", "json")
        checks: list[dict[str, object]] = json.loads(answer.out)["checks"]
        return next(each for each in checks if each["check"] == "flows")

    assert found() == {"check": "flows", "ok": True, "detail": "none has run here yet: amends serve, or amends run-day"}
    long_ago = machine_now() - timedelta(days=9)
    with open_installation() as installation, installation.store.writing() as session:
        finish_run(session, start_run(session, "track_deadlines", installation.today, long_ago), long_ago, "ran")
    assert found()["ok"] is False
    assert "track_deadlines: no successful run since" in str(found()["detail"])
