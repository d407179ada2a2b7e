"""Call-backs over a real connection: nobody is believed unasked, and what is refused writes nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from compliance.domain.errors import Busy, NotReady, Refused, WrongUse
from compliance.runtime import Installation, open_installation
from compliance.web.app import create_app
from compliance.web.callbacks import LARGEST_BODY
from compliance.web.server import served

GOOD = {"Authorization": "Bearer good"}


class Service:
    """A receiver that knows one token."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.reads_the_rules = False

    def __call__(self, office: Installation, authorization: str, body: bytes) -> None:
        """Check and take."""
        assert office.settings.port
        if body == b"not ready":
            raise NotReady("the token at /srv/secret is not set")
        if body == b"busy":
            raise Busy("others write")
        if self.reads_the_rules:
            assert office.rulebook.ladders
        if authorization != GOOD["Authorization"]:
            raise Refused("the call-back does not bear\nthe token")
        if not body.startswith(b"{"):
            raise WrongUse("it is not JSON")
        self.taken.append(body)


@pytest.fixture
def service() -> Service:
    """A service that sends call-backs."""
    return Service()


@pytest.fixture
def web(service: Service) -> Iterator[httpx.Client]:
    """The application on a port of its own."""
    app = create_app(lambda: open_installation(need_database=False), lambda _: {}, {"govuk-notify": service})
    with socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            yield client


def test_a_call_back_is_taken(web: httpx.Client, service: Service) -> None:
    answer = web.post("/callbacks/govuk-notify", content=b'{"id": 1}', headers=GOOD)
    assert (answer.status_code, answer.content, service.taken) == (204, b"", [b'{"id": 1}'])


@pytest.mark.parametrize(
    ("headers", "body", "status", "said"),
    [
        ({}, b"{}", 401, "the call-back does not bear the token"),
        ({"Authorization": "Bearer bad"}, b"{}", 403, "the call-back does not bear the token"),
        (GOOD, b"<html>", 400, "it is not JSON"),
        (GOOD, b"x" * (LARGEST_BODY + 1), 413, "a call-back has at most 65,536 bytes"),
        (GOOD, b"busy", 503, "not ready for call-backs: see amends check"),
        (GOOD, b"not ready", 503, "not ready for call-backs: see amends check"),
    ],
)
def test_what_is_refused_says_why_in_one_line(
    web: httpx.Client, service: Service, headers: dict[str, str], body: bytes, status: int, said: str
) -> None:
    answer = web.post("/callbacks/govuk-notify", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"error": said})
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert service.taken == []


@pytest.mark.parametrize(("name", "value"), [("AMENDS_LEASE_SECONDS", "x"), ("AMENDS_CONFIG_DIR", "/no/such/folder")])
def test_a_fault_of_our_own_is_none_of_the_service(
    web: httpx.Client, service: Service, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """It tries again later, and is not told how the office has set things."""
    service.reads_the_rules = True
    monkeypatch.setenv(name, value)
    answer = web.post("/callbacks/govuk-notify", content=b"{}", headers=GOOD)
    assert (answer.status_code, answer.json()) == (503, {"error": "not ready for call-backs: see amends check"})
    assert service.taken == []


def test_a_stream_that_does_not_end_is_cut_off(web: httpx.Client, service: Service) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b"x" * LARGEST_BODY

    assert web.post("/callbacks/govuk-notify", content=pieces(), headers=GOOD).status_code == 413
    assert service.taken == []


def test_other_services_and_other_ways_are_not_there(web: httpx.Client) -> None:
    answer: Any = web.post("/callbacks/nobody", content=b"{}", headers=GOOD)
    assert (answer.status_code, answer.json()) == (404, {"error": "there is no such call-back"})
    assert web.get("/callbacks/govuk-notify").status_code == 405
