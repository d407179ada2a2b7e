"""The shape of `calendars.yaml`: working calendars, the office's closing days, and where the official list is."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from compliance.rulebook.calendars import Division, Subdivision
from compliance.rulebook.fields import Day, Line, Section, closest


class ExtraDay(Section):
    """`calendars.yaml`, one extra closing day."""

    day: Day
    name: Line


class CalendarSection(Section):
    """`calendars.yaml`, one calendar."""

    holidays: Subdivision
    official: Division
    extra_days: tuple[ExtraDay, ...] = ()

    @field_validator("extra_days")
    @classmethod
    def _each_once(cls, days: tuple[ExtraDay, ...]) -> tuple[ExtraDay, ...]:
        seen: set[date] = set()
        for each in days:
            if each.day in seen:
                raise ValueError(f"{each.day} stands there twice")
            seen.add(each.day)
        return days


class CalendarsFile(Section):
    """`calendars.yaml`. The calendars stand first so that `default` can be checked against them."""

    calendars: Annotated[dict[Line, CalendarSection], Field(min_length=1)]
    default: Line
    feed: Line | None = None

    @field_validator("default")
    @classmethod
    def _is_one_of_them(cls, name: str, info: ValidationInfo) -> str:
        known = info.data.get("calendars", {name: None})
        if name not in known:
            raise ValueError(f"no calendar {name!r}; {closest(name, known)}")
        return name
