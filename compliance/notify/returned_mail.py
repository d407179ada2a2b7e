"""Reading reports about mail that came back: RFC 3464 in the dialects of the usual mail servers (rule R6).

Nothing here opens a connection or a file: bytes in, reports out. A report is believed only as far as it names the key
of one of our messages; whether that message was ever sent, and to whom, is for the ledger to say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from compliance.domain.address_health import Severity
from compliance.domain.errors import Refused
from compliance.domain.returned import DELAYED, Returned, severity_of, status_in
from compliance.notify.bounded_mail import MOST_PARTS, as_text, parse_fields, parse_mail

LONGEST_DETAIL = 300
KEY = r"\d{8}-[0-9a-f]{20}"
IN_MESSAGE_ID = re.compile(rf"<({KEY})@[^<>\s]+>")
KEY_ONLY = re.compile(KEY)
QUOTED_KEY = re.compile(rf"^[ \t>]*(?:X-Amends-Key:\s*({KEY})\s*$|Message-I[Dd]:\s*<({KEY})@)", re.MULTILINE)
XTEXT = re.compile(r"\+([0-9A-F]{2})")
ORIGINALS = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
OTHER_REPORTS = {
    "disposition-notification": "a read receipt, no report of failure",
    "feedback-report": "a complaint about mail, no report of failure",
}

Found = TypeVar("Found")

if TYPE_CHECKING:
    from compliance.notify.bounded_mail import Fields


def read_returned(content: bytes, source: str, now: datetime) -> list[Returned]:
    """The reports in one mail, one for each recipient it speaks of; `now`, zone-aware, stands in for a missing date.

    Raises Refused, in one line, for what is no report about a message of ours: ordinary mail, automatic replies, read
    receipts, reports that name no key or no recipient.
    """
    mail = parse_mail(content)
    parts = list(_parts(mail))
    blocks = [block for part in parts if part.get_content_type() in STATUSES for block in _blocks(part)]
    recipients = [block for block in blocks if _names(block)]
    given = getaddresses([str(mail["X-Failed-Recipients"] or "")])
    failed = [address for _, address in given if _short(address)]
    if not recipients and not failed:
        raise Refused(_what_else(mail, bool(blocks)))
    _few(recipients)
    _few(failed)
    key = _key(mail, parts)
    if not key:
        raise Refused("a report that names no message of ours: neither the original nor its Message-ID is in it")
    at = _at(mail, now)
    found = [_from_block(block, key, source, at) for block in recipients]
    if not recipients:
        text = next((_body(part) for part in parts if part.get_content_type() == "text/plain"), "")
        found = [_from_text(address, text, key, source, at) for address in failed]
    told = [each for each in found if each.severity is not Severity.IGNORED]
    if not told:
        raise Refused(f"a report about {key} that says neither what happened nor why")
    digest = hashlib.sha256(content).hexdigest()
    return [replace(each, fingerprint=f"{digest}/{number}") for number, each in enumerate(told)]


def _parts(mail: Fields) -> Iterator[Fields]:
    """The parts of the mail itself, without those of mails within it: what those say was said to somebody else."""
    payload = mail.get_payload()
    if mail.get_content_maintype() == "message" or not isinstance(payload, list):
        yield mail
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _parts(part)


def _blocks(part: Fields) -> list[Fields]:
    """The blocks of fields of a delivery-status part: the first about the mail, the others each about a recipient."""
    blocks = [block for block in re.split(r"\n[ \t]*\n+", _body(part)) if ":" in block]
    return [parse_fields(block) for block in _few(blocks)]


def _few(found: list[Found]) -> list[Found]:
    if len(found) > MOST_PARTS:
        raise Refused(f"a report about more than {MOST_PARTS} recipients, no message of ours has as many")
    return found


def _body(part: Fields) -> str:
    """What a part says as text, whatever its encoding and character set, with plain line ends."""
    if part.is_multipart():
        # A part of type message/* was parsed as mail; its own words are what its text form has after its headers.
        raw = part.as_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        shell: Fields = Message()
        shell["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"] or "7bit")
        shell.set_payload(raw.decode("ascii", "surrogateescape"))
        raw_body = shell.get_payload(decode=True)
    else:
        raw_body = part.get_payload(decode=True)
    body = raw_body if isinstance(raw_body, bytes) else b""
    return as_text(body, part.get_content_charset() or "utf-8").replace("\r\n", "\n")


def _what_else(mail: Fields, has_status: bool) -> str:
    if has_status:
        return "a report that names no recipient"
    other = OTHER_REPORTS.get(str(mail.get_param("report-type", "")).lower())
    if other:
        return other
    submitted = str(mail["Auto-Submitted"] or "no").partition(";")[0].strip().lower()
    if submitted != "no" or mail["X-Autoreply"] or mail["X-Autorespond"]:
        return "an automatic reply, no report of failure"
    return "ordinary mail, no report of failure"


def _key(mail: Fields, parts: list[Fields]) -> str:
    """The key of the message a report is about: from the original, else from what the report refers or quotes to."""
    originals = [_original(part) for part in parts if part.get_content_type() in ORIGINALS]
    for original in originals:
        own = KEY_ONLY.fullmatch(str(original["X-Amends-Key"] or "").strip())
        found = own or IN_MESSAGE_ID.search(str(original["Message-ID"] or ""))
        if found:
            return found[found.lastindex or 0]
    if originals:
        return ""  # the report is about another mail, whatever its text says
    for name in ("In-Reply-To", "References"):
        referred = IN_MESSAGE_ID.search(str(mail[name] or ""))
        if referred:
            return referred[1]
    for part in parts:
        quoted = QUOTED_KEY.search(_body(part)) if part.get_content_maintype() == "text" else None
        if quoted:
            return str(quoted[1] or quoted[2])
    return ""


def _original(part: Fields) -> Fields:
    payload = part.get_payload()
    encoding = str(part["Content-Transfer-Encoding"] or "").strip().lower()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message) and encoding != "base64":
        return payload[0]
    return parse_fields(_body(part).lstrip("\n"))


def _from_block(block: Fields, key: str, source: str, at: datetime) -> Returned:
    action = str(block["Action"] or "").partition("(")[0].strip().lower()
    diagnostic = _words(str(block["Diagnostic-Code"] or ""))
    status = status_in([str(block["Status"] or ""), diagnostic])
    known = _names(block)
    detail = diagnostic.partition(";")[2].strip() or diagnostic or f"{action} {status}".strip()
    severity = severity_of(action, status)
    known_as = tuple(known[1:])
    return Returned(key, known[0], severity, status, detail, source, at, final=action != DELAYED, known_as=known_as)


def _names(block: Fields) -> list[str]:
    """How a block spells its recipient: as we wrote to it, then as the mail ended up; none where it names nobody."""
    original, final = (_address(str(block[field] or "")) for field in ("Original-Recipient", "Final-Recipient"))
    # Some servers leave the first in the encoding it had on the wire (RFC 3461, xtext).
    plain = _short(XTEXT.sub(lambda code: chr(int(code[1], 16)), original))
    return [name for name in dict.fromkeys([original, final, plain]) if name]


def _from_text(address: str, text: str, key: str, source: str, at: datetime) -> Returned:
    """A report in prose, with the failed recipients in a header only (Exim before 4.86 and its like)."""
    about = text.partition(address)[2][:1000] or text[:1000]
    lines = [" ".join(line.split()) for line in about.splitlines()]
    status = status_in([about]) or "5.0.0"
    detail = next((line for line in lines if re.search(r"\b[45]\d\d\b|\b[45]\.\d+\.\d+\b", line)), "")
    severity = severity_of("failed", status)
    return Returned(key, _short(address), severity, status, _short(detail or "delivery failed"), source, at)


def _address(field: str) -> str:
    """The address in a field such as `rfc822; <ann@x.example> (Ann)`, without the name or comment beside it."""
    kind, separator, address = field.partition(";")
    written = _short(address if separator else kind)
    if "(" in written or "<" in written:
        written = parseaddr(written)[1] or written
    return written.strip("<>").strip()


def _words(text: str) -> str:
    try:
        text = str(make_header(decode_header(text)))
    except (LookupError, UnicodeError, ValueError):
        text = text.encode("utf-8", "replace").decode("utf-8")
    return _short(text)


def _short(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_DETAIL].rstrip()


def _at(mail: Fields, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(mail["Date"] or ""))
        return min(found if found.tzinfo else found.replace(tzinfo=UTC), now)
    except (ValueError, TypeError, OverflowError):
        return now
