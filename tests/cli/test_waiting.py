"""Commands about deadlines that wait, as a caseworker types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Amends

ON = ("--as-of", "2024-04-10")
LOG = ("log", "--decision", "23 001", "--reference", "23 001-3", "--kind", "service_improvement", "--action", "Train")


def test_a_wait_is_logged_listed_reviewed_and_ended(amends: Amends, office: Path) -> None:
    logged = amends(*LOG, "--waits-for", "the new council is established", "--period", "2 weeks", *ON)
    assert logged.out.startswith("Logged 23 001-3: open-ended (it waits for an event (the new council is established);")
    (listed,) = amends("wait", "list", *ON, "--format", "json").json
    assert (listed["waits_for"], listed["period"]) == ("the new council is established", "2 weeks")
    assert listed["review_on"] == "2024-07-09"
    assert amends("wait", "list", *ON).out.endswith("1 deadline waiting.\n")
    later = ("wait", "review", "23 001-3", "--review-on", "2024-09-02", "--reason", "put off", *ON)
    assert amends(*later).out == "23 001-3 waits still; to be reviewed on 2 September 2024.\n"
    assert "to be reviewed on 2 September 2024" in " ".join(amends("explain", "23 001-3").out.split())
    ended = amends("wait", "end", "23 001-3", "--on", "2024-04-08", "--reason", "it was established", *ON)
    assert ended.out == "23 001-3 is now due on 22 April 2024 (was open-ended, originally 22 April 2024).\n"
    assert "no due date for now" not in amends("forecast", *ON).out


def test_a_wait_on_another_is_in_the_forecast_without_a_date(amends: Amends, office: Path) -> None:
    logged = amends(*LOG, "--waits-on", "23 001-1", "--review-on", "2024-06-03", *ON, "--format", "json").json
    assert (logged["due_on"], logged["receipt"]["due_on"]) == (None, None)
    assert "logged (no due date for now)" in " ".join(amends("forecast", *ON).out.split())
    (step,) = [
        step
        for message in amends("forecast", *ON, "--format", "json").json
        for step in message["steps"]
        if step["recommendation"] == "23 001-3"
    ]
    assert (step["due_on"], step["why"]) == (None, "23 001-3: logged, no due date for now")


def test_opening_the_other_one_again_tells_who_waits_again(amends: Amends, office: Path) -> None:
    assert amends(*LOG, "--waits-on", "23 001-1", "--period", "10 working days", *ON).code == 0
    closing = ("outcome", "record", "23 001-1", "satisfied", "--completed-on", "2024-04-10", "--reason", "seen", *ON)
    assert amends(*closing).code == 0
    opened = amends("reopen", "23 001-1", "--reason", "it came back", *ON).out
    assert "23 001-3, whose due date was counted from its completion, waits for it again.\n" in opened
    assert amends(*closing).code == 0
    extra = ("extend", "23 001-3", "--by", "2 weeks", "--reason", "flood", "--agreed-by", "Kim", *ON)
    assert amends(*extra).code == 0
    said = amends("reopen", "23 001-1", "--reason", "again", *ON, "--format", "json").json
    assert said["dependents"] == [{"reference": "23 001-3", "waits_again": False, "previous_due_on": "2024-05-08"}]


def test_sums_are_counted_to_the_day_asked_for(amends: Amends, office: Path) -> None:
    growing = "50 per month from 2024-03-01"
    assert amends(*LOG, "--period", "1 month", "--sum", "150", "--sum", growing, *ON).code == 0
    said = " ".join(amends("explain", "23 001-3", "--as-of", "2024-06-15").out.split())
    assert "£150 £50 a month from 1 March 2024: £150 by 15 June 2024" in said
    data = amends("explain", "23 001-3", "--as-of", "2024-05-31", "--format", "json").json
    assert [each["to_date"] for each in data["sums"]] == ["150.00", "100.00"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*LOG, "--waits-for", "a", "--waits-if", "b"), 2, "give only one of --waits-on, --waits-for and --waits-if"),
        ((*LOG, "--period", "1 month", "--review-on", "2024-06-03"), 2, "--review-on needs --waits-on, --waits-for or"),
        ((*LOG, "--waits-on", "23 001-3"), 1, "waits_on: expected another recommendation than itself"),
        ((*LOG, "--waits-on", "nope"), 1, "waits_on: there is no recommendation 'nope'"),
        ((*LOG, "--waits-for", "x", "--review-on", "2024-04-09"), 1, "review_on: expected a day on or after today"),
        ((*LOG, "--period", "1 month", "--sum", "50 per fortnight"), 2, "sum '50 per fortnight' is not a sum such as"),
        (("wait", "end", "23 001-1", "--on", "2024-04-08", "--reason", "so"), 1, "'23 001-1' waits for nothing"),
        (("wait", "review", "23 001-1", "--review-on", "2024-08-01", "--reason", "so"), 1, "waits for nothing"),
    ],
)
def test_what_cannot_wait_is_one_line(
    amends: Amends, office: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    refused = amends(*words, *ON)
    assert refused.code == code
    assert said in refused.err
    assert refused.err.count("\n") == 1
