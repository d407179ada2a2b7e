"""A flow that should have run and did not is silent; one that rests is not (R6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from compliance.domain.silence import Silence, is_silent


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "missed", "now", "silent"),
    [
        # Daily at 06:30.
        ("2024-04-02 06:31", "2024-04-03 06:30", "2024-04-03 06:30", False),
        ("2024-04-02 06:31", "2024-04-03 06:30", "2024-04-03 08:30", False),
        ("2024-04-02 06:31", "2024-04-03 06:30", "2024-04-03 08:32", True),
        # Every five minutes on weekdays: Friday evening to Monday morning.
        ("2024-04-05 18:56", "2024-04-08 07:00", "2024-04-08 06:59", False),
        ("2024-04-05 18:56", "2024-04-08 07:00", "2024-04-08 09:00", False),
        ("2024-04-05 18:56", "2024-04-08 07:00", "2024-04-08 09:01", True),
        # Once a year.
        ("2024-04-01 05:01", "2025-04-01 05:00", "2025-03-31 23:00", False),
        ("2024-04-01 05:01", "2025-04-01 05:00", "2025-04-01 07:01", True),
        # A machine that was off for a month.
        ("2024-04-02 12:00", "2024-04-02 12:05", "2024-05-02 12:00", True),
    ],
)
def test_when_a_flow_is_silent(last: str, missed: str, now: str, silent: bool) -> None:
    assert is_silent(at(last), at(missed), at(now), 26) is silent


def test_the_hours_are_the_offices() -> None:
    last = at("2024-04-02 06:31")
    assert is_silent(last, last + timedelta(hours=1), last + timedelta(hours=12), 10)
    assert not is_silent(last, last + timedelta(hours=1), last + timedelta(hours=12), 13)


def test_it_is_said_in_one_line() -> None:
    missed = at("2024-04-03 06:30")
    said = "send_reminders: no successful run since 2024-04-02 06:31 UTC, and was to run at 2024-04-03 06:30 UTC"
    assert Silence("send_reminders", at("2024-04-02 06:31"), missed).said() == said
    assert "never had a successful run" in Silence("send_reminders", None, missed).said()
