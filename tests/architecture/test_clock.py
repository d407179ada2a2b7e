"""The clock comes in from outside: only compliance/runtime.py asks what time it is."""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.architecture.clock import CLOCKS, SLEEP, clock_reads
from tests.architecture.tree import PRODUCT, ROOT, python_files, shown, syntax

READS_THE_CLOCK = "compliance/runtime.py"


def test_nothing_below_the_entry_points_reads_a_clock() -> None:
    below = [path for path in python_files(*PRODUCT) if shown(path) != READS_THE_CLOCK]
    assert [(shown(path), *each) for path in below for each in clock_reads(syntax(path))] == []


def test_no_test_sleeps() -> None:
    assert [(shown(path), *each) for path in python_files("tests") for each in clock_reads(syntax(path), SLEEP)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import datetime\ndatetime.datetime.now()", [(2, "datetime.datetime.now")]),
        ("from datetime import datetime as dt\nx = dt.utcnow", [(2, "datetime.datetime.utcnow")]),
        ("from datetime import date\ndef f(on=date.today): ...", [(2, "datetime.date.today")]),
        ("from time import time as t\nt()", [(2, "time.time")]),
        ("import time\ntime.sleep(1)", [(2, "time.sleep")]),
        ("import pendulum\npendulum.now('UTC')", [(2, "pendulum.now")]),
        ("import pendulum\npendulum.DateTime.now()", [(2, "datetime.datetime.now")]),
        ("from sqlmodel import func\nfunc.now()", [(2, "sqlalchemy.func.now")]),
        ("import sqlalchemy as sa\nsa.func.now()", [(2, "sqlalchemy.func.now")]),
        ("q = 'SELECT Current_Timestamp'", [(1, "Current_Timestamp")]),
        ("q = f\"UPDATE t SET at = datetime('now'), {1}\"", [(1, "('now'")]),
        ('"""Never CURRENT_DATE, never now()."""', []),
        ("import time\ntime.perf_counter(); time.monotonic()", []),
        ("from datetime import datetime\nnow = datetime(2026, 3, 29)\nnow.today", []),
    ],
)
def test_a_clock_is_found_whatever_its_name(source: str, found: list[tuple[int, str]]) -> None:
    assert clock_reads(ast.parse(source)) == found


def test_the_lint_rule_bans_nothing_this_test_does_not_know() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    banned = set(settings["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"])
    assert banned <= CLOCKS
