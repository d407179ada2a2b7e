"""Commands about statutory clocks, as a caseworker types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Amends

CASE, FIRST = "23 001", "23 001/public_report/1"
BEGIN = ("statutory", "begin", CASE, "--clock", "public_report", "--received-on", "2024-04-05")
FAIL = ("statutory", "fail", FIRST, "--reason", "no answer", "--approved-by", "Dee")
ON = ("--as-of", "2024-04-10")


def test_a_public_report_is_begun_prolonged_failed_and_shown(amends: Amends, office: Path) -> None:
    assert amends(*BEGIN, *ON).out == (
        f"{FIRST} begins: due on 4 July 2024 (3 months beginning with the first day, by the corresponding date).\n"
    )
    more = ("extend", FIRST, "--to", "2024-08-01", "--reason", "committee", "--agreed-by", "Kim", *ON)
    assert "in_writing: expected the letter or mail" in amends(*more).err
    assert amends(*more, "--in-writing", "letter 7").out.startswith(f"{FIRST} is now due on 1 August 2024")
    late = ("--as-of", "2024-08-02")
    failed = amends(*FAIL, "--received-on", "2024-08-02", *late).out.splitlines()
    assert failed[0] == f"{FIRST} ended as not satisfied."
    assert failed[1].startswith("23 001/public_report/2 begins: due on 1 November 2024")
    second = ("statutory", "fail", "23 001/public_report/2", "--reason", "no", "--approved-by", "Dee", *late)
    assert amends(*second).out.endswith("Somebody has a task now: publish statement.\n")
    table = amends("statutory", "show", CASE).out
    assert table.endswith("2 stages.\n")
    assert "1 August 2024" in table
    assert "first 4 July 2024" in table
    shown = amends("statutory", "show", CASE, "--format", "json").json
    assert [(each["stage"], each["original_due_on"], each["due_on"], each["outcome"]) for each in shown] == [
        ("report", "2024-07-04", "2024-08-01", "not_satisfied"),
        ("further_report", "2024-11-01", "2024-11-01", "not_satisfied"),
    ]


def test_a_stage_is_confirmed(amends: Amends, office: Path) -> None:
    begun = amends(*BEGIN, *ON, "--format", "json").json
    assert (begun["reference"], begun["stage"], begun["due_on"]) == (FIRST, "report", "2024-07-04")
    confirm = ("statutory", "confirm", FIRST, "--on", "2024-04-09", "--reason", "their letter", *ON)
    ended = amends(*confirm, "--format", "json").json
    assert ended == {"reference": FIRST, "outcome": "satisfied", "late": False, "next": None, "task": ""}
    assert "was closed as satisfied" in amends(*confirm).err


def test_a_wrong_day_of_receipt_is_corrected(amends: Amends, office: Path) -> None:
    amends(*BEGIN, *ON)
    correct = ("correct", FIRST, "--reason", "the post book says so", *ON)
    refused = amends(*correct, "--to", "2024-07-05")
    assert refused.err.startswith("amends: to: expected a day before 2024-07-04: a later one is more time")
    assert amends(*correct, "--received-on", "2024-04-08").out.startswith(f"{FIRST} is now due on 7 July 2024")
    confirm = ("statutory", "confirm", FIRST, "--on", "2024-04-07", "--reason", "their letter", *ON)
    assert "expected a day on or after 2024-04-08, when the authority received the report" in amends(*confirm).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*BEGIN[:4], "report", *BEGIN[5:]), "clock: expected one of public_report, care_provider"),
        (("statutory", "begin", "nope", *BEGIN[3:]), "there is no decision 'nope'"),
        ((*BEGIN[:-1], "2024-04-01"), "received_on: expected a day from 2024-04-02, the day of the decision"),
        (("statutory", "confirm", "23 001-1", "--on", "2024-04-09"), "is no stage of a statutory clock"),
        (FAIL, f"there is no recommendation '{FIRST}'"),
        (("statutory", "show", "nope"), "there is no decision 'nope'"),
    ],
)
def test_what_is_no_clock_or_stage_is_one_line(amends: Amends, office: Path, words: tuple[str, ...], said: str) -> None:
    refused = amends(*words, *ON)
    assert refused.code == 1
    assert said in refused.err
    assert refused.err.count("\n") == 1
