"""Handing mail to a mail server over kept connections, step by step, so that each way to fail has its answer (R2.5)."""

from __future__ import annotations

import re
import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from enum import StrEnum

from compliance.domain.delivery import Answer, Result
from compliance.notify.mime import Mail
from compliance.notify.smtp_answers import (
    is_ok,
    nobody_there,
    own_fault,
    recipient_refused,
    refusal,
    said,
    sender_refused,
    verdict,
)
from compliance.notify.wire import Deadline, Wire, open_wire

GO_AHEAD = 354
CLOSING = 421
IDLE_CONNECTIONS = 8
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
END_OF_MAIL = b".\r\n"


class Encryption(StrEnum):
    """How a connection is protected; only a mail server on this machine is spoken to in the clear."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailServer:
    """Where the office's mail server is and how to sign in; without a user there is no sign-in."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Unreachable(Exception):
    """No connection that mail could be handed to, by the office's `own` settings or not; nothing was handed over."""

    def __init__(self, reason: str, *, own: bool = False) -> None:
        self.answer = own_fault(reason, unreachable=True) if own else nobody_there(reason)
        super().__init__(reason)


class MailRoom:
    """Hands mail to one server. Threads share its kept connections, each used by one at a time.

    `timeout`: seconds one delivery may take in all, connecting included. Certificates are checked against `tls`, by
    default against the machine's own authorities.
    """

    def __init__(self, server: MailServer, timeout: float, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._timeout = timeout
        self._lock = threading.Lock()
        self._idle: list[Wire] = []
        self._closed = False
        self._hello = "localhost" if server.encryption is Encryption.NONE else None
        if server.encryption is Encryption.NONE:
            self._tls = None
        else:
            self._tls = tls or ssl.create_default_context()

    def hand_over(self, sender: str, mail: Mail) -> Answer:
        """Deliver one mail from the envelope address `sender`. Never raises for what the server does."""
        try:
            wire, refused = self._begin(sender, mail, Deadline(self._timeout))
        except Unreachable as failed:
            return failed.answer
        try:
            answer = refused or _finish(wire, mail)
        except (OSError, smtplib.SMTPException) as lost:
            answer = Answer(Result.REFUSED_FOR_NOW, f"connection lost before the mail was handed over: {_why(lost)}")
            wire.close()
        except BaseException:
            wire.close()
            raise
        self._give_back(wire, answer)
        return answer

    def probe(self) -> Answer:
        """Connect, encrypt and sign in as for a mail, then hang up; never raises for what the server does."""
        try:
            self._connect(Deadline(self._timeout)).hang_up()
        except Unreachable as failed:
            return failed.answer
        return Answer(Result.ACCEPTED, f"the mail server {self._server} answers")

    def close(self) -> None:
        """Hang up the kept connections; those in use are hung up when their delivery ends."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for wire in idle:
            wire.deadline = Deadline(1.0)
            wire.hang_up()

    def _begin(self, sender: str, mail: Mail, deadline: Deadline) -> tuple[Wire, Answer | None]:
        """A connection on which MAIL was answered, and the refusal if it was one.

        A server may have hung up on a kept connection while it was idle. Nothing has been accepted before MAIL is, so
        one new connection may be tried without asking anybody.
        """
        wire = self._take(deadline)
        if wire is not None:
            try:
                code, text = _introduce(wire, sender, mail)
            except (OSError, smtplib.SMTPException):
                wire.close()
            else:
                if code != CLOSING:
                    return wire, None if is_ok(code) else sender_refused(code, text)
                wire.close()
        wire = self._connect(deadline)
        try:
            code, text = _introduce(wire, sender, mail)
        except (OSError, smtplib.SMTPException) as lost:
            wire.close()
            raise Unreachable(f"{self._server} hung up: {_why(lost)}") from lost
        return wire, None if is_ok(code) else sender_refused(code, text)

    def _take(self, deadline: Deadline) -> Wire | None:
        with self._lock:
            wire = self._idle.pop() if self._idle else None
        if wire is not None:
            wire.deadline = deadline
        return wire

    def _give_back(self, wire: Wire, answer: Answer) -> None:
        """Keep the connection where it is certain what the next reply on it will belong to; else hang up."""
        keep = wire.is_open and answer.result is Result.ACCEPTED
        if wire.is_open and answer.result is Result.REFUSED_FOR_GOOD:
            try:
                keep = is_ok(wire.rset()[0])
            except (OSError, smtplib.SMTPException):
                keep = False
        with self._lock:
            keep = keep and not self._closed and len(self._idle) < IDLE_CONNECTIONS
            if keep:
                self._idle.append(wire)
        if not keep:
            wire.hang_up()

    def _connect(self, deadline: Deadline) -> Wire:
        server = self._server
        try:
            wire = open_wire(
                server.host,
                server.port,
                deadline,
                tls=self._tls,
                from_start=server.encryption is Encryption.TLS,
                hello=self._hello,
            )
        except smtplib.SMTPNotSupportedError as plain:
            reason = f"{server} does not offer STARTTLS, and mail leaves this machine encrypted only"
            raise Unreachable(reason, own=True) from plain
        except ssl.SSLError as untrusted:
            raise Unreachable(f"no trusted encryption with {server}: {_why(untrusted)}", own=True) from untrusted
        except (OSError, smtplib.SMTPException) as failed:
            raise Unreachable(f"no connection to {server}: {_why(failed)}") from failed
        # The machine's full name is asked of the name service once, which may take its time.
        self._hello = wire.local_hostname
        if server.user:
            self._sign_in(wire)
        return wire

    def _sign_in(self, wire: Wire) -> None:
        try:
            wire.login(self._server.user, self._server.password)
        except (OSError, smtplib.SMTPException, ValueError) as failed:
            wire.close()
            # A password that is not ASCII is quoted in Python's own message, so that one is not repeated.
            why = "the password has letters beyond ASCII" if isinstance(failed, ValueError) else _why(failed)
            raise Unreachable(f"no sign-in at {self._server}: {why}", own=True) from None


def _introduce(wire: Wire, sender: str, mail: Mail) -> tuple[int, bytes]:
    speaks_utf8 = mail.needs_utf8 and wire.has_extn("smtputf8")
    return wire.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if speaks_utf8 else [])


def _finish(wire: Wire, mail: Mail) -> Answer:
    if mail.needs_utf8 and not wire.has_extn("smtputf8"):
        reason = f"the mail server cannot take an address with letters beyond ASCII (no SMTPUTF8): {mail.recipient}"
        return Answer(Result.REFUSED_FOR_GOOD, reason)
    code, text = wire.rcpt(mail.recipient)
    if not is_ok(code):
        return recipient_refused(code, text)
    code, text = wire.docmd("DATA")
    if code != GO_AHEAD:
        return refusal(code, text)
    wire.send(LEADING_DOT.sub(b"..", mail.content))
    wire.send(END_OF_MAIL)
    try:
        code, text = wire.getreply()
    except (OSError, smtplib.SMTPException) as lost:
        return Answer(Result.UNKNOWN, f"no answer after the whole mail was handed over: {_why(lost)}")
    return verdict(code, text)


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return said(error.smtp_code, text.encode() if isinstance(text, str) else text)
    return " ".join(str(error).split()) or type(error).__name__
