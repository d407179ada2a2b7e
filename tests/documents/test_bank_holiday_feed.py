"""The official list of bank holidays, from files and addresses: what is wrong with it is one line (D9)."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from compliance.documents.bank_holiday_feed import MOST_BYTES, parse_feed, read_feed
from compliance.domain.errors import AmendsError, Refused, WrongUse

EVENTS = [{"title": "Christmas Day", "date": "2026-12-25", "notes": "", "bunting": True}]
GOOD: dict[str, Any] = {
    name: {"division": name, "events": EVENTS} for name in ("england-and-wales", "scotland", "northern-ireland")
}


def with_events(*events: Any) -> str:
    return json.dumps(GOOD | {"scotland": {"division": "scotland", "events": list(events)}})


def test_a_feed_gives_each_division_its_days_in_order() -> None:
    early = {"title": " St Andrew's Day ", "date": "2026-11-30"}
    lists = parse_feed(with_events(*EVENTS, early), "feed.json")
    assert list(lists) == ["england-and-wales", "scotland", "northern-ireland"]
    assert list(lists["scotland"].days.items()) == [
        (date(2026, 11, 30), "St Andrew's Day"),
        (date(2026, 12, 25), "Christmas Day"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "feed.json is empty: expected the JSON of gov.uk/bank-holidays.json"),
        (" \n", "feed.json is empty: expected the JSON of gov.uk/bank-holidays.json"),
        (
            "\n<!DOCTYPE html><html>",
            "feed.json is a web page (HTML), not the JSON of gov.uk/bank-holidays.json",
        ),
        ("{\n  x", "feed.json is no JSON (line 2, column 3): expected that of gov.uk/bank-holidays.json"),
        ("[" * 100_000, "feed.json is no JSON: expected that of gov.uk/bank-holidays.json"),
        ("{}", "feed.json has no divisions: expected england-and-wales, scotland, northern-ireland"),
        ("[]", "feed.json has no divisions: expected england-and-wales, scotland, northern-ireland"),
        (
            json.dumps({"wales": {"division": "wales", "events": EVENTS}}),
            "feed.json: unknown division 'wales'; expected england-and-wales, scotland, northern-ireland",
        ),
        (
            json.dumps({"scotland": {"division": "wales", "events": EVENTS}}),
            "feed.json: scotland: expected an object with the division 'scotland'",
        ),
        (json.dumps({"scotland": []}), "feed.json: scotland: expected an object with the division 'scotland'"),
        (with_events(), "feed.json: scotland has no events"),
        (json.dumps({"scotland": {"division": "scotland", "events": {}}}), "feed.json: scotland has no events"),
        (
            with_events(*EVENTS, *EVENTS),
            "feed.json: scotland, event 2: 2026-12-25 stands there twice (Christmas Day, Christmas Day)",
        ),
        (
            with_events({"title": "x", "date": "2026-02-30"}),
            'feed.json: scotland, event 1: expected a date such as 2026-12-25, not "2026-02-30"',
        ),
        (
            with_events({"title": "x", "date": "20261225"}),
            'feed.json: scotland, event 1: expected a date such as 2026-12-25, not "20261225"',
        ),
        (
            with_events({"title": "x", "date": "2206-12-25"}),
            'feed.json: scotland, event 1: expected a date such as 2026-12-25, not "2206-12-25"',
        ),
        (with_events({"title": "x"}), "feed.json: scotland, event 1: expected a date such as 2026-12-25, not null"),
        (with_events(7), "feed.json: scotland, event 1: expected a date such as 2026-12-25, not null"),
        (
            with_events({"title": "a\nb", "date": "2026-12-25"}),
            'feed.json: scotland, event 1: expected a title, not "a\\nb"',
        ),
        (
            with_events({"title": " ", "date": "2026-12-25"}),
            'feed.json: scotland, event 1: expected a title, not " "',
        ),
        ('{"scotland": 1, "scotland": 2}', "feed.json: 'scotland' stands twice in one object"),
    ],
)
def test_a_faulty_feed_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_feed(text, "feed.json")
    assert str(refused.value) == said


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    assert read_feed(str(file))["scotland"].horizon == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        ("{tmp}/none.json", WrongUse, "cannot be read: No such file or directory"),
        ("{tmp}", WrongUse, "cannot be read: Is a directory"),
        (" ", WrongUse, "expected a file or an http(s) address"),
        ("ftp://example.org/x", WrongUse, "is neither a file nor an http(s) address"),
        ("https://user:secret@example.org/x", WrongUse, "without a user name and password"),
        ("http://", Refused, "cannot be read"),
        ("http://localhost:99999/", Refused, "cannot be read: connect(): port must be 0-65535"),
        ("https://[::1]:65536/", Refused, "cannot be read: connect(): port must be 0-65535"),
        ("http://xn--a/", Refused, "cannot be read: Codepoint U+0080"),
        ("http://xn--/", Refused, "cannot be read: Malformed A-label"),
        ("http://\u0661/", Refused, "cannot be read: Invalid IDNA hostname"),
        ("http://{many_digits}/", Refused, "cannot be read"),
        ("http://a\0b/", WrongUse, "in a line of at most 2,000 letters"),
        ("http://a\nb/", WrongUse, "in a line of at most 2,000 letters"),
        ("a\0b.json", WrongUse, "in a line of at most 2,000 letters"),
        ("http://{many_digits}{many_digits}/", WrongUse, "in a line of at most 2,000 letters"),
        ("{tmp}/latin.json", Refused, "is not UTF-8 text"),
        ("{tmp}/huge.json", Refused, "is larger than 2,000,000 bytes"),
    ],
)
def test_a_source_that_cannot_be_read_is_one_line(
    tmp_path: Path, source: str, kind: type[AmendsError], said: str
) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xe9")
    (tmp_path / "huge.json").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(kind) as refused:
        read_feed(source.format(tmp=tmp_path, many_digits="localhost:" + "9" * 1_900))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("/dev/zero", "/dev/zero is larger than 2,000,000 bytes: that is no list of bank holidays"),
        ("/dev/null", "/dev/null is empty: expected the JSON of gov.uk/bank-holidays.json"),
        ("{tmp}/pipe", "{tmp}/pipe did not end within 0.2 seconds"),
    ],
)
@pytest.mark.timeout(20)
def test_what_never_ends_is_left(tmp_path: Path, source: str, said: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused) as refused:
        read_feed(source.format(tmp=tmp_path), seconds=0.2)
    assert str(refused.value) == said.format(tmp=tmp_path)


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = json.dumps(GOOD) + " " * 200_000
    writer = threading.Thread(target=lambda: pipe.write_text(text, encoding="utf-8"))
    writer.start()
    assert set(read_feed(str(pipe))) == set(GOOD)
    writer.join()


@pytest.fixture
def address() -> Iterator[str]:
    """A web server on this machine: its paths say how it answers."""
    finished = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/stall":
                finished.wait()
                return
            bodies = {"/good": json.dumps(GOOD), "/page": "<html>", "/huge": " " * (MOST_BYTES + 100_000)}
            if self.path.partition("?")[0] in {"/moved", "/round"}:
                self.send_response(302)
                self.send_header("Location", unquote(self.path.partition("?")[2]) or "/round")
                self.end_headers()
                return
            self.send_response(200 if self.path in bodies else 404)
            self.end_headers()
            try:
                self.wfile.write(bodies.get(self.path, "").encode())
            except OSError:
                assert self.path == "/huge", "only there the reader hangs up early"

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    finished.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/good", "/moved?/good"])
def test_an_address_is_read_and_redirections_are_followed(address: str, path: str) -> None:
    assert set(read_feed(address + path)) == set(GOOD)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "answered 404 Not Found"),
        ("/page", "is a web page (HTML)"),
        ("/huge", "gave more than 2,000,000 bytes"),
        ("/round", "cannot be read: Exceeded maximum allowed redirects"),
    ],
)
def test_an_address_that_gives_no_list_is_refused(address: str, path: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_feed(address + path)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://localhost:99999/",
        "https://localhost:65536/",
        "http://xn--a/",
        "http://:99999",
        "ftp://x/",
        "data:,x",
        "//",
    ],
)
def test_a_redirection_to_what_is_no_address_is_refused_in_one_line(address: str, elsewhere: str) -> None:
    with pytest.raises(Refused) as refused:
        read_feed(f"{address}/moved?{quote(elsewhere)}")
    assert str(refused.value).startswith(f"{address}/moved")
    assert "cannot be read: " in str(refused.value)


def test_an_address_that_never_answers_is_given_up(address: str) -> None:
    with pytest.raises(Refused, match=r"did not answer within 0\.2 seconds"):
        read_feed(f"{address}/stall", seconds=0.2)


def test_nobody_there_is_said() -> None:
    with pytest.raises(Refused, match="cannot be read: All connection attempts failed"):
        read_feed("http://127.0.0.1:9/feed.json")
