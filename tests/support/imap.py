"""A small IMAP server on this machine: one user, a few mailboxes, the commands a reader of returned mail needs."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"
USER, PASSWORD = "returns", "s3cret pass"
WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|\S+)')


@dataclass
class Stored:
    """A mail on the server."""

    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)


class ImapStub:
    """What the server holds and what it was asked; safe to read while it runs.

    `can` are its capabilities after login; `marks` whether it keeps keywords; `refusals` maps a command such as
    "UID MOVE" to the line it is refused with.
    """

    def __init__(self) -> None:
        self.port = 0
        self.can = ["IMAP4rev1", "MOVE", "UIDPLUS"]
        self.marks = True
        self.refusals: dict[str, str] = {}
        self.asked: list[str] = []
        self.mailboxes: dict[str, list[Stored]] = {"INBOX": []}
        self.lock = threading.RLock()
        self._uid = 0

    @property
    def url(self) -> str:
        """The server's address, as AMENDS_RETURNED_MAIL_URL wants it."""
        return f"imap://{USER}@{HOST}:{self.port}/INBOX"

    def put(self, content: bytes, mailbox: str = "INBOX") -> int:
        """Deliver a mail; its UID."""
        with self.lock:
            self._uid += 1
            self.mailboxes.setdefault(mailbox, []).append(Stored(self._uid, content))
            return self._uid

    def held(self, mailbox: str = "INBOX") -> list[bytes]:
        """The mails of a mailbox."""
        with self.lock:
            return [each.content for each in self.mailboxes.get(mailbox, [])]


class _Conversation(socketserver.StreamRequestHandler):
    stub: ImapStub
    mailbox = "INBOX"

    def handle(self) -> None:
        """Answer until the client logs out or goes away."""
        self.say("* OK ready")
        for raw in self.rfile:
            tag, *words = [quoted or plain for quoted, plain in WORDS.findall(raw.decode().strip())]
            command = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            with self.stub.lock:
                self.stub.asked.append(command)
                refusal = self.stub.refusals.get(command)
                said = refusal or self.answer(command, words)
            self.say(f"{tag} {said}")
            if command == "LOGOUT":
                return

    def say(self, line: str) -> None:
        """Send a line."""
        self.wfile.write(f"{line}\r\n".encode())

    def answer(self, command: str, words: list[str]) -> str:
        """Do a command; its last line without the tag."""
        name = command.replace(" ", "_").lower()
        act = getattr(self, f"do_{name}", None)
        return "BAD no such command" if act is None else str(act(words) or "OK done")

    def do_capability(self, words: list[str]) -> None:
        """CAPABILITY."""
        self.say(f"* CAPABILITY {' '.join(self.stub.can)}")

    def do_login(self, words: list[str]) -> str:
        """LOGIN."""
        return "OK welcome" if words[1:] == [USER, PASSWORD] else "NO [AUTHENTICATIONFAILED] wrong name or password"

    def do_select(self, words: list[str]) -> str:
        """SELECT."""
        if words[1] not in self.stub.mailboxes:
            return "NO no such mailbox"
        self.mailbox = words[1]
        self.say(f"* {len(self.here)} EXISTS")
        self.say(rf"* OK [PERMANENTFLAGS (\Deleted \Seen{' ' + chr(92) + '*' if self.stub.marks else ''})] kept")
        return "OK [READ-WRITE] selected"

    def do_create(self, words: list[str]) -> str:
        """CREATE."""
        if words[1] in self.stub.mailboxes:
            return "NO [ALREADYEXISTS] it is there"
        self.stub.mailboxes[words[1]] = []
        return "OK made"

    def do_uid_search(self, words: list[str]) -> None:
        """UID SEARCH: UNDELETED and UNKEYWORD."""
        keyword = words[words.index("UNKEYWORD") + 1] if "UNKEYWORD" in words else None
        found = [each for each in self.here if "\\Deleted" not in each.flags and keyword not in each.flags]
        self.say(f"* SEARCH {' '.join(str(each.uid) for each in found)}".rstrip())

    def do_uid_fetch(self, words: list[str]) -> None:
        """UID FETCH: the size, or the whole of it."""
        for number, each in enumerate(self.here, start=1):
            if str(each.uid) != words[2]:
                continue
            if "RFC822.SIZE" in words[3]:
                self.say(f"* {number} FETCH (UID {each.uid} RFC822.SIZE {len(each.content)})")
            else:
                self.wfile.write(f"* {number} FETCH (UID {each.uid} BODY[] {{{len(each.content)}}}\r\n".encode())
                self.wfile.write(each.content + b")\r\n")

    def do_uid_store(self, words: list[str]) -> None:
        """UID STORE: adding flags."""
        for each in self.chosen(words[2]):
            each.flags |= set(words[4].strip("()").split())

    def do_uid_copy(self, words: list[str]) -> None:
        """UID COPY."""
        for each in self.chosen(words[2]):
            self.stub.put(each.content, words[3])

    def do_uid_move(self, words: list[str]) -> None:
        """UID MOVE."""
        self.do_uid_copy(words)
        self.keep(lambda each: str(each.uid) != words[2])

    def do_uid_expunge(self, words: list[str]) -> None:
        """UID EXPUNGE."""
        self.keep(lambda each: str(each.uid) != words[2] or "\\Deleted" not in each.flags)

    def do_logout(self, words: list[str]) -> None:
        """LOGOUT."""
        self.say("* BYE")

    @property
    def here(self) -> list[Stored]:
        """The mails of the selected mailbox."""
        return self.stub.mailboxes[self.mailbox]

    def chosen(self, uid: str) -> list[Stored]:
        """The mail of that UID, if it is there."""
        return [each for each in self.here if str(each.uid) == uid]

    def keep(self, wanted: object) -> None:
        """Remove all others."""
        assert callable(wanted)
        self.stub.mailboxes[self.mailbox] = [each for each in self.here if wanted(each)]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def running_imap() -> Iterator[ImapStub]:
    """Start the server on a free port of 127.0.0.1 in a thread, stop it at the end."""
    stub = ImapStub()
    handler = type("Conversation", (_Conversation,), {"stub": stub})
    with _Server((HOST, 0), handler) as server:
        stub.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()
