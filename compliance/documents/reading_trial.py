"""A trial of what somebody uploads: another process reads it first, with little memory and time of its own.

A small workbook may unpack to more than any machine holds, a file may be one row of millions of cells. What the trial
survives, this process can read too; what it does not is refused, and nothing here has suffered.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from compliance.documents.tables import read_tables
from compliance.domain.errors import AmendsError, WrongUse

WAIT_SECONDS = 120
FINE, TOO_MANY = 0, 3


@dataclass(frozen=True)
class Limits:
    """What reading may take: bytes of memory, seconds of a processor, cells of all tables together."""

    memory: int = 1024 * 1024 * 1024
    seconds: int = 20
    cells: int = 3_000_000


UPLOADED = Limits()


def require_readable(source: Path, limits: Limits = UPLOADED) -> None:
    """Raise WrongUse for tables that take more to read than they may; `source` is what `read_tables` takes."""
    allowed = [str(each) for each in (limits.memory, limits.seconds, limits.cells)]
    command = [sys.executable, "-m", "compliance.documents.reading_trial", str(source), *allowed]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=WAIT_SECONDS
        ).returncode
    except subprocess.TimeoutExpired:
        done = -1
    if done == TOO_MANY:
        raise WrongUse(f"the tables have more than {limits.cells:,} cells: import fewer rows at a time")
    if done != FINE:
        raise WrongUse("the tables take too much time or memory to read: import fewer rows at a time")


def _try(source: Path, limits: Limits) -> int:
    """Read within the limits; what is merely wrong is no matter of this trial."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    try:
        raw = read_tables(source)
    except AmendsError:
        return FINE
    cells = sum(len(table.rows) * max(1, len(table.columns)) for table in raw.tables.values())
    return TOO_MANY if cells > limits.cells else FINE


if __name__ == "__main__":
    sys.exit(_try(Path(sys.argv[1]), Limits(*map(int, sys.argv[2:]))))
