"""The installation that the pages keep: opened once, and anew as soon as opening it would give another one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from compliance.domain.errors import NotReady, RulebookError
from compliance.runtime import Installation, open_installation
from compliance.store import calendars
from compliance.web.opening import KeptInstallation
from config.settings import PACKAGED_CONFIG
from tests.support.world import World


class Counted:
    """Opens installations and counts them."""

    def __init__(self) -> None:
        self.opened: list[Installation] = []

    def __call__(self) -> Installation:
        self.opened.append(open_installation())
        return self.opened[-1]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of the office's own."""
    folder = tmp_path / "config"
    shutil.copytree(PACKAGED_CONFIG, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setenv("AMENDS_CONFIG_DIR", str(folder))
    return folder


def office_name(kept: KeptInstallation) -> str:
    with kept() as office:
        return office.rulebook.office.name


def changed(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.usefixtures("world")
def test_it_is_opened_once_and_again_when_its_configuration_changes(config: Path) -> None:
    opening = Counted()
    kept = KeptInstallation(opening)
    before = office_name(kept)
    assert office_name(kept) == before
    assert len(opening.opened) == 1
    changed(config / "office.yaml", lambda said: said.replace(before, "Ombudsman of Exampleton and Beyond"))
    assert office_name(kept) == "Ombudsman of Exampleton and Beyond"
    assert len(opening.opened) == 2
    kept.close()


@pytest.mark.usefixtures("world")
def test_a_faulty_configuration_is_said_until_it_is_mended(config: Path) -> None:
    kept = KeptInstallation(Counted())
    before = office_name(kept)
    said = (config / "office.yaml").read_text(encoding="utf-8")
    (config / "office.yaml").write_text("nonsense: true\n", encoding="utf-8")
    with pytest.raises(RulebookError):
        office_name(kept)
    (config / "office.yaml").write_text(said, encoding="utf-8")
    assert office_name(kept) == before
    kept.close()


def test_a_list_of_bank_holidays_that_was_applied_counts_at_once(world: World) -> None:
    opening = Counted()
    kept = KeptInstallation(opening)
    office_name(kept)
    row = {
        "calendar": "scotland",
        "version": "abc",
        "source": "file",
        "days": '{"2026-05-04": "A new day"}',
        "horizon": date(2029, 1, 1),
        "applied_on": world.today,
        "applied_by": "Kim",
        "reason": "",
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    with world.writing() as session:
        calendars.add_version(session, row)
    with kept() as office:
        assert date(2026, 5, 4) in office.rulebook.calendars["scotland"].closed
    assert len(opening.opened) == 2
    kept.close()


def test_a_database_of_another_schema_is_said_until_it_is_right(world: World) -> None:
    kept = KeptInstallation(Counted())
    office_name(kept)
    with world.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(NotReady, match="has schema 0001"):
        office_name(kept)
    kept.close()
