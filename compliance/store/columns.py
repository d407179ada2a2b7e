"""Column types: instants in UTC, plain dates (rule D1), pounds and pence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, Dialect, Numeric, text
from sqlalchemy.types import TypeDecorator

PENNY = Decimal("0.01")
# For text columns that came to a table later: old rows get it from the database itself.
EMPTY = {"server_default": text("''")}


class UtcInstant(TypeDecorator[datetime]):
    """A moment: only zone-aware values go in, UTC comes out. SQLite drops the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a value without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        utc = value.astimezone(UTC)
        # A plain datetime, whatever kind came in: drivers know that one only.
        moment = datetime.combine(date(utc.year, utc.month, utc.day), utc.time(), UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainDate(TypeDecorator[date]):
    """A day of the office's calendar: a date and never a moment."""

    impl = Date()
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | None:
        """Refuse moments, and values that are no date at all."""
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise ValueError(f"a plain date is wanted, not {value!r}")
        return date(value.year, value.month, value.day)


class Pounds(TypeDecorator[Decimal]):
    """Pounds and pence as a decimal; SQLite has none, and its numbers of twelve digits are exact to the penny."""

    impl = Numeric(12, 2, asdecimal=False)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> float | None:
        """Refuse parts of a penny."""
        if value is None:
            return None
        if value != value.quantize(PENNY):
            raise ValueError(f"a sum is in whole pence, not {value}")
        return float(value)

    def process_result_value(self, value: float | None, dialect: Dialect) -> Decimal | None:
        """Give back pounds and pence."""
        return None if value is None else Decimal(repr(value)).quantize(PENNY)


def one_of(column: str, values: type[StrEnum], *, name: str, optional: bool = False) -> CheckConstraint:
    """A CHECK that a column holds a member of `values`."""
    listed = ", ".join(f"'{member.value}'" for member in values)
    test = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {test}" if optional else test, name=name)


def check(test: str, name: str) -> Any:
    """A named CHECK; the name is what an error message shows."""
    return CheckConstraint(test, name=name)
