"""Statements compiled once a process, as in an office that runs all day, though every test opens a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from compliance.store.engine import Store


class Statements(dict[tuple[Any, ...], Any]):
    """SQLAlchemy's cache of compiled statements, by kind of database: its own key names one engine's dialect."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """The statement compiled for this kind of database, or `default`."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all stores of this process share what they compile."""
    open_store, statements = Store.__init__, Statements()

    def opened(self: Store, url: str) -> None:
        open_store(self, url)
        self.engine.update_execution_options(compiled_cache=statements)

    with mock.patch.object(Store, "__init__", opened):
        yield
