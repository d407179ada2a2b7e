"""What an e-mail address or a phone number may look like, and the form of it that mail servers understand."""

from __future__ import annotations

import ipaddress
import re
from email.utils import parseaddr

LONGEST_ADDRESS = 254
LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}")
PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
DOMAIN_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def is_mail_address(text: str) -> bool:
    """Tell whether `text` is a plain e-mail address: one @, a local part in any script, a domain with a dot.

    Stricter than RFC 5321 where the rest is nearly always a typing error: no quoted local parts, no IP addresses.
    Nothing that a header or a mail server could take for the end of a line gets through.
    """
    local, at, domain = text.rpartition("@")
    if not at or not text.isprintable() or len(text) > LONGEST_ADDRESS:
        return False
    dots_in_place = not (local.startswith(".") or local.endswith(".") or ".." in local)
    return dots_in_place and LOCAL_PART.fullmatch(local) is not None and _is_domain(domain)


def is_phone_number(text: str) -> bool:
    """Tell whether `text` is a phone number in international form (E.164), such as +447700900123."""
    return PHONE_NUMBER.fullmatch(text) is not None


def _is_domain(domain: str) -> bool:
    try:
        labels = ascii_domain(domain).split(".")
    except UnicodeError:
        return False
    if labels == ["localhost"]:
        return True
    return len(labels) > 1 and not labels[-1].isdigit() and all(DOMAIN_LABEL.fullmatch(label) for label in labels)


def ascii_domain(domain: str) -> str:
    """The domain as the name service knows it; UnicodeError when it has no such form."""
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def is_host(host: str) -> bool:
    """Tell whether the name service could be asked for a host at all; Python raises a bare UnicodeError otherwise."""
    try:
        return bool(host.encode("idna"))
    except UnicodeError:
        return False


def wire_form(address: str) -> str:
    """The address with its domain in ASCII; only its local part may still need a server that speaks SMTPUTF8."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def split_name(text: str) -> tuple[str, str]:
    """Read `Name <address>` or a bare address; ValueError when there is no e-mail address in it."""
    name, address = parseaddr(text)
    if not is_mail_address(address) or not text.isprintable():
        raise ValueError(f"{text!r} is not an e-mail address, or a name with an e-mail address in angle brackets")
    return name, wire_form(address)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself: localhost, ::1 or an address of 127.0.0.0/8."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
