"""The cookie of a session and where it may go, and who is signed in as a page knows it."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from compliance.usecases.web_session import SignedIn

COOKIE = "amends"
HOST_PREFIX = "__Host-"
START, SIGN_IN = "/", "/sign-in"


def remember(request: Request, signed: SignedIn | None) -> None:
    """Let the rest of this request, and the header of its page, know who is signed in."""
    request.state.signed_in = signed
    request.state.person = signed.person if signed else None
    request.state.permissions = signed.permissions if signed else frozenset()
    request.state.csrf = signed.csrf if signed else ""


def signed_in(request: Request) -> SignedIn | None:
    """Who is signed in, as far as this request has asked."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    return found


def is_loopback(host: str) -> bool:
    """Whether a host, as a name or an address, is this machine and no other."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe_here(request: Request) -> bool:
    """Whether a secret may travel: by https, or without leaving this machine."""
    return request.url.scheme == "https" or is_loopback(request.url.hostname or "")


def network_address(request: Request) -> str:
    """Where a request comes from; what a proxy on this machine says of it is believed."""
    return request.client.host if request.client else "unknown"


def cookie_name(request: Request, name: str = COOKIE) -> str:
    """A cookie's full name. By https no other host can set it; browsers keep that promise for this prefix only."""
    return f"{HOST_PREFIX}{name}" if request.url.scheme == "https" else name


def read_cookie(request: Request, name: str = COOKIE) -> str:
    """The value of one of our cookies; "" without it."""
    return request.cookies.get(cookie_name(request, name), "")


def set_cookie(
    response: Response, request: Request, value: str, *, name: str = COOKIE, expires: datetime | None = None
) -> None:
    """Set a cookie that no script reads and no other site sends along with a form.

    It demands https, except on this machine without https; without `expires` it ends with the browser.
    """
    secure = request.url.scheme == "https" or not is_loopback(request.url.hostname or "")
    response.set_cookie(
        cookie_name(request, name), value, expires=expires, path="/", secure=secure, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, request: Request, name: str = COOKIE) -> None:
    """Take a cookie away."""
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request, name), path="/", secure=secure, httponly=True, samesite="lax")


def local_path(given: str) -> str:
    """A path on this site to go on to; the start page for anything that could lead elsewhere."""
    plain = given.isprintable() and given.isascii() and "\\" not in given
    return given if plain and given.startswith("/") and not given.startswith("//") else START
