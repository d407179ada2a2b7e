"""What people wait for: My work, a search and a case over HTTP with eight clients, beside a file of the same server.

The server runs in a process of its own. Each client has one connection that is kept and asks again as soon as it has
its answer, which is more than eight people do. What is said is how long all but the slowest twentieth took.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from compliance.runtime import Installation, machine_now
from compliance.store.engine import Store
from compliance.usecases.manage_people import add_person
from compliance.usecases.web_session import open_session
from compliance.web.session import COOKIE
from compliance.web.static_files import address
from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import MILLISECONDS, Progress, Stopwatch
from tests.benchmarks.office import BLOCK
from tests.benchmarks.pages_server import HOST, running_pages
from tests.benchmarks.work_lists import REFERENCE, stocked

CLIENTS = 8
OK = 200
PERCENT = 100
LATE = 95
# Each with words that stand on the page where all is well.
PAGES = (
    ("My work", "/my-work", "<h1"),
    ("My work, all open", "/my-work?list=all", "Download this list"),
    ("search for words", "/search?q=apologise+plan", REFERENCE[:3]),
    ("a case", f"/cases/{REFERENCE.replace(' ', '%20')}", f"Case {REFERENCE}"),
)


@dataclass(frozen=True)
class Waited:
    """How long clients waited for a page, and for a file of the same server; seconds, unordered."""

    name: str
    page: tuple[float, ...]
    file: tuple[float, ...]


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
    cookie = _signed_in(installation, url)
    with running_pages(folder, url) as port:
        for what, path, words in PAGES:
            progress.say(f"{what}, {name}")
            ask = partial(_client, port, cookie, path, words)
            file = partial(_client, port, cookie, address("amends.css"), "govuk")
            _all(1, ask), _all(1, file)
            # By turns, so that a busy moment of the machine falls on both.
            rounds = [(_all(requests // 2, ask), _all(requests // 2, file)) for _ in range(2)]
            pages, files = (tuple(each for some in ways for each in some) for ways in zip(*rounds, strict=True))
            yield Waited(f"{what}, {name}", pages, files)
    databases.drop(url)


def _signed_in(installation: Installation, url: str) -> str:
    """The cookie of an investigator who is signed in."""
    store, book, moment = Store(url), installation.rulebook, installation.moment("bench")
    with store.writing() as session:
        person = add_person(session, book.roles, moment, "Kim Shaw", "kim@ombudsman.example", ["investigator"])
        opened = open_session(session, moment, machine_now(), book.sign_in, person, "bench")
    store.close()
    return f"{COOKIE}={opened.token}"


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
    """The cells of one line: name, median and 95th percentile of the page, 95th percentile of the file, their ratio."""
    half, late, floor = (
        percentile(times, share) * MILLISECONDS
        for times, share in ((waited.page, 50), (waited.page, LATE), (waited.file, LATE))
    )
    return waited.name, f"{half:,.0f}", f"{late:,.0f}", f"{floor:,.1f}", f"{late / floor:.1f}"


HEADINGS = ("what", "median ms", "p95 ms", "p95 of a file, ms", "ratio")
