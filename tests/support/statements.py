"""What a store is asked while a test does something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from compliance.store.engine import Store


@contextmanager
def heard(store: Store) -> Iterator[list[tuple[str, Any, bool]]]:
    """The statements that reach the database meanwhile, in order: text, parameters, whether of many rows at once."""
    with _listening(store.engine) as found:
        yield found


@contextmanager
def heard_everywhere() -> Iterator[list[tuple[str, Any, bool]]]:
    """The same of every store of this process, such as that of pages which are served in a thread."""
    with _listening(Engine) as found:
        yield found


@contextmanager
def _listening(engine: Any) -> Iterator[list[tuple[str, Any, bool]]]:
    found: list[tuple[str, Any, bool]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        found.append((statement, parameters, many))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", listen)
