"""A mail server that takes everything and keeps nothing, in a process of its own: `python -m tests.benchmarks.sink`.

It speaks just enough SMTP for one client library or another and is far quicker than either, so that it is never what
is measured. It prints its port, counts what it takes (`NOOP` answers with the count) and ends when its input closes.
"""

from __future__ import annotations

import argparse
import asyncio
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
OK = b"250 OK\r\n"
ANSWERS = {b"EHLO": b"250 sink\r\n", b"HELO": b"250 sink\r\n", b"DATA": b"354 go ahead\r\n", b"QUIT": b"221 bye\r\n"}


class SinkProtocol(asyncio.Protocol):
    """One connection; `taken` is shared by all of them."""

    def __init__(self, taken: list[int], delay: float) -> None:
        self._taken = taken
        self._delay = delay
        self._buffer = b""
        self._in_mail = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every whole line, and every whole mail."""
        self._buffer += data
        while (end := self._buffer.find(END if self._in_mail else b"\r\n")) >= 0:
            if self._in_mail:
                mail, self._buffer = self._buffer[:end], self._buffer[end + len(END) :]
                self._in_mail = False
                self._take(mail)
            else:
                line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
                self._command(line)

    def _command(self, line: bytes) -> None:
        assert self._transport is not None
        verb = line[:4].upper()
        self._in_mail = verb == b"DATA"
        count = f"250 {self._taken[0]}\r\n".encode() if verb == b"NOOP" else OK
        self._transport.write(ANSWERS.get(verb, count))
        if verb == b"QUIT":
            self._transport.close()

    def _take(self, mail: bytes) -> None:
        self._taken[0] += 1
        self._answer(OK, self._delay)

    def _answer(self, line: bytes, delay: float = 0.0) -> None:
        assert self._transport is not None
        if delay:
            asyncio.get_running_loop().call_later(delay, self._transport.write, line)
        else:
            self._transport.write(line)


@dataclass(frozen=True)
class Sink:
    """A running sink."""

    port: int

    @property
    def url(self) -> str:
        """The address for AMENDS_MAIL_URL."""
        return f"smtp://{HOST}:{self.port}"

    def connect(self) -> smtplib.SMTP:
        """A greeted connection of Python's own client."""
        connection = smtplib.SMTP(HOST, self.port, local_hostname="localhost")
        connection.ehlo()
        return connection

    def taken(self) -> int:
        """How many mails it has taken since it started."""
        with self.connect() as connection:
            return int(connection.noop()[1])


@contextmanager
def running_sink(delay: float = 0.0) -> Iterator[Sink]:
    """Start a sink in its own process; each mail is answered after `delay` seconds."""
    command = [sys.executable, "-m", __name__, "--delay", str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Sink(int(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait()


async def _serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    taken = [0]
    server = await loop.create_server(lambda: SinkProtocol(taken, delay), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before a mail is answered")
    asyncio.run(_serve(parser.parse_args().delay))
