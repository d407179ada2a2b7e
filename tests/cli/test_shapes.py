"""What machines read is what the exchange formats say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from compliance.domain.letters import CSV_COLUMNS
from tests.cli.conftest import ANN, BO, Amends
from tests.cli.days import work_on

YEAR = ("letter-data", "--year-ending", "2025-03-31")


def test_a_deadline_needs_no_database(amends: Amends) -> None:
    said = amends("deadline", "--from", "2024-01-31", "--period", "1 month", "--format", "json").json
    assert said["due_on"] == "2024-02-29"
    assert set(said) == {
        "due_on",
        "anchor",
        "period",
        "rule",
        "steps",
        "calendar",
        "calendar_version",
        "beginning_with",
        "words",
    }
    assert said["calendar"] == "england-and-wales"


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("--period", "10 working days"), "2024-04-05"),
        (("--period", "10 working days", "--calendar", "scotland"), "2024-04-04"),
        (("--period", "3 months", "--beginning-with"), "2024-06-19"),
    ],
)
def test_calendars_and_clocks_of_a_deadline(amends: Amends, words: tuple[str, ...], due: str) -> None:
    assert amends("deadline", "--from", "2024-03-20", *words, "--format", "json").json["due_on"] == due


def test_the_forecast_is_what_then_goes_out(amends: Amends, office: Path) -> None:
    coming = amends("forecast", "--as-of", "2024-04-02", "--to", "2024-04-18", "--format", "json").json
    assert [(each["date"], each["recipient"], each["recommendations"]) for each in coming] == [
        ("2024-04-02", ANN, ["23 001-1", "23 001-2"]),
        ("2024-04-18", ANN, ["23 001-1"]),
    ]
    assert set(coming[0]) == {
        *("date", "recipient", "recipient_name", "authority_code", "recommendations", "step", "steps", "why")
    }
    work_on("2024-04-02", "2024-04-17", "2024-04-18")
    sent = amends("messages", "--state", "sent", "--format", "json").json
    assert [(each["day"], each["recipient"]) for each in sent] == [("2024-04-02", ANN), ("2024-04-18", ANN)]


def test_the_ledger(amends: Amends, office: Path) -> None:
    work_on("2024-04-02")
    (message,) = amends("messages", "--format", "json").json
    keys = {"key", "state", "channel", "recipient", "authority_code", "day", "steps", "attempts", "reason"}
    assert keys <= set(message)
    assert message["steps"][0] == {"recommendation": "23 001-1", "deadline_version": 1, "step": "logged"}
    assert message["attempts"][0].keys() >= {"at", "result"}
    assert (office / "mail" / f"{message['key']}.eml").exists()
    assert amends("messages", "--from", "2024-04-03", "--format", "json").json == []
    assert amends("messages", "--recipient", BO, "--format", "json").json == []


def test_letter_data_of_one_and_of_all(amends: Amends, office: Path) -> None:
    one = amends(*YEAR, "--authority", "E1", "--as-at", "2024-06-01T12:00:00+01:00", "--format", "json").json
    assert one["schema_version"] == 1
    assert one["as_at"] == "2024-06-01T12:00:00+01:00"
    assert one["upheld"] == {"rate": 100, "numerator": 1, "denominator": 1, "similar_average": 100}
    assert one["compliance"]["rate"] is None
    assert one["service_improvements"] == [
        {"reference": "23 001", "subject": "Housing", "summary": "The council reviews its procedure"}
    ]
    again = amends(*YEAR, "--authority", "E1", "--as-at", "2024-06-01T12:00", "--format", "json").json
    assert again == one
    assert [each["authority"] for each in amends(*YEAR, "--format", "json").json] == [one["authority"]]


def test_letter_data_as_csv(amends: Amends, office: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(amends(*YEAR, "--format", "csv").out.splitlines()))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert (rows[0]["authority_name"], rows[0]["upheld_rate"], rows[0]["compliance_rate"]) == (
        "Sutton's Council",
        "100",
        "",
    )
    out = tmp_path / "figures.csv"
    assert amends(*YEAR, "--format", "csv", "--out", str(out)).code == 0
    assert list(csv.DictReader(out.read_text(encoding="utf-8").splitlines())) == rows


def test_tasks_are_narrowed_to_a_role(amends: Amends, office: Path) -> None:
    work_on("2024-05-17")
    (task,) = amends("tasks", "--format", "json").json
    assert (task["owner"], task["recommendation"], task["message"]) == ("casework_manager", "23 001-1", None)
    assert amends("tasks", "--owner", "director", "--format", "json").json == []


def test_what_may_be_secret_in_an_address_stays_off_the_screen(amends: Amends, office: Path) -> None:
    url = "json://user:secret@127.0.0.1/hook"
    added = amends("authority", "contact", "add", "E1", "--role", "deputy", "--address", url, "--as-of", "2024-04-02")
    assert (added.code, "secret" in added.out) == (0, False)
    assert "secret" not in amends("authority", "show", "E1").out
