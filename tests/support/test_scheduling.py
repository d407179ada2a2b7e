"""Tests of flows share one process, the others are spread."""

from __future__ import annotations

import pytest

from tests.support.scheduling import FlowsTogether


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
