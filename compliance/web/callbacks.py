"""`POST /callbacks/SERVICE`: what a service that sends mail for us says; checked before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from compliance.domain.errors import AmendsError, Busy, NotFound, NotReady, Refused, RulebookError, WrongUse
from compliance.runtime import Installation
from compliance.web.opening import OpenInstallation
from compliance.web.permits import open_to_all

# Takes the Authorization header ("" without one) and the body as they came, checks both, and does what they say.
# Raises Refused for a call-back that nobody vouches for, WrongUse for one that says nothing we know.
Receiver = Callable[[Installation, str, bytes], None]

TAKEN, MALFORMED, NOBODY, FORGED, UNKNOWN, TOO_LARGE, NOT_NOW = 204, 400, 401, 403, 404, 413, 503
LARGEST_BODY = 64 * 1024
NOT_READY = "not ready for call-backs: see amends check"


def callback_routes(open_installation: OpenInstallation, receivers: Mapping[str, Receiver]) -> APIRouter:
    """The routes of the services that have a receiver."""
    router = APIRouter()

    @router.post("/callbacks/{service}")
    @open_to_all("a service that sends mail for us shows its own token")
    async def callback(service: str, request: Request) -> Response:
        """Hand a call-back to its receiver."""
        receiver = receivers.get(service)
        if receiver is None:
            return _refused(UNKNOWN, "there is no such call-back")
        body = await _body(request)
        if body is None:
            return _refused(TOO_LARGE, f"a call-back has at most {LARGEST_BODY:,} bytes")
        return await run_in_threadpool(_take, open_installation, receiver, request.headers.get("authorization"), body)

    return router


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large: nobody makes us hold more than that."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _take(open_installation: OpenInstallation, receiver: Receiver, authorization: str | None, body: bytes) -> Response:
    try:
        opened = open_installation()
    except AmendsError:  # a setting of ours that cannot be read is no fault of the call-back
        return _refused(NOT_NOW, NOT_READY)
    try:
        with opened as office:
            receiver(office, authorization or "", body)
    except (Busy, NotReady, RulebookError):  # the service sends it again
        return _refused(NOT_NOW, NOT_READY)
    except Refused as reason:
        return _refused(FORGED if authorization else NOBODY, str(reason))
    except (WrongUse, NotFound) as reason:
        return _refused(MALFORMED, str(reason))
    except AmendsError:
        return _refused(NOT_NOW, NOT_READY)
    return Response(status_code=TAKEN)


def _refused(status: int, reason: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == NOBODY else None
    return JSONResponse({"error": " ".join(reason.split())}, status, headers)
