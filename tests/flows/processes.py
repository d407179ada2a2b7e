"""Programs a test starts: with an environment of their own, in a process group of their own, and none left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """A Python program that runs in a session of its own; what it says can be waited for."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=clean | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._over = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait_for(self, words: str, seconds: float = 120) -> str:
        """The first line with these words; AssertionError when it does not come."""

        def found() -> str | None:
            return next((line for line in self.lines if words in line), None)

        with self._changed:
            self._changed.wait_for(lambda: found() is not None or self._over, timeout=seconds)
            line = found()
        assert line is not None, "\n".join(self.lines)
        return line

    def end(self, number: signal.Signals, seconds: float = 60) -> int:
        """Send a signal to the whole group, as a terminal does, and give the exit code."""
        os.killpg(self.process.pid, number)
        code = self.process.wait(timeout=seconds)
        with self._changed:
            self._changed.wait_for(lambda: self._over, timeout=seconds)
        return code

    def group(self) -> list[int]:
        """The processes of its session that still run."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _session(folder) == self.process.pid]


def _session(folder: Path) -> int | None:
    with suppress(OSError):
        state, _, _, session = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:4]
        return None if state == "Z" else int(session)
    return None


@contextmanager
def program(*arguments: str, **environment: str) -> Iterator[Program]:
    """Run a program and make sure that nothing of it outlives the test."""
    started = Program(*arguments, **environment)
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait(timeout=60)
        if started.process.stdout is not None:
            started.process.stdout.close()
