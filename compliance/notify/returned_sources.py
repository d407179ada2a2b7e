"""Where returned mail lies: a folder of mail files, a Maildir, or a mailbox on an IMAP server (rule R6)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from compliance.domain.errors import NotReady, Refused, WrongUse
from compliance.notify.addresses import is_host, is_loopback
from compliance.notify.imap import DEFAULT_PORTS, ImapMailbox, ImapServer
from compliance.notify.protocol import Piece, ReturnedMailbox
from compliance.notify.returned_mail import read_returned

LARGEST = 2 * 1024 * 1024
DONE = "done"
MAILDIR_DONE = ".Amends-done"
EXPECTED = "expected folder:///path, maildir:///path or imaps://user@host/INBOX"


def as_piece(place: str, content: bytes, source: str, now: datetime) -> Piece:
    """What one mail says; the fault in one line where it reports nothing."""
    fingerprint = hashlib.sha256(content).hexdigest()
    try:
        return Piece(place, fingerprint, read_returned(content, source, now))
    except Refused as nothing:
        return Piece(place, fingerprint, fault=str(nothing))
    except Exception as damaged:
        # Python's mail parser fails in many ways on what is hardly a mail; one such must not block those behind it.
        return Piece(place, fingerprint, fault=f"cannot be understood as mail ({type(damaged).__name__})")


def too_large(place: str, size: int) -> Piece:
    """A mail that is not even fetched."""
    digest = hashlib.sha256(f"{place}/{size}".encode()).hexdigest()
    return Piece(place, digest, fault=f"larger than {LARGEST // 1024 // 1024} MB, no report is")


class FolderMailbox:
    """Mail as files: `*.eml` in a folder, done ones in its folder `done`; or a Maildir with `.Amends-done`."""

    def __init__(self, folder: Path, now: Callable[[], datetime], *, maildir: bool = False) -> None:
        self.name = f"{'maildir' if maildir else 'folder'} {folder}"
        self._folder = folder
        self._maildir = maildir
        self._now = now

    def pieces(self) -> Iterator[Piece]:
        """The files, oldest first; one that goes away meanwhile was taken by somebody else."""
        for path in self._files():
            try:
                size = path.stat().st_size
                content = path.read_bytes() if size <= LARGEST else None
            except FileNotFoundError:
                continue
            except OSError as error:
                yield Piece(str(path), hashlib.sha256(str(path).encode()).hexdigest(), fault=_cannot_be_read(error))
                continue
            if content is None:
                yield too_large(str(path), size)
            else:
                yield as_piece(str(path), content, self.name, self._now())

    def put_away(self, piece: Piece) -> None:
        """Move the file; one that is gone was moved by another run."""
        path = Path(piece.place)
        done = self._folder / MAILDIR_DONE / "cur" if self._maildir else self._folder / DONE
        try:
            done.mkdir(parents=True, exist_ok=True)
            if self._maildir:
                for name in ("new", "tmp"):
                    (done.parent / name).mkdir(exist_ok=True)
                (done.parent / "maildirfolder").touch()
            path.replace(done / path.name)
        except FileNotFoundError:
            return
        except OSError as error:
            raise NotReady(f"{path.name} cannot be moved to {done}: {error.strerror or error}") from error

    def leave(self, piece: Piece) -> None:
        """The file stays as it is."""

    def close(self) -> None:
        """Nothing is held open."""

    def _files(self) -> list[Path]:
        try:
            if self._maildir:
                found = [path for name in ("new", "cur") for path in (self._folder / name).iterdir()]
            else:
                found = [path for path in self._folder.iterdir() if path.suffix.lower() == ".eml"]
        except OSError as error:
            raise NotReady(f"the {self.name} cannot be read: {error.strerror or error}") from error
        return sorted(
            (path for path in found if path.is_file() and not path.name.startswith(".")), key=lambda path: path.name
        )


def _cannot_be_read(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"


def open_mailbox(url: str, password: str | None, timeout: float, now: Callable[[], datetime]) -> ReturnedMailbox:
    """The mailbox of returned mail behind AMENDS_RETURNED_MAIL_URL; nothing is opened before it is read.

    `timeout` in seconds; `now` gives zone-aware instants. Raises WrongUse, without repeating the URL, for one that
    cannot be used: TLS is demanded except to this machine itself.
    """
    scheme, separator, rest = url.partition("://")
    scheme = scheme.lower()
    if separator and scheme in ("folder", "maildir"):
        if not rest.startswith("/") or not rest.strip("/"):
            raise WrongUse(f"AMENDS_RETURNED_MAIL_URL: a {scheme} is written {scheme}:///path, with three slashes")
        return FolderMailbox(Path(rest), now, maildir=scheme == "maildir")
    if not separator or scheme not in DEFAULT_PORTS:
        raise WrongUse(f"AMENDS_RETURNED_MAIL_URL: {EXPECTED}")

    def read(place: str, content: bytes, source: str) -> Piece:
        return as_piece(place, content, source, now())

    return ImapMailbox(_server(url, password), timeout, read, too_large, LARGEST)


def _server(url: str, password: str | None) -> ImapServer:
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError as wrong:
        raise WrongUse("AMENDS_RETURNED_MAIL_URL: expected a port from 1 to 65535 after a host, or none") from wrong
    if not host or not is_host(host) or split.query or split.fragment or not split.username:
        raise WrongUse(f"AMENDS_RETURNED_MAIL_URL: {EXPECTED}")
    if split.password is not None:
        raise WrongUse("AMENDS_RETURNED_MAIL_URL holds a password: it belongs into AMENDS_RETURNED_MAIL_PASSWORD")
    scheme = split.scheme.lower()
    if scheme == "imap" and not is_loopback(host):
        raise WrongUse("AMENDS_RETURNED_MAIL_URL: expected imaps://, because imap:// would show the password to others")
    user, secret = _sign_in(unquote(split.username), password)
    mailbox = _in_plain_letters(unquote(split.path.strip("/")) or "INBOX")
    return ImapServer(scheme, host, port or DEFAULT_PORTS[scheme], user, secret, mailbox)


def _sign_in(user: str, password: str | None) -> tuple[str, str]:
    if not password:
        raise WrongUse("AMENDS_RETURNED_MAIL_URL names a user, but AMENDS_RETURNED_MAIL_PASSWORD is empty")
    # IMAP's LOGIN knows no other letters, and Python's own error would quote the password.
    for setting, value in (("AMENDS_RETURNED_MAIL_URL", user), ("AMENDS_RETURNED_MAIL_PASSWORD", password)):
        if not value.isascii() or not value.isprintable():
            raise WrongUse(f"{setting}: IMAP takes a name and a password in plain ASCII letters only")
    return user, password


def _in_plain_letters(mailbox: str) -> str:
    if not mailbox.isascii() or not mailbox.isprintable() or '"' in mailbox or "\\" in mailbox:
        raise WrongUse("AMENDS_RETURNED_MAIL_URL: expected a mailbox name in plain letters, such as INBOX/Returned")
    return mailbox
