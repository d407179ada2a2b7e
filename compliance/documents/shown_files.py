"""How a file that somebody sent may be shown in a browser: only as a type of a short list, and only if it is one (E1).

Whatever a file calls itself, it is looked at: a page or a drawing with script in it is never shown, only downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ANYTHING = "application/octet-stream"
HEAD = 4096
# What a text may hold besides printable letters.
BLANKS = frozenset("\t\n\r\f")
# The bytes a file of a type begins with, and where.
BEGINNINGS: Mapping[str, tuple[tuple[int, bytes], ...]] = {
    "application/pdf": ((0, b"%PDF-"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/gif": ((0, b"GIF8"),),
    "image/webp": ((0, b"RIFF"), (8, b"WEBP")),
}
TEXTS = frozenset({"text/plain", "text/csv", "text/markdown"})
ENCODINGS = ("utf-8", "windows-1252")


class Look(StrEnum):
    """What kind of thing is shown."""

    TEXT = "text"
    IMAGE = "image"
    PDF = "pdf"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Shown:
    """How a file is shown: as what, and the type it is served with; NOTHING is downloaded only."""

    look: Look
    media_type: str = ANYTHING


def shown_as(path: Path, media_type: str) -> Shown:
    """How the file at `path`, of which its sender says it is of `media_type`, may be shown; raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if media_type in TEXTS:
        encoding = _encoding(head)
        return Shown(Look.TEXT, f"text/plain; charset={encoding}") if encoding else Shown(Look.NOTHING)
    begins = BEGINNINGS.get(media_type)
    if begins is None or any(head[at : at + len(wanted)] != wanted for at, wanted in begins):
        return Shown(Look.NOTHING)
    return Shown(Look.PDF if media_type == "application/pdf" else Look.IMAGE, media_type)


def beginning_of(path: Path, longest: int) -> tuple[str, bool]:
    """The first letters of a text file, at most `longest`, and whether there are more; raises OSError."""
    with path.open("rb") as stream:
        raw = stream.read(4 * longest)
    encoding = _encoding(raw[:HEAD]) or ENCODINGS[-1]
    text = "".join(letter for letter in raw.decode(encoding, "replace") if letter.isprintable() or letter in BLANKS)
    return text[:longest], len(text) > longest or path.stat().st_size > len(raw)


def _encoding(head: bytes) -> str:
    """In what a text is written; "" for what is no text."""
    for encoding in ENCODINGS:
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as error:
            # A letter that the end of what was read cuts in two is none the less one.
            if encoding != "utf-8" or len(head) < HEAD or error.start < len(head) - 3:
                continue
            text = head[: error.start].decode(encoding)
        return encoding if all(letter >= " " or letter in BLANKS for letter in text) else ""
    return ""
