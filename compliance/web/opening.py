"""The installation a page works with: opened once, and again as soon as its configuration or calendars have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from compliance.runtime import Installation

# Gives the installation of one request, and takes it back.
OpenInstallation = Callable[[], AbstractContextManager[Installation]]


class KeptInstallation:
    """Opens an installation once and gives the same to every request, as long as it is current."""

    def __init__(self, open_installation: Callable[[], Installation]) -> None:
        self._open = open_installation
        self._kept: Installation | None = None
        self._lock = Lock()

    @contextmanager
    def __call__(self) -> Iterator[Installation]:
        """The installation; raises what opening it raises."""
        yield self._current()

    def close(self) -> None:
        """Give back what it holds."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None

    def _current(self) -> Installation:
        with self._lock:
            kept = self._kept
            if kept is None or not kept.is_current():
                # Requests that still work on the old one keep their connections until they give them back.
                fresh = self._open()
                if kept is not None:
                    kept.close()
                self._kept = kept = fresh
            return kept


def opened(request: Request) -> Iterator[Installation]:
    """The installation of this request; raises what `open_installation` does when it cannot be had."""
    with request.app.state.open_installation() as office:
        request.state.office = office
        yield office


Office = Annotated[Installation, Depends(opened)]
