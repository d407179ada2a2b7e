"""A letter as the bytes of an e-mail."""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from typing import Any

from compliance.notify.addresses import is_mail_address, split_name, wire_form
from compliance.notify.protocol import Attachment, Letter

# Seven-bit encodings only: any server takes them, whether or not it offers 8BITMIME.
ASCII_HEADERS = email.policy.SMTP.clone(cte_type="7bit")
UTF8_HEADERS = email.policy.SMTPUTF8.clone(cte_type="7bit")
READ_HEADER = HeaderRegistry()
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Sender:
    """The office as mail shows it: display name (may be empty), address and where answers go."""

    name: str
    address: str
    reply_to: str

    @classmethod
    def named(cls, mail_from: str, reply_to: str) -> Sender:
        """Read `Name <address>` or a bare address; ValueError when either is no e-mail address in plain ASCII.

        An office whose own address needs SMTPUTF8 could not write to most of its authorities.
        """
        name, address = split_name(mail_from)
        answers_to = split_name(reply_to)[1]
        if not (address + answers_to).isascii():
            raise ValueError(f"the office's own address {mail_from!r} or {reply_to!r} has letters beyond ASCII")
        return cls(name, address, answers_to)

    @property
    def domain(self) -> str:
        """The part of the address after the @, in ASCII; Message-IDs end in it."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Mail:
    """An e-mail ready to hand over: envelope address, content with CRLF line ends, whether it needs SMTPUTF8."""

    recipient: str
    content: bytes
    needs_utf8: bool


def is_key(key: str) -> bool:
    """Tell whether a key is fit for a header and a file name: letters, digits, dot, dash and underscore only."""
    return KEY.fullmatch(key) is not None


def as_mail(letter: Letter, sender: Sender, sent_at: datetime) -> Mail:
    """Write a letter as e-mail with the office's headers; `sent_at` is zone-aware and becomes the Date.

    Raises ValueError for a letter that cannot be mail: a recipient or a key that would break a header, text that is
    not Unicode.
    """
    if not is_mail_address(letter.recipient):
        raise ValueError(f"{letter.recipient!r} is not an e-mail address")
    if not is_key(letter.key):
        raise ValueError(f"{letter.key!r} is not a message key")
    recipient = wire_form(letter.recipient)
    needs_utf8 = not recipient.isascii()
    message = EmailMessage(policy=UTF8_HEADERS if needs_utf8 else ASCII_HEADERS)
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["Reply-To"] = sender.reply_to
    message["To"] = recipient
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = sent_at
    message["Message-ID"] = f"<{letter.key}@{sender.domain}>"
    message["X-Amends-Key"] = letter.key
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        _attach(message, attachment)
    return Mail(recipient, message.as_bytes(), needs_utf8)


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind: Any = READ_HEADER("content-type", attachment.media_type)
    if kind.defects:
        raise ValueError(f"{attachment.media_type!r} is not a media type")
    message.add_attachment(
        attachment.content,
        maintype=kind.maintype,
        subtype=kind.subtype,
        filename=attachment.name,
        params=dict(kind.params),
    )
