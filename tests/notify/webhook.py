"""A real web server that takes what Apprise posts and answers as told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Webhook:
    """What was posted, headers and JSON; `status` is the answer to each post."""

    status: int = 200
    port: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The Apprise URL of this web hook, with a secret in it."""
        return f"json://{HOST}:{self.port}/s3cret-token"


@contextmanager
def running_webhook(status: int = 200) -> Iterator[Webhook]:
    """A web hook on this machine."""
    hook = Webhook(status)

    class Handler(BaseHTTPRequestHandler):
        """Notes each post."""

        def do_POST(self) -> None:
            """Take one post."""
            hook.headers.append(dict(self.headers))
            hook.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
