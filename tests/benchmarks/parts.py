"""The parts of the benchmarks: which there are, how much each measures, and what measures it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.daily_job import daily_job
from tests.benchmarks.databases import Databases
from tests.benchmarks.mail import mail, open_office
from tests.benchmarks.measuring import Comparison, Progress
from tests.benchmarks.over_http import PAGES, Waited, over_http
from tests.benchmarks.sink import running_sink
from tests.benchmarks.work_lists import WAYS, work_lists

DELAY = 0.02
DAILY_JOB, LISTS, MAIL, OVER_HTTP = NAMES = ("daily-job", "lists", "mail", "pages")


@dataclass(frozen=True)
class Extent:
    """How much is measured.

    Blocks of 1,000 open recommendations, mails, mails to the slow server, senders, runs, and how often each client asks
    for a page.
    """

    blocks: tuple[int, ...]
    mails: int
    slow_mails: int
    slow_senders: tuple[int, ...]
    repeats: int
    requests: int


@dataclass(frozen=True)
class Place:
    """Where it is measured: on which databases, in which folder."""

    kinds: list[Databases]
    folder: Path


def chosen(given: str) -> tuple[str, ...]:
    """The parts of a list such as `lists,pages`, in their own order; all of them for "". Raises ValueError."""
    wanted = [each.strip() for each in given.split(",")] if given else list(NAMES)
    for each in wanted:
        if each not in NAMES:
            raise ValueError(f"--only: expected one or more of {','.join(NAMES)}, not {each!r}")
    return tuple(each for each in NAMES if each in wanted)


def number(extent: Extent, kinds: int, only: Collection[str]) -> int:
    """How many lines of a table some parts make on so many kinds of database."""
    lines = {
        DAILY_JOB: kinds * len(extent.blocks),
        LISTS: kinds * len(WAYS),
        MAIL: kinds + len(extent.slow_senders),
        OVER_HTTP: kinds * len(PAGES),
    }
    return sum(lines[each] for each in only)


def comparisons(extent: Extent, place: Place, only: Collection[str], progress: Progress) -> Iterator[Comparison]:
    """Measure the daily job, the lists and the mail, those of them that are wanted."""
    measured: dict[str, Callable[[Extent, Place, Progress], Iterator[Comparison]]] = {
        DAILY_JOB: _daily_job,
        LISTS: _lists,
        MAIL: _mail,
    }
    for name, measure in measured.items():
        if name in only:
            yield from measure(extent, place, progress)


def pages(extent: Extent, place: Place, progress: Progress) -> Iterator[Waited]:
    """Measure the pages over HTTP on each kind of database."""
    for databases in place.kinds:
        empty = databases.new()
        with open_office(place.folder, empty, f"folder://{place.folder}/unused") as office:
            yield from over_http(databases, office, extent.blocks[-1], extent.requests, progress, place.folder)
        databases.drop(empty)


def _daily_job(extent: Extent, place: Place, progress: Progress) -> Iterator[Comparison]:
    for databases in place.kinds:
        empty = databases.new()
        with open_office(place.folder, empty, f"folder://{place.folder}/unused") as office:
            for blocks in extent.blocks:
                yield daily_job(databases, office, blocks, extent.repeats, progress)
        databases.drop(empty)


def _lists(extent: Extent, place: Place, progress: Progress) -> Iterator[Comparison]:
    for databases in place.kinds:
        empty = databases.new()
        with open_office(place.folder, empty, f"folder://{place.folder}/unused") as office:
            yield from work_lists(databases, office, extent.blocks[-1], extent.repeats, progress)
        databases.drop(empty)


def _mail(extent: Extent, place: Place, progress: Progress) -> Iterator[Comparison]:
    with running_sink() as sink:
        for databases in place.kinds:
            name, count = "instant server", extent.mails
            yield from mail(databases, place.folder, count, sink, [None], extent.repeats, progress, name=name)
    with running_sink(DELAY) as sink:
        # What senders at once bring is a matter of waiting, not of the database: one kind shows it.
        name, slow, first = f"{DELAY * 1000:.0f} ms server", list(extent.slow_senders), place.kinds[0]
        yield from mail(first, place.folder, extent.slow_mails, sink, slow, extent.repeats, progress, name=name)
