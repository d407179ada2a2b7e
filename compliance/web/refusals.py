"""What somebody sees who is not signed in, or whose form is older than what it changes."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from compliance.domain.errors import ChangedSince
from compliance.web.guards import hidden_fields, meanwhile
from compliance.web.permits import SAFE, NotSignedIn
from compliance.web.session import signed_in
from compliance.web.show import path_to, show

SEE_OTHER, NOT_SIGNED_IN, CONFLICT = 303, 401, 409
ENDED = "your sign-in has ended, and nothing was saved. Sign in again; then go back in your browser to what you typed"


def add_refusals(app: FastAPI) -> None:
    """Let the application answer so."""
    app.add_exception_handler(NotSignedIn, _sign_in_first)
    app.add_exception_handler(ChangedSince, _changed_meanwhile)


def _sign_in_first(request: Request, refused: Exception) -> Response:
    """A page is shown after signing in; what a form says is not kept for somebody we do not know."""
    if request.method in SAFE:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(path_to(request, "sign_in_page", next=asked), SEE_OTHER)
    with request.app.state.open_installation() as office:
        return show(request, office, "sign_in/refused.html", NOT_SIGNED_IN, reason=ENDED)


def _changed_meanwhile(request: Request, changed: Exception) -> Response:
    """What changed and by whom, with what was typed: to be saved on top of it, or not."""
    signed = signed_in(request)
    if not isinstance(changed, ChangedSince) or signed is None:
        raise changed
    with request.app.state.open_installation() as office:
        changes, stamp = meanwhile(office, changed)
        return show(
            request,
            office,
            "changed.html",
            CONFLICT,
            changes=changes,
            typed=getattr(request.state, "typed", []),
            hidden=hidden_fields(signed, stamp),
            path=request.url.path,
        )
