"""E-mail and text messages through GOV.UK Notify, by its official client."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from compliance.domain.delivery import TEXT_MESSAGE, Answer, Result, is_phone_address
from compliance.domain.errors import WrongUse
from compliance.domain.office import NotifyTemplates
from compliance.notify.addresses import is_host, is_loopback, is_mail_address, is_phone_number
from compliance.notify.notify_words import NAME, refusal, report
from compliance.notify.plugins import Discreet
from compliance.notify.protocol import DeliveryReport, Letter
from compliance.notify.smtp_answers import own_fault

SERVICE = "https://api.notifications.service.gov.uk"
SCHEMES = frozenset({"notify", "notify+http"})
IDLE_CLIENTS = 8
# Notify shows what is seven days old or newer. A day less is believed, for the clocks of two machines.
RECORD_DAYS = 6
DAY_OF_KEY = slice(0, 8)

# What the client has to say of a refusal stands in the ledger; its lines repeat addresses.
logging.getLogger("notifications_python_client.base").addFilter(Discreet(logging.CRITICAL))


@dataclass(frozen=True)
class NotifyAccount:
    """The office's service at Notify: where, its key, and its templates."""

    address: str
    api_key: str = field(repr=False)
    templates: NotifyTemplates


def notify_address(url: str) -> str:
    """Read `notify://`, `notify://host:port` or `notify+http://127.0.0.1:port` (plain HTTP on this machine only).

    Raises WrongUse, without repeating the URL, when it cannot be used.
    """
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError as wrong:
        scheme = url.partition("://")[0]
        raise WrongUse(f"the mail URL ({scheme}://...) has no host, or no port from 1 to 65535") from wrong
    if split.username or split.password or split.path.strip("/") or split.query or split.fragment:
        raise WrongUse(f"the mail URL is not {split.scheme}://host:port; the key belongs into AMENDS_NOTIFY_API_KEY")
    if host and not is_host(host):
        raise WrongUse(f"the mail URL ({split.scheme}://...) names a host that cannot be")
    if split.scheme == "notify":
        return SERVICE if not host else f"https://{split.netloc}"
    if not host or not is_loopback(host):
        raise WrongUse("notify+http:// is for this machine only, such as notify+http://127.0.0.1:6011")
    return f"http://{split.netloc}" if port else f"http://{host}"


class GovukNotify:
    """Hands letters to Notify under our key as its reference; safe to use from several threads at once.

    `timeout`: seconds one request may take to connect, and as long to be answered, half of a delivery's time each.
    `wall_clock` gives the machine's instant: it says how far back Notify's record can be believed. Attachments do not
    travel: Notify takes none of their kind.
    """

    def __init__(self, account: NotifyAccount, timeout: float, wall_clock: Callable[[], datetime]) -> None:
        self.name = "notify"
        self._account = account
        self._timeout = timeout
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._idle: list[NotificationsAPIClient] = []
        self._closed = False

    def deliver(self, letter: Letter) -> Answer:
        """Send one letter as e-mail, or its subject as a text message (R2.5)."""
        unfit = self._unfit(letter.recipient)
        if unfit is not None:
            return unfit
        try:
            with self._client() as client:
                taken = self._send(client, letter)
        except APIError as error:
            return refusal(error)
        reference = taken.get("id") if isinstance(taken, Mapping) else None
        if not isinstance(reference, str) or not reference:
            return Answer(Result.UNKNOWN, f"{NAME} took it, but what it answered is none of its answers")
        return Answer(Result.ACCEPTED, f"{NAME} took it as {reference}", reference=reference)

    def record_of(self, key: str) -> bool | None:
        """Whether Notify has a message under this key.

        None when it gives no answer, and when it shows none but the key's day is too long ago for its record.
        """
        found = self._listed(key)
        if found is None:
            return None
        if found:
            return True
        return False if self._within_record(key) else None

    def report_of(self, key: str, reference: str) -> DeliveryReport | None:
        """What became of a message, by Notify's id or, without one, by our key."""
        try:
            if reference:
                with self._client() as client:
                    return report(client.get_notification_by_id(reference), "notify poll")
            found = self._listed(key)
            return report(found[0], "notify poll") if found else None
        except (APIError, ValueError):
            return None

    def probe(self) -> Answer:
        """Ask for the office's template: whether Notify answers, knows the key, and has the fields we fill."""
        template = self._account.templates.email or self._account.templates.text
        try:
            with self._client() as client:
                shown = client.get_template(template)
        except APIError as error:
            answer = refusal(error)
            if error.response is not None and error.status_code == HTTPStatus.NOT_FOUND:
                return own_fault(f"{NAME} has no template {template}", unreachable=True)
            return Answer(Result.REFUSED_FOR_NOW, answer.detail, unreachable=True)
        wanted = set(shown.get("personalisation") or ()) if isinstance(shown, Mapping) else set()
        odd = sorted(wanted - {"subject", "body"})
        if odd:
            return own_fault(f"template {template} at {NAME} wants (({odd[0]})), which nobody fills", unreachable=True)
        return Answer(Result.ACCEPTED, f"{NAME} answers")

    def close(self) -> None:
        """Hang up the kept connections; those in use are hung up when their request ends."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for client in idle:
            client.request_session.close()

    def _unfit(self, recipient: str) -> Answer | None:
        """Why a letter to this recipient need not be tried."""
        templates = self._account.templates
        if is_phone_address(recipient):
            fits = is_phone_number(recipient.removeprefix(TEXT_MESSAGE))
            form, needed, name = "sms: with a number such as +447700900123", templates.text, "text_message"
        else:
            fits = is_mail_address(recipient)
            form, needed, name = "an e-mail address", templates.email, "email"
        if not fits:
            return Answer(Result.REFUSED_FOR_GOOD, f"{recipient!r} is not {form}", of_address=True)
        return None if needed else own_fault(f"notify.yaml has no {name}.template_id", unreachable=True)

    def _send(self, client: NotificationsAPIClient, letter: Letter) -> Any:
        templates = self._account.templates
        subject = " ".join(letter.subject.split())
        if is_phone_address(letter.recipient):
            return client.send_sms_notification(
                letter.recipient.removeprefix(TEXT_MESSAGE),
                templates.text,
                {"subject": subject, "body": templates.text_body},
                letter.key,
                templates.text_sender or None,
            )
        return client.send_email_notification(
            letter.recipient,
            templates.email,
            {"subject": subject, "body": letter.text},
            letter.key,
            templates.email_reply_to or None,
        )

    def _listed(self, key: str) -> list[Mapping[str, Any]] | None:
        """What Notify lists under our key, newest first; None when it gives no answer."""
        try:
            with self._client() as client:
                page = client.get_all_notifications(reference=key)
        except APIError:
            return None
        listed = page.get("notifications") if isinstance(page, Mapping) else None
        if not isinstance(listed, list):
            return None
        return [each for each in listed if isinstance(each, Mapping) and each.get("reference") == key]

    def _within_record(self, key: str) -> bool:
        """Whether all that may have been sent under a key is young enough for the record: a key begins with its day."""
        try:
            day = datetime.strptime(key[DAY_OF_KEY], "%Y%m%d").replace(tzinfo=UTC).date()
        except ValueError:
            return False
        return 0 <= (self._today() - day).days <= RECORD_DAYS

    def _today(self) -> date:
        return self._wall_clock().astimezone(UTC).date()

    @contextmanager
    def _client(self) -> Iterator[NotificationsAPIClient]:
        """A client for one request; the official one is not safe to share between threads."""
        with self._lock:
            client = self._idle.pop() if self._idle else None
        client = client or self._new_client()
        try:
            yield client
        finally:
            with self._lock:
                keep = not self._closed and len(self._idle) < IDLE_CLIENTS
                if keep:
                    self._idle.append(client)
            if not keep:
                client.request_session.close()

    def _new_client(self) -> NotificationsAPIClient:
        half = self._timeout / 2
        client = NotificationsAPIClient(self._account.api_key, self._account.address, timeout=(half, half))
        # Letters go to the address that was configured and to no other one it points to.
        client.request_session.max_redirects = 0
        if self._account.address.startswith("http://"):
            client.request_session.trust_env = False  # no proxy may carry what must not leave this machine
        return client
