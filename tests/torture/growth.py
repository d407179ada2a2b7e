"""T7: the daily job beside its floor with a hundred thousand recommendations and a million events, and how it grew.

It tells times and asserts none: a busy machine is no broken promise.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.daily_job import daily_job
from tests.benchmarks.databases import Databases
from tests.benchmarks.mail import open_office
from tests.benchmarks.measuring import Comparison, median
from tests.benchmarks.office import BLOCK
from tests.benchmarks.report import summary
from tests.torture.judge import count_rows
from tests.torture.promises import Promise
from tests.torture.site import Site

EVENTS_EACH = 10
FULL, FULL_REPEATS = (10, 100), 5
QUICK, QUICK_REPEATS = (1, 2), 1
# A longer history behind each recommendation's newest event. The hashes stay those of the original: nobody reads them.
LONGER = (
    "INSERT INTO event (stream, seq, at, day, kind, actor, payload, previous, hash) "
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {most}) "
    "SELECT e.stream, e.seq + c.n, e.at, e.day, 'responded', e.actor, e.payload, e.previous, e.hash "
    "FROM event e CROSS JOIN c WHERE e.seq = (SELECT max(o.seq) FROM event o WHERE o.stream = e.stream) "
    "AND e.seq + c.n <= {most}"
)


def grow(site: Site) -> Iterator[Promise]:
    """Tell the time of the daily job at two sizes, and its growth."""
    sizes, repeats = (FULL, FULL_REPEATS) if site.full else (QUICK, QUICK_REPEATS)
    measured: list[Comparison] = []
    folder = site.place("t7")
    with open_office(folder, site.new_database(), f"folder://{folder}/mail") as office:
        for blocks in sizes:
            events = 0

            def lengthen(url: str) -> None:
                nonlocal events
                lengthen_histories(site.databases, url)
                events = count_rows(site.databases, url, "SELECT count(*) FROM event")

            each = daily_job(site.databases, office, blocks, repeats, site.progress, lengthen)
            measured.append(each)
            done = f"the daily job, {blocks * BLOCK:,} recommendations, {events:,} events"
            yield Promise(
                "T7", site.kind, done, "its time beside its floor", summary(each).partition(": ")[2], kept=None
            )
    small, large = measured
    times = (
        f"x {median(large.ours) / median(small.ours):.1f}, its floor x {median(large.floor) / median(small.floor):.1f}"
    )
    done = f"from {sizes[0] * BLOCK:,} recommendations to {sizes[1] * BLOCK:,}, events and due steps alike"
    yield Promise("T7", site.kind, done, f"its growth, all else x {sizes[1] / sizes[0]:.0f}", times, kept=None)


def lengthen_histories(databases: Databases, url: str) -> None:
    """Give each recommendation ten events."""
    connection = databases.connect(url)
    connection.execute("BEGIN")
    connection.execute(LONGER.format(most=EVENTS_EACH))
    connection.commit()
    connection.close()
    databases.settle(url)
