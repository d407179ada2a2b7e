"""How much may be sent at once: nobody makes the program hold more than that."""

from __future__ import annotations

from fastapi.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 2 * 1024 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
TOO_LARGE = 413
UPLOAD = b"multipart/form-data"
TOO_MUCH_TEXT = (
    "At most 2 MB of text may be sent at once, about two million letters in all fields together: this was more"
)
TOO_LONG_A_FIELD = "At most 2 MB of text may be sent in one field, about two million letters: one had more"
TOO_LARGE_FILES = "At most 64 MB may be sent at once, all files together: this was more"


class TooMuch(HTTPException):
    """More was sent than is read; `detail` says in one line which limit there is, `of_files` whether it is theirs."""

    def __init__(self, detail: str) -> None:
        super().__init__(TOO_LARGE, detail)
        self.of_files = detail == TOO_LARGE_FILES


class BodyLimit:
    """Middleware that stops reading a body that is too large, and lets the application answer 413."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        with_files = headers.get(b"content-type", b"").lower().startswith(UPLOAD)
        most = LARGEST_UPLOAD if with_files else LARGEST_FORM
        read = 0

        async def received() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooMuch(TOO_LARGE_FILES if with_files else TOO_MUCH_TEXT)
            return message

        await self.app(scope, received, send)
