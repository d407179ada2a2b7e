"""What the README shows of one's own first cases comes out as it stands there, up to the first day's work."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.cli.conftest import Amends

README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_STEPS = README.partition("## First steps on your own data\n")[2]
FOLDER, SHOWN = re.findall(r"^```\n(.*?)^```", FIRST_STEPS, re.DOTALL | re.MULTILINE)[:2]


def told(text: str) -> list[str]:
    """What is said, line by line."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def test_ones_own_first_cases_come_out_as_shown(
    amends: Amends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "96")
    subprocess.run(["sh", "-ec", FOLDER], check=True)
    first, *commands = re.split(r"^\$ ", SHOWN, flags=re.MULTILINE)[1:]
    assert first.startswith("export AMENDS_HOME=")
    monkeypatch.setenv("AMENDS_HOME", first.strip().partition("=")[2])
    for command in commands:
        line, _, shown = command.partition("\n")
        said = amends(*shlex.split(line.removeprefix("amends ")))
        assert (said.code, told(said.out)) == (0, told(shown)), said.err
