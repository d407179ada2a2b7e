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
