"""The files of the project, as the tests of the architecture walk them."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("compliance", "config", "flows")
PYTHON_FOLDERS = (*PRODUCT, "tests")


@functools.cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or could be committed: all but .git and what .gitignore names."""
    ignored = GitIgnoreSpec.from_lines([".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()])
    found: list[Path] = []
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            name = path.relative_to(ROOT).as_posix()
            if ignored.match_file(f"{name}/" if path.is_dir() else name):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                found.append(path)
    return tuple(sorted(found))


def python_files(*folders: str) -> list[Path]:
    """The Python files under some top-level folders."""
    return [path for path in project_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


@functools.cache
def syntax(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """A path as a reader knows it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
