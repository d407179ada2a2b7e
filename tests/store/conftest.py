"""A store with the newest schema on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.store.engine import Store
from tests.support.world import World


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    """A store without rows."""
    made = Store(migrated_url)
    yield made
    made.close()


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """An office with nobody in it yet, on 2 April 2024."""
    made = World(migrated_url, tmp_path / "home")
    yield made
    made.close()
