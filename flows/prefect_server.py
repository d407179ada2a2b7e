"""The embedded Prefect server, as a process of its own: `python prefect_server.py FD` serves on that open socket.

Its life hangs on its standard input: when the process that started it ends, in whatever way, so does the server. It
does not listen to Ctrl-C, which reaches the whole process group: whoever started it stops it last.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator

import uvicorn
from prefect.server.api.server import create_app

GRACE_SECONDS = 2
LIFE_LINE = 0


class Server(uvicorn.Server):
    """A server that leaves signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing: the end of standard input stops this server."""
        yield


def serve(listener: socket.socket) -> None:
    """Serve Prefect's API on a bound socket until standard input ends."""
    config = uvicorn.Config(create_app(), log_level="error", timeout_graceful_shutdown=GRACE_SECONDS)
    server = Server(config)

    def wait_for_the_end() -> None:
        # Not through sys.stdin: Python cannot end while a thread is waiting in there.
        while os.read(LIFE_LINE, 1):
            pass
        server.should_exit = True

    threading.Thread(target=wait_for_the_end, name="life-line", daemon=True).start()
    server.run(sockets=[listener])


if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    serve(socket.socket(fileno=int(sys.argv[1])))
