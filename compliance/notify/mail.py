"""Mail through the office's mail server, over connections that are kept."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime

from compliance.domain.delivery import Answer, Result
from compliance.notify.mime import Sender, as_mail
from compliance.notify.plugins import LetterPlugin
from compliance.notify.protocol import Letter
from compliance.notify.smtp import MailRoom, MailServer


class AmendsMail(LetterPlugin):  # type: ignore[no-untyped-call]  # Apprise is typed in part only
    """One recipient a letter, one answer a letter; safe to use from several threads at once.

    `timeout`: seconds one delivery may take in all. A mail server's word is final: there is no record to ask later.
    """

    name = "mail"
    service_name = "Amends mail"
    protocol = "amendsmail"
    secure_protocol = "amendsmails"
    attachment_support = False

    def __init__(
        self,
        sender: Sender,
        now: Callable[[], datetime],
        server: MailServer,
        timeout: float,
        *,
        tls: ssl.SSLContext | None = None,
        to: str = "",
    ) -> None:
        super().__init__(sender, now, to, schema=self.protocol, host=server.host, port=server.port)
        self._room = MailRoom(server, timeout, tls)

    def deliver(self, letter: Letter) -> Answer:
        """Send one letter as e-mail (R2.5)."""
        try:
            mail = as_mail(letter, self._sender, self._now())
        except ValueError as unfit:
            return Answer(Result.REFUSED_FOR_GOOD, f"this cannot be written as e-mail: {unfit}")
        return self._room.hand_over(self._sender.address, mail)

    def record_of(self, key: str) -> bool | None:
        """SMTP keeps no record one could ask: None for every key."""
        return None

    def probe(self) -> Answer:
        """Connect, encrypt and sign in as for a letter, and hang up."""
        return self._room.probe()

    def close(self) -> None:
        """Hang up the kept connections."""
        self._room.close()
