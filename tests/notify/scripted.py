"""A mail server that breaks off or falls silent at exactly the moment a test wants it to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

DROP = "drop"
SILENCE = "silence"
DRIP = "drip"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Script:
    """What a connection answers at each stage: a reply, DROP, SILENCE or DRIP; after `mails` it hangs up by itself."""

    greeting: str = "220 ready"
    ehlo: str = "250 ready"
    starttls: str = "220 go ahead"
    auth: str = "235 welcome"
    mail: str = "250 sender fine"
    rcpt: str = "250 recipient fine"
    data: str = "354 go ahead"
    end: str = "250 2.0.0 taken"
    rset: str = "250 reset"
    mails: int = 1000
    farewell: str = ""


@dataclass
class ScriptedServer:
    """Connection number n follows script number n, later ones the last; `heard` holds the verbs of each connection."""

    scripts: Sequence[Script]
    tls: ssl.SSLContext | None = None
    port: int = 0
    heard: list[list[str]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Answer connections, each in its own thread, until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            script = self.scripts[min(len(self.heard), len(self.scripts) - 1)]
            self.heard.append([])
            conversation = Conversation(self, script, connection, self.heard[-1])
            threading.Thread(target=conversation.run, daemon=True).start()


class Conversation:
    """One connection following its script."""

    def __init__(self, server: ScriptedServer, script: Script, connection: socket.socket, heard: list[str]) -> None:
        self._server = server
        self._script = script
        self._connection = connection
        self._heard = heard
        self._mails = 0

    def run(self) -> None:
        """Talk until the script or the other side ends it."""
        try:
            self._say(self._script.greeting)
            while self._mails < self._script.mails:
                self._answer(self._line())
            if self._script.farewell:
                self._say(self._script.farewell)
        except OSError:
            pass  # the script's own hanging up, or the client's
        finally:
            self._connection.close()

    def _answer(self, line: bytes) -> None:
        verb = line.split(b" ")[0].decode().lower()
        self._heard.append(verb)
        if verb == "data":
            self._take_data()
        elif verb == "starttls":
            self._say(self._script.starttls)
            assert self._server.tls is not None
            self._connection = self._server.tls.wrap_socket(self._connection, server_side=True)
        else:
            self._say({"quit": "221 bye"}.get(verb) or getattr(self._script, verb))

    def _take_data(self) -> None:
        self._say(self._script.data)
        if not self._script.data.startswith("354"):
            return
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += self._line() + b"\r\n"
        self._heard.append("end")
        self._server.contents.append(content)
        self._mails += 1
        self._say(self._script.end)

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\r\n"):
            byte = self._connection.recv(1)
            if not byte:
                raise ConnectionError("hung up")
            line += byte
        return line[:-2]

    def _say(self, reply: str) -> None:
        if reply == DROP:
            raise ConnectionError("as scripted")
        if reply == SILENCE:
            self._server.released.wait()
            raise ConnectionError("as scripted")
        while reply == DRIP:
            self._connection.sendall(b"250-wait\r\n")
            self._server.released.wait(0.01)
        self._connection.sendall(reply.encode() + b"\r\n")


@contextmanager
def scripted_server(*scripts: Script, tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    """A server on this machine that follows the scripts."""
    server = ScriptedServer(scripts or (Script(),), tls)
    with socket.create_server((HOST, 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
