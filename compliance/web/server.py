"""The web server beside the flows: a thread of the process that serves them, and never without its port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

import uvicorn
from fastapi import FastAPI

from compliance.domain.errors import NotReady
from compliance.domain.office import Rulebook
from compliance.runtime import open_installation
from compliance.usecases.watch_flows import Expected
from compliance.web.app import create_app
from compliance.web.opening import KeptInstallation
from compliance.web.receivers import RECEIVERS

STOP_SECONDS = 5


class _Server(uvicorn.Server):
    """A server that leaves signals to the process it is a part of."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing: whoever started this server ends it."""
        yield


@contextmanager
def serving(
    host: str, port: int, expected: Callable[[Rulebook], Expected], say: Callable[[str], None], *, demo: bool = False
) -> Iterator[str]:
    """Serve the web application until the block ends; gives its address. `demo` is for this machine only.

    Raises NotReady, before anything has started, when the port cannot be had.
    """
    kept = KeptInstallation(open_installation)
    app = create_app(kept, expected, RECEIVERS, demo=demo)
    with _listening(host, port) as listener, closing(kept), served(app, listener):
        address = _address(host, listener)
        say(f"Pages            {address}/")
        say(f"Health           {address}/health")
        yield address


def serve_pages(host: str, port: int, as_of: date | None, say: Callable[[str], None], *, demo: bool = False) -> None:
    """Serve the pages alone, as on a day, until Ctrl-C or SIGTERM. Raises NotReady when the port cannot be had."""
    kept = KeptInstallation(lambda: open_installation(as_of))
    app = create_app(kept, lambda _: {}, RECEIVERS, demo=demo)
    ended = threading.Event()
    previous = {each: signal.signal(each, lambda *_: ended.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with _listening(host, port) as listener, closing(kept), served(app, listener):
            say(f"Pages            {_address(host, listener)}/")
            say("Ctrl-C ends them")
            ended.wait()
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)


def _address(host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise NotReady(
            f"cannot listen on {host}:{port}: {why}; choose others in AMENDS_HOST and AMENDS_PORT"
        ) from error


@contextmanager
def served(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serve an application on an open socket in a thread that ends with the block."""
    # Each connection inherits it. asyncio sets it itself only where a socket names its protocol, which this one does
    # not; without it the second half of each answer waits 40 ms for the browser to confirm the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=STOP_SECONDS)
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS * 2)
