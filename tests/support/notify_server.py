"""A real HTTP server on this machine that speaks the protocol of GOV.UK Notify, and can be told to misbehave."""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

HOST = "127.0.0.1"
SERVICE_ID = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"amends-{SERVICE_ID}-{SECRET}"
EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TEXT_TEMPLATE = "2ce4e7d0-6f4a-4f2b-9f8e-0f6e0a3e5b1c"
MOVED = 307
KINDS = {"email": "email_address", "sms": "phone_number"}

DROP = "drop"
TAKE_AND_DROP = "take and drop"
SILENCE = "silence"
RUBBISH = "rubbish"


@dataclass(frozen=True)
class Reply:
    """What one POST is answered instead of 201: a status with an error, or a way to misbehave."""

    status: int = 0
    error: str = "BadRequestError"
    message: str = ""
    way: str = ""


@dataclass
class NotifyServer:
    """The notifications it took, and what was asked of it. `wants` are the fields its e-mail template has."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    wants: tuple[str, ...] = ("subject", "body")
    down: Reply | None = None
    script: deque[Reply] = field(default_factory=deque)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """The AMENDS_MAIL_URL that leads here."""
        return f"notify+http://{HOST}:{self.port}"

    def keys(self) -> list[str]:
        """Our keys of what it took, in order."""
        return [each["reference"] for each in self.taken]

    def becomes(self, key: str, status: str) -> None:
        """Let time pass for a notification."""
        newest = next(each for each in reversed(self.taken) if each["reference"] == key)
        newest.update(status=status, completed_at="2026-03-02T12:15:30.000000Z")

    def take(self, kind: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Put one notification on record."""
        made = {
            "id": str(uuid.uuid4()),
            "reference": wanted.get("reference"),
            "type": kind,
            KINDS[kind]: wanted[KINDS[kind]],
            "status": "created",
            "completed_at": None,
            "asked": wanted,
        }
        with self._lock:
            self.taken.append(made)
        return made

    def next_reply(self) -> Reply | None:
        """What the next POST is answered; None for the usual."""
        with self._lock:
            return self.script.popleft() if self.script else self.down


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    notify: NotifyServer

    def setup(self) -> None:
        """Count connections."""
        super().setup()
        self.notify.connections += 1

    def do_POST(self) -> None:
        """Take a notification, or do what the script says."""
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._let_in():
            return
        kind = self.path.removeprefix("/v2/notifications/")
        reply = self.notify.next_reply()
        if reply is None:
            self._json(201, {name: value for name, value in self.notify.take(kind, wanted).items() if name != "asked"})
        elif reply.status:
            self._refuse(reply)
        else:
            self._misbehave(reply.way, kind, wanted)

    def do_GET(self) -> None:
        """Show notifications or a template."""
        if not self._let_in():
            return
        split = urlsplit(self.path)
        self.notify.asked.append(split.path)
        if self.notify.down is not None:
            self._refuse(self.notify.down)
        elif split.path == "/v2/notifications":
            key = parse_qs(split.query).get("reference", [None])[0]
            self._json(200, {"notifications": self._shown("reference", key), "links": {"current": self.path}})
        elif split.path.startswith("/v2/notifications/"):
            self._one(self._shown("id", split.path.rpartition("/")[2]))
        else:
            known = split.path.rpartition("/")[2] in (EMAIL_TEMPLATE, TEXT_TEMPLATE)
            template = {
                "id": EMAIL_TEMPLATE,
                "personalisation": {each: {"required": True} for each in self.notify.wants},
            }
            self._one([template] if known else [])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""

    def _shown(self, name: str, value: str | None) -> list[dict[str, Any]]:
        newest_first = reversed(self.notify.taken)
        return [{k: v for k, v in each.items() if k != "asked"} for each in newest_first if each[name] == value]

    def _one(self, found: list[dict[str, Any]]) -> None:
        if found:
            self._json(200, found[0])
        else:
            self._refuse(Reply(404, "NoResultFound", "No result found"))

    def _let_in(self) -> bool:
        """Check the token as the service does: ours, signed with our secret, not older than 30 seconds."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            if get_token_issuer(token) == SERVICE_ID and decode_jwt_token(token, SECRET):
                return True
        except TokenError:
            pass
        self._refuse(Reply(403, "AuthError", "Invalid token: API key not found"))
        return False

    def _refuse(self, reply: Reply) -> None:
        errors = [{"error": reply.error, "message": reply.message}]
        self._json(reply.status, {"status_code": reply.status, "errors": errors})

    def _misbehave(self, way: str, kind: str, wanted: Mapping[str, Any]) -> None:
        # An answer without a word of closing promises that the connection stays.
        self.close_connection = way != RUBBISH
        if way == TAKE_AND_DROP:
            self.notify.take(kind, wanted)
        elif way == SILENCE:
            self.notify.released.wait(30)
        elif way == RUBBISH:
            self._body(201, b"<html>welcome to our network</html>", "text/html")

    def _json(self, status: int, content: object) -> None:
        self._body(status, json.dumps(content).encode(), "application/json")

    def _body(self, status: int, content: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if status == MOVED:
            self.send_header("Location", f"http://{HOST}:{self.notify.port}/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running_notify_server() -> Iterator[NotifyServer]:
    """GOV.UK Notify on this machine."""
    notify = NotifyServer()
    server = ThreadingHTTPServer((HOST, 0), type("Here", (Handler,), {"notify": notify}))
    server.daemon_threads = True
    notify.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        notify.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
