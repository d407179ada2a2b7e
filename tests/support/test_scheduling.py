"""Tests of flows share one process, the others are spread; property tests run before any thread of Prefect's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from tests.architecture.tree import ROOT
from tests.support.scheduling import (
    IN_OTHER_WORDS,
    LONG,
    OVER_AND_OVER,
    FlowsTogether,
    in_running_order,
    measured_elsewhere,
    played_again,
)

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("nodeid", "scope"),
    [
        ("tests/flows/test_daily.py::test_one[a/b]", "tests/flows/"),
        ("tests/flows/deep/test_other.py::test_two", "tests/flows/"),
        ("tests/domain/test_flows.py::test_one", "tests/domain/test_flows.py::test_one"),
    ],
)
def test_all_tests_of_flows_go_to_one_process(
    nodeid: str, scope: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pytestconfig.option, "tx", ["2*popen"])
    assert FlowsTogether(pytestconfig)._split_scope(nodeid) == scope


def test_property_tests_come_before_the_flows_and_these_and_the_longest_before_the_rest() -> None:
    def property_test() -> None: ...

    property_test.is_hypothesis_test = True  # type: ignore[attr-defined]  # what hypothesis writes on a test

    def item(nodeid: str, function: Callable[[], None]) -> pytest.Item:
        return cast(pytest.Item, SimpleNamespace(nodeid=nodeid, obj=function))

    def plain_test() -> None: ...

    collected = [
        item("tests/cli/test_a.py::test_a", plain_test),
        item("tests/flows/test_b.py::test_b", plain_test),
        item("tests/store/test_c.py::test_c", property_test),
        item("tests/cli/test_d.py::test_d", plain_test),
        item("tests/torture/test_interleavings.py::test_e", plain_test),
        item("tests/web/test_under_attack.py::test_f", plain_test),
    ]
    assert [test.nodeid[-1] for test in in_running_order(collected)] == ["c", "e", "b", "f", "a", "d"]


def _row(path: str, name: str, kind: str, number: int) -> pytest.Item:
    params = {"database_kind": kind, "row": number}
    made = SimpleNamespace(nodeid=f"{path}::{name}[{kind}-{number}]", callspec=SimpleNamespace(params=params))
    return cast(pytest.Item, made)


def test_every_row_is_played_on_sqlite_and_the_first_on_postgresql_too() -> None:
    def rows(path: str, name: str, *kinds: str) -> list[pytest.Item]:
        return [_row(path, name, kind, number) for kind in kinds for number in range(3)]

    both = ("sqlite", "postgresql")
    collected = [*rows("tests/usecases/test_a.py", "test_a", *both), *rows("tests/usecases/test_a.py", "test_b", *both)]
    collected += [*rows(IN_OTHER_WORDS[0], "test_c", *both), *rows("tests/store/test_a.py", "test_d", *both)]
    collected += [cast(pytest.Item, SimpleNamespace(nodeid="tests/usecases/test_a.py::test_e"))]
    assert [item.nodeid.rpartition("::")[2] for item in played_again(collected)] == [
        f"{name}[postgresql-{number}]" for name in ("test_a", "test_b") for number in (1, 2)
    ]


@pytest.mark.parametrize(
    ("nodeid", "params", "elsewhere"),
    [
        ("tests/usecases/test_a.py::test_a[postgresql]", {"database_kind": "postgresql"}, True),
        ("tests/usecases/test_a.py::test_a[sqlite]", {"database_kind": "sqlite"}, False),
        ("tests/usecases/test_a.py::test_b[postgresql]", {"word": "postgresql"}, False),
        ("tests/store/test_a.py::test_a[postgresql]", {"database_kind": "postgresql"}, False),
        ("tests/domain/test_a.py::test_a", None, False),
        ("tests/torture/test_a.py::test_a[sqlite]", {"database_kind": "sqlite"}, True),
        ("tests/web/test_under_attack.py::test_a[sqlite]", {"database_kind": "sqlite"}, True),
        ("tests/web/test_permits.py::test_a[sqlite]", {"database_kind": "sqlite"}, False),
    ],
)
def test_the_second_kind_of_database_is_not_measured(
    nodeid: str, params: dict[str, str] | None, elsewhere: bool
) -> None:
    made = SimpleNamespace(nodeid=nodeid)
    if params is not None:
        made.callspec = SimpleNamespace(params=params)
    item = cast(pytest.Item, made)
    assert (item in measured_elsewhere([item])) is elsewhere


def test_of_a_table_of_use_cases_or_pages_the_first_row_is_measured() -> None:
    def rows(path: str) -> list[pytest.Item]:
        return [_row(path, "test_a", "sqlite", number) for number in range(3)]

    collected = [*rows("tests/usecases/test_a.py"), *rows("tests/web/test_b.py"), *rows("tests/domain/test_c.py")]
    assert [item.nodeid for item in measured_elsewhere(collected)] == [
        f"tests/{file}.py::test_a[sqlite-{number}]" for file in ("usecases/test_a", "web/test_b") for number in (1, 2)
    ]


def test_what_is_named_is_there() -> None:
    for nodeid in (*OVER_AND_OVER, *LONG, *IN_OTHER_WORDS):
        path, _, name = nodeid.partition("::")
        assert list(ROOT.glob(f"{path.rstrip('/')}*"))
        assert not name or f"def {name}" in (ROOT / path).read_text(encoding="utf-8")


def test_what_is_measured_elsewhere_is_not_measured_in_its_fixtures_either(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.support.scheduling import measured_or_not as pytest_runtest_protocol")
    pytester.makepyfile(
        made="def ready():\n    return 1\n\ndef never():\n    return 2\n",
        test_it="""
            import pytest, made
            @pytest.fixture
            def at_hand(): return made.never()
            @pytest.mark.no_cover
            def test_left_out(at_hand): assert made.never() == 2
            def test_measured(): assert made.ready() == 1
        """,
    )
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--cov=made", "--cov-report=term-missing")
    found.assert_outcomes(passed=2)
    found.stdout.re_match_lines([r"made\.py +4 +1 +75% +5$"])
