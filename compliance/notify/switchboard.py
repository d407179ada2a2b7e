"""Which channel serves which address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from compliance.domain.delivery import TEXT_MESSAGE, Answer, is_phone_address, is_web_address
from compliance.domain.errors import WrongUse
from compliance.domain.office import NotifyTemplates
from compliance.notify.addresses import is_host, is_loopback, is_mail_address, is_phone_number
from compliance.notify.apprise_url import AppriseUrl, make_plugin, read_url
from compliance.notify.folder import AmendsFolder
from compliance.notify.govuk_notify import SCHEMES, SERVICE, GovukNotify, NotifyAccount, notify_address
from compliance.notify.mail import AmendsMail
from compliance.notify.mime import Sender
from compliance.notify.no_text_messages import EXPECTED_MAIL, NoTextMessages
from compliance.notify.protocol import Channel
from compliance.notify.smtp import Encryption, MailServer

EXPECTED = "an e-mail address or an Apprise URL"
EXPECTED_ONE = "an Apprise URL that names one recipient"
EXPECTED_PHONE = "sms: and a phone number in international form, such as sms:+447700900123"
SMTP_SCHEMES = frozenset({"smtp", "smtps"})
RELAY_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT = 25, 587, 465


@dataclass(frozen=True)
class NotifySettings:
    """What an office has of GOV.UK Notify: its key (None without one) and its templates."""

    api_key: str | None = field(default=None, repr=False)
    templates: NotifyTemplates = field(default_factory=NotifyTemplates)


NO_NOTIFY = NotifySettings()


class OfficeSwitchboard:
    """E-mail goes through the office's mail channel, an Apprise URL through the service it names.

    `texts` takes text messages to phone numbers; without it the office sends none.
    """

    def __init__(self, mail: Channel, timeout: float, texts: Channel | None = None) -> None:
        self._mail = mail
        self._texts = texts
        self._timeout = timeout
        self._lock = threading.Lock()
        self._services: dict[str, AppriseUrl] = {}

    def channel_for(self, recipient: str) -> Channel:
        """The channel for an e-mail address, phone number or Apprise URL; channels of one service are one."""
        if is_phone_address(recipient):
            return self._texts or NoTextMessages()
        if not is_web_address(recipient):
            return self._mail
        scheme = recipient.partition("://")[0].lower()
        with self._lock:
            return self._services.setdefault(scheme, AppriseUrl(scheme, self._timeout))

    def fault(self, address: str) -> str | None:
        """What was expected instead of `address`, in the words of an import report; None when it can be used.

        A URL with several targets is a fault: when one of them is refused, the others would be written to again.
        """
        if is_phone_address(address):
            return self._phone_fault(address)
        if not is_web_address(address):
            return None if is_mail_address(address) else EXPECTED
        parts = read_url(address) if address.isprintable() else None
        plugin = None if parts is None else make_plugin(parts, self._timeout)
        if plugin is None:
            return EXPECTED
        return None if len(plugin) <= 1 else EXPECTED_ONE

    def _phone_fault(self, address: str) -> str | None:
        if not is_phone_number(address.removeprefix(TEXT_MESSAGE)):
            return EXPECTED_PHONE
        return EXPECTED_MAIL if self._texts is None else None

    def probe(self) -> Answer:
        """Whether the mail channel could take a letter now; the services behind Apprise URLs are not asked."""
        return self._mail.probe()

    def close(self) -> None:
        """Close the channels of mail and text messages; the others hold nothing open."""
        self._mail.close()
        if self._texts is not None and self._texts is not self._mail:
            self._texts.close()


def build_switchboard(
    mail_url: str,
    mail_password: str | None,
    mail_from: str,
    reply_to: str,
    timeout: float,
    now: Callable[[], datetime],
    notify: NotifySettings = NO_NOTIFY,
    wall_clock: Callable[[], datetime] | None = None,
) -> OfficeSwitchboard:
    """Build the office's channels.

    `mail_url`: a folder (a path or `folder:///path`), `smtp://[user@]host[:port]` (STARTTLS demanded, except to a
    loopback address), `smtps://[user@]host[:port]`, `notify://` for GOV.UK Notify, or an Apprise URL. `timeout`:
    seconds one delivery may take. `now` gives the Date of each mail, zone-aware; `wall_clock` the machine's instant,
    where that is another one. Phone numbers go through Notify where `notify` has a key and a template for them. Raises
    WrongUse when the mail settings cannot be used; its text never repeats the URL.
    """
    try:
        sender = Sender.named(mail_from, reply_to)
    except ValueError as wrong:
        raise WrongUse(f"the office's mail address: {wrong}") from wrong
    scheme = mail_url.partition("://")[0].lower() if is_web_address(mail_url) else ""
    if scheme in SCHEMES:
        channel = _notify_channel(mail_url, notify, timeout, wall_clock or now)
        return OfficeSwitchboard(channel, timeout, channel if notify.templates.text else None)
    texts = None
    if notify.api_key and notify.templates.text:
        account = NotifyAccount(SERVICE, notify.api_key, notify.templates)
        texts = GovukNotify(account, timeout, wall_clock or now)
    return OfficeSwitchboard(_mail_channel(mail_url, mail_password, sender, timeout, now), timeout, texts)


def _notify_channel(
    url: str, notify: NotifySettings, timeout: float, wall_clock: Callable[[], datetime]
) -> GovukNotify:
    address = notify_address(url)
    if not notify.api_key:
        raise WrongUse("the mail URL is notify://, but AMENDS_NOTIFY_API_KEY is empty")
    if not notify.templates.email:
        raise WrongUse("the mail URL is notify://, but notify.yaml has no email.template_id")
    return GovukNotify(NotifyAccount(address, notify.api_key, notify.templates), timeout, wall_clock)


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
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError as wrong:
        scheme = url.partition("://")[0]
        raise WrongUse(f"the mail URL ({scheme}://...) has no host, or no port from 1 to 65535") from wrong
    if not host or not is_host(host) or split.path.strip("/") or split.query or split.fragment:
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
