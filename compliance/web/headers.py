"""What every answer says about itself: what a browser may load, where it may be shown, whether it may be kept."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing inline, nothing from elsewhere, never within another page.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" browsers would hide the origin of our own forms from us.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_FOR_A_YEAR = "max-age=31536000"
NEVER_KEPT = "no-store"


class SecureHeaders:
    """Middleware that adds them; an answer may say itself what may be loaded for it, and how long it may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, sent)


class HeadLikeGet:
    """A middleware that answers HEAD as it answers GET; the server sends no body after it (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


class SecureApplication(FastAPI):
    """An application whose every answer has them, also the one it gives when it breaks."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put them around all else: the answer to a fault is made outside the other middleware."""
        return SecureHeaders(HeadLikeGet(super().build_middleware_stack()))


def _add(headers: MutableHeaders, scope: Scope) -> None:
    policy = headers.get("Content-Security-Policy", CONTENT_POLICY)
    headers.update(ALWAYS | {"Content-Security-Policy": policy})
    headers.setdefault("Cache-Control", NEVER_KEPT)
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = HTTPS_FOR_A_YEAR
