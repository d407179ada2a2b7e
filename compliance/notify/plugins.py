"""Amends' own channels as Apprise plugins, and Apprise's register of plugins."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any

from apprise.common import NotifyType
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase

from compliance.domain.delivery import Answer, Result
from compliance.notify.mime import Sender
from compliance.notify.protocol import Letter

WEB_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*)://\S+", re.IGNORECASE)


class Discreet(logging.Filter):
    """Keeps secrets out of the log: Apprise's web addresses hold tokens and passwords, and its lines repeat them.

    Lines below `least` are dropped; of web addresses in the rest the scheme is left, of an exception its kind.
    """

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line may be logged, and clean it."""
        if record.levelno < self._least:
            return False
        text = WEB_ADDRESS.sub(r"\1://...", record.getMessage())
        if record.exc_info and record.exc_info[0] is not None:
            text = f"{text} ({record.exc_info[0].__name__})"
        record.msg, record.args, record.exc_info, record.exc_text = text, (), None, None
        return True


logging.getLogger("apprise").addFilter(Discreet(logging.INFO))
# The library most plugins post with logs each path, where tokens stand without a scheme before them.
logging.getLogger("urllib3.connectionpool").addFilter(Discreet(logging.ERROR))


class LetterPlugin(NotifyBase, ABC):  # type: ignore[no-untyped-call]  # Apprise is typed in part only
    """An Apprise plugin with a second, fuller door: `deliver` takes a whole letter and gives a precise answer.

    Apprise's own door, `notify`, knows a title and a body and answers yes or no; here it writes to the plugin's `to`.
    Made by the switchboard only: without the office's sender and clock there is no such channel, so no contact's
    address can conjure one up.
    """

    name: str
    service_name: Any
    protocol: Any
    secure_protocol: Any
    request_rate_per_sec = 0
    title_maxlen = 998
    body_maxlen = 10_000_000

    def __init__(self, sender: Sender, now: Callable[[], datetime], to: str = "", **tokens: Any) -> None:
        super().__init__(**tokens)  # type: ignore[no-untyped-call]
        self._sender = sender
        self._now = now
        self._to = to

    @abstractmethod
    def deliver(self, letter: Letter) -> Answer:
        """Hand one letter over; never raises for what the other side says or fails to say."""

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **_: Any) -> bool:
        """Answer Apprise's own call: one plain message to the plugin's `to`; the same text has the same key."""
        digest = hashlib.sha256(f"{self._to}\n{title}\n{body}".encode()).hexdigest()
        letter = Letter(f"{self._now():%Y%m%d}-{digest[:20]}", self._to, title, body, "")
        return self.deliver(letter).result is Result.ACCEPTED

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        """The channel as Apprise shows it: never with an account or a password in it, private or not."""
        return f"{self.schema}://{self.host or ''}{self.fullpath}"


_registering = threading.Lock()


def registry(*own: type[LetterPlugin]) -> NotificationManager:
    """Apprise's plugin manager, with Amends' own plugins in it."""
    manager = NotificationManager()  # type: ignore[no-untyped-call]
    with _registering, warnings.catch_warnings():
        # Apprise's plugins import modules that Python is about to drop; that is not ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        for plugin in own:
            if plugin.protocol not in manager.schemas():  # type: ignore[no-untyped-call]
                manager.add(plugin)  # type: ignore[no-untyped-call]
    return manager
