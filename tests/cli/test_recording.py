"""Putting on record what people did, and reading it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ANN, Amends
from tests.cli.days import work_on

LATE = ("--completed-on", "2024-05-20", "--as-of", "2024-06-03")


def test_what_was_logged_is_explained(amends: Amends, office: Path) -> None:
    found = amends("explain", "23 001-1", "--format", "json").json
    record = found["recommendation"]
    assert (record["decision"], record["authority_code"], record["due_on"]) == ("23 001", "E1", "2024-05-02")
    assert (record["action"], record["response"]) == ("Apologise, \U0001f642", "agreed")
    assert record["expected_evidence"] == ["copy of the apology"]
    assert [event["kind"] for event in found["events"]] == ["logged"]
    assert [event["actor"] for event in found["events"]] == ["cas"]
    assert found["history_intact"] is True
    assert found["outcome"] is None


def test_a_log_says_the_due_date_and_how_it_came_about(amends: Amends, office: Path) -> None:
    words = ("--reference", "23 001-3", "--kind", "personal_remedy", "--action", "Pay", "--period", "20 working days")
    said = amends("log", "--decision", "23 001", *words, "--as-of", "2024-04-02", "--format", "json").json
    assert (said["due_on"], said["decision_stored"]) == ("2024-04-30", False)
    assert said["receipt"]["steps"][1] == {"day": "2024-04-06", "note": "skipped: Saturday"}
    assert said["steps"][0] == {"step": "logged", "on": "2024-04-02", "state": "planned", "reason": ""}


def test_an_extension_keeps_the_original_date(amends: Amends, office: Path) -> None:
    words = ("--by", "2 weeks", "--reason", "flood", "--agreed-by", "K. Manager", "--as-of", "2024-04-30")
    said = amends("extend", "23 001-1", *words, "--format", "json").json
    dates = (said["original_due_on"], said["previous_due_on"], said["due_on"], said["version"])
    assert dates == ("2024-05-02", "2024-05-02", "2024-05-16", 2)
    versions = amends("explain", "23 001-1", "--format", "json").json["deadlines"]
    assert [(each["kind"], each["due_on"]) for each in versions] == [
        ("original", "2024-05-02"),
        ("extension", "2024-05-16"),
    ]
    assert (versions[1]["reason"], versions[1]["approved_by"], versions[1]["agreed_on"]) == (
        "flood",
        "K. Manager",
        "2024-04-30",
    )


def test_evidence_for_two_recommendations_is_judged_one_by_one(amends: Amends, office: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("We are sorry.", encoding="utf-8")
    words = ("evidence", "add", "23 001-1", "23 001-2", "--from", "Ann", "--file", str(letter), "--as-of", "2024-04-20")
    added = amends(*words, "--format", "json").json
    assert [(each["reference"], each["new"]) for each in added] == [("23 001-1", True), ("23 001-2", True)]
    assert [each["new"] for each in amends(*words, "--format", "json").json] == [False, False]
    assert amends(*words).out.startswith("23 001-1: known already, it waits for its judgement.\n")
    assert list(office.glob(f"evidence/*/{added[0]['sha256']}")) != []
    number = str(amends("explain", "23 001-1", "--format", "json").json["evidence"][0]["number"])
    judge = ("evidence", "judge", "23 001-1", number)
    assert amends(*judge, "insufficient").err == (
        "amends: insufficient evidence needs a word on what is missing: it goes back to the authority\n"
    )
    judged = amends(*judge, "insufficient", "--missing", "a date", "--by", "Cas", "--as-of", "2024-04-21")
    assert judged.out == f"23 001-1: evidence {number} is insufficient.\n"
    piece = amends("explain", "23 001-1", "--format", "json").json["evidence"][0]
    assert (piece["judgement"], piece["missing"], piece["judged_by"]) == ("insufficient", "a date", "Cas")
    for looks in (("explain", "23 001-1"), ("forecast",)):
        seen = " ".join(amends(*looks, "--as-of", "2024-04-22").out.split())
        assert "evidence insufficient" in seen
        assert f"insufficient-{number}" not in seen, "the program's number"
    judged_on = "judged insufficient on 21 April 2024"
    assert f"23 001-1: known already, it was {judged_on}, and nothing of it waits." in amends(*words).out
    assert amends(*judge, "sufficient").code == 0  # nobody was told yet
    assert amends(*judge, "sufficient").err == "amends: this evidence was already judged sufficient\n"


def test_late_is_computed(amends: Amends, office: Path) -> None:
    closed = amends("outcome", "record", "23 001-1", "satisfied", *LATE, "--reason", "seen", "--format", "json").json
    reached = {"reachable": True, "unreachable_since": None, "why": ""}
    assert closed == {"reference": "23 001-1", "outcome": "satisfied", "late": True, "reachability": reached}
    outcome = amends("explain", "23 001-1", "--format", "json").json["outcome"]
    assert (outcome["recorded_on"], outcome["recorded_by"], outcome["late"]) == ("2024-06-03", "cas", True)


@pytest.mark.parametrize("approver", ["Cas Worker", "cas  WORKER"])
def test_the_one_who_records_does_not_approve(amends: Amends, office: Path, approver: str) -> None:
    words = ("outcome", "record", "23 001-1", "not_satisfied", "--reason", "nothing was done", "--by", "Cas Worker")
    said = amends(*words, "--approved-by", approver, "--as-of", "2024-06-03")
    assert (said.code, said.out, said.err) == (1, "", "amends: approved_by: expected somebody other than recorded_by\n")
    assert amends(*words, "--approved-by", "D. Director", "--as-of", "2024-06-03").code == 0
    again = amends(*words, "--approved-by", "D. Director", "--as-of", "2024-06-03")
    assert "was closed as not_satisfied" in again.err


def test_a_stored_decision_is_not_contradicted(amends: Amends, office: Path) -> None:
    words = ("log", "--decision", "23 001", "--reference", "r", "--kind", "personal_remedy", "--action", "Pay")
    said = amends(*words, "--period", "1 month", "--outcome", "not_upheld")
    assert (said.code, said.err) == (
        1,
        "amends: decision '23 001' is stored with outcome 'upheld', not 'not_upheld'\n",
    )
    assert amends("explain", "r").code == 1


def test_a_refused_recommendation_leaves_no_decision_behind(amends: Amends, office: Path) -> None:
    new = ("--authority", "E1", "--decided-on", "2024-04-02", "--outcome", "upheld")
    words = ("log", "--decision", "24 9", "--reference", "24 9-1", "--kind", "personal_remedy", "--action", "Pay", *new)
    assert amends(*words, "--period", "1 fortnight").code == 1
    assert "there is no decision '24 9'" in amends(*words[:-6], "--period", "1 month").err


def test_an_act_is_seen_in_the_messages(amends: Amends, office: Path) -> None:
    amends("evidence", "add", "23 001-1", "--from", "Ann", "--note", "done", "--as-of", "2024-04-20")
    amends("outcome", "record", "23 001-1", "satisfied", *LATE)
    work_on("2024-06-03")
    sent = amends("messages", "--recipient", ANN, "--format", "json").json
    assert {step["step"] for message in sent for step in message["steps"]} >= {"satisfied"}
    assert json.dumps(sent).count("23 001-1") >= 1


def test_a_case_called_alike_is_logged_where_it_is_said_to_be_another(amends: Amends, office: Path) -> None:
    """L1: else it is the one on record, and the authority would be asked for everything twice."""
    new = ("--authority", "E1", "--decided-on", "2024-04-02", "--outcome", "upheld", "--as-of", "2024-04-02")
    words = ("--kind", "personal_remedy", "--action", "Pay", "--period", "1 month", *new)
    asked = ("log", "--decision", "Case 23-001", "--reference", "Case 23-001-1", *words)
    refused = amends(*asked)
    assert refused.code == 1
    said = "'Case 23-001' differs only by the way it is written from '23 001' on record: expected it as it is there"
    assert said in " ".join(refused.err.split())
    assert amends(*asked, "--other-than", "23 002").code == 1
    assert amends(*asked, "--other-than", "23 001", "--format", "json").json["decision_stored"] is True
