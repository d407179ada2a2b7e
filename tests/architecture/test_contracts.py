"""Who may import whom: the contracts of pyproject.toml are kept, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, ROOT, python_files, shown

RUN = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"

# One bad import (or one folder without a place) for each contract, by the contract's id.
BREACHES = {
    "layers": ("compliance/domain/breach_layers.py", "import compliance.usecases"),
    "placed": ("compliance/sundries/__init__.py", ""),
    "notify": ("compliance/usecases/breach_notify.py", "import compliance.notify"),
    "rulebook": ("compliance/cli/breach_rulebook.py", "import compliance.rulebook"),
    "config": ("flows/breach_config.py", "import config"),
    "prefect": ("compliance/runtime_breach/__init__.py", "import prefect"),
    "apprise": ("compliance/usecases/breach_apprise.py", "import apprise"),
    "http": ("compliance/usecases/breach_http.py", "import requests"),
    "database": ("compliance/usecases/breach_database.py", "import sqlalchemy"),
    "drivers": ("flows/breach_drivers.py", "import sqlite3"),
    "fastapi": ("compliance/cli/breach_fastapi.py", "import fastapi"),
    "provider": ("compliance/usecases/breach_provider.py", "import authlib"),
    "credentials": ("compliance/web/breach_credentials.py", "import argon2"),
    "tests": ("compliance/domain/breach_tests.py", "import tests.support"),
}


def contracts() -> dict[str, str]:
    """The names of the contracts by id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


def verdicts(folder: Path) -> tuple[int, set[str], set[str]]:
    """Run the contracts on the tree in `folder`: exit code, names of the kept and of the broken ones."""
    run = subprocess.run([sys.executable, "-c", RUN], cwd=folder, capture_output=True, text=True, check=False)
    said = " ".join(run.stdout.split())
    assert "Contracts:" in said, run.stdout + run.stderr
    kept = {name for name in contracts().values() if f"{name} KEPT" in said}
    broken = {name for name in contracts().values() if f"{name} BROKEN" in said}
    return run.returncode, kept, broken


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    """The product's Python files and the contracts, in a folder of their own."""
    for path in [ROOT / "pyproject.toml", *python_files(*PRODUCT)]:
        copy = tmp_path / shown(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return tmp_path


def test_every_contract_is_kept() -> None:
    code, kept, broken = verdicts(ROOT)
    assert broken == set()
    assert kept == set(contracts().values())
    assert code == 0


def test_every_contract_bites(copy_of_the_tree: Path) -> None:
    for name, line in BREACHES.values():
        breach = copy_of_the_tree / name
        breach.parent.mkdir(exist_ok=True)
        breach.write_text(f"{line}\n", encoding="utf-8")
    code, kept, broken = verdicts(copy_of_the_tree)
    assert kept == set()
    assert broken == set(contracts().values())
    assert code == 1


def test_every_contract_has_a_breach_that_proves_it() -> None:
    assert set(BREACHES) == set(contracts())


def test_no_package_stands_beside_the_known_ones() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*PRODUCT, "tests"}
