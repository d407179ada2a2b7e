"""Which test runs when, and in which process when several share them."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

import pytest
from hypothesis import is_hypothesis_test
from xdist.scheduler import LoadScopeScheduling

from tests.support.unmeasured import unmeasured

FLOWS = "tests/flows/"
STORE = "tests/store/"
TORTURE = "tests/torture/"
# What runs the same lines over and over again (hostile input, every address, every column, mail under fire, stories),
# or none at all.
OVER_AND_OVER = (
    "tests/architecture/",
    "tests/benchmarks/",
    "tests/demo/test_replay.py",
    "tests/web/test_every_page.py",
    "tests/web/test_under_attack.py",
    "tests/web/test_stories",  # however many modules they are
    "tests/web/test_permits.py::test_every_address_with_every_role",
    "tests/web/test_acts.py::test_every_form_takes_anything",
    "tests/web/test_offered.py",
    "tests/web/test_reasons_told.py",
    "tests/web/test_sent_twice.py",
    "tests/web/test_log_refusals.py::test_anything_can_be_sent_and_nothing_breaks",
    "tests/domain/test_agreed_action_work.py",
    "tests/usecases/test_forecast.py::test_a_month",
    "tests/usecases/test_last_told.py",
    "tests/usecases/test_letter_first.py",
    "tests/usecases/test_overdue_after_change.py",
    "tests/usecases/test_pairs_of_changes.py",
    "tests/usecases/test_stale_marks.py",
    "tests/usecases/test_delivery_under_fire.py",
)
USECASES = "tests/usecases/"
WEB = "tests/web/"
SECOND = "postgresql"
# What asks the database in other words in each of its rows: words to be found, lists to be narrowed.
IN_OTHER_WORDS = tuple(
    f"{USECASES}{name}" for name in ("test_search_cases.py", "test_my_work.py", "test_saved_views.py")
)
# The longest tests, half a minute or more each: begun early, so that no process is left with one at the end.
LONG = (
    f"{TORTURE}test_promises_kept.py",
    f"{TORTURE}test_judging.py::test_both_kinds",
    "tests/demo/",
    "tests/usecases/test_stale_marks.py",
    "tests/web/test_every_page.py",
    "tests/web/test_stories",  # however many modules they are
    "tests/web/test_under_attack.py",
)
INTERLEAVINGS = f"{TORTURE}test_interleavings.py"  # hypothesis without its decorator


def in_running_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Property tests, then the flows, then the longest, then the rest; each group in its own order.

    Hypothesis refuses a test during which the state of Python's global `random` moves. Once a flow has run, Prefect's
    client keeps a thread whose connection draws a random number every 20 seconds (the ping of `websockets`): the
    property tests are done before the first such thread starts. The flows, which one process runs alone, come early
    because they take longest.
    """
    return sorted(items, key=_group)


def _group(item: pytest.Item) -> int:
    if is_hypothesis_test(getattr(item, "obj", None)) or item.nodeid.startswith(INTERLEAVINGS):
        return 0
    if item.nodeid.startswith(FLOWS):
        return 1
    return 2 if item.nodeid.startswith(LONG) else 3


def played_again(items: list[pytest.Item]) -> list[pytest.Item]:
    """The further rows of a table of a use case's rules on PostgreSQL: all rows run on SQLite, there the first.

    Each use case runs on both. What a row decides is decided by the rules, in the same statements as in the row before.
    """
    later = _later_rows(item for item in items if _kind(item) == SECOND and item.nodeid.startswith(USECASES))
    return [item for item in later if not item.nodeid.startswith(IN_OTHER_WORDS)]


def measured_elsewhere(items: list[pytest.Item]) -> list[pytest.Item]:
    """Whose lines other tests run as well: to watch them once more would cost minutes and tell nothing.

    So it is with properties, whose lines the examples beside them run, with torture, which asks what becomes of the
    ledger, with what goes over everything there is, with the rows of a table of use cases or pages behind its first,
    and with what runs on SQLite as well; but the tests of the store are measured on both, because there it matters
    which database it is.
    """
    first = [item for item in items if not _runs_others_lines(item)]
    later = {item.nodeid for item in _later_rows(item for item in first if item.nodeid.startswith((USECASES, WEB)))}
    return [item for item in items if item.nodeid in later or _runs_others_lines(item)]


def _runs_others_lines(item: pytest.Item) -> bool:
    if is_hypothesis_test(getattr(item, "obj", None)) or item.nodeid.startswith((TORTURE, *OVER_AND_OVER)):
        return True
    return _kind(item) == SECOND and not item.nodeid.startswith(STORE)


def _kind(item: pytest.Item) -> object:
    """The kind of database that a test runs on, where it says."""
    given = getattr(item, "callspec", None)
    return given.params.get("database_kind") if given is not None else None


def _later_rows(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each table of tests all rows but the first."""
    begun: set[str] = set()
    for item in items:
        table = item.nodeid.partition("[")[0]
        if table in begun:
            yield item
        begun.add(table)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def measured_or_not(item: pytest.Item) -> Generator[None, object, object]:
    """A `pytest_runtest_protocol`: what is not to be measured is not, nor its fixtures, nor the programs it starts.

    pytest-cov leaves out the test itself only.
    """
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if measuring is None or item.get_closest_marker("no_cover") is None:
        return (yield)
    measuring.pause()
    try:
        with unmeasured():
            return (yield)
    finally:
        # pytest-cov may have begun again after the test: to begin twice would be to measure into nothing.
        measuring.pause()
        measuring.resume()


class FlowsTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Any test to any process, but all tests of flows to one: Prefect's harness takes seconds to start, once is enough.

    The mark `xdist_group` would say the same; with pytest 9.2 xdist 3.8 does not see it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return FLOWS if nodeid.startswith(FLOWS) else nodeid
