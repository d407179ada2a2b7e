"""Coverage also measures the programs that tests start; not where that would cost time and tell nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

# How coverage tells a program that it is to be measured; read when Python starts.
ASKED = "COVERAGE_PROCESS_CONFIG"


def alone(module: str) -> str:
    """Code for `python -c` that runs the `main` of a module: it is measured, what it starts in turn is not."""
    return f"import os; os.environ.pop({ASKED!r}, None); from {module} import main; raise SystemExit(main())"


@contextmanager
def unmeasured() -> Iterator[None]:
    """What is started meanwhile is not measured."""
    asked = os.environ.pop(ASKED, None)
    try:
        yield
    finally:
        if asked is not None:
            os.environ[ASKED] = asked
