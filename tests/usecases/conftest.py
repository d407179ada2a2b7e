"""A world on each kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.domain.recommendations import Kind
from compliance.store.engine import Store
from tests.support.world import World
from tests.usecases.followed import CHANGED_ON, Followed


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """An office with nobody in it yet, on 2 April 2024."""
    made = World(migrated_url, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def office(world: World) -> World:
    """The same with authority E1, its four people, and decision "23 001" of today."""
    return opened(world)


def opened(world: World) -> World:
    """A world with that authority, those people and that decision."""
    world.authority(
        "E1",
        {
            "link_officer": "ann@e1.example",
            "deputy": "dan@e1.example",
            "chief_executive": "bo@e1.example",
            "monitoring_officer": "mo@e1.example",
        },
    )
    world.decision("23 001", "E1")
    return world


@pytest.fixture
def late(office: World) -> World:
    """One recommendation that is a week overdue."""
    office.log()
    office.today = office.today.replace(month=5, day=21)
    return office


@pytest.fixture
def known(office: World) -> Followed:
    """One recommendation of an office, due on 14 May, of which the authority was told."""
    office.log("23 001-1", kind=Kind.SERVICE_IMPROVEMENT)
    office.run()
    office.today = CHANGED_ON
    return Followed(office, "23 001")


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A second, empty database."""
    shutil.copyfile(sqlite_template, tmp_path / "other.db")
    opened = Store(f"sqlite:///{tmp_path / 'other.db'}")
    yield opened
    opened.close()
