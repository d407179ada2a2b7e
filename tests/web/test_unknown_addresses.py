"""An address that does not exist, and one that takes no such request: pages of the office like all the others."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager

import httpx
import pytest

from compliance.domain.errors import NotReady
from compliance.runtime import Installation
from compliance.web.app import create_app
from compliance.web.server import served
from tests.support.web_office import WebOffice, serving_office
from tests.support.world import World

UNKNOWN = [("GET", "/nowhere", 404), ("GET", "/cases", 404), ("PUT", "/my-work", 405), ("POST", "/tasks/1", 405)]


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """An office with one person."""
    with serving_office(world) as made:
        made.person("Kim Shaw")
        yield made


@pytest.mark.parametrize(("method", "path", "status"), UNKNOWN)
def test_it_shows_the_office_its_menu_and_who_is_signed_in(
    office: WebOffice, method: str, path: str, status: int
) -> None:
    answer = office.browser_of("Kim Shaw").request(method, path)
    assert answer.status_code == status
    for each in (office.world.rulebook.office.name, "Signed in as", "Kim Shaw", 'href="/my-work"'):
        assert each in answer.text, each


@pytest.mark.parametrize(("method", "path", "status"), UNKNOWN)
def test_a_stranger_sees_the_office_and_no_menu(office: WebOffice, method: str, path: str, status: int) -> None:
    answer = office.anybody().request(method, path)
    assert answer.status_code == status
    assert office.world.rulebook.office.name in answer.text
    assert "Signed in as" not in answer.text
    assert 'href="/my-work"' not in answer.text


@pytest.mark.parametrize("path", ["/review/23 001?x=1", "/log"])
def test_a_form_that_cannot_be_read_shows_who_is_signed_in(office: WebOffice, path: str) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = office.browser_of("Kim Shaw").post(path, content=b"no parts", headers=headers)
    assert answer.status_code == 400
    assert "Kim Shaw" in answer.text


def test_there_is_no_such_page_also_while_the_installation_cannot_be_opened() -> None:
    def fails() -> AbstractContextManager[Installation]:
        raise NotReady("the database is away")

    app = create_app(fails, lambda _: {})
    with socket.create_server(("127.0.0.1", 0)) as listener, served(app, listener):
        answer = httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/nowhere", trust_env=False)
    assert (answer.status_code, "Page not found" in answer.text) == (404, True)
