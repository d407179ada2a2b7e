"""The embedded Prefect: its settings, and its server as a child process on a port of its own.

`prepare` must be called before Prefect is imported, which reads its settings from the environment then. An office
that runs its own Prefect server names it in PREFECT_API_URL; then no server is started here.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from compliance.domain.errors import NotReady, Refused
from compliance.runtime import read_settings

HOST = "127.0.0.1"
HEALTHY = 200
STARTUP_SECONDS = 120
LOOK_SECONDS = 0.05
STOP_SECONDS = 10
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# A single run schedules nothing and shows no pages; what records its runs stays on.
IDLE_SERVICES = (
    "SCHEDULER",
    "LATE_RUNS",
    "CANCELLATION_CLEANUP",
    "PAUSE_EXPIRATIONS",
    "FOREMAN",
    "REPOSSESSOR",
    "DB_VACUUM",
    "TRIGGERS",
)


class HasPrefectHome(Protocol):
    """The one setting the embedded Prefect needs."""

    @property
    def prefect_home(self) -> Path:
        """Where the embedded Prefect keeps what it writes."""


def prepare(settings: HasPrefectHome, verbose: bool = False) -> None:
    """Set the environment Prefect reads: its home in the installation's, no telemetry, quiet unless `verbose`.

    What the user has set for logging and for the address of a server of their own stays. A quiet console shows
    nothing at all of Prefect's: what fails reaches the caller as an exception or in a report, once.
    """
    os.environ["PREFECT_HOME"] = str(settings.prefect_home.resolve())
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    # The embedded server is started here, never by Prefect: Prefect picks a port at random that another may take.
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO" if verbose else "CRITICAL")
    # Nothing on this machine is asked for through a proxy.
    for name in ("NO_PROXY", "no_proxy"):
        known = [each for each in os.environ.get(name, "").split(",") if each]
        os.environ[name] = ",".join(known if HOST in known else [*known, HOST])


def own_server() -> str | None:
    """The address of the Prefect server the user runs, if there is one; raises NotReady when it does not answer."""
    api_url = os.environ.get("PREFECT_API_URL", "").strip()
    if not api_url:
        return None
    if not _answers(api_url, urllib.request.build_opener()):
        raise NotReady(f"the Prefect server at {api_url} (PREFECT_API_URL) cannot be reached")
    return api_url


class EmbeddedServer:
    """A Prefect server in a child process, with its database and its log in the home of this installation.

    `lasting` is for an office that keeps it running: with the pages and all services.
    """

    def __init__(self, home: Path, *, lasting: bool = False) -> None:
        self.home = home
        self.lasting = lasting
        self._child: subprocess.Popen[bytes] | None = None
        self.address = ""

    @property
    def api_url(self) -> str:
        """The address of its API."""
        return f"{self.address}/api"

    @property
    def log(self) -> Path:
        """Where it writes what goes wrong."""
        return self.home / "server.log"

    @property
    def is_running(self) -> bool:
        """Whether the child lives."""
        return self._child is not None and self._child.poll() is None

    def launch(self) -> None:
        """Start the child; it answers some seconds later. The port is taken before anybody else could."""
        self.home.mkdir(parents=True, exist_ok=True)
        with socket.create_server((HOST, 0)) as listener, self.log.open("wb") as log:
            self.address = f"http://{HOST}:{listener.getsockname()[1]}"
            script = Path(__file__).with_name("prefect_server.py")
            self._child = subprocess.Popen(
                [sys.executable, str(script), str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                env=self._environment(),
            )
        atexit.register(self.stop)

    def wait(self) -> None:
        """Return when the server answers; raises NotReady when it ends instead, or takes too long."""
        child = self._child
        if child is None:
            raise NotReady("the embedded Prefect server was not started")
        for _ in range(int(STARTUP_SECONDS / LOOK_SECONDS)):
            if _answers(self.api_url, DIRECTLY):
                return
            try:
                code = child.wait(timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise NotReady(f"the embedded Prefect server ended with code {code} while starting; see {self.log}")
        self.stop()
        raise NotReady(f"the embedded Prefect server did not answer within {STARTUP_SECONDS} s; see {self.log}")

    def stop(self) -> None:
        """End the child and wait for it; does nothing when there is none."""
        child, self._child = self._child, None
        atexit.unregister(self.stop)
        if child is None or child.stdin is None:
            return
        child.stdin.close()
        try:
            child.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _environment(self) -> dict[str, str]:
        """The settings of the child; nothing in them may lead to the database or the pages of another installation."""
        environment = dict(os.environ)
        environment["PREFECT_HOME"] = str(self.home)
        environment["PREFECT_API_URL"] = self.api_url
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{self.home / 'prefect.db'}"
        environment["PREFECT_SERVER_UI_API_URL"] = self.api_url
        environment["PREFECT_SERVER_UI_STATIC_DIRECTORY"] = str(self.home / "pages")
        environment["PREFECT_SERVER_UI_ENABLED"] = "true" if self.lasting else "false"
        environment["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "WARNING"
        if not self.lasting:
            for service in IDLE_SERVICES:
                environment[f"PREFECT_SERVER_SERVICES_{service}_ENABLED"] = "false"
        return environment


@contextmanager
def starting_alone(home: Path) -> Iterator[None]:
    """Let one process at a time start a server on a home: the first of all makes its database."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "starting.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def serving_alone(home: Path) -> Iterator[None]:
    """Let one `amends serve` at a time work on a home; raises Refused for a second one."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("wb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(f"another 'amends serve' is running on {home}") from error
        yield


_RUNNING: dict[Path, EmbeddedServer] = {}


def begin_server() -> EmbeddedServer | None:
    """Start the server of this process's installation, once a process; None when the user runs one of their own.

    It is left running for further days and ends with the process.
    """
    if own_server():
        return None
    settings = read_settings()
    prepare(settings)
    home = settings.prefect_home.resolve()
    server = _RUNNING.get(home)
    if server is None or not server.is_running:
        server = EmbeddedServer(home)
        with starting_alone(home):
            server.launch()
            # Prefect takes seconds to be imported: the server starts meanwhile.
            import prefect.flow_engine  # noqa: F401, PLC0415

            server.wait()
        _RUNNING[home] = server
    return server


def _answers(api_url: str, opener: urllib.request.OpenerDirector) -> bool:
    try:
        # The port of an embedded server listens before it does, so this waits until it answers or ends.
        with opener.open(f"{api_url.rstrip('/')}/health", timeout=STARTUP_SECONDS) as answer:
            return bool(answer.status == HEALTHY)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
