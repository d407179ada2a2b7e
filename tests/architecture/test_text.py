"""What no file may hold: the paths of a machine, registries, work left undone, folders that say nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import project_files, shown

# Put together from pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    r"(?<![\w.<>*/-])/(?:" + "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers"]) + r")/"
)
BARE_ROOTS = re.compile(r"(?<![\w.<>*/-])/(?:" + "|".join(["ro" + "ot", "wo" + "rk"]) + r")(?![\w-])")
REGISTRIES = re.compile(
    "|".join([r"pypi\." + "org", r"pythonho" + r"sted\." + "org", r"npmjs\." + "(?:org|com)", "--extra-" + "index-url"])
)
UNDONE = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"]) + r")\b")
EMPTY_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}

FORBIDDEN = {
    "a path of one machine": (MACHINE_PATHS, BARE_ROOTS),
    "a package registry": (REGISTRIES,),
    "work left undone": (UNDONE,),
}


def finds(text: str) -> list[str]:
    """What a text holds and must not, each with its line."""
    return [
        f"line {number}: {what}: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, patterns in FORBIDDEN.items()
        for pattern in patterns
        if (match := pattern.search(line))
    ]


def text_of(path: Path) -> str:
    """The text of a file; "" for one that holds bytes."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def test_no_file_holds_what_it_must_not() -> None:
    assert [f"{shown(path)}, {each}" for path in project_files() for each in finds(text_of(path))] == []


def test_every_module_and_folder_says_what_it_holds() -> None:
    empty = [
        path
        for path in project_files()
        if EMPTY_NAMES & {part.split(".")[0].lower() for part in Path(shown(path)).parts}
    ]
    assert empty == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("see /ro" + "ot/x", 2),
        ("cd /wo" + "rk", 1),
        ("'/ho" + "me/ann/x'", 1),
        ("files.python" + "hosted.org", 1),
        ("# TO" + "DO later", 1),
        ("raise NotImplemented" + "Error", 1),
        ("evidence/work/1.pdf, https://a.example/work/1, and/or", 0),
    ],
)
def test_it_is_found_and_nothing_else(text: str, count: int) -> None:
    assert len(finds(text)) == count
