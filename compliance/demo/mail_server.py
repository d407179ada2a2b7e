"""A real SMTP server on this machine: it takes every mail into a folder and knows one officer has left."""

from __future__ import annotations

from asyncio import Server
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Keeps accepted mails as files, one each, and refuses the addresses of people who have left."""

    def __init__(self, folder: Path, gone: frozenset[str]) -> None:
        self.folder = folder
        self.gone = gone
        self.delivered: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd names its hooks after the SMTP commands
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        if address in self.gone:
            self.refused[address] += 1
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        """Take the mail into the folder before saying so."""
        number = sum(self.delivered.values()) + 1
        self.folder.mkdir(parents=True, exist_ok=True)
        content = envelope.content or b""
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / f"{number:03}-{envelope.rcpt_tos[0]}.eml").write_bytes(data)
        self.delivered[envelope.rcpt_tos[0]] += 1
        return "250 OK"


class _FreePort(Controller):
    """Listens on the port the system chose; the base class would call the one it was given, which is 0."""

    def _trigger_server(self) -> None:
        if not isinstance(self.server, Server):
            raise RuntimeError("the mail server did not start")
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it untyped


class LocalMailServer:
    """The server as a context: it listens on a free port of the loopback address while it is open."""

    def __init__(self, folder: Path, gone: frozenset[str]) -> None:
        self.office = PostOffice(folder, gone)
        self._controller = _FreePort(self.office, hostname="127.0.0.1", port=0)

    def __enter__(self) -> LocalMailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """The address for AMENDS_MAIL_URL; known once the server is open."""
        return f"smtp://127.0.0.1:{self._controller.port}"
