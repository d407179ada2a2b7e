"""T4, the disk: full while a day is planned, while mail is sent, while evidence is kept (R2.1, E1).

The database lies on a small file system in memory of its own, mounted for the test, and all that is free on it is taken
away; PostgreSQL has its tables there, in a tablespace, and its log elsewhere. Where mounting is refused (it needs root)
no file of the process may grow any more instead (RLIMIT_FSIZE); a database server on its own cannot be held to that,
and the table says so.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import make_url

from tests.benchmarks.databases import PostgresDatabases
from tests.torture.judge import count_rows, read_ledger
from tests.torture.mail_server import Moods, RoughServer, running_server
from tests.torture.promises import Promise, promise
from tests.torture.site import Site
from tests.torture.trouble import goes_on, refused
from tests.torture.workers import Errand, Worker, command, plan_once, send_once, until, workforce

PEOPLE = 60
MEGABYTE = 1 << 20
ROOM = {"SQLite": 8, "PostgreSQL": 40}  # megabytes
# What SQLite and PostgreSQL say of it, in the one line of the product.
FULL = ("the database ", "cannot open the database ")
SLOW = Moods(late=1000, latest=0.5)  # the disk is full long before the last mail, however busy the machine is


@dataclass(frozen=True)
class Disk:
    """A small disk that can be made full; `folder` is where the database and the installation live."""

    folder: Path
    how: str

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self, left: int = 0) -> None:
        """Take all but `left` bytes, whoever else is writing meanwhile."""
        taken = 0
        with self._filler.open("wb") as file:
            while (room := self._free() - left) > 0:
                with suppress(OSError):  # somebody else took some of it: look again
                    os.posix_fallocate(file.fileno(), taken, room)
                    taken += room

    def _free(self) -> int:
        room = os.statvfs(self.folder)
        return room.f_bavail * room.f_bsize

    def clear(self) -> None:
        """Give the room back."""
        self._filler.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk | None]:
    """Mount a file system in memory for a while; None where that is refused."""
    # Directly under the system's temporary folder: a database server that runs as another user must get there.
    with tempfile.TemporaryDirectory(prefix="amends-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "amends-torture", folder]
        if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
            yield None
            return
        try:
            yield Disk(Path(folder), f"{megabytes} MB in memory")
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def database_on(site: Site, disk: Disk) -> Iterator[str]:
    """A database that lives on a disk."""
    tables = disk.folder / "tables"
    tables.mkdir()
    if isinstance(site.databases, PostgresDatabases):
        with site.databases.in_folder(tables) as url:
            yield url
    else:
        shutil.copyfile(make_url(site.new_database()).database or "", tables / "amends.db")
        yield f"sqlite:///{tables}/amends.db"


def full_disks(site: Site) -> Iterator[Promise]:
    """All of it on one kind of database."""
    site.say("T4: the disk is full")
    with (
        running_server(site.place("t4") / "book", site.seed, SLOW) as server,
        workforce(site.place("t4-w")) as start,
        small_disk(ROOM[site.kind]) as disk,
    ):
        if disk is None:
            yield from _without_a_disk(site, server, start)
            return
        with database_on(site, disk) as url, site.world(url, server.url) as world:
            world.many(PEOPLE)
            errand = replace(site.errand(world, url, server.url), home=disk.folder)
            yield _planning(site, disk, errand, start)
            yield _sending(site, disk, errand, server, start)
            yield _evidence(site, disk, errand, start)


def _without_a_disk(site: Site, server: RoughServer, start: Callable[..., Worker]) -> Iterator[Promise]:
    """Nothing can be mounted here: the planner's process may not let any file grow."""
    if site.kind != "SQLite":
        told = "not tried: nothing can be mounted here, and no limit holds a database server on its own"
        yield Promise("T4", site.kind, "disk full", "one line, nothing half written", told, kept=None)
        return
    url = site.new_database()
    with site.world(url, server.url) as world:
        world.many(PEOPLE)
        errand = site.errand(world, url, server.url)
        faults = refused(start(without_room, plan_once, errand), FULL)
        faults += [f"{count} messages {state}" for state, count in read_ledger(site.databases, url).states.items()]
        world.run()
        states = read_ledger(site.databases, url).states
        faults += [] if states == {"sent": PEOPLE} else [f"afterwards they are {dict(states)}"]
    promised = "one line, nothing of the day is there; with room again all of it"
    yield promise("T4", site.kind, "no file may grow (RLIMIT_FSIZE): planning", promised, faults, "so it was")


def without_room(act: Callable[[Errand], None], errand: Errand) -> None:
    """In a worker: do it in a process whose files may not grow."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, resource.RLIM_INFINITY))
    act(errand)


def _planning(site: Site, disk: Disk, errand: Errand, start: Callable[..., Worker]) -> Promise:
    disk.fill()
    faults = refused(start(plan_once, errand), FULL)
    disk.clear()
    faults += [
        f"{count} messages {state}" for state, count in read_ledger(site.databases, errand.database_url).states.items()
    ]
    again = start(plan_once, errand)
    faults += [] if again.wait() == 0 else [f"the day cannot be planned afterwards: {again.said()[-300:]}"]
    states = read_ledger(site.databases, errand.database_url).states
    faults += [] if states == {"waiting": PEOPLE} else [f"afterwards they are {dict(states)}"]
    promised = "one line, nothing of the day is there; with room again all of it"
    return promise("T4", site.kind, f"disk full ({disk.how}): planning", promised, faults, "so it was")


def _sending(site: Site, disk: Disk, errand: Errand, server: RoughServer, start: Callable[..., Worker]) -> Promise:
    before = len(server.book.accepted())
    sender = start(send_once, errand)
    until(lambda: len(server.book.accepted()) - before >= PEOPLE // 6, "the first mails")
    disk.fill()
    faults = refused(sender, FULL)
    disk.clear()
    return goes_on(site, server, start, errand, before, faults, f"disk full ({disk.how}): sending")


def _evidence(site: Site, disk: Disk, errand: Errand, start: Callable[..., Worker]) -> Promise:
    """A file of a megabyte, and half of that is free."""
    letter = site.place("letter") / "letter.pdf"
    letter.write_bytes(os.urandom(MEGABYTE))
    add = (
        "evidence",
        "add",
        "M0000 case-1",
        "--file",
        str(letter),
        "--from",
        "Ann",
        "--as-of",
        errand.today.isoformat(),
    )
    disk.fill(left=MEGABYTE // 2)
    worker = start(command, errand, *add)
    code, said = worker.wait(), worker.said().strip()
    disk.clear()
    faults = (
        [] if code and "No space left on device" in said and "\n" not in said else [f"it ended with {code}: {said}"]
    )
    rows = count_rows(site.databases, errand.database_url, "SELECT count(*) FROM evidence")
    files = [path for path in (disk.folder / "evidence").rglob("*") if path.is_file()]
    faults += [f"{rows} rows and {len(files)} files are left of it"] if rows or files else []
    again = start(command, errand, *add)
    faults += [] if again.wait() == 0 else [f"it cannot be kept afterwards: {again.said()}"]
    files = [path for path in (disk.folder / "evidence").rglob("*") if path.is_file()]
    faults += (
        [] if [file.read_bytes() for file in files] == [letter.read_bytes()] else ["what is kept is not what was sent"]
    )
    promised = "one line, neither row nor file; with room again both"
    return promise(
        "T4", site.kind, f"disk full ({disk.how}): keeping evidence", promised, faults, said.removeprefix("amends: ")
    )
