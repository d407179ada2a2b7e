"""Writing a file whole or not at all, and leaving it alone when it says the same already."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> bool:
    """Put `content` at `path`, making its folder; False when the file held just that already.

    Written beside its place and moved there when complete: a reader sees the old file or the new one.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:50]}.", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _umask() -> int:
    """The permissions this process withholds from new files; a temporary file is private otherwise."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
