"""Instants keep their zone, days are days, and no column holds a naive moment (D1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, DateTime
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel

from compliance.store import authorities, cases
from compliance.store.columns import PlainDate, UtcInstant
from compliance.store.engine import Store

LONDON = ZoneInfo("Europe/London")
FAR = (datetime(1900, 1, 1), datetime(9000, 1, 1))  # noqa: DTZ001  # the zone is drawn beside it
DIALECTS = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]


def test_no_column_holds_a_naive_moment_or_a_bare_date() -> None:
    seen = set()
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, DateTime | Date), f"{table.name}.{column.name}"
            if isinstance(column.type, UtcInstant | PlainDate):
                seen.add(type(column.type))
                assert (column.name.endswith(("_at", "_until", "_before")) or column.name == "at") == isinstance(
                    column.type, UtcInstant
                ), f"{table.name}.{column.name}"
    assert seen == {UtcInstant, PlainDate}


@given(st.datetimes(*FAR, timezones=st.timezones()))
def test_an_instant_comes_back_as_the_same_one_in_utc(moment: datetime) -> None:
    for dialect in DIALECTS:
        kept = UtcInstant().process_bind_param(moment, dialect)
        back = UtcInstant().process_result_value(kept, dialect)
        assert back is not None
        assert back == moment.astimezone(UTC)
        assert back.tzinfo is UTC


def test_pendulums_moments_are_kept_as_plain_ones() -> None:
    moment = pendulum.datetime(2026, 10, 25, 1, 30, 0, 999999, tz="Europe/London", fold=1)
    for dialect in DIALECTS:
        kept = UtcInstant().process_bind_param(moment, dialect)
        assert type(kept) is datetime
        assert kept.replace(tzinfo=UTC) == datetime(2026, 10, 25, 1, 30, 0, 999999, tzinfo=UTC)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_no_instant_or_no_day_is_refused(dialect: object) -> None:
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        UtcInstant().process_bind_param(datetime(2024, 4, 2, 9), dialect)  # type: ignore[arg-type]  # noqa: DTZ001
    for value in (datetime(2024, 4, 2, tzinfo=UTC), "2024-04-02", 20240402):
        with pytest.raises(ValueError, match="a plain date is wanted"):
            PlainDate().process_bind_param(value, dialect)  # type: ignore[arg-type]
    assert UtcInstant().process_bind_param(None, dialect) is None  # type: ignore[arg-type]
    assert PlainDate().process_bind_param(None, dialect) is None  # type: ignore[arg-type]


def test_a_round_trip_through_the_database(store: Store) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=LONDON)
    with store.writing() as session:
        one = authorities.add(session, [{"code": "E1", "name": "O'Neil & Söhne 🏛", "type": "county"}])["E1"]
        row = {"reference": "23 001", "authority_id": one, "decided_on": pendulum.date(2026, 3, 29)}
        cases.add_decisions(session, [row | {"outcome": "upheld", "recorded_at": moment}])
    with store.reading() as session:
        found = cases.decision(session, "23 001")
        assert found is not None
        assert (found.recorded_at, found.recorded_at.utcoffset()) == (moment.astimezone(UTC), timedelta(0))
        assert found.decided_on == date(2026, 3, 29)
        assert type(found.decided_on) is date
        assert authorities.all_of_them(session)[0].name == "O'Neil & Söhne 🏛"


def test_a_naive_moment_never_reaches_the_database(store: Store) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"), store.writing() as session:
        one = authorities.add(session, [{"code": "E1", "name": "One", "type": "county"}])["E1"]
        row = {"reference": "23 001", "authority_id": one, "decided_on": date(2024, 4, 2), "outcome": "upheld"}
        cases.add_decisions(session, [row | {"recorded_at": datetime(2024, 4, 2, 9)}])  # noqa: DTZ001
    with store.reading() as session:
        assert authorities.ids(session) == {}


def test_offsets_of_a_fixed_zone_are_turned_into_utc() -> None:
    kept = UtcInstant().process_bind_param(datetime(2024, 4, 2, 1, tzinfo=timezone(timedelta(hours=2))), DIALECTS[0])
    assert kept == datetime(2024, 4, 1, 23)  # noqa: DTZ001  # SQLite keeps no zone
