"""A connection to a mail server that never outlives its time.

smtplib's own time-out starts anew with each piece of data, so a slow server can hold a sender for many times as long.
Here one deadline covers all that belongs to a delivery: it must end well before the dispatcher's lease does.
"""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Deadline:
    """How many seconds are left, by a stopwatch that knows no time of day."""

    def __init__(self, seconds: float, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._stopwatch = stopwatch
        self._end = stopwatch() + seconds

    def left(self) -> float:
        """Seconds left; TimeoutError when there are none."""
        left = self._end - self._stopwatch()
        if left <= 0:
            raise TimeoutError("the time for this delivery is up")
        return left


class _Reader(io.RawIOBase):
    """Reads a wire's socket, each time with no more patience than the wire's deadline has left."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self._wire.socket_in_time().recv_into(buffer)


class Wire(smtplib.SMTP):
    """One open SMTP connection; `deadline` is set anew for each delivery that uses it."""

    def __init__(self, deadline: Deadline, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(timeout=deadline.left(), **options)
        # The end of a message travels in a packet of its own and must not wait for the acknowledgement of the last one.
        self.socket_in_time().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def socket_in_time(self) -> socket.socket:
        """The socket with what is left of the deadline as its time-out."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        self.sock.settimeout(self.deadline.left())
        return self.sock

    def send(self, s: ReadableBuffer | str) -> None:
        """Send within the deadline; a socket's time-out covers the whole of one sendall."""
        self.socket_in_time()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer within the deadline."""
        if self.file is None:
            self.file = io.BufferedReader(_Reader(self))
        return super().getreply()

    @property
    def is_open(self) -> bool:
        """Whether neither side is known to have hung up."""
        return self.sock is not None

    def hang_up(self) -> None:
        """Say goodbye where there is somebody to hear it, and close."""
        with suppress(OSError, smtplib.SMTPException):  # it is closed either way, and nothing hangs on the answer
            self.quit()
        self.close()


class TlsWire(Wire, smtplib.SMTP_SSL):
    """A connection that is encrypted from the first byte."""


def open_wire(  # every value has its own meaning to smtplib
    host: str, port: int, deadline: Deadline, *, tls: ssl.SSLContext | None, from_start: bool, hello: str | None
) -> Wire:
    """Connect and greet; with a TLS context the connection is encrypted, `from_start` or by STARTTLS.

    Raises OSError or SMTPException, and leaves nothing open then; SMTPNotSupportedError when the server has no
    STARTTLS to offer.
    """
    if tls is not None and from_start:
        wire: Wire = TlsWire(deadline, host=host, port=port, local_hostname=hello, context=tls)
    else:
        wire = Wire(deadline, host=host, port=port, local_hostname=hello)
    try:
        wire.ehlo_or_helo_if_needed()
        if tls is not None and not from_start:
            wire.starttls(context=tls)
            wire.ehlo_or_helo_if_needed()
    except BaseException:
        wire.close()
        raise
    return wire
