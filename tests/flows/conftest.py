"""Prefect's harness once a process, and a small office for the flows to work on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from config.settings import PACKAGED_CONFIG
from tests.flows.small_office import SmallOffice
from tests.support.smtp import SmtpSink
from tests.support.unmeasured import unmeasured


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """A Prefect server for the tests of this process."""
    with ExitStack() as stack:
        with unmeasured():
            stack.enter_context(prefect_test_harness(120))
        stack.enter_context(temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}))
        yield


@pytest.fixture
def database_kind() -> str:
    """The flows hold no SQL: one kind of database is enough for most of these tests."""
    return "sqlite"


def at_any_hour(folder: Path) -> Path:
    """The packaged configuration without sending hours, so that these tests do not depend on when they run."""
    shutil.copytree(PACKAGED_CONFIG, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "office.yaml"
    text = file.read_text(encoding="utf-8")
    without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  hours: "))
    assert without != text
    file.write_text(without, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def read_only_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of configuration for all: who reads it a second time finds it read and checked."""
    return at_any_hour(tmp_path_factory.mktemp("flows") / "config")


@pytest.fixture
def config_folder(read_only_config: Path) -> Path:
    """The folder of the office's configuration; who changes it takes `own_config` instead."""
    return read_only_config


@pytest.fixture
def own_config(tmp_path: Path) -> Path:
    """The same in a folder that the test may change."""
    return at_any_hour(tmp_path / "config")


@pytest.fixture
def office(
    prefect: None, migrated_url: str, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch, config_folder: Path
) -> SmallOffice:
    """An office with one authority, two people to write to, and mail that goes to the sink."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    monkeypatch.setenv("AMENDS_MAIL_URL", smtp_sink.url)
    monkeypatch.setenv("AMENDS_CONFIG_DIR", str(config_folder))
    return SmallOffice(Path(os.environ["AMENDS_HOME"]), date(2024, 4, 2))
