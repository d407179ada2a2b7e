"""Mail as files in a folder, to be opened with any mail program: the default of a new installation."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from compliance.domain.delivery import Answer, Result
from compliance.notify.mime import Sender, as_mail, is_key
from compliance.notify.plugins import LetterPlugin
from compliance.notify.protocol import Letter


class AmendsFolder(LetterPlugin):  # type: ignore[no-untyped-call]  # Apprise is typed in part only
    """Writes each letter to `<folder>/<key>.eml`, whole or not at all, and never twice."""

    name = "folder"
    service_name = "Amends mail folder"
    protocol = "amendsfolder"
    attachment_support = False

    def __init__(self, sender: Sender, now: Callable[[], datetime], folder: Path, *, to: str = "") -> None:
        super().__init__(sender, now, to, schema=self.protocol, fullpath=folder.as_posix())
        self._folder = folder

    def deliver(self, letter: Letter) -> Answer:
        """Put one letter into the folder; one that lies there already is accepted and left as it is."""
        try:
            mail = as_mail(letter, self._sender, self._now())
        except ValueError as unfit:
            return Answer(Result.REFUSED_FOR_GOOD, f"this cannot be written as e-mail: {unfit}")
        if self.record_of(letter.key):
            return Answer(Result.ACCEPTED, "already there")
        try:
            return self._put(self._path(letter.key), mail.content)
        except OSError as failed:
            # Should the file have been linked by then, the next attempt finds it: nothing is written twice.
            reason = f"the mail folder cannot be written: {failed.strerror or failed}"
            return Answer(Result.REFUSED_FOR_NOW, reason, unreachable=True)

    def record_of(self, key: str) -> bool | None:
        """Whether the letter with this key lies in the folder."""
        return is_key(key) and self._path(key).exists()

    def probe(self) -> Answer:
        """Whether the folder can be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                return Answer(Result.ACCEPTED, f"mail files go into {self._folder}")
        except OSError as failed:
            return Answer(Result.REFUSED_FOR_NOW, f"the mail folder cannot be written: {failed.strerror or failed}")

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.eml"

    def _put(self, path: Path, content: bytes) -> Answer:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=self._folder)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A link, unlike a rename, fails where the name is taken.
            path.hardlink_to(draft)
        except FileExistsError:
            return Answer(Result.ACCEPTED, "already there")
        finally:
            draft.unlink(missing_ok=True)
        _make_durable(self._folder)
        return Answer(Result.ACCEPTED, f"written to {path.name}")


def _make_durable(folder: Path) -> None:
    """Have the folder's new entry survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
