"""The commands about calendars and closing days: shown first, done on consent, refused in one line (D9)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from compliance.rulebook import load_rulebook
from config.settings import PACKAGED_CONFIG
from tests.cli.conftest import Amends

DAY = ("--as-of", "2026-11-03")
CODE = "S1"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """The official lists in force, with one new bank holiday in Scotland."""
    data: dict[str, Any] = {}
    for name, calendar in load_rulebook(PACKAGED_CONFIG).calendars.items():
        days = [day for day in calendar.bank_holidays() if day.year >= 2024 and day <= calendar.horizon]
        found = [{"title": calendar.closed[day], "date": day.isoformat(), "notes": ""} for day in days]
        found += [{"title": "World Cup", "date": "2026-11-16", "notes": ""}] if name == "scotland" else []
        data[name] = {"division": name, "events": found}
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def scottish_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home of the Scottish office is kept once it is made, to be copied."""
    return tmp_path_factory.mktemp("scottish") / "home"


@pytest.fixture
def scottish(amends: Amends, empty_home: Path, scottish_home: Path) -> Amends:
    """An office with one Scottish authority and one recommendation, due on 17 November 2026."""
    if not scottish_home.exists():
        fill(amends)
        shutil.copytree(empty_home, scottish_home)
    shutil.copytree(scottish_home, empty_home, dirs_exist_ok=True)
    return amends


def fill(amends: Amends) -> None:
    """What there is in that office."""
    assert amends("authority", "add", CODE, "--name", "S1 Council", "--type", "other").code == 0
    change = ("authority", "calendar", CODE, "scotland")
    digest = amends(*change, "--format", "json").json["digest"]
    assert amends(*change, "--apply", "--expect", digest, "--reason", "it is in Scotland").code == 0
    words = ("--kind", "personal_remedy", "--action", "x", "--category", "Apology", "--period", "10 working days")
    new = ("--authority", CODE, "--decided-on", "2026-11-03", "--outcome", "upheld")
    logged = amends("log", "--decision", "26 1", "--reference", "26 1-1", *words, *new, *DAY, "--format", "json").json
    assert (logged["due_on"], logged["receipt"]["calendar"]) == ("2026-11-17", "scotland")
    assert logged["receipt"]["words"][-1] == "The last day is Tuesday 17 November 2026."


def test_an_update_is_shown_then_done_then_nothing_is_left(scottish: Amends, feed: Path) -> None:
    update = ("calendar", "update", str(feed), *DAY)
    shown = scottish(*update)
    assert "1 due date and 4 reminder steps would move." in shown.out
    assert "World Cup" in shown.out
    said = scottish(*update, "--format", "json").json
    assert (said["applied"], said["nothing_to_change"]) == (False, False)
    assert said["deadlines"][0]["new_due_on"] == "2026-11-18"
    assert f"--apply --expect {said['digest']} --reason" in shown.out
    consent = (*update, "--apply", "--expect", said["digest"], "--reason", "proclaimed")
    done = scottish(*consent)
    assert done.out.startswith("Done, bank holidays of ")
    assert scottish(*consent).out == "Nothing to change: that is in force already.\n"
    assert scottish(*update, "--format", "json").json["nothing_to_change"] is True
    explained = scottish("explain", "26 1-1", "--format", "json").json
    assert explained["recommendation"]["due_on"] == "2026-11-18"
    assert "World Cup (16 November 2026) is a closed day now." in explained["deadlines"][1]["receipt"]["words"]
    assert "World Cup" in scottish("calendar", "show", "scotland", "--year", "2026").out
    assert scottish("check", *DAY).code == 0


def test_a_day_that_is_gone_is_named(scottish: Amends, feed: Path) -> None:
    change = ("calendar", "update", str(feed), "--calendar", "scotland")
    digest = scottish(*change, *DAY, "--format", "json").json["digest"]
    assert scottish(*change, *DAY, "--apply", "--expect", digest, "--reason", "announced").code == 0
    lists = json.loads(feed.read_text(encoding="utf-8"))
    lists["scotland"]["events"] = [each for each in lists["scotland"]["events"] if each["date"] != "2026-11-16"]
    feed.write_text(json.dumps(lists), encoding="utf-8")
    assert "lacks World Cup on 2026-11-16" in scottish(*change, *DAY).err
    gone = (*change, "--gone", "2026-11-16", *DAY)
    shown = scottish(*gone, "--format", "json").json
    assert [each["day"] for each in shown["calendars"][0]["open"]] == ["2026-11-16"]
    assert scottish(*gone, "--apply", "--expect", shown["digest"], "--reason", "withdrawn").code == 0
    assert "not 2026-11-16" in scottish(*gone).err
    assert "--gone goes with a SOURCE" in scottish("calendar", "update", "--gone", "2026-11-16", *DAY).err


def test_consent_is_to_what_was_shown(scottish: Amends, feed: Path) -> None:
    update = ("calendar", "update", str(feed), *DAY)
    blind = scottish(*update, "--apply", "--reason", "x")
    assert (blind.code, blind.out) == (2, "")
    assert "--apply needs --expect DIGEST" in blind.err
    wrong = scottish(*update, "--apply", "--expect", "abc", "--reason", "x")
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)
    assert "not what was shown as 'abc'" in wrong.err


def test_only_one_calendar_is_looked_at_when_named(scottish: Amends, feed: Path) -> None:
    said = scottish("calendar", "update", str(feed), "--calendar", "england-and-wales", *DAY, "--format", "json").json
    assert said["nothing_to_change"] is True
    assert [each["calendar"] for each in said["calendars"]] == ["england-and-wales"]


def test_calendars_are_listed_with_their_reach(scottish: Amends) -> None:
    said = scottish("calendar", "list", *DAY, "--format", "json").json
    assert [each["name"] for each in said] == ["england-and-wales", "northern-ireland", "scotland"]
    assert set(said[0]) == {
        "name",
        "is_default",
        "version",
        "source",
        "applied_on",
        "applied_by",
        "horizon",
        "days_left",
    }
    assert "england-and-wales" in scottish("calendar", "list", *DAY).out


def test_the_days_of_a_calendar_are_shown(scottish: Amends) -> None:
    said = scottish("calendar", "show", "scotland", "--year", "2026", "--format", "json").json
    assert {"day": "2026-11-30", "weekday": "Monday", "name": "Saint Andrew's Day", "kind": "bank holiday"} in said[
        "days"
    ]
    assert len(scottish("calendar", "show", "scotland", *DAY, "--format", "json").json["days"]) > len(said["days"])


def test_closing_days_are_shown_added_listed_and_removed(scottish: Amends) -> None:
    add = ("authority", "closure", "add", CODE, "--day", "2026-11-16", "--name", "Offices closed", *DAY)
    said = scottish(*add, "--format", "json").json
    assert [each["days"] for each in said["deadlines"]] == [1]
    assert scottish(*add, "--apply", "--expect", said["digest"], "--reason", "told us").code == 0
    listed = scottish("authority", "closure", "list", CODE, "--format", "json").json
    assert listed == {
        "authority_code": CODE,
        "calendar": "scotland",
        "is_default": False,
        "closures": [{"day": "2026-11-16", "name": "Offices closed"}],
    }
    assert "1 closing day on top of the calendar scotland." in scottish("authority", "closure", "list", CODE).out
    remove = ("authority", "closure", "remove", CODE, "--day", "2026-11-16", *DAY)
    said = scottish(*remove, "--format", "json").json
    assert [each["days"] for each in said["deadlines"]] == [-1]
    assert scottish(*remove, "--apply", "--expect", said["digest"], "--reason", "open after all").code == 0
    assert scottish("authority", "closure", "list", CODE, "--format", "json").json["closures"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("calendar", "show", "wales"), 2, "there is no calendar 'wales'; the office has england-and-wales"),
        (("calendar", "update", "none.json"), 2, "none.json cannot be read"),
        (("calendar", "update", "none.json", "--calendar", "wales"), 2, "there is no calendar 'wales'"),
        (("calendar", "update", "{page}"), 1, "is a web page (HTML)"),
        (("authority", "calendar", CODE, "wales"), 1, "there is no calendar 'wales' in calendars.yaml"),
        (("authority", "calendar", "X9", "scotland"), 1, "there is no authority 'X9'"),
        (
            ("authority", "closure", "add", CODE, "--day", "2026-11-02", "--name", "x"),
            1,
            "day: expected a day on or after today, 2026-11-03",
        ),
        (("authority", "closure", "remove", CODE, "--day", "2026-11-04"), 1, "S1 has no closing day on 2026-11-04"),
    ],
)
def test_bad_input_is_one_line(scottish: Amends, tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>", encoding="utf-8")
    answer = scottish(*(word.format(page=page) for word in words), *DAY)
    assert (answer.code, answer.out, answer.err.count("\n")) == (code, "", 1)
    assert said in answer.err


def test_a_person_at_a_terminal_is_asked(scottish: Amends, feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.cli.consent._asks", lambda shape: True)
    monkeypatch.setattr("typer.confirm", lambda question: False)
    update = ("calendar", "update", str(feed), *DAY)
    assert "Nothing is saved." in scottish(*update).out
    monkeypatch.setattr("typer.confirm", lambda question: True)
    monkeypatch.setattr("typer.prompt", lambda question: "proclaimed")
    assert "Done, bank holidays of" in scottish(*update).out
    assert scottish("explain", "26 1-1", "--format", "json").json["deadlines"][1]["reason"] == "proclaimed"


def test_a_due_date_that_would_be_over_is_shown_to_stay(scottish: Amends, feed: Path) -> None:
    """D9: it is 18 November, and had the day off been a later one it would have been due yesterday."""
    update = ("calendar", "update", str(feed))
    digest = scottish(*update, *DAY, "--format", "json").json["digest"]
    assert scottish(*update, *DAY, "--apply", "--expect", digest, "--reason", "proclaimed").code == 0
    feed.write_text(feed.read_text(encoding="utf-8").replace("2026-11-16", "2026-12-14"), encoding="utf-8")
    today = ("--as-of", "2026-11-18")
    shown = scottish(*update, *today).out
    assert "Due dates that stay, because the new day would be over already" in " ".join(shown.split())
    assert "0 due dates and " in shown
    said = scottish(*update, *today, "--format", "json").json
    assert said["deadlines"] == []
    assert (said["kept"][0]["due_on"], said["kept"][0]["counted_on"]) == ("2026-11-18", "2026-11-17")


def test_closing_days_of_the_configuration_move_dates_on_consent_without_a_list(
    scottish: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    shutil.copytree(PACKAGED_CONFIG, own, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = own / "calendars.yaml"
    closed = "    official: scotland\n    extra_days:\n      - day: 2026-11-12\n        name: Office closed"
    text = file.read_text(encoding="utf-8").replace("    official: scotland\n    extra_days: []", closed)
    file.write_text(text, encoding="utf-8")
    assert "open dates" not in faults(scottish)
    monkeypatch.setenv("AMENDS_CONFIG_DIR", str(own))
    assert "1 due date and" in faults(scottish)["open dates"]
    update = ("calendar", "update", *DAY)
    shown = " ".join(scottish(*update).out.split())
    assert shown.startswith("Calendars in force: england-and-wales, northern-ireland, scotland:")
    assert "Office closed" in shown
    said = scottish(*update, "--format", "json").json
    assert [(each["due_on"], each["new_due_on"]) for each in said["deadlines"]] == [("2026-11-17", "2026-11-18")]
    assert "1 due date and" in scottish(*update, "--apply", "--expect", said["digest"], "--reason", "we close").out
    assert "open dates" not in faults(scottish)
    assert "Nothing to change" in scottish(*update).out


def faults(amends: Amends) -> dict[str, str]:
    """What `check` finds fault with, by its name."""
    found = json.loads(amends("check", *DAY, "--format", "json").out)
    return {item["check"]: item["detail"] for item in found["checks"] if not item["ok"]}
