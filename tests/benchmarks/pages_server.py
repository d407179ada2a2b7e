"""The pages of an installation in a process of their own, as `amends serve` serves them: `python -m …pages_server`.

It prints its port, then for each line of its input the processor time it has taken, and ends when its input closes.
Which installation it is say AMENDS_HOME and AMENDS_DATABASE_URL.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from compliance.runtime import open_installation
from compliance.web.app import create_app
from compliance.web.opening import KeptInstallation
from compliance.web.server import served
from tests.benchmarks.office import DAY

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    """The process while it runs: its port and the ends of its pipes."""

    port: int
    asked: IO[bytes]
    said: IO[bytes]

    def processor_seconds(self) -> float:
        """The processor time it has taken up to now; a database server's own is not in it."""
        self.asked.write(b"\n")
        self.asked.flush()
        return float(self.said.readline())


@contextmanager
def running_pages(home: Path, url: str) -> Iterator[Server]:
    """Start it for a database. AssertionError when it does not start."""
    own = {"AMENDS_HOME": str(home), "AMENDS_DATABASE_URL": url}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    command = [sys.executable, "-m", "tests.benchmarks.pages_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=plain | own) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, "the pages do not start"
        yield Server(int(said), process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    """Serve until the input closes."""
    kept = KeptInstallation(lambda: open_installation(DAY))
    app = create_app(kept, lambda _: {})
    with socket.create_server((HOST, 0)) as listener, closing(kept), served(app, listener):
        print(listener.getsockname()[1], flush=True)
        for _ in sys.stdin:
            print(time.process_time(), flush=True)


if __name__ == "__main__":
    main()
