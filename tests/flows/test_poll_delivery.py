"""The flow that asks what became of messages, really run against GOV.UK Notify on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.day import run_day
from flows.poll_delivery import poll_delivery
from tests.flows.prefect_pages import latest_table
from tests.flows.small_office import SmallOffice
from tests.support.notify_server import EMAIL_TEMPLATE, KEY, NotifyServer, running_notify_server

DAY = date(2024, 4, 2)


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    with running_notify_server() as running:
        yield running


@pytest.fixture
def config_folder(own_config: Path) -> Path:
    """The office's configuration, which gets a template of Notify's."""
    return own_config


@pytest.fixture
def sending(
    office: SmallOffice, server: NotifyServer, config_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> SmallOffice:
    """An office that sends through it, and has sent one message."""
    notify = config_folder / "notify.yaml"
    notify.write_text(f"email: {{template_id: {EMAIL_TEMPLATE}}}\n", encoding="utf-8")
    monkeypatch.setenv("AMENDS_MAIL_URL", server.url)
    monkeypatch.setenv("AMENDS_NOTIFY_API_KEY", KEY)
    office.recommend()
    report = asyncio.run(run_day(DAY))
    assert report.counts["sent"] == len(server.taken) == 1
    return office


def ask() -> None:
    asyncio.run(poll_delivery.with_options(retries=0)(DAY))


def test_what_became_of_messages_is_asked_and_told(sending: SmallOffice, server: NotifyServer) -> None:
    ask()
    server.becomes(server.taken[0]["reference"], "delivered")
    ask()
    ask()
    assert [run.result for run in sending.runs("poll_delivery")][-3:] == [
        "1 message still under way",
        "1 message arrived",
        "ran, nothing due",
    ]
    description, rows = latest_table("poll-delivery")
    assert description == "**Delivery of messages on 2024-04-02**: ran, nothing due"
    assert {"What": "Messages arrived", "How many": 0} in rows


def test_a_day_asks_before_it_plans(sending: SmallOffice, server: NotifyServer) -> None:
    server.becomes(server.taken[0]["reference"], "permanent-failure")
    report = asyncio.run(run_day(DAY))
    assert report.counts["returned_for_good"] == 1
    assert sending.states()[0] == "failed"
    assert any("came back for good" in line for line in report.lines)


def test_where_no_channel_keeps_track_there_is_nothing_to_ask(office: SmallOffice) -> None:
    office.recommend()
    asyncio.run(run_day(DAY))
    ask()
    results = {run.result for run in office.runs("poll_delivery")}
    assert results == {"ran, not set up in this office", "ran, nothing due"}
