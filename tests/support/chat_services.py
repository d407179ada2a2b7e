"""A real web server on this machine that answers as Slack, Teams, a text message gateway or a plain web hook does."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
OK, ACCEPTED, UNAUTHORIZED, NOT_FOUND, LIMITED, BROKEN = 200, 202, 401, 404, 429, 500


class Mood(StrEnum):
    """How a service takes what it is sent."""

    TAKES = "takes"
    REFUSES = "refuses"
    SAYS_NO_KINDLY = "says no, with a status that means yes"
    LIMITS = "limits"
    BREAKS = "breaks"
    SAYS_NOTHING = "says nothing"
    HANGS_UP = "hangs up"


class Kind(StrEnum):
    """Which service it is."""

    SLACK = "slack"
    TEAMS = "teams"
    WEB_HOOK = "web hook"
    TEXT_GATEWAY = "text gateway"


@dataclass
class ChatService:
    """A service: its mood, and the bodies, paths and headers it was sent."""

    kind: Kind
    mood: Mood = Mood.TAKES
    port: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def reply(self) -> tuple[int, str]:
        """Status and body of the next answer, as the service words them."""
        if self.mood is Mood.LIMITS:
            return LIMITED, "rate_limited" if self.kind is Kind.SLACK else '{"error": {"code": "TooManyRequests"}}'
        if self.mood is Mood.BREAKS:
            return BROKEN, "rollup_error"
        if self.mood is Mood.SAYS_NO_KINDLY:
            return OK, '{"result": {"status": "busy"}}' if self.kind is Kind.TEXT_GATEWAY else "invalid_payload"
        return self._yes() if self.mood is Mood.TAKES else self._no()

    def _yes(self) -> tuple[int, str]:
        return {
            Kind.SLACK: (OK, "ok"),
            Kind.TEAMS: (ACCEPTED, ""),
            Kind.WEB_HOOK: (OK, ""),
            Kind.TEXT_GATEWAY: (OK, '{"result": {"message_id": "748", "status": "ok"}}'),
        }[self.kind]

    def _no(self) -> tuple[int, str]:
        return {
            Kind.SLACK: (NOT_FOUND, "no_service"),
            Kind.TEAMS: (UNAUTHORIZED, '{"error": {"code": "DirectApiInvalidAuthorization"}}'),
            Kind.WEB_HOOK: (NOT_FOUND, "no such hook"),
            # Like SMSEagle, which says 200 to everything and its no inside.
            Kind.TEXT_GATEWAY: (OK, '{"result": {"error_text": "Invalid number", "status": "error"}}'),
        }[self.kind]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    service: ChatService

    def do_POST(self) -> None:
        """Take one post."""
        service = self.service
        service.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        service.paths.append(self.path)
        service.headers.append(dict(self.headers))
        if service.mood is Mood.SAYS_NOTHING:
            service.released.wait(30)
        if service.mood in (Mood.SAYS_NOTHING, Mood.HANGS_UP):
            return
        status, body = service.reply()
        self.send_response(status)
        if status == LIMITED:
            self.send_header("Retry-After", "30")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""


@contextmanager
def running_service(kind: Kind, tls: ssl.SSLContext | None = None) -> Iterator[ChatService]:
    """A service on this machine, with TLS when there is a context for it."""
    service = ChatService(kind)
    server = ThreadingHTTPServer((HOST, 0), type("Here", (Handler,), {"service": service}))
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
