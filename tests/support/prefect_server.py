"""Prefect's own database, made once: its migrations take ten seconds, and a copy of the result takes none."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from flows.embedded import EmbeddedServer
from tests.support.unmeasured import unmeasured

DATABASE = "prefect.db"


def made_database(factory: pytest.TempPathFactory) -> Path:
    """The folder with the database of a server that has been started and stopped; the same for all test processes."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prefect-made"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            server = EmbeddedServer(folder)
            with unmeasured():
                server.launch()
            server.wait()
            server.stop()
            made.touch()
    return folder


def copy_database(made: Path, home: Path) -> None:
    """Give the Prefect at `home`, which has not been started yet, the database of `made_database`."""
    home.mkdir(parents=True, exist_ok=True)
    for file in made.glob(f"{DATABASE}*"):
        shutil.copyfile(file, home / file.name)
