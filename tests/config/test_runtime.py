"""The wiring place: what it hands to the rest must behave like Python's own types."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.runtime import open_installation


@pytest.mark.parametrize("as_of", [None, date(2026, 3, 29), date(2026, 10, 25)])
def test_the_moment_is_a_plain_instant_in_utc(
    as_of: date | None, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    with open_installation(as_of) as office:
        moment = office.moment()
    assert (type(moment.now), type(moment.today)) == (datetime, date)
    assert (moment.now - timedelta(days=1)).tzinfo is UTC
    assert moment.today == (as_of or moment.today)


def test_senders_that_were_refused_together_do_not_come_back_together(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pause before another attempt is spread, in the program as in its tests."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    with open_installation(date(2026, 3, 30)) as office:
        spread = [office.dispatcher().jitter() for _ in range(20)]
    assert all(0 <= each < 1 for each in spread)
    assert len(set(spread)) == len(spread)
