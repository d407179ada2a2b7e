"""Which channel serves which address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from compliance.domain.delivery import Answer, is_web_address
from compliance.domain.errors import WrongUse
from compliance.notify.addresses import is_loopback, is_mail_address
from compliance.notify.apprise_url import AppriseUrl, make_plugin, read_url
from compliance.notify.folder import AmendsFolder
from compliance.notify.mail import AmendsMail
from compliance.notify.mime import Sender
from compliance.notify.protocol import Channel
from compliance.notify.smtp import Encryption, MailServer

EXPECTED = "an e-mail address or an Apprise URL"
EXPECTED_ONE = "an Apprise URL that names one recipient"
SMTP_SCHEMES = frozenset({"smtp", "smtps"})
RELAY_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT = 25, 587, 465


class OfficeSwitchboard:
    """E-mail goes through the office's mail channel, an Apprise URL through the service it names."""

    def __init__(self, mail: Channel, timeout: float) -> None:
        self._mail = mail
        self._timeout = timeout
        self._lock = threading.Lock()
        self._services: dict[str, AppriseUrl] = {}

    def channel_for(self, recipient: str) -> Channel:
        """The channel for an e-mail address or Apprise URL; channels of one service are one."""
        if not is_web_address(recipient):
            return self._mail
        scheme = recipient.partition("://")[0].lower()
        with self._lock:
            return self._services.setdefault(scheme, AppriseUrl(scheme, self._timeout))

    def fault(self, address: str) -> str | None:
        """What was expected instead of `address`, in the words of an import report; None when it can be used.

        A URL with several targets is a fault: when one of them is refused, the others would be written to again.
        """
        if not is_web_address(address):
            return None if is_mail_address(address) else EXPECTED
        parts = read_url(address) if address.isprintable() else None
        plugin = None if parts is None else make_plugin(parts, self._timeout)
        if plugin is None:
            return EXPECTED
        return None if len(plugin) <= 1 else EXPECTED_ONE

    def probe(self) -> Answer:
        """Whether the mail channel could take a letter now; the services behind Apprise URLs are not asked."""
        return self._mail.probe()

    def close(self) -> None:
        """Close the mail channel; the others hold nothing open."""
        self._mail.close()


def build_switchboard(
    mail_url: str,
    mail_password: str | None,
    mail_from: str,
    reply_to: str,
    timeout: float,
    now: Callable[[], datetime],
) -> OfficeSwitchboard:
    """Build the office's channels.

    `mail_url`: a folder (a path or `folder:///path`), `smtp://[user@]host[:port]` (STARTTLS demanded, except to a
    loopback address), `smtps://[user@]host[:port]`, or an Apprise URL. `timeout`: seconds one delivery may take.
    `now` gives the Date of each mail, zone-aware. Raises WrongUse when the mail settings cannot be used; its text never
    repeats the URL.
    """
    try:
        sender = Sender.named(mail_from, reply_to)
    except ValueError as wrong:
        raise WrongUse(f"the office's mail address: {wrong}") from wrong
    return OfficeSwitchboard(_mail_channel(mail_url, mail_password, sender, timeout, now), timeout)


def _mail_channel(
    url: str, password: str | None, sender: Sender, timeout: float, now: Callable[[], datetime]
) -> Channel:
    scheme = url.partition("://")[0].lower() if is_web_address(url) else "folder"
    if scheme == "folder":
        return AmendsFolder(sender, now, _folder(url))
    if scheme in SMTP_SCHEMES:
        return AmendsMail(sender, now, mail_server(url, password), timeout)
    parts = read_url(url)
    if parts is None or make_plugin(parts, timeout) is None:
        raise WrongUse(f"the mail URL ({scheme}://...) is none that Apprise can use")
    return AppriseUrl(scheme, timeout, parts)


def _folder(url: str) -> Path:
    """The folder, taken letter by letter: a path may hold a percent or a number sign."""
    if not is_web_address(url):
        return Path(url)
    path = url.partition("://")[2]
    if not path.startswith("/") or not path.strip("/"):
        raise WrongUse("a mail folder is written folder:///path, with three slashes, or as a plain path")
    return Path(path)


def mail_server(url: str, password: str | None) -> MailServer:
    """Read `smtp://` or `smtps://`; raises WrongUse, without repeating the URL, when it cannot be used."""
    split = urlsplit(url)
    try:
        host, port = split.hostname, split.port
    except ValueError as wrong:
        raise WrongUse(f"the mail URL ({split.scheme}://...) has no port from 1 to 65535") from wrong
    if not host or split.path.strip("/") or split.query or split.fragment:
        raise WrongUse(f"the mail URL ({split.scheme}://...) is not {split.scheme}://user@host:port")
    if split.password is not None:
        raise WrongUse("the mail URL holds a password: it belongs into AMENDS_MAIL_PASSWORD, where no log shows it")
    user = unquote(split.username or "")
    if user and not password:
        raise WrongUse("the mail URL names a user, but AMENDS_MAIL_PASSWORD is empty")
    return MailServer(host, port or _usual_port(split), _encryption(split.scheme, host), user, password or "")


def _usual_port(split: SplitResult) -> int:
    if split.scheme == "smtps":
        return SUBMISSIONS_PORT
    return SUBMISSION_PORT if split.username else RELAY_PORT


def _encryption(scheme: str, host: str) -> Encryption:
    if scheme == "smtps":
        return Encryption.TLS
    return Encryption.NONE if is_loopback(host) else Encryption.STARTTLS
