"""A mail server that misbehaves and keeps books, in a process of its own.

It is the benchmarks' sink with moods. What it does with a mail is drawn from the seed, the recipient and how often that
recipient was tried, so that a run can be done again. Every mail it accepts, and every answer it owes, is a line in its
book, on the disk before the sender hears of it: the book is what the ledger is judged by.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from multiprocessing.connection import Connection
from pathlib import Path

from compliance.runtime import machine_now
from tests.benchmarks.sink import HOST, OK, Sink, SinkProtocol
from tests.torture.workers import FORKING

KEY = re.compile(rb"^X-Amends-Key: *(\S+)\r?$", re.MULTILINE)
ADDRESS = re.compile(rb"<([^>]*)>")
ABOUT = re.compile(r"^Recommendation: (.+?)\r?$", re.MULTILINE)
GONE = b"550 no such user\r\n"
LATER = b"451 try later\r\n"
FULL = b"452 no room for it now\r\n"


@dataclass(frozen=True)
class Moods:
    """How many mails in a thousand meet which mood; the others are accepted at once.

    `gone`: recipients that do not exist. Before anything is handed over: `refuse`, `hang_up`, `stall` (no answer at
    all). With the whole mail there: `refuse_mail`, `swallow` (accepted, then no answer), `lose` (not accepted, no
    answer), `late` (accepted, answered up to `latest` seconds later).
    """

    gone: int = 0
    refuse: int = 0
    hang_up: int = 0
    stall: int = 0
    refuse_mail: int = 0
    swallow: int = 0
    lose: int = 0
    late: int = 0
    latest: float = 0.3


FRIENDLY = Moods()
ROUGH = Moods(gone=10, refuse=40, hang_up=15, stall=2, refuse_mail=15, swallow=3, lose=3, late=100)
BEFORE = ("refuse", "hang_up", "stall")
AFTER = ("refuse_mail", "swallow", "lose", "late")


@dataclass(frozen=True)
class Line:
    """A line of the book: what was done with a mail, when, to whom, and which recommendations its text names."""

    what: str
    at: str
    key: str
    recipient: str
    about: tuple[str, ...]


class Book:
    """The book a server writes; anybody may read it meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: list[Line] = []
        self._read = 0

    def lines(self) -> list[Line]:
        """Every whole line so far, oldest first."""
        with self.path.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        for text in whole.splitlines():
            given = json.loads(text)
            self._seen.append(Line(**given | {"about": tuple(given["about"])}))
        return list(self._seen)

    def accepted(self) -> list[Line]:
        """The mails the server took."""
        return [line for line in self.lines() if line.what in ("accepted", "swallow")]

    def unanswered(self) -> int:
        """How many whole mails never got an answer."""
        return sum(line.what in ("swallow", "lose") for line in self.lines())


@dataclass(frozen=True)
class RoughServer(Sink):
    """A running server with its book."""

    book: Book


class PostOffice:
    """What all connections of a server share: its moods and its book."""

    def __init__(self, book: Path, seed: str, moods: Moods) -> None:
        self._file = os.open(book, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._seed = seed
        self._tries: Counter[str] = Counter()
        self.moods = moods

    def draw(self, recipient: str, of: tuple[str, ...]) -> tuple[str, float]:
        """The mood one more try meets, "" for none, and a delay in seconds."""
        self._tries[recipient] += 1
        dice = random.Random(f"{self._seed} {recipient} {self._tries[recipient]}")
        place = dice.randrange(1000)
        for mood in of:
            place -= getattr(self.moods, mood)
            if place < 0:
                return mood, dice.uniform(self.moods.latest / 10, self.moods.latest)
        return "", 0.0

    def is_gone(self, recipient: str) -> bool:
        """Whether there never was such a recipient."""
        return random.Random(f"{self._seed} {recipient}").randrange(1000) < self.moods.gone

    def note(self, what: str, recipient: str, mail: bytes = b"") -> None:
        """Put a line into the book, down to the disk."""
        found = KEY.search(mail)
        key = found[1].decode() if found else ""
        line = Line(what, machine_now().isoformat(), key, recipient, named_in(mail))
        os.write(self._file, json.dumps(asdict(line)).encode() + b"\n")
        os.fdatasync(self._file)


class RoughProtocol(SinkProtocol):
    """One connection, in whatever mood."""

    def __init__(self, post: PostOffice) -> None:
        super().__init__([0], 0.0)
        self._post = post
        self._recipient = ""

    def _command(self, line: bytes) -> None:
        if line[:4].upper() != b"RCPT":
            super()._command(line)
            return
        found = ADDRESS.search(line)
        self._recipient = found[1].decode() if found else ""
        if self._post.is_gone(self._recipient):
            self._answer(GONE)
            return
        mood, _ = self._post.draw(self._recipient, BEFORE)
        if mood == "refuse":
            self._answer(LATER)
        elif mood == "hang_up":
            self._hang_up()
        elif not mood:
            self._answer(OK)

    def _take(self, mail: bytes) -> None:
        mood, delay = self._post.draw(self._recipient, AFTER)
        if mood == "refuse_mail":
            self._answer(FULL)
            return
        self._post.note(mood if mood in ("swallow", "lose") else "accepted", self._recipient, mail)
        if mood in ("swallow", "lose"):
            self._hang_up()
        else:
            self._answer(OK, delay)

    def _hang_up(self) -> None:
        assert self._transport is not None
        self._transport.abort()


def named_in(mail: bytes) -> tuple[str, ...]:
    """The recommendations the plain text of a mail names, in its order."""
    text, _, _ = mail.decode("utf-8", "replace").partition("\r\nContent-Type: text/html")
    found = ABOUT.findall(text)
    if not found and mail:  # the text did not travel as it is
        body = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
        found = ABOUT.findall(body.get_content()) if body is not None else []
    return tuple(found)


@contextmanager
def running_server(book: Path, seed: int = 1, moods: Moods = FRIENDLY) -> Iterator[RoughServer]:
    """Start a server, stop it at the end."""
    book.touch()
    ours, theirs = FORKING.Pipe()
    process = FORKING.Process(target=_run, args=(theirs, book, str(seed), moods), daemon=True)
    process.start()
    theirs.close()
    try:
        yield RoughServer(ours.recv(), Book(book))
    finally:
        ours.close()
        process.join()
        process.close()


def _run(ours: Connection, book: Path, seed: str, moods: Moods) -> None:
    asyncio.run(_serve(ours, PostOffice(book, seed, moods)))


async def _serve(ours: Connection, post: PostOffice) -> None:
    """Say the port, then serve until the other end hangs up."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: RoughProtocol(post), HOST, 0)
    ours.send(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, ours.poll, None)
    server.close()
