"""Where a test takes place: a kind of database, a folder, a seed, and how much of it there is to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import Progress
from tests.support.world import World
from tests.torture.workers import Errand


@dataclass
class Site:
    """One kind of database and a folder to work in; `seed` decides everything that is left to chance."""

    databases: Databases
    folder: Path
    seed: int = 1
    progress: Progress = field(default_factory=lambda: Progress(quiet=True))
    full: bool = False
    _template: str = ""
    _made: int = 0

    @property
    def kind(self) -> str:
        """The kind of database, for people."""
        return self.databases.kind

    def say(self, words: str) -> None:
        """Tell whoever waits what is being done."""
        self.progress.say(f"{self.kind}: {words}")

    def place(self, name: str) -> Path:
        """A new folder."""
        self._made += 1
        folder = self.folder / f"{name}-{self.kind.lower()}-{self._made}"
        folder.mkdir(parents=True)
        return folder

    def new_database(self) -> str:
        """The address of a database with the newest schema and no rows."""
        if not self._template:
            self._template = self.databases.new()
        return self.databases.copy(self._template)

    @contextmanager
    def world(self, url: str, mail_url: str | None = None, today: str = "2024-04-02") -> Iterator[World]:
        """An office on a database, to be acted in by this process."""
        made = World(url, self.place("home"), today, mail_url=mail_url)
        try:
            yield made
        finally:
            made.close()

    def errand(self, world: World, url: str, mail_url: str) -> Errand:
        """What a worker needs to know to work for the same office."""
        return Errand(url, self.place("home"), mail_url, world.today)
