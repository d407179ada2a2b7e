"""A delivery receipt of GOV.UK Notify over a real connection changes the ledger, once (rule R6)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from compliance.runtime import open_installation
from compliance.web.app import create_app
from compliance.web.receivers import RECEIVERS
from compliance.web.server import served
from tests.support.notify_server import NotifyServer, running_notify_server
from tests.support.notify_world import world_through
from tests.support.world import World

TOKEN = "correct-horse-battery-staple"
REC = "23 001-1"

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    with running_notify_server() as running:
        yield running


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, server: NotifyServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An office that sends through it, with a token for its call-backs."""
    made = world_through(
        server, migrated_url, tmp_path / "home", link_officer="ann@e1.example", deputy="dan@e1.example"
    )
    monkeypatch.setenv("AMENDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AMENDS_DATABASE_URL", migrated_url)
    monkeypatch.setenv("AMENDS_NOTIFY_CALLBACK_TOKEN", TOKEN)
    yield made
    made.close()


@pytest.fixture
def web(office: World) -> Iterator[httpx.Client]:
    """The application on a port of its own."""
    app = create_app(lambda: open_installation(office.today), lambda _: {}, RECEIVERS)
    with socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            yield client


def tell(web: httpx.Client, message: dict[str, Any], status: str, token: str = TOKEN, **changes: Any) -> httpx.Response:
    """One receipt about a message of the ledger."""
    receipt = {
        "id": message["channel_reference"],
        "reference": message["key"],
        "to": message["recipient"],
        "status": status,
        "completed_at": "2024-04-02T12:15:31.000000Z",
        "notification_type": "email",
    } | changes
    body = json.dumps(receipt).encode()
    return web.post("/callbacks/govuk-notify", content=body, headers={"Authorization": f"Bearer {token}"})


def test_a_receipt_is_recorded_once_and_a_forged_one_never(office: World, web: httpx.Client) -> None:
    office.log(REC)
    office.run()
    (message,) = office.messages()
    forged = tell(web, message, "permanent-failure", token="guessed")
    assert (forged.status_code, "does not bear the token" in forged.json()["error"]) == (403, True)
    assert office.messages() == [message], "nothing written"
    for _ in range(2):
        assert tell(web, message, "delivered").status_code == 204
    (arrived,) = office.messages()
    assert (arrived["state"], arrived["delivered_at"] is not None) == ("sent", True)


def test_what_came_back_fails_and_goes_to_the_deputy(office: World, web: httpx.Client) -> None:
    office.log(REC)
    office.run()
    (message,) = office.messages()
    assert tell(web, message, "permanent-failure").status_code == 204
    assert office.mail("failed") == [("2024-04-02", "ann@e1.example", [f"{REC} logged"])]
    office.run("2024-04-03")
    assert [(who, what) for _, who, what in office.mail()] == [("dan@e1.example", [f"{REC} logged"])]


def test_a_receipt_that_is_none_is_refused_in_one_line(office: World, web: httpx.Client) -> None:
    answer = web.post("/callbacks/govuk-notify", content=b"<html>", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "the call-back is no delivery receipt: it is not JSON"}
