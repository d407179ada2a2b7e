"""An office in which much has happened: made once a process for each kind of database, copied for every test."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer
from tests.support.world import World

Build = Callable[[World], object]
# The database as it was left, and the office as it stood then; by who built it and the kind of database.
_MADE: dict[tuple[Build, str], tuple[str, World]] = {}


@contextmanager
def prepared(build: Build, kind: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """An office of its own on that kind of database, as `build` leaves it."""
    if (build, kind) not in _MADE:
        _MADE[build, kind] = _made(build, kind, request)
    left, before = _MADE[build, kind]
    folder: Path = request.getfixturevalue("tmp_path")
    if kind == "sqlite":
        url = f"sqlite:///{shutil.copyfile(left, folder / 'amends.db')}"
        world = _as_it_stood(before, url, folder)
        yield world
        world.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database(template=left)
    world = _as_it_stood(before, server.url(name), folder)
    yield world
    world.close()
    server.drop_database(name)


def _made(build: Build, kind: str, request: pytest.FixtureRequest) -> tuple[str, World]:
    """Nobody is connected to the database any more, so that it can be copied."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("prepared")
    if kind == "sqlite":
        left = str(shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "amends.db"))
        url = f"sqlite:///{left}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        left = server.create_database(template=request.getfixturevalue("postgres_template"))
        url = server.url(left)
    world = World(url, folder / "home")
    build(world)
    world.close()
    return left, world


def _as_it_stood(before: World, url: str, folder: Path) -> World:
    """The office on another database, on the same day, with the same post."""
    world = World(url, folder / "home")
    world.today, world.at, world.machine = before.today, before.at, before.machine
    world.postbox.letters.extend(before.postbox.letters)
    world.postbox.always.update(before.postbox.always)
    for recipient, answers in before.postbox.script.items():
        world.postbox.script[recipient] = deque(copy(answers))
    return world
