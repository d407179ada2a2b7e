"""The same commands on each kind of database."""

from __future__ import annotations

import pytest

from tests.cli.conftest import ANN, Amends, fill
from tests.cli.days import work_on

TODAY = ("--as-of", "2024-04-03")  # nothing has run on record there, which is well while no step has waited for long


def test_the_way_of_a_recommendation(amends: Amends, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", database_url)
    assert "run 'amends init' first" in amends("messages").err
    assert amends("init", "--format", "json").json["schema_before"] is None
    fill()
    work_on("2024-04-02")
    extend = ("extend", "23 001-1", "--to", "2024-05-10", "--reason", "flood", "--agreed-by", "K. Manager")
    assert amends(*extend, "--as-of", "2024-04-30").code == 0
    assert amends("evidence", "add", "23 001-1", "--from", "Ann", "--note", "paid", "--as-of", "2024-05-07").code == 0
    closing = ("--completed-on", "2024-05-07", "--as-of", "2024-05-08")
    assert amends("outcome", "record", "23 001-1", "satisfied", *closing).code == 0
    found = amends("explain", "23 001-1", "--format", "json").json
    kinds = [event["kind"] for event in found["events"]]
    assert kinds == ["logged", "deadline_changed", "evidence_received", "outcome_recorded"]
    assert (found["outcome"]["late"], found["history_intact"]) == (False, True)
    assert [message["recipient"] for message in found["messages"]] == [ANN]
    checks = {item["check"]: item["ok"] for item in amends("check", *TODAY, "--format", "json").json["checks"]}
    assert checks == dict.fromkeys(checks, True)
    assert "history" in checks
    figures = amends("letter-data", "--year-ending", "2025-03-31", "--authority", "E1", "--format", "json").json
    assert figures["per_recommendation"]["numerator"] == 1
