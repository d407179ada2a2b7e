"""Finds reads of a clock in Python source, by name and through any import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

SLEEP = frozenset({"time.sleep"})
CLOCKS = SLEEP | {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "pendulum.now",
    "pendulum.today",
    "pendulum.tomorrow",
    "pendulum.yesterday",
    "sqlalchemy.func.current_date",
    "sqlalchemy.func.current_time",
    "sqlalchemy.func.current_timestamp",
    "sqlalchemy.func.localtimestamp",
    "sqlalchemy.func.now",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
SQL_CLOCK = re.compile(r"\bcurrent_(?:date|time|timestamp)\b|\bnow\(\)|\(\s*'now'", re.IGNORECASE)
# These hand on the same objects under their own names.
SAME = {"sqlmodel.func": "sqlalchemy.func", "pendulum.DateTime": "datetime.datetime", "pendulum.Date": "datetime.date"}


def clock_reads(module: ast.Module, banned: frozenset[str] = CLOCKS) -> list[tuple[int, str]]:
    """Line and name of each mention of a banned function, called or not, and of a clock within an SQL text."""
    imported = dict(_imported_names(module))
    found = [
        (node.lineno, name)
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute | ast.Name) and (name := _full_name(node, imported)) in banned
    ]
    if banned == CLOCKS:
        docstrings = set(_docstrings(module))
        found += [
            (node.lineno, match.group())
            for node in ast.walk(module)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
            if (match := SQL_CLOCK.search(node.value))
        ]
    return sorted(found)


def _imported_names(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield alias.asname or alias.name, SAME.get(full, full)


def _full_name(node: ast.expr, imported: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return imported.get(node.id, "")
    if isinstance(node, ast.Attribute):
        before = _full_name(node.value, imported)
        full = f"{before}.{node.attr}" if before else ""
        return SAME.get(full, full)
    return ""


def _docstrings(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        ):
            yield id(node.body[0].value)
