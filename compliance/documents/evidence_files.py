"""Evidence files, kept by content: a file lies under its SHA-256 and is never replaced (rule E1)."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from compliance.domain.errors import NotReady, Refused

BLOCK = 1 << 20


@dataclass(frozen=True)
class KeptFile:
    """A file in the evidence folder: its name as sent, SHA-256 in hex, size in bytes and media type by its name."""

    file_name: str
    sha256: str
    size: int
    media_type: str


def describe(source: Path) -> KeptFile:
    """Read a file through and describe it without keeping it; raises Refused when it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise Refused(f"evidence file {source.name!r} cannot be read: {error.strerror}") from error
    media_type = mimetypes.guess_type(source.name)[0] or "application/octet-stream"
    return KeptFile(source.name, digest.hexdigest(), size, media_type)


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file of that hash lies."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, source: Path) -> KeptFile:
    """Copy a file into the evidence folder; the same content is stored once.

    Written beside its place and moved there when complete, so that a crash leaves no half file under a hash. Raises
    Refused when the file cannot be read, NotReady when the folder cannot be written, such as on a full disk: the
    sender is not to blame for that.
    """
    kept = describe(source)
    target = path_of(folder, kept.sha256)
    if target.exists():
        return kept
    try:
        _copy(source, target, kept)
    except OSError as error:
        raise NotReady(f"evidence file {source.name!r} cannot be kept in {folder}: {error.strerror}") from error
    return kept


def _copy(source: Path, target: Path, kept: KeptFile) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    try:
        copied = hashlib.sha256()
        with os.fdopen(handle, "wb") as out, source.open("rb") as stream:
            while block := stream.read(BLOCK):
                copied.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if copied.hexdigest() != kept.sha256:
            raise Refused(f"evidence file {source.name!r} changed while it was being read; send it again")
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
