"""How much may be sent at once: nobody makes the program hold more than that."""

from __future__ import annotations

from fastapi.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_FORM = 2 * 1024 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
TOO_LARGE = 413
UPLOAD = b"multipart/form-data"


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
        most = LARGEST_UPLOAD if headers.get(b"content-type", b"").lower().startswith(UPLOAD) else LARGEST_FORM
        read = 0

        async def received() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(TOO_LARGE, f"At most {most // 1024 // 1024} MB may be sent at once")
            return message

        await self.app(scope, received, send)
