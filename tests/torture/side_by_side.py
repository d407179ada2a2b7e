"""Both kinds of database at the same time, each in a process of its own: most tests wait, or use one core alone.

Apart, because a test that sets the clock back sets it back for its whole process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict

from tests.torture.promises import Promise

# Times are told beside nothing else: one kind after the other.
ALONE = frozenset({"T7"})
ENDS = (0, 1)


def run_both(names: Sequence[str], kinds: Sequence[str], more: Sequence[str]) -> list[Promise]:
    """The tests of these names on each kind, by test and kind; what a process has to say goes to standard error."""
    found: list[Promise] = []
    together = [name for name in names if name not in ALONE]
    if together:
        found += _run(together, kinds, more)
    for kind in kinds if ALONE & set(names) else ():
        found += _run([name for name in names if name in ALONE], [kind], more)
    return sorted(found, key=lambda each: names.index(each.test))


def as_line(each: Promise) -> str:
    """A promise on its way from one process to the other."""
    return json.dumps(asdict(each))


def _run(names: Sequence[str], kinds: Sequence[str], more: Sequence[str]) -> list[Promise]:
    command = [sys.executable, "-m", "tests.torture", "--lines", "--only", ",".join(names), *more]
    with ThreadPoolExecutor(len(kinds)) as pool, ExitStack() as stack:
        started = []
        for kind in kinds:
            process = subprocess.Popen([*command, "--database", kind], stdout=subprocess.PIPE, text=True)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append(process)
        return [each for found in pool.map(_read, [names[0]] * len(kinds), kinds, started) for each in found]


def _read(first: str, kind: str, process: subprocess.Popen[str]) -> list[Promise]:
    """What a process found; that it came to no end is a broken promise too."""
    assert process.stdout is not None
    with process.stdout as lines:
        found = [Promise(**json.loads(line)) for line in lines if line.startswith("{")]
    code = process.wait()
    if code not in ENDS:
        found.append(Promise(first, kind, "the run as a whole", "it comes to its end", f"exit code {code}", kept=False))
    return found
