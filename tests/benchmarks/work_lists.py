"""What people open: a page of My work, a search, a case, each beside the bare SQL that brings the same rows.

All on one database that is not changed meanwhile; each run opens a connection that is kept, as pages do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import text

from compliance.domain.authorities import AuthorityType
from compliance.domain.moment import Moment
from compliance.domain.next_action import Actor
from compliance.domain.work_filters import Filters
from compliance.runtime import Installation
from compliance.store import stale
from compliance.store.engine import Store
from compliance.store.migrations import search_indexes
from compliance.usecases.my_work import A_PAGE, my_work
from compliance.usecases.open_case import open_case
from compliance.usecases.refresh_next_actions import refresh_for_reading, refresh_next_actions
from compliance.usecases.search_cases import search_cases
from tests.benchmarks.daily_job import filled
from tests.benchmarks.databases import Databases
from tests.benchmarks.measuring import Comparison, Progress, Run, Stopwatch, by_turns
from tests.benchmarks.office import BLOCK, DAY

# The rows of a page and their number, as somebody would write who knows which they are.
PAGE = (
    "SELECT r.reference, d.reference, d.subject, a.code, a.name, r.kind, r.original_due_on, r.due_on, n.state, "
    "n.action, n.what, n.by_on, n.command FROM next_action n JOIN recommendation r ON r.id = n.recommendation_id "
    "JOIN decision d ON d.id = r.decision_id JOIN authority a ON a.id = d.authority_id "
    f"WHERE r.id BETWEEN 1000 AND {1000 + A_PAGE - 1} AND n.from_on <= '{DAY}' AND n.last_on >= '{DAY}'"
)
NUMBER = "SELECT count(*) FROM recommendation WHERE closed_on IS NULL"
FOUND = (
    "SELECT d.id, d.reference, d.subject, a.code, a.name FROM decision d JOIN authority a ON a.id = d.authority_id "
    "WHERE d.id BETWEEN 100 AND 149"
)
OF_A_CASE = (
    "SELECT * FROM decision WHERE id = 1",
    *(f"SELECT * FROM {table} WHERE recommendation_id IN (1, 2)" for table in ("deadline", "evidence", "outcome")),
    *(f"SELECT * FROM {table} WHERE recommendation_id IN (1, 2)" for table in ("expected_evidence", "hold", "task")),
    "SELECT * FROM recommendation WHERE decision_id = 1",
)
REFERENCE = "26 000000"


def stocked(databases: Databases, installation: Installation, blocks: int, progress: Progress, name: str) -> str:
    """The address of a filled database in which next actions and words are up to date."""
    progress.say(f"{name}: filling the database")
    url = filled(databases, installation, blocks)
    store = Store(url)
    with store.writing() as session:
        if not store.is_sqlite:  # blocks are copied there without triggers
            emptied = [f"TRUNCATE {table}" for table in search_indexes.TABLES]
            for statement in (*emptied, *search_indexes.filling("postgresql")):
                session.connection().execute(text(statement))
        stale.mark_all(session)
    watch = Stopwatch()
    done = refresh_next_actions(store)
    assert done.complete
    progress.say(f"{name}: {done.derived:,} next actions derived and stored in {watch.total:.1f} s")
    store.close()
    databases.settle(url)
    return url


def work_lists(
    databases: Databases, installation: Installation, blocks: int, repeats: int, progress: Progress
) -> Iterator[Comparison]:
    """Measure each at `blocks` times 1,000 open recommendations; AssertionError when nothing is found."""
    name = f"{databases.kind}, {blocks * BLOCK:,} open"
    url = stocked(databases, installation, blocks, progress, name)
    store, connection = Store(url), databases.connect(url)
    for what, act, bare in WAYS:
        progress.say(f"{what}, {name}")
        rows = _ours(store, act)[1]
        assert rows > 0, what
        mine, floor = by_turns(repeats, partial(_timed, store, act), partial(_bare, connection, bare))
        yield Comparison(f"{what}, {name}", rows, mine, floor)
    connection.close()
    store.close()
    databases.drop(url)


def _ours(store: Store, act: Callable[[Any], int]) -> tuple[Run, int]:
    watch = Stopwatch()
    refresh_for_reading(store)
    with store.reading() as session:
        rows = act(session)
    return Run(watch.total), rows


def _timed(store: Store, act: Callable[[Any], int]) -> Run:
    return _ours(store, act)[0]


def _bare(connection: Any, statements: tuple[str, ...]) -> Run:
    watch = Stopwatch()
    for statement in statements:
        connection.execute(statement).fetchall()
    return Run(watch.total)


def _work(filters: Filters, page: int = 1) -> Callable[[Any], int]:
    return lambda session: len(my_work(session, DAY, filters, page=page).items)


def _search(query: str) -> Callable[[Any], int]:
    return lambda session: len(search_cases(session, query).cases)


def _case(session: Any) -> int:
    return len(open_case(session, Moment(DAY, datetime(2026, 10, 7, 9, tzinfo=UTC)), REFERENCE).recommendations)


WAYS: tuple[tuple[str, Callable[[Any], int], tuple[str, ...]], ...] = (
    ("My work", _work(Filters(who=(Actor.AUTHORITY,))), (PAGE, NUMBER)),
    ("My work, page 900", _work(Filters(), page=900), (PAGE, NUMBER)),
    ("My work, overdue of a type", _work(Filters(overdue=True, authority_type=AuthorityType.UNITARY)), (PAGE, NUMBER)),
    ("search for words", _search("apologise plan"), (FOUND,)),
    ("search for a reference", _search(REFERENCE), (FOUND,)),
    ("a case", _case, OF_A_CASE),
)
