"""A mailbox on an IMAP server, looked at without changing anything until what it held is on record."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from compliance.domain.errors import NotReady
from compliance.notify.protocol import Piece

DEFAULT_PORTS = {"imaps": 993, "imap": 143}
DONE = "Amends-done"
LOOKED_AT = "AmendsLookedAt"
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
PERMANENT = re.compile(rb"\\\*|AmendsLookedAt")


@dataclass(frozen=True)
class ImapServer:
    """Where the mailbox is: `imaps`, or `imap` to this machine itself only."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    mailbox: str = "INBOX"


class ImapMailbox:
    """Reports in a mailbox; done ones are moved to `Amends-done`, others stay and are marked where the server can.

    One connection, opened when it is first needed, kept until `close`.
    """

    def __init__(
        self,
        server: ImapServer,
        timeout: float,
        read: Callable[[str, bytes, str], Piece],
        too_large: Callable[[str, int], Piece],
        largest: int,
    ) -> None:
        self.name = f"mailbox {server.scheme}://{server.host}/{server.mailbox}"
        self._server = server
        self._timeout = timeout
        self._read = read
        self._too_large = too_large
        self._largest = largest
        self._open: imaplib.IMAP4 | None = None
        self._can_mark = False
        self._can: frozenset[bytes] = frozenset()

    def pieces(self) -> Iterator[Piece]:
        """What lies there and was not looked at before, by the order of arrival."""
        with self._said():
            connection = self._connection()
            search = ["UNDELETED"] + (["UNKEYWORD", LOOKED_AT] if self._can_mark else [])
            (found,) = _ok(connection.uid("SEARCH", *search))
        for uid in (found or b"").split():
            piece = self._piece(connection, uid.decode())
            if piece is not None:
                yield piece

    def put_away(self, piece: Piece) -> None:
        """Move a mail to `Amends-done`."""
        with self._said():
            connection = self._connection()
            if b"MOVE" in self._can:
                _ok(connection.uid("MOVE", piece.place, DONE))
                return
            _ok(connection.uid("COPY", piece.place, DONE))
            _ok(connection.uid("STORE", piece.place, "+FLAGS.SILENT", r"(\Deleted)"))
            if b"UIDPLUS" in self._can:
                # Without it others' deleted mail would go too: then the mail stays, marked as deleted.
                _ok(connection.uid("EXPUNGE", piece.place))

    def leave(self, piece: Piece) -> None:
        """Mark a mail as looked at, where the server keeps such marks; it stays unread."""
        if not self._can_mark:
            return
        with self._said():
            _ok(self._connection().uid("STORE", piece.place, "+FLAGS.SILENT", f"({LOOKED_AT})"))

    def close(self) -> None:
        """Log out."""
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()

    def _piece(self, connection: imaplib.IMAP4, uid: str) -> Piece | None:
        with self._said():
            sizes = b" ".join(part for part in _ok(connection.uid("FETCH", uid, "(RFC822.SIZE)")) if part)
            size = SIZE.search(sizes)
            if size is None:
                return None  # somebody else took it away meanwhile
            if int(size[1]) > self._largest:
                return self._too_large(uid, int(size[1]))
            # PEEK: looking must not mark it as read.
            fetched = _ok(connection.uid("FETCH", uid, "(BODY.PEEK[])"))
        content = next((part[1] for part in fetched if isinstance(part, tuple)), None)
        return None if content is None else self._read(uid, content, self.name)

    def _connection(self) -> imaplib.IMAP4:
        if self._open is not None:
            return self._open
        server = self._server
        connection: imaplib.IMAP4
        if server.scheme == "imaps":
            context = ssl.create_default_context()
            connection = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=self._timeout)
        else:
            connection = imaplib.IMAP4(server.host, server.port, timeout=self._timeout)
        self._open = connection
        connection.login(server.user, server.password)
        # Servers say more of what they can once they know who asks.
        self._can = frozenset(b" ".join(_ok(connection.capability())).upper().split())
        _ok(connection.select(f'"{server.mailbox}"'))
        flags = b" ".join(part for part in connection.response("PERMANENTFLAGS")[1] if part)
        self._can_mark = PERMANENT.search(flags) is not None
        with suppress(imaplib.IMAP4.error):
            connection.create(DONE)  # it is there already, most of the time
        return connection

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turn whatever goes wrong into one line; the password is in none of it."""
        try:
            yield
        except (OSError, imaplib.IMAP4.error) as error:
            self._open = None
            words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            plain = " ".join(words.removeprefix("b'").removesuffix("'").split()) or type(error).__name__
            raise NotReady(f"the {self.name} cannot be read: {plain}") from error


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of an answer; raises imaplib's error for a NO."""
    kind, data = answer
    if kind != "OK":
        said = b" ".join(part for part in data if isinstance(part, bytes))
        raise imaplib.IMAP4.error(said.decode("utf-8", "replace"))
    return data
