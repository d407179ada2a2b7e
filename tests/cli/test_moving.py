"""Commands that move a deadline, as a caseworker types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Amends

REC = "23 001-1"
ON = ("--as-of", "2024-04-10")


def test_a_request_is_asked_listed_and_granted(amends: Amends, office: Path) -> None:
    asked = amends("extension", "ask", REC, "--until", "2024-08-01", "--reason", "flood", "--asked-by", "Ann Bell", *ON)
    assert asked.out == f"{REC}: the request for time until 1 August 2024 waits for a decision.\n"
    listed = amends("extension", "list", *ON)
    assert "1 August 2024" in listed.out
    assert listed.out.endswith("1 request for more time waiting for a decision.\n")
    moved = amends("extension", "grant", REC, "--reason", "nobody knew", "--until", "2024-07-01", *ON)
    assert moved.out.startswith(f"{REC} is now due on 1 July 2024 (was ")
    assert amends("extension", "list", "--format", "json").json == []
    back = amends("extension", "reverse", REC, "--reason", "wrong case", *ON, "--format", "json").json
    assert (back["kind"], back["version"]) == ("extension_reversed", 3)
    assert back["due_on"] == back["original_due_on"]


def test_a_request_is_refused_or_withdrawn(amends: Amends, office: Path) -> None:
    ask = ("extension", "ask", REC, "--until", "2024-08-01", "--reason", "flood", "--asked-by", "Ann Bell", *ON)
    assert amends(*ask).code == 0
    assert amends("extension", "refuse", REC, "--reason", "too late", *ON).out.endswith("is refused.\n")
    assert amends(*ask).code == 0
    assert amends("extension", "withdraw", REC, "--reason", "done", *ON).out.endswith("is withdrawn.\n")


def test_another_period_with_the_same_date_leaves_the_date(amends: Amends, office: Path) -> None:
    correct = ("correct", REC, "--reason", "typed wrongly", *ON, "--period", "30 days")
    assert amends(*correct).out == (
        f"{REC} is still due on 2 May 2024, originally 2 May 2024: only how that is counted is corrected.\n"
    )
    again = amends(*correct)
    assert (again.code, again.err) == (
        1,
        "amends: period: expected another one than 30 days, by which it is counted now\n",
    )


def test_a_clock_is_stopped_and_restarted(amends: Amends, office: Path) -> None:
    stop = ("clock", "stop", REC, "--category", "legal_proceedings", "--reason", "judicial review", *ON)
    said = amends(*stop).out
    assert said.startswith(f"{REC} is now open-ended (was ")
    assert "The clock is stopped. It has stood still since 10 April 2024." in " ".join(said.split())
    again = amends(*stop)
    assert (again.code, again.err) == (1, f"amends: the clock of '{REC}' is stopped already; restart it first\n")
    shown = amends("explain", REC, *()).out
    assert "open-ended" in shown
    moved = amends("clock", "restart", REC, "--reason", "over", "--as-of", "2024-04-17", "--format", "json").json
    assert moved["kind"] == "clock_restarted"
    assert moved["previous_due_on"] is None


def test_a_date_is_corrected_and_a_recommendation_sent_anew_and_opened_again(amends: Amends, office: Path) -> None:
    fixed = amends("correct", REC, "--to", "2024-06-28", "--reason", "typing error", *ON).out
    assert fixed.startswith(f"{REC} is now due on 28 June 2024 (was ")
    by_period = amends("correct", REC, "--period", "2 months", "--reason", "typing error", *ON, "--format", "json").json
    assert by_period["receipt"]["period"] == "2 months"
    assert amends("resend", REC, "--reason", "never arrived", *ON, "--format", "json").json["kind"] == "resent"
    end = ("outcome", "record", REC, "satisfied", "--completed-on", "2024-04-10", "--reason", "seen", *ON)
    assert amends(*end).code == 0
    opened = amends("reopen", REC, "--to", "2024-07-01", "--reason", "payment came back", *ON).out
    assert opened.startswith(f"{REC} is now due on 1 July 2024 (was ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("correct", REC, "--reason", "x"), "a correction needs exactly one of a new date and a period"),
        (("reopen", REC, "--reason", "x"), f"recommendation '{REC}' is open"),
        (("clock", "restart", REC, "--reason", "x"), f"the clock of '{REC}' is not stopped"),
        (("extension", "grant", REC, "--reason", "x"), f"no request for more time about '{REC}' waits for a decision"),
        (("resend", "99", "--reason", "x"), "there is no recommendation '99'"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(amends: Amends, office: Path, words: tuple[str, ...], said: str) -> None:
    answer = amends(*words, *ON)
    assert (answer.code, answer.out, answer.err) == (1, "", f"amends: {said}\n")
