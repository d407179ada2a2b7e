"""The flow of the daily look at the calendars, really run."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from compliance.runtime import open_installation
from flows.check_calendars import check_calendars
from flows.day import run_day
from tests.flows.prefect_pages import latest_table
from tests.flows.small_office import SmallOffice

DAY = date(2024, 4, 2)


@pytest.fixture
def config_folder(own_config: Path) -> Path:
    """The office's configuration, which gets a feed."""
    return own_config


@pytest.fixture
def feed(office: SmallOffice, config_folder: Path) -> Path:
    """The feed of an office that names one: the lists in force, and a new bank holiday for England and Wales."""
    calendars = config_folder / "calendars.yaml"
    calendars.write_text(calendars.read_text(encoding="utf-8") + "feed: feed.json\n", encoding="utf-8")
    data = {}
    with open_installation(DAY) as installation:
        for name, calendar in installation.rulebook.calendars.items():
            days = [day for day in calendar.bank_holidays() if day.year >= 2024 and day <= calendar.horizon]
            found = [{"title": calendar.closed[day], "date": day.isoformat()} for day in days]
            found += [{"title": "Jubilee", "date": "2024-06-03"}] if name == "england-and-wales" else []
            data[name] = {"division": name, "events": found}
    file = config_folder / "feed.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def look() -> None:
    asyncio.run(check_calendars.with_options(retries=0)(DAY))


def test_nothing_is_fetched_and_nothing_said_unless_the_office_names_a_feed(office: SmallOffice) -> None:
    look()
    assert [run.result for run in office.runs("check_calendars")] == ["ran, nothing due"]


def test_a_difference_becomes_a_task_and_a_line_once(office: SmallOffice, feed: Path) -> None:
    look()
    look()
    assert [run.result for run in office.runs("check_calendars")] == ["1 calendar task opened", "ran, nothing due"]
    description, rows = latest_table("check-calendars")
    assert description == "**Calendars on 2024-04-02**: ran, nothing due"
    assert rows[0]["Calendar"] == "england-and-wales"
    assert "2024-06-03 Jubilee closed" in str(rows[0]["Found"])


def test_a_day_by_hand_looks_at_the_calendars_too(office: SmallOffice, feed: Path) -> None:
    feed.write_text("<html>", encoding="utf-8")
    report = asyncio.run(run_day(DAY))
    assert report.counts["calendar_tasks"] == 1
    assert "1 calendar task opened" in report.lines


def test_closing_days_of_the_configuration_become_a_task(office: SmallOffice, config_folder: Path) -> None:
    office.recommend()
    look()
    calendars = config_folder / "calendars.yaml"
    closed = "extra_days:\n      - day: 2024-04-16\n        name: Office closed"
    calendars.write_text(calendars.read_text(encoding="utf-8").replace("extra_days: []", closed, 1), encoding="utf-8")
    look()
    assert [run.result for run in office.runs("check_calendars")] == ["ran, nothing due", "1 calendar task opened"]
    _, rows = latest_table("check-calendars")
    assert rows[0]["Calendar"] == "dates"
    assert "1 due date and" in str(rows[0]["Found"])
