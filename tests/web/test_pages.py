"""What every page has: its frame, its files, and a designed page for whatever goes wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect

from compliance.domain.errors import NotFound, NotReady, Refused, RulebookError, WrongUse
from compliance.runtime import open_installation
from compliance.web import static_files
from compliance.web.app import create_app
from compliance.web.permits import open_to_all
from compliance.web.server import served

RAISED: dict[str, tuple[Exception, int, str]] = {
    "missing": (NotFound("there is no case 19 012 345"), 404, "There is no case 19 012 345."),
    "refused": (Refused("the new date, <b>1 May</b>, is before the old one"), 409, "The new date, &lt;b&gt;1 May"),
    "unread": (WrongUse("the form cannot be read"), 400, "The form cannot be read."),
    "away": (NotReady("the database at /secret/place is away"), 503, "amends check"),
    "faulty": (RulebookError("office.yaml", "secret", 3), 503, "amends check"),
    "broken": (ZeroDivisionError("secret"), 500, "there is a problem with Amends"),
}


@pytest.fixture(scope="module")
def broken_app() -> FastAPI:
    """The application with an address for each thing that can go wrong."""
    app = create_app(open_installation, lambda _: {})

    def raising(error: Exception) -> Callable[[], None]:
        def fail() -> None:
            raise error

        return fail

    for name, (error, _, _) in RAISED.items():
        app.add_api_route(f"/raise/{name}", open_to_all("a test asks")(raising(error)))
    app.add_api_route("/left", open_to_all("a test asks")(raising(ClientDisconnect())))
    return app


@pytest.fixture(scope="module")
def address(broken_app: FastAPI) -> Iterator[str]:
    """Where it is served."""
    with socket.create_server(("127.0.0.1", 0)) as listener, served(broken_app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("name", RAISED)
def test_what_goes_wrong_has_a_page_and_no_traceback(address: str, name: str) -> None:
    _, status, said = RAISED[name]
    answer = httpx.get(f"{address}/raise/{name}", trust_env=False)
    assert answer.status_code == status
    assert said in answer.text
    assert "Traceback" not in answer.text
    assert "secret" not in answer.text


def test_whoever_closes_the_window_leaves_no_traceback(address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert httpx.get(f"{address}/left", trust_env=False).status_code == 400
    # What the test before broke on purpose may be told only now: its answer had gone out already.
    told = [each for each in caplog.records if not each.exc_info or each.exc_info[0] is not ZeroDivisionError]
    assert told == []


def test_an_address_that_does_not_exist_and_a_method_that_is_not_taken_have_pages(address: str) -> None:
    assert "Page not found" in httpx.get(f"{address}/nothing", trust_env=False).text
    answer = httpx.post(f"{address}/raise/missing", trust_env=False)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert "This request cannot be read" in answer.text


def test_files_are_kept_by_the_browser_and_nothing_else_is_given(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        style = client.get(static_files.address("amends.css"))
        assert style.headers["content-type"].startswith("text/css")
        assert "immutable" in style.headers["cache-control"]
        assert "immutable" not in client.get("/assets/amends.css").headers["cache-control"]
        for path in ("/assets/none.css", "/assets/..%2f..%2fpages.py", "/assets/images", "/assets/%2e%2e/package.json"):
            assert client.get(path).status_code == 404


def test_the_pages_say_that_their_style_sheet_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(static_files, "BUILT", tmp_path)
    with pytest.raises(NotReady, match="make setup"):
        static_files.require_assets()
