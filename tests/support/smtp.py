"""A real mail server on this machine that remembers what it got and answers as a test has scripted."""

from __future__ import annotations

import asyncio
import threading
from asyncio import Server
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Received:
    """A message the server accepted: its envelope, its content as it came and the same parsed, with plain newlines."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage

    @property
    def key(self) -> str | None:
        """The key of the ledger the message carries."""
        value = self.message["X-Amends-Key"]
        return None if value is None else str(value)


class SmtpSink:
    """What the server accepted, what it refused and how often it was called; safe to read while it runs.

    Answers are scripted per recipient (any case) and given to RCPT TO: `refuse` for good, `refuse_once` for the next
    attempt, `refuse_data` to the message itself. Everybody else's mail is accepted.
    """

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.attempts: list[str] = []
        self._received: list[Received] = []
        self._for_good: dict[str, str] = {}
        self._next: defaultdict[str, deque[str]] = defaultdict(deque)
        self._at_data: dict[str, str] = {}
        self._arrived = threading.Condition()
        self._answered: int | None = None
        self._going_on = threading.Event()

    @property
    def url(self) -> str:
        """The server's address, as AMENDS_MAIL_URL wants it."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def received(self) -> list[Received]:
        """Every accepted message, oldest first."""
        with self._arrived:
            return list(self._received)

    @property
    def messages(self) -> list[EmailMessage]:
        """The content of every accepted message, oldest first."""
        return [received.message for received in self.received]

    def keys(self) -> list[str]:
        """The X-Amends-Key of every accepted message, oldest first; "" where a message has none."""
        return [received.key or "" for received in self.received]

    def to(self, recipient: str) -> list[EmailMessage]:
        """The accepted messages of one recipient."""
        wanted = recipient.lower()
        return [each.message for each in self.received if wanted in (name.lower() for name in each.recipients)]

    def refuse(self, recipient: str, answer: str) -> None:
        """Answer every attempt for a recipient so, such as "550 no such user"."""
        self._for_good[recipient.lower()] = answer

    def refuse_once(self, recipient: str, answer: str) -> None:
        """Answer the next attempt for a recipient so, such as "451 try later"; several calls queue up."""
        self._next[recipient.lower()].append(answer)

    def refuse_data(self, recipient: str, answer: str) -> None:
        """Take the recipient, then answer every message to them so, such as "554 looks like spam"."""
        self._at_data[recipient.lower()] = answer

    def accept(self, recipient: str) -> None:
        """Forget what was scripted for a recipient."""
        for script in (self._for_good, self._next, self._at_data):
            script.pop(recipient.lower(), None)

    def stall_after(self, count: int) -> None:
        """Keep what comes after `count` accepted messages, but do not tell the sender before `go_on`."""
        self._going_on.clear()
        self._answered = count

    def go_on(self) -> None:
        """Answer again, the ones kept waiting first."""
        self._answered = None
        self._going_on.set()

    def wait_to_answer(self, position: int) -> None:
        """Block for as long as the answer to accepted message number `position` is held back."""
        if self._answered is not None and position > self._answered:
            self._going_on.wait()

    def wait_for(self, count: int, seconds: float = 20.0) -> None:
        """Return as soon as `count` messages were accepted; AssertionError when they do not come in time."""
        with self._arrived:
            enough = self._arrived.wait_for(lambda: len(self._received) >= count, timeout=seconds)
            assert enough, f"{len(self._received)} of {count} messages came within {seconds} s"

    def answer_to_recipient(self, recipient: str) -> str | None:
        """What RCPT TO gets; None to accept."""
        address = recipient.lower()
        self.attempts.append(recipient)
        if self._next[address]:
            return self._next[address].popleft()
        return self._for_good.get(address)

    def answer_to_message(self, received: Received) -> str:
        """What the message itself gets; it is kept only when the answer is an acceptance."""
        for recipient in received.recipients:
            refusal = self._at_data.get(recipient.lower())
            if refusal is not None:
                return refusal
        with self._arrived:
            self._received.append(received)
            self._arrived.notify_all()
        return "250 OK"


class _Handler:
    # The names and signatures are those aiosmtpd looks for.
    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._sink.answer_to_recipient(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        assert isinstance(message, EmailMessage)
        answer = self._sink.answer_to_message(
            Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content, message)
        )
        # In a thread of its own: the other connections are served meanwhile.
        await asyncio.to_thread(self._sink.wait_to_answer, len(self._sink.received))
        return answer


class _CountingController(Controller):
    def __init__(self, sink: SmtpSink) -> None:
        super().__init__(_Handler(sink), hostname=HOST, port=0, server_hostname="sink.invalid")
        self._sink = sink

    def factory(self) -> SMTP:
        """Make the protocol of one connection."""
        self._sink.connections += 1
        return SMTP(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # Port 0 let the system choose; the base class calls the port it was given, so give it the chosen one.
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def running_smtp_sink() -> Iterator[SmtpSink]:
    """Start the server on a free port of 127.0.0.1 in a thread, stop it at the end."""
    sink = SmtpSink()
    controller = _CountingController(sink)
    controller.start()
    sink.port = controller.port
    sink.connections = 0  # the controller called once to see whether the server answers
    try:
        yield sink
    finally:
        sink.go_on()
        controller.stop()
