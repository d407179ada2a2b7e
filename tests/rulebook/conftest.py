"""A copy of the packaged configuration that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import config

PACKAGED = Path(config.__file__).parent
TEMPLATES = (
    "layout",
    "logged",
    "due_soon",
    "due_today",
    "overdue",
    "escalated",
    "satisfied",
    "evidence_insufficient",
    "deadline_changed",
    "extension_refused",
    "reopened",
    "outcome_withdrawn",
    "chief_executive",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packaged YAML files with template folders of empty files."""
    for file in PACKAGED.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    for name in TEMPLATES:
        (tmp_path / "templates" / name).mkdir(parents=True)
        for part in ("subject.txt", "body.txt", "body.html"):
            (tmp_path / "templates" / name / part).touch()
    return tmp_path
