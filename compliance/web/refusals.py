"""What somebody sees who is not signed in, whose form is not ours, or whose form is older than what it changes."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import ChangedSince
from compliance.web.guards import hidden_fields, meanwhile
from compliance.web.mishaps import Mishap
from compliance.web.pages import page
from compliance.web.permits import SAFE, NotPermitted, NotSignedIn
from compliance.web.session import SIGN_IN, signed_in
from compliance.web.wording import SEE_OTHER

NOT_SIGNED_IN, CONFLICT = 401, 409
ENDED = Mishap(
    "Your sign-in has ended",
    "Nothing was saved. Sign in again in another window; then go back to what you typed, reload it and try again.",
)


def refusal_pages(app: FastAPI) -> None:
    """Let the application answer so."""
    app.add_exception_handler(NotSignedIn, _sign_in_first)
    app.add_exception_handler(NotPermitted, _not_permitted)
    app.add_exception_handler(ChangedSince, _changed_meanwhile)


async def _sign_in_first(request: Request, error: Exception) -> Response:
    """A page is shown after signing in; what a form says is not kept for somebody we do not know."""
    if request.method not in SAFE:
        return page(request, "mishap.html", NOT_SIGNED_IN, mishap=ENDED, said="")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': asked})}", SEE_OTHER)


async def _not_permitted(request: Request, error: Exception) -> Response:
    if not isinstance(error, NotPermitted):
        raise error
    known = Mishap(error.heading, error.advice)
    return page(request, "mishap.html", error.status_code, mishap=known, said=error.detail)


def _changed_meanwhile(request: Request, changed: Exception) -> Response:
    """What changed and by whom, with what was typed: to be saved on top of it, or not."""
    signed = signed_in(request)
    if not isinstance(changed, ChangedSince) or signed is None:
        raise changed
    with request.app.state.open_installation() as office:
        changes, stamp = meanwhile(office, changed)
    return page(
        request,
        "changed.html",
        CONFLICT,
        changes=changes,
        typed=getattr(request.state, "typed", []),
        hidden=hidden_fields(signed, stamp),
    )
