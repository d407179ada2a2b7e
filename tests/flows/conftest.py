"""Prefect's harness once a process, and a small office for the flows to work on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from tests.flows.small_office import SmallOffice
from tests.support.smtp import SmtpSink


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """A Prefect server for the tests of this process."""
    with prefect_test_harness(120), temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


@pytest.fixture
def database_kind() -> str:
    """The flows hold no SQL: one kind of database is enough for most of these tests."""
    return "sqlite"


@pytest.fixture
def office(prefect: None, migrated_url: str, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> SmallOffice:
    """An office with one authority, two people to write to, and mail that goes to the sink."""
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    monkeypatch.setenv("AMENDS_MAIL_URL", smtp_sink.url)
    return SmallOffice(Path(os.environ["AMENDS_HOME"]), date(2024, 4, 2))
