"""A sender as a process of its own, to be killed: `python -m tests.support.sender DATABASE_URL HOME MAIL_URL DAY`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.world import World

ROOT = Path(__file__).parents[2]


def start(world: World, database_url: str, home: Path, mail_url: str) -> subprocess.Popen[bytes]:
    """Start a process that sends what waits in the world's database."""
    command = [sys.executable, "-m", "tests.support.sender", database_url, str(home), mail_url, str(world.today)]
    return subprocess.Popen(command, cwd=ROOT)


def main(database_url: str, home: str, mail_url: str, today: str) -> None:
    """Send everything with four connections at once."""
    world = World(database_url, Path(home), today, mail_url=mail_url, senders=4)
    world.send()
    world.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
