"""What is declared, what is locked and what is installed agree."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import ROOT


def wanted(name: str) -> set[str]:
    """The lines of a requirements file without comments."""
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return {str(Requirement(line)) for line in lines if line and not line.startswith("#")}


def test_the_project_declares_what_run_in_lists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {str(Requirement(line)) for line in project["dependencies"]} == wanted("run.in")


def test_the_lock_holds_every_requirement_in_a_version_that_fits() -> None:
    lock = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")
    locked = {
        canonicalize_name(name): Version(version) for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M)
    }
    for line in wanted("run.in") | wanted("test.in"):
        requirement = Requirement(line)
        version = locked[canonicalize_name(requirement.name)]
        assert version in requirement.specifier, f"{line} is locked at {version}"


def test_every_locked_version_has_a_hash() -> None:
    lock = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", lock, flags=re.M)[1:]
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
