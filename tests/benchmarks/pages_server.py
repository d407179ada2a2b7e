"""The pages of an installation in a process of their own, as `amends serve` serves them: `python -m …pages_server`.

It prints its port and ends when its input closes. Which installation it is say AMENDS_HOME and AMENDS_DATABASE_URL.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from compliance.runtime import open_installation
from compliance.web.app import create_app
from compliance.web.opening import KeptInstallation
from compliance.web.server import served
from tests.benchmarks.office import DAY

HOST = "127.0.0.1"


@contextmanager
def running_pages(home: Path, url: str) -> Iterator[int]:
    """Start it for a database; gives its port. AssertionError when it does not start."""
    own = {"AMENDS_HOME": str(home), "AMENDS_DATABASE_URL": url}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    command = [sys.executable, "-m", "tests.benchmarks.pages_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=plain | own) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, "the pages do not start"
        yield int(said)
        process.stdin.close()


def main() -> None:
    """Serve until the input closes."""
    kept = KeptInstallation(lambda: open_installation(DAY))
    app = create_app(kept, lambda _: {})
    with socket.create_server((HOST, 0)) as listener, closing(kept), served(app, listener):
        print(listener.getsockname()[1], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
