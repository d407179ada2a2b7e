"""The tail is what separates good from bad: no long file, hardly a long function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import PRODUCT, PYTHON_FOLDERS, python_files, shown, syntax

LONGEST_FILE = 350
LONG_FUNCTION = 30
SHARE_OF_LONG_FUNCTIONS = 0.05


def lengths_of_functions(module: ast.Module) -> dict[str, int]:
    """Lines of each function from `def` to its end, docstring included; keyed by name and line."""
    return {
        f"{node.name}, line {node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in statements(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """What is defined or done within a statement; no function stands within an expression, of which there are most."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from statements(inner)


def functions_in(*folders: str) -> dict[str, int]:
    return {
        f"{shown(path)}, {name}": length
        for path in python_files(*folders)
        for name, length in lengths_of_functions(syntax(path)).items()
    }


def test_no_file_is_too_long() -> None:
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*PYTHON_FOLDERS)}
    assert {name: length for name, length in lines.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize("folders", [PRODUCT, ("tests",)], ids=["product", "tests"])
def test_hardly_a_function_is_long(folders: tuple[str, ...]) -> None:
    lengths = functions_in(*folders)
    long = {name: length for name, length in lengths.items() if length >= LONG_FUNCTION}
    listed = "\n".join(f"{length:4} {name}" for name, length in sorted(long.items(), key=lambda item: -item[1]))
    assert len(long) <= SHARE_OF_LONG_FUNCTIONS * len(lengths), f"{len(long)} of {len(lengths)} are long:\n{listed}"


def test_a_function_is_measured_with_all_its_lines() -> None:
    lines = ["class A:", "    @property", "    def one(self):", '        """Doc."""', "", "        return (", "1)"]
    module = ast.parse("\n".join(lines))
    assert lengths_of_functions(module) == {"one, line 3": 5}


@pytest.mark.parametrize(
    "before",
    [
        *("if x:", "if x:\n    pass\nelse:", "for x in y:", "while x:\n    pass\nelse:", "with x:", "async def f():"),
        *("try:\n    pass\nexcept E:", "try:\n    pass\nfinally:", "match x:\n  case 1:", "class A:", "def f():"),
    ],
)
def test_a_function_is_seen_wherever_it_stands(before: str) -> None:
    module = ast.parse(f"{before}\n    def one():\n        pass")
    assert [name[:4] for name in lengths_of_functions(module)][-1] == "one,"


def test_the_walk_sees_the_tree() -> None:
    seen = {shown(path) for path in python_files(*PYTHON_FOLDERS)}
    assert {"compliance/domain/deadlines.py", "tests/architecture/test_sizes.py"} <= seen
    assert not any(name.startswith(".") for name in seen)
