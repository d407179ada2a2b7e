"""Any service Apprise knows (Teams, Slack, text messages, web hooks ...) as a channel."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.common import OverflowMode
from apprise.plugins import url_to_dict
from apprise.plugins.base import NotifyBase

from compliance.domain.delivery import Answer, Result
from compliance.notify.folder import AmendsFolder
from compliance.notify.http_answers import may_have_arrived, why
from compliance.notify.mail import AmendsMail
from compliance.notify.overheard import Overheard, overhearing
from compliance.notify.plugins import registry
from compliance.notify.protocol import Letter

OWN_SCHEMES = frozenset({AmendsMail.protocol, AmendsMail.secure_protocol, AmendsFolder.protocol})
_reading = threading.Lock()


def read_url(url: str) -> Mapping[str, Any] | None:
    """The parts of an Apprise URL, `schema` among them; None when no plugin serves it.

    Amends' own plugins are reached through the settings only, never by an address somebody typed in.
    """
    with _reading:  # Apprise loads its plugins at first use
        manager = registry(AmendsMail, AmendsFolder)
        parts: dict[str, Any] | None = url_to_dict(url)  # type: ignore[no-untyped-call]
    if parts is None or parts["schema"] in OWN_SCHEMES or not manager[parts["schema"]].enabled:
        return None
    return parts


def make_plugin(parts: Mapping[str, Any], timeout: float) -> NotifyBase | None:
    """The plugin for the parts of a URL; None when the URL lacks something the service needs.

    Apprise sleeps between messages, can retry behind the ledger's back, can call a failure a success and can cut a
    message in several; all of that is switched off, because the ledger must know of each attempt (R2).
    """
    asset = AppriseAsset(async_mode=False)
    try:
        plugin: NotifyBase = registry()[parts["schema"]](**{**parts, "asset": asset})
    except Exception:  # each of the 145 plugins has its own way to refuse a URL
        return None
    plugin.request_rate_per_sec = 0
    plugin.retry = 0
    plugin.optional = False
    plugin.overflow_mode = OverflowMode.TRUNCATE
    plugin.socket_connect_timeout = timeout
    plugin.socket_read_timeout = timeout
    return plugin


class AppriseUrl:
    """Hands a letter to the service behind a URL; safe to use from several threads, each call has its own plugin.

    Without `parts` the URL is the letter's recipient. With `parts`, the office's mail URL, the recipient is put in
    where the service takes targets, such as mailto:// or an e-mail provider; where it takes none, such as json://, all
    letters go to the same place. Services with own headers get X-Amends-Key.
    """

    def __init__(self, name: str, timeout: float, parts: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self._timeout = timeout
        self._parts = parts

    def deliver(self, letter: Letter) -> Answer:
        """Notify the service, in HTML where it wants that.

        Apprise says yes, no or nothing to notify. Behind its no may be a request whose answer never came: that is a
        doubt and no refusal (R2.5).
        """
        parts = read_url(letter.recipient) if self._parts is None else self._parts
        plugin = (
            None
            if parts is None
            else make_plugin(_addressed(parts, letter, own=self._parts is not None), self._timeout)
        )
        if plugin is None:
            return Answer(Result.REFUSED_FOR_GOOD, f"Apprise cannot read this {self.name}:// address")
        apprise = Apprise(asset=plugin.asset)
        apprise.add(plugin)
        wants_html = plugin.notify_format is NotifyFormat.HTML and letter.html
        with overhearing() as heard:
            said = apprise.notify(
                letter.html if wants_html else letter.text,
                title=letter.subject,
                body_format=NotifyFormat.HTML if wants_html else NotifyFormat.TEXT,
            )
        return self._answer(said, heard)

    def _answer(self, said: bool | None, heard: Overheard) -> Answer:
        if said is None:
            return Answer(Result.REFUSED_FOR_GOOD, f"{self.name}: nothing is configured to notify")
        if said:
            return Answer(Result.ACCEPTED, f"{self.name} took it")
        if heard.error is None:
            status = f", status {heard.status}" if heard.status else ""
            return Answer(Result.REFUSED_FOR_NOW, f"{self.name} did not take it{status}")
        if may_have_arrived(heard.error):
            return Answer(Result.UNKNOWN, f"{self.name}: it was handed over, and then: {why(heard.error)}")
        return Answer(Result.REFUSED_FOR_NOW, f"{self.name} cannot be reached: {why(heard.error)}")

    def record_of(self, key: str) -> bool | None:
        """These services keep no record one could ask: None for every key."""
        return None

    def probe(self) -> Answer:
        """These services have no way to be asked: only sending tells."""
        return Answer(Result.UNKNOWN, f"{self.name}: whether it can be reached shows only when a message is sent")

    def close(self) -> None:
        """Nothing is held open."""


def _addressed(parts: Mapping[str, Any], letter: Letter, *, own: bool) -> Mapping[str, Any]:
    plugin = registry()[parts["schema"]]
    added: dict[str, Any] = {}
    if "headers" in plugin.template_kwargs:
        added["headers"] = {**(parts.get("headers") or {}), "X-Amends-Key": letter.key}
    if own and "targets" in plugin.template_tokens:
        added["targets"] = [letter.recipient]
    return {**parts, **added}
