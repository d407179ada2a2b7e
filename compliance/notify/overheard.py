"""What an Apprise plugin met while it worked: its own answer is a bare yes or no, and a doubt is neither (R2.5)."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

STATUS = re.compile(r"\berror=(\d{3})\b")


@dataclass
class Overheard:
    """The error a plugin's request ended in, and the HTTP status that it did not like; None where there was none."""

    error: requests.RequestException | None = None
    status: int | None = None


class _Listener(logging.Filter):
    """Notes what plugins log in a thread that listens; lets every line through.

    A plugin logs a failed request while it handles the exception, which is therefore at hand as itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.listening = threading.local()

    def filter(self, record: logging.LogRecord) -> bool:
        """Note the exception being handled, or the status in the line."""
        heard: Overheard | None = getattr(self.listening, "heard", None)
        if heard is None:
            return True
        error = sys.exc_info()[1]
        if isinstance(error, requests.RequestException):
            heard.error = error
        status = STATUS.search(record.getMessage())
        if status is not None:
            heard.status = int(status[1])
        return True


_LISTENER = _Listener()
_LOGGER = logging.getLogger("apprise")
# Before the filter that cleans the lines, or there would be nothing left to hear.
_LOGGER.filters.insert(0, _LISTENER)


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Listen to the plugins of this thread."""
    heard = Overheard()
    _LISTENER.listening.heard = heard
    try:
        yield heard
    finally:
        _LISTENER.listening.heard = None
