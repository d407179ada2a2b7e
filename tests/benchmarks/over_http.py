"""What people wait for: the pages they open most over HTTP with eight clients, beside a file of the same server.

The server runs in a process of its own. Each client has one connection that is kept and asks again as soon as it has
its answer, which is more than eight people do. What is said is how long all but the slowest twentieth took, and how
much processor time the server took for one answer.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import text

from compliance.runtime import Installation, machine_now
from compliance.store.engine import Store
from compliance.usecases.assign_caseworker import assign_caseworker
from compliance.usecases.case_records import EvidencePiece
from compliance.usecases.manage_people import add_person
from compliance.usecases.refresh_next_actions import refresh_next_actions
from compliance.usecases.submit_evidence import submit_evidence
from compliance.usecases.web_session import open_session
from compliance.web.session import COOKIE
from compliance.web.static_files import address
from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import MILLISECONDS, Progress, Stopwatch
from tests.benchmarks.office import BLOCK
from tests.benchmarks.pages_server import HOST, Server, running_pages
from tests.benchmarks.work_lists import REFERENCE, stocked

CLIENTS = 8
OK = 200
PERCENT = 100
LATE = 95
INVESTIGATOR, MANAGER = ROLES = ("investigator", "casework_manager")
AUTHORITY = "E000007"
# What the investigator has: as many as a caseworker's on a Monday, with evidence to judge about some.
LOOKED_AFTER, TO_JUDGE = 120, 40


@dataclass(frozen=True)
class Asked:
    """A page: its name here, its address, words that stand on it where all is well, and the role of who opens it."""

    name: str
    path: str
    words: str
    role: str = INVESTIGATOR


PAGES = (
    Asked("My work", "/my-work", f"{TO_JUDGE} recommendations of yours need"),
    Asked("My work, all open", "/my-work?list=all", "Download this list"),
    Asked("search for words", "/search?q=apologise+plan", REFERENCE[:3]),
    Asked("a case", f"/cases/{REFERENCE.replace(' ', '%20')}", f"Case {REFERENCE}"),
    Asked("an authority", f"/authorities/{AUTHORITY}", AUTHORITY),
    Asked("Overview", "/overview", "The three statistics", MANAGER),
)


@dataclass(frozen=True)
class Waited:
    """How long clients waited for a page, and for a file of the same server; seconds, unordered.

    `processor` is the server's processor time for one answer with the page, in seconds.
    """

    name: str
    page: tuple[float, ...]
    file: tuple[float, ...]
    processor: float


def percentile(times: Sequence[float], share: int) -> float:
    """The time within which `share` in a hundred were answered."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // PERCENT)]


def over_http(
    databases: Databases, installation: Installation, blocks: int, requests: int, progress: Progress, folder: Path
) -> Iterator[Waited]:
    """Measure each page with `requests` a client, at `blocks` times 1,000 open recommendations."""
    name = f"{databases.kind}, {blocks * BLOCK:,} open, {CLIENTS} clients"
    url = stocked(databases, installation, blocks, progress, name)
    cookies = {role: _signed_in(installation, url, role) for role in ROLES}
    _given_work(installation, url)
    with running_pages(folder, url) as server:
        for asked in PAGES:
            progress.say(f"{asked.name}, {name}")
            yield _measured(server, asked, f"{asked.name}, {name}", cookies[asked.role], requests)
    databases.drop(url)


def _measured(server: Server, asked: Asked, name: str, cookie: str, requests: int) -> Waited:
    ask = partial(_client, server.port, cookie, asked.path, asked.words)
    file = partial(_client, server.port, cookie, address("amends.css"), "govuk")
    _all(1, ask), _all(1, file)
    pages, files, processor = [], [], 0.0
    # By turns, so that a busy moment of the machine falls on both.
    for _ in range(2):
        before = server.processor_seconds()
        pages += _all(requests // 2, ask)
        processor += server.processor_seconds() - before
        files += _all(requests // 2, file)
    return Waited(name, tuple(pages), tuple(files), processor / len(pages))


def _signed_in(installation: Installation, url: str, role: str) -> str:
    """The cookie of somebody of a role who is signed in."""
    store, book, moment = Store(url), installation.rulebook, installation.moment("bench")
    with store.writing() as session:
        person = add_person(session, book.roles, moment, _name(role), f"{role}@ombudsman.example", [role])
        opened = open_session(session, moment, machine_now(), book.sign_in, person, "bench")
    store.close()
    return f"{COOKIE}={opened.token}"


def _given_work(installation: Installation, url: str) -> None:
    """The investigator looks after so many recommendations, and about some of them evidence waits."""
    store, moment = Store(url), installation.moment("bench")
    with store.writing() as session:
        newest = text(f"SELECT reference FROM recommendation ORDER BY id DESC LIMIT {LOOKED_AFTER}")
        for number, reference in enumerate(session.connection().execute(newest).scalars().all()):
            assign_caseworker(session, moment, reference, _name(INVESTIGATOR))
            if number < TO_JUDGE:
                piece = EvidencePiece(moment.today, "Jo O'Neil", "the letter")
                submit_evidence(session, installation.rulebook, moment, reference, piece)
    refresh_next_actions(store)
    store.close()


def _name(role: str) -> str:
    return f"Kim Shaw, {role}"


def _all(requests: int, ask: partial[list[float]]) -> list[float]:
    with ThreadPoolExecutor(CLIENTS) as clients:
        return [each for some in clients.map(ask, [requests] * CLIENTS) for each in some]


def _client(port: int, cookie: str, path: str, words: str, requests: int) -> list[float]:
    """The times of one client; AssertionError for an answer that is not the page."""
    connection, times = http.client.HTTPConnection(HOST, port, timeout=600), []
    for _ in range(requests):
        watch = Stopwatch()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        content = answer.read()
        times.append(watch.total)
        assert answer.status == OK, f"{path}: {answer.status}"
        assert words.encode() in content, f"{path} does not say {words!r}"
    connection.close()
    return times


def waited_row(waited: Waited) -> tuple[str, ...]:
    """The cells of one line, as HEADINGS names them."""
    half, late, floor = (
        percentile(times, share) * MILLISECONDS
        for times, share in ((waited.page, 50), (waited.page, LATE), (waited.file, LATE))
    )
    processor = waited.processor * MILLISECONDS
    return waited.name, f"{processor:,.1f}", f"{half:,.0f}", f"{late:,.0f}", f"{floor:,.1f}", f"{late / floor:.1f}"


HEADINGS = ("what", "CPU ms a page", "median ms", "p95 ms", "p95 of a file, ms", "ratio")
