"""Since when an authority could not be reached (R6)."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.domain.reachability import Reachability, Try, judged


def days(script: str) -> list[Try]:
    """Tries such as "+2 -3": reached on 2 May 2024, not reached on 3 May."""
    return [Try(date(2024, 5, int(word[1:])), word[0] == "+", f"why {word}") for word in script.split()]


def day(number: int | None) -> date | None:
    return None if number is None else date(2024, 5, number)


@pytest.mark.parametrize(
    ("tries", "stopped", "since", "why"),
    [
        # Nobody wrote yet, or somebody got it last: it can be reached.
        ("", [None], None, ""),
        ("+2", [None], None, ""),
        ("-2 +3", [None], None, ""),
        ("+2 -2", [None], None, ""),
        ("+2", [9, None], None, ""),
        # Nobody got it any more.
        ("-2", [None], 2, "no message about it has arrived: why -2"),
        ("+2 -3 -7", [None], 3, "no message about it has arrived: why -7"),
        ("-7 +2 -3", [None], 3, "no message about it has arrived: why -7"),
        # Nobody is left who could get it.
        ("+2", [4, 9], 9, "E1 has no working address"),
        ("+2 -3", [4, 9], 3, "E1 has no working address"),
        ("", [], None, "E1 has no contact"),
        ("-3", [], 3, "E1 has no contact"),
    ],
)
def test_r6_from_which_day_on(tries: str, stopped: list[int | None], since: int | None, why: str) -> None:
    found = judged(days(tries), [day(number) for number in stopped], "E1")
    assert found == Reachability(not why, day(since), why)


def test_its_json() -> None:
    assert Reachability().as_dict() == {"reachable": True, "unreachable_since": None, "why": ""}
    assert judged(days("-2"), [day(2)], "E1").as_dict() == {
        "reachable": False,
        "unreachable_since": "2024-05-02",
        "why": "E1 has no working address",
    }
