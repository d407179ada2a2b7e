"""The caseworkers' guide, typed in its own order: what it shows on its own cases is not refused."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance import runtime
from tests.architecture.tree import ROOT
from tests.cli.conftest import Amends

GUIDE = (ROOT / "docs" / "guides" / "caseworker.md").read_text(encoding="utf-8")
# The day on which what stands below each heading is typed; the parts below do not hang together with these.
DAYS = {
    "Log a recommendation": datetime(2026, 11, 9, 9, tzinfo=UTC),
    "Record the authority's answer": datetime(2026, 11, 10, 9, tzinfo=UTC),
    "Look at one recommendation": datetime(2026, 11, 10, 9, tzinfo=UTC),
    "Give more time": datetime(2026, 11, 11, 9, tzinfo=UTC),
    "Statutory clocks": datetime(2027, 4, 21, 9, tzinfo=UTC),
    "A deadline that has to wait": datetime(2027, 5, 5, 9, tzinfo=UTC),
}


def typed(heading: str) -> list[list[str]]:
    """The commands below a heading as a shell takes them apart; without those that read a file of the reader's."""
    _, _, section = GUIDE.partition(f"\n## {heading}\n")
    section = re.split(r"\n## ", section)[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    words = [shlex.split(line) for line in lines if line.startswith("amends ")]
    return [each[1:] for each in words if "--from-text" not in each]


def test_the_guide_can_be_typed_from_top_to_bottom(
    amends: Amends, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_HOME", str(empty_home))
    now = datetime(2026, 11, 9, 9, tzinfo=UTC)
    monkeypatch.setattr(runtime, "office_now", lambda zone, as_of: now)
    assert amends("authority", "add", "exampleton", "--name", "Exampleton", "--type", "district").code == 0
    refused = []
    for heading, on in DAYS.items():
        now = on
        commands = typed(heading)
        assert commands, heading
        for words in commands:
            said = amends(*words)
            if said.code:
                refused.append((heading, shlex.join(words), said.err))
    assert refused == []
