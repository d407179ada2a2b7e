"""Both kinds of database at the same time, each in processes of its own: most tests wait, or use one core alone.

Apart, because a test that sets the clock back sets it back for its whole process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict

from tests.torture.promises import Promise

# Times are told beside nothing else: one kind after the other.
ALONE = frozenset({"T7"})
# One lane beside the other, as the minutes in which T4 waits would leave a processor idle.
LANES = (("T1", "T2", "T3"), ("T4", "T5", "T6"))
ENDS = (0, 1)


def run_both(names: Sequence[str], kinds: Sequence[str], more: Sequence[str]) -> list[Promise]:
    """The tests of these names on each kind, by test and kind; what a process has to say goes to standard error."""
    found: list[Promise] = []
    for kind in kinds if ALONE & set(names) else ():
        found += _run([(_among(names, ALONE), kind)], more)
    found += _run([(wanted, kind) for lane in LANES if (wanted := _among(names, lane)) for kind in kinds], more)
    return sorted(found, key=lambda each: (names.index(each.test), kinds.index(each.database.lower())))


def _among(names: Sequence[str], some: Collection[str]) -> list[str]:
    return [name for name in names if name in some]


def as_line(each: Promise) -> str:
    """A promise on its way from one process to the other."""
    return json.dumps(asdict(each))


def _run(errands: Sequence[tuple[Sequence[str], str]], more: Sequence[str]) -> list[Promise]:
    """What processes find that begin at the same time, each with its tests and its kind of database."""
    command = [sys.executable, "-m", "tests.torture", "--lines", *more]
    with ThreadPoolExecutor(max(1, len(errands))) as pool, ExitStack() as stack:
        started = []
        for names, kind in errands:
            own = [*command, "--only", ",".join(names), "--database", kind]
            process = subprocess.Popen(own, stdout=subprocess.PIPE, text=True)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append((names[0], kind, process))
        return [each for found in pool.map(_read, *zip(*started, strict=True)) for each in found] if started else []


def _read(first: str, kind: str, process: subprocess.Popen[str]) -> list[Promise]:
    """What a process found; that it came to no end is a broken promise too."""
    assert process.stdout is not None
    with process.stdout as lines:
        found = [Promise(**json.loads(line)) for line in lines if line.startswith("{")]
    code = process.wait()
    if code not in ENDS:
        found.append(Promise(first, kind, "the run as a whole", "it comes to its end", f"exit code {code}", kept=False))
    return found
