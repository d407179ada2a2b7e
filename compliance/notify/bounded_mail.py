"""Parsing mail of anybody's making within bounds: no mail holds up those behind it (rules R2.3, R6).

Python's mail parser takes the square of some lengths: a few hundred kilobytes made for it would stop a whole
installation. A report is small, so what is not is refused or read in part.
"""

from __future__ import annotations

import codecs
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import Compat32
from typing import TYPE_CHECKING

from compliance.domain.errors import Refused

MOST_LINES = 30_000
MOST_PARTS = 100
LONGEST_FIELD = 10_000
# Those of domain names, which Python knows as character sets too, take the square of a text's length.
NO_TEXT = frozenset({"idna", "punycode"})

if TYPE_CHECKING:
    Fields = Message[str, str]  # generic for the type checker only


def parse_mail(content: bytes) -> Fields:
    """A mail with its parts; raises Refused, in one line, for one of more lines or parts than any report has."""
    lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    if lines > MOST_LINES:
        raise Refused(f"more than {MOST_LINES:,} lines, no report has as many")
    return BytesParser(_Parts(), policy=CUT).parsebytes(content)


def parse_fields(text: str) -> Fields:
    """The fields of a header or of a block about a recipient."""
    return HeaderParser(policy=CUT).parsestr(text)


def as_text(body: bytes, charset: str) -> str:
    """Bytes of a mail as text; in UTF-8, with marks for what is none, where its character set is unknown or wrong."""
    try:
        if codecs.lookup(charset).name not in NO_TEXT:
            return body.decode(charset)
    except (LookupError, UnicodeError):
        pass
    return body.decode("utf-8", "replace")


class _CutFields(Compat32):
    """Keeps the beginning of a field that is longer than any in a report, and writes each as it came."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_FIELD]

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}{self.linesep}".encode("ascii", "surrogateescape")


class _Parts:
    """Makes the parts of one mail for the parser, and counts them: each open one is work at each line."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, policy: Compat32[Fields] | None = None) -> Fields:
        self._made += 1
        if self._made > MOST_PARTS:
            raise Refused(f"more than {MOST_PARTS} parts, no report has as many")
        return Message(policy or CUT)


CUT = _CutFields()
